#include "CMatchingKernels.h"
#include <math.h>
#include <string.h>

// Vectors of 16 floats by the compiler's own vector types: they become the widest registers that the machine has, also without an
// optimiser. On x86 Linux each kernel is built for three kinds of machine and the loader takes the best one.
typedef float lanes __attribute__((vector_size(64), aligned(4)));
typedef int ints __attribute__((vector_size(64), aligned(4)));

#if defined(__x86_64__) && defined(__linux__)
#define KERNEL __attribute__((target_clones("arch=x86-64-v4", "arch=haswell", "default")))
#else
#define KERNEL
#endif
#define INLINE static inline __attribute__((always_inline))
#define EACH(i, width) for (long i = 0; i < (width); i += 16)

// Macros and not functions: a vector passed by value has another calling convention for each kind of machine.
#define LOAD(p) (*(const lanes *)(p))
#define STORE(p, v) (*(lanes *)(p) = (v))
#define PICK(mask, a, b) ((lanes)(((mask) & (ints)(a)) | (~(mask) & (ints)(b))))
#define SMALLER(a, b) PICK((a) < (b), a, b)
#define LARGER(a, b) PICK((a) > (b), a, b)

INLINE float sum_of(const lanes *v) {
    const float *p = (const float *)v;
    float sums[8];
    for (int i = 0; i < 8; i++) sums[i] = p[i] + p[i + 8];
    return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

INLINE void normalise(float *row, const float *gain, const float *shift, long width, const lanes *total) {
    float mean = sum_of(total) / (float)width;
    lanes squares = {0};
    EACH(i, width) { lanes d = LOAD(row + i) - mean; squares += d * d; }
    float scale = 1.0f / sqrtf(sum_of(&squares) / (float)width + 1e-12f);
    EACH(i, width) STORE(row + i, (LOAD(row + i) - mean) * scale * LOAD(gain + i) + LOAD(shift + i));
}

KERNEL void matching_embeddings(const int *ids, const int *place, long count, long width,
                                const float *words, const float *positions, const float *kind,
                                const float *gain, const float *shift, float *out) {
    for (long r = 0; r < count; r++) {
        const float *word = words + (long)ids[r] * width, *position = positions + (long)place[r] * width;
        float *row = out + r * width;
        lanes total = {0};
        EACH(i, width) { lanes v = LOAD(word + i) + LOAD(kind + i) + LOAD(position + i); total += v; STORE(row + i, v); }
        normalise(row, gain, shift, width, &total);
    }
}

KERNEL void matching_add_bias(float *rows, const float *bias, long count, long width) {
    for (long r = 0; r < count; r++) {
        float *row = rows + r * width;
        EACH(i, width) STORE(row + i, LOAD(row + i) + LOAD(bias + i));
    }
}

KERNEL void matching_add_and_norm(float *x, const float *y, const float *bias, const float *gain, const float *shift, long count, long width) {
    for (long r = 0; r < count; r++) {
        float *row = x + r * width;
        const float *other = y + r * width;
        lanes total = {0};
        EACH(i, width) { lanes v = LOAD(row + i) + LOAD(other + i) + LOAD(bias + i); total += v; STORE(row + i, v); }
        normalise(row, gain, shift, width, &total);
    }
}

// erf(x) = x P(x²) / Q(x²) on [-4, 4], the fraction that Eigen and XLA use for single precision; it is off by a few units in the last place.
KERNEL void matching_bias_and_gelu(float *rows, const float *bias, long count, long width) {
    const lanes top = (lanes){0} + 4.0f, bottom = (lanes){0} - 4.0f;
    for (long r = 0; r < count; r++) {
        float *row = rows + r * width;
        EACH(i, width) {
            lanes v = LOAD(row + i) + LOAD(bias + i);
            lanes x = v * 0.70710678118654752f;
            x = SMALLER(x, top);
            x = LARGER(x, bottom);
            lanes s = x * x;
            lanes p = s * -2.72614225801306e-10f + 2.77068142495902e-08f;
            p = p * s - 2.10102402082508e-06f;
            p = p * s - 5.69250639462346e-05f;
            p = p * s - 7.34990630326855e-04f;
            p = p * s - 2.95459980854025e-03f;
            p = p * s - 1.60960333262415e-02f;
            lanes q = s * -1.45660718464996e-05f - 2.13374055278905e-04f;
            q = q * s - 1.68282697438203e-03f;
            q = q * s - 7.37332916720468e-03f;
            q = q * s - 1.42647390514189e-02f;
            STORE(row + i, v * 0.5f * (1.0f + x * p / q));
        }
    }
}

// exp(x) = 2^n e^r with n whole and |r| <= ln 2 / 2 (Cephes' polynomial). Adding 1.5 * 2^23 rounds to the nearest whole number.
KERNEL void matching_softmax(float *rows, long count, long width, long stride) {
    const lanes floor = (lanes){0} - 87.0f;
    for (long r = 0; r < count; r++) {
        float *row = rows + r * stride;
        long padded = (width + 15) & ~15L;
        for (long i = width; i < stride; i++) row[i] = -INFINITY;
        lanes most = LOAD(row);
        EACH(i, padded) { lanes v = LOAD(row + i); most = LARGER(most, v); }
        float peak = ((const float *)&most)[0];
        for (int i = 1; i < 16; i++) { float v = ((const float *)&most)[i]; peak = v > peak ? v : peak; }
        lanes total = {0};
        EACH(i, padded) {
            lanes x = LOAD(row + i) - peak;
            ints kept = x > floor;
            x = LARGER(x, floor);
            lanes n = x * 1.44269504088896341f + 12582912.0f;
            ints power = ((ints)n - 0x4B400000 + 127) << 23;
            n -= 12582912.0f;
            lanes t = x - n * 0.693359375f + n * 2.12194440e-4f;
            lanes p = t * 1.9875691500e-4f + 1.3981999507e-3f;
            p = p * t + 8.3334519073e-3f;
            p = p * t + 4.1665795894e-2f;
            p = p * t + 1.6666665459e-1f;
            p = p * t + 5.0000001201e-1f;
            p = (p * t * t + t + 1.0f) * (lanes)power;
            p = (lanes)((ints)p & kept);
            total += p;
            STORE(row + i, p);
        }
        float scale = 1.0f / sum_of(&total);
        EACH(i, padded) STORE(row + i, LOAD(row + i) * scale);
    }
}

KERNEL void matching_mean_normalised(const float *rows, long count, long width, float *out) {
    memset(out, 0, sizeof(float) * (size_t)width);
    for (long r = 0; r < count; r++) {
        const float *row = rows + r * width;
        EACH(i, width) STORE(out + i, LOAD(out + i) + LOAD(row + i));
    }
    lanes squares = {0};
    EACH(i, width) squares += LOAD(out + i) * LOAD(out + i);
    float length = sqrtf(sum_of(&squares));
    float scale = length > 0 ? 1.0f / length : 0;
    EACH(i, width) STORE(out + i, LOAD(out + i) * scale);
}

KERNEL float matching_dot(const float *a, const float *b, long count) {
    lanes total = {0};
    long whole = count & ~15L;
    EACH(i, whole) total += LOAD(a + i) * LOAD(b + i);
    float sum = sum_of(&total);
    for (long i = whole; i < count; i++) sum += a[i] * b[i];
    return sum;
}
