#pragma once
#include <zlib.h>

/// `inflateInit2` is a macro that Swift cannot see; raw deflate, as in a ZIP member.
static inline int shortlist_inflate_raw_init(z_stream *stream) {
    return inflateInit2(stream, -MAX_WBITS);
}
