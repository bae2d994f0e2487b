#pragma once

/// The element-wise steps between the matrix products of a BERT encoder. They are in C, on vectors of 16 numbers, so that they are
/// quick in a debug build too, where Swift's own loops are some fifty times slower. Every `width` and `stride` is a multiple of 16.

/// out[i] = layer norm of (words[ids[i]] + positions[place[i]] + kind), one row of `width` numbers for each token.
void matching_embeddings(const int *ids, const int *place, long count, long width,
                         const float *words, const float *positions, const float *kind,
                         const float *gain, const float *shift, float *out);

/// rows += bias, for each row.
void matching_add_bias(float *rows, const float *bias, long count, long width);

/// x = layer norm of (x + y + bias), for each row.
void matching_add_and_norm(float *x, const float *y, const float *bias, const float *gain, const float *shift, long count, long width);

/// rows = GELU(rows + bias), the exact one with the error function.
void matching_bias_and_gelu(float *rows, const float *bias, long count, long width);

/// Softmax over the first `width` numbers of each row; the rest of the row, up to `stride`, becomes zero.
void matching_softmax(float *rows, long count, long width, long stride);

/// The mean of the rows, brought to length 1.
void matching_mean_normalised(const float *rows, long count, long width, float *out);

/// The sum of products of two vectors of any length.
float matching_dot(const float *a, const float *b, long count);
