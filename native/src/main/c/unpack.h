/* Narrow weights as the words that a step takes. */
#ifndef AB_UNPACK_H
#define AB_UNPACK_H

#include "level.h"

#define LOW 0xffff

/* Inputs of a tile, n rounded up to whole tiles, and where an input stands if even ones come first. */
#define INPUTS_OF_TILE 32
#define TILED(n) (((n) + INPUTS_OF_TILE - 1) / INPUTS_OF_TILE * INPUTS_OF_TILE)
#define IN_TILE(k) ((k) / INPUTS_OF_TILE * INPUTS_OF_TILE + (k) % 2 * (INPUTS_OF_TILE / 2) + (k) % INPUTS_OF_TILE / 2)

/* 16 words of a panel; a compiler splits them where vectors are narrower. */
typedef uint32_t words16 __attribute__((vector_size(64)));
typedef words16 words16_u __attribute__((aligned(4), may_alias));
typedef int32_t ints16 __attribute__((vector_size(64)));
typedef float floats16 __attribute__((vector_size(64)));

INLINE words16 get(const uint32_t *w) { return *(const words16_u *)w; }
INLINE void put(uint32_t *to, words16 v) { *(words16_u *)to = v; }
INLINE words16 float_words(words16 v) { return (words16)__builtin_convertvector((ints16)v, floats16); }
INLINE words16 sign_extended(words16 v) { return (words16)((ints16)v >> 24); }

#define HIGH (~(uint32_t)LOW)

/* Packed BF16: word j of an input holds W[j + 16] : W[j]. `flip` 1 exchanges the inputs of a pair. */
static void widen_bf16(const uint32_t *w, int n, int flip, uint32_t *to) {
  for (int k = 0; k < n; k++, w += 16) {
    words16 v = get(w);
    put(to + (k ^ flip) * AB_PANEL, v << 16);
    put(to + (k ^ flip) * AB_PANEL + 16, v & HIGH);
  }
  if (flip && n % 2 == 1) {
    memset(to + (n - 1) * AB_PANEL, 0, 4 * AB_PANEL);
  }
}

/* The same as pairs of inputs for vdpbf16ps. */
static void pair_bf16(const uint32_t *w, int n, uint32_t *to) {
  for (int k = 0; k < n; k += 2, w += 32, to += AB_PANEL) {
    words16 v = get(w);
    words16 next = k + 1 < n ? get(w + 16) : (words16){};
    put(to, (v & LOW) | next << 16);
    put(to + 16, v >> 16 | (next & HIGH));
  }
}

/* Both for tiles of 32 inputs. */
static void widen_tiles(const uint32_t *w, int n, uint32_t *to) {
  for (int k = 0; k < TILED(n); k++, w += 16) {
    words16 v = k < n ? get(w) : (words16){};
    put(to + IN_TILE(k) * AB_PANEL, v << 16);
    put(to + IN_TILE(k) * AB_PANEL + 16, v & HIGH);
  }
}

static void pair_tiles(const uint32_t *w, int n, uint32_t *to) {
  pair_bf16(w, n, to);
  memset(to + (n + 1) / 2 * AB_PANEL, 0, 4 * AB_PANEL * (size_t)((TILED(n) - n) / 2));
}

/* Packed bytes: word j of two inputs holds W[j + 16, 1] : W[j, 1] : W[j + 16, 0] : W[j, 0]. As floats, 2^24 times as large. */
static void widen_int8(const uint32_t *w, int n, uint32_t *to) {
  for (int k = 0; k < n; k += 2, w += 16, to += 2 * AB_PANEL) {
    words16 v = get(w);
    put(to, float_words(v << 24));
    put(to + 16, float_words(v << 16 & 0xff000000));
    put(to + 32, float_words(v << 8 & 0xff000000));
    put(to + 48, float_words(v & 0xff000000));
  }
}

/* As pairs of 16-bit integers. */
static void pair_int8(const uint32_t *w, int n, uint32_t *to) {
  for (int k = 0; k < n; k += 2, w += 16, to += AB_PANEL) {
    words16 v = get(w);
    put(to, (sign_extended(v << 24) & LOW) | sign_extended(v << 8) << 16);
    put(to + 16, (sign_extended(v << 16) & LOW) | sign_extended(v) << 16);
  }
}

/* As quads of unsigned bytes, 128 larger, for vpdpbusd. */
static void quad_int8(const uint32_t *w, int n, uint32_t *to) {
  for (int k = 0; k < n; k += 4, w += 32, to += AB_PANEL) {
    words16 a = get(w) ^ 0x80808080;
    words16 b = (k + 2 < n ? get(w + 16) : (words16){}) ^ 0x80808080;
    put(to, (a & 0xff) | (a >> 8 & 0xff00) | (b << 16 & 0xff0000) | (b << 8 & 0xff000000));
    put(to + 16, (a >> 8 & 0xff) | (a >> 16 & 0xff00) | (b << 8 & 0xff0000) | (b & 0xff000000));
  }
}

#endif
