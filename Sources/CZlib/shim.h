#pragma once
#include <zlib.h>

/// `inflateInit2` is a macro that Swift cannot see; raw deflate, as in a ZIP member.
static inline int shortlist_inflate_raw_init(z_stream *stream) {
    return inflateInit2(stream, -MAX_WBITS);
}

/// `deflateInit2` likewise; a whole gzip file, compressed as well as zlib can.
static inline int shortlist_deflate_gzip_init(z_stream *stream) {
    return deflateInit2(stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 9, Z_DEFAULT_STRATEGY);
}
