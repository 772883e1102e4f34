/* What follows a product: bias, activation, residual, gate. */
#ifndef AB_FINISH_H
#define AB_FINISH_H

#include "functions.h"

/* The sum that a tile holds, as a float with its scale. */
INLINE vf sum_of(const int arithmetic, const ab_product *p, int row, const float *t, const float *scales) {
  switch (arithmetic) {
    case AB_INT8: return load(t) * load(scales);
    case AB_INT8_DOT:
      return __builtin_convertvector(load_int(t) - p->row_offset[row], vf) * (p->row_scale[row] * (load(scales) * 0x1p24f));
    default: return load(t);
  }
}

#define FINISH_ARGUMENTS const ab_product *p, int panel, int row, int rows, const float *t, const float *scales, const float *bias, \
  const float *gate, float *y

/* With constants, so that no choice is made in the loop but that of an activation. */
INLINE void finish_as(const int arithmetic, const int mode, const int act, const int width, FINISH_ARGUMENTS) {
  int column = panel * AB_PANEL;
  for (int end = row + rows; row < end; row++, t += AB_PANEL) {
    float *to = y + p->y_at + (int64_t)row * p->out + column;
    const float *g = mode == AB_GATED ? gate + p->gate_at + ((int32_t)p->first_row + row) / (int32_t)p->tokens * p->gate_stride + column : gate;
    _Pragma("GCC unroll 8") for (int j = 0; j < width; j += LANES) {
      int n = width - j < LANES ? width - j : LANES;
      vf s = sum_of(arithmetic, p, row, t + j, scales + column + j);
      if (p->has_bias) {
        s = s + load(bias + column + j);
      }
      if (mode == AB_STORE) {
        s = activation(act, s);
      } else {
        vf old = n == LANES ? load(to + j) : load_end(to + j, n);
        s = mode == AB_ADD ? old + s : vfma(n == LANES ? load(g + j) : load_end(g + j, n), s, old);
      }
      if (n == LANES) {
        store(to + j, s);
      } else {
        store_end(to + j, s, n);
      }
    }
  }
}

#define FINISH(arithmetic, mode, act, width) \
  finish_as(arithmetic, mode, act, width, p, panel, row, rows, t, scales, bias, gate, y)

/* A whole panel without an activation. */
INLINE void finish_whole(const int arithmetic, FINISH_ARGUMENTS) {
  switch (p->mode) {
    case AB_ADD: FINISH(arithmetic, AB_ADD, AB_NONE, AB_PANEL); break;
    case AB_GATED: FINISH(arithmetic, AB_GATED, AB_NONE, AB_PANEL); break;
    default: FINISH(arithmetic, AB_STORE, AB_NONE, AB_PANEL);
  }
}

/* Finishes rows [row, row + rows) of the slab in one panel, whose sums lie in t [rows][AB_PANEL]. */
static void finish(FINISH_ARGUMENTS) {
  int left = p->out - panel * AB_PANEL;
  if (left < AB_PANEL || (p->mode == AB_STORE && p->act != AB_NONE)) {
    FINISH(p->arithmetic, p->mode, p->act, left < AB_PANEL ? left : AB_PANEL);
    return;
  }
  switch (p->arithmetic) {
    case AB_INT8: finish_whole(AB_INT8, p, panel, row, rows, t, scales, bias, gate, y); break;
    case AB_INT8_DOT: finish_whole(AB_INT8_DOT, p, panel, row, rows, t, scales, bias, gate, y); break;
    default: finish_whole(AB_F32, p, panel, row, rows, t, scales, bias, gate, y);
  }
}

#endif
