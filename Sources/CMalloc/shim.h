#pragma once
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/// Tells glibc to keep memory of up to so many bytes for the next request instead of giving it back; elsewhere nothing.
static inline void shortlist_keep_memory(int largest, int trim) {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, largest);
    mallopt(M_TRIM_THRESHOLD, trim);
#endif
}
