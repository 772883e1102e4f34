/* What follows a product: bias, activation, residual, gate. */
#ifndef AB_FINISH_H
#define AB_FINISH_H

#include "functions.h"

/* The sum that a tile holds, as a float with its scale. */
INLINE vf sum_of(const ab_product *p, int row, const float *t, const float *scales) {
  switch (p->arithmetic) {
    case AB_INT8: return load(t) * load(scales);
    case AB_INT8_DOT:
      return __builtin_convertvector(load_int(t) - p->row_offset[row], vf) * (p->row_scale[row] * (load(scales) * 0x1p24f));
    default: return load(t);
  }
}

/* Finishes the rows of one panel, whose sums lie in t [rows][AB_PANEL]. */
static void finish(const ab_product *p, int panel, const float *t, const float *scales, const float *bias, const float *gate, float *y) {
  int column = panel * AB_PANEL;
  int width = p->out - column < AB_PANEL ? p->out - column : AB_PANEL;
  for (int i = 0; i < p->rows; i++) {
    int row = p->row + i;
    float *to = y + p->y_at + (int64_t)row * p->out + column;
    const float *g = gate + p->gate_at + (int64_t)((p->first_row + row) / p->tokens) * p->gate_stride + column;
    for (int j = 0; j < width; j += LANES, t += LANES) {
      int n = width - j < LANES ? width - j : LANES;
      vf s = sum_of(p, row, t, scales + column + j);
      if (p->has_bias) {
        s = s + load(bias + column + j);
      }
      if (p->mode == AB_STORE) {
        s = activation(p->act, s);
      } else {
        vf old = n == LANES ? load(to + j) : load_end(to + j, n);
        s = p->mode == AB_ADD ? old + s : vfma(n == LANES ? load(g + j) : load_end(g + j, n), s, old);
      }
      if (n == LANES) {
        store(to + j, s);
      } else {
        store_end(to + j, s, n);
      }
    }
    t += (AB_PANEL - width) / LANES * LANES;
  }
}

#endif
