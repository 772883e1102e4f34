/* The functions of one instruction set. */
#ifndef AB_DISPATCH_H
#define AB_DISPATCH_H

#include "anabranch.h"

typedef struct ab_kernels {
  int32_t (*block_inputs)(int32_t arithmetic, int32_t cpu);
  int32_t (*block_words)(int32_t arithmetic, int32_t cpu);
  void (*pack)(const ab_product *p, const float *x);
  void (*multiply)(const ab_product *p, const float *scales, const float *bias, const float *gate, float *y);
} ab_kernels;

typedef void ab_attend_kernel(const ab_attention *p, const float *q, const float *k, const float *v, float *o);
typedef void ab_run_kernel(const ab_rows *p, const float *x, const float *a, const float *b, float *y);

#endif
