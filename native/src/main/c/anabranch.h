/*
 * The C kernels of Anabranch: y = x W^T, attention, and what is done to rows, on one core, for chunks of a few microseconds.
 *
 * A caller fills an ab_product, packs rows of the input with ab_pack, and multiplies them with panels of weights by ab_multiply,
 * as often as it likes. Nothing is allocated, no state is kept, nothing but the memory named in the struct and in the arguments
 * is touched. What a product is, to the last bit, stands in README.md of this module.
 */
#ifndef ANABRANCH_H
#define ANABRANCH_H

#include <stdint.h>

/* Changes with any change of this file; a loader refuses a library with another number. */
#define AB_ABI 4

/* Output columns of a panel of weights. */
#define AB_PANEL 32

/* Steps of a block whose weights are unpacked first: they stay in the first-level cache. */
#define AB_STEPS 256

/* Instruction sets that ab_cpu() reports. */
#define AB_CPU_V2 1
#define AB_CPU_V3 2
#define AB_CPU_V4 4
#define AB_CPU_BF16 8
#define AB_CPU_VNNI 16
#define AB_CPU_NEON 32
#define AB_CPU_AMX 64       /* tiles of BF16; may be used once ab_allow_tiles() has returned 1 */
#define AB_CPU_SLOW_BF16 128 /* with AB_CPU_BF16: vdpbf16ps takes longer than the multiply-adds that it replaces */

/* Arithmetics: the four formats of weights in fp32, and the products with an arithmetic of their own. */
#define AB_F32 0
#define AB_BF16 1
#define AB_INT8 2
#define AB_INT8_GROUP 3
#define AB_BF16_DOT 4
#define AB_BF16_TILE 5
#define AB_INT8_DOT 6

/* What becomes of s = x W^T + b: y = act(s), y = y + s, y = fma(gate, s, y). */
#define AB_STORE 0
#define AB_ADD 1
#define AB_GATED 2

/* Activations. */
#define AB_NONE 0
#define AB_RELU 1
#define AB_SILU 2
#define AB_GELU_TANH 3
#define AB_GELU_ERF 4
#define AB_EXP 5 /* for AB_MAP alone */

/* What ab_run does to rows of x. */
#define AB_NORM 0    /* (x - mean) / sqrt(variance + factor), then as the affine says; without centre the mean is 0 */
#define AB_SOFTMAX 1 /* exp(x - max) / sum; zeros if every x is -inf */
#define AB_MAP 2     /* act(x) */
#define AB_GATE 3    /* y[i] = act(x[i]) * x[width + i] of rows of 2 width */
#define AB_ROTATE 4  /* y in place, see first_row and heads; a holds the cosines of a position and then its sines */
#define AB_PLUS 5    /* x + a */
#define AB_TIMES 6   /* factor * x */
#define AB_FMA 7     /* fma(factor, a, x) */

/* What follows a normalised n, with the weight a and the scale and shift of a batch row in b. */
#define AB_PLAIN 0
#define AB_WEIGHT 1           /* n * weight */
#define AB_WEIGHT_BIAS 2      /* fma(n, weight, shift) */
#define AB_MODULATED 3        /* fma(n, 1 + scale, shift) */
#define AB_WEIGHT_MODULATED 4 /* fma(n * weight, 1 + scale, shift) */

/* Queries that are worked on together. */
#define AB_QUERIES 32

/*
 * One product and what is to be done of it now. Offsets and strides into arrays are in elements. Every field of a struct has 8 bytes, so
 * that a caller may fill an array of longs.
 */
typedef struct ab_product {
  const void *weights;     /* the first panel */
  int64_t panel_bytes;
  uint32_t *packed;        /* [blocks][slab_rows][ab_block_words] and room for 16 rows more, written by ab_pack, read by ab_multiply */
  float *tile;             /* sums: [rows][AB_PANEL] and 15 rows more, four times that for up to 3 rows; they wait here between blocks */
  uint32_t *wide;          /* unpacked weights: [AB_STEPS][AB_PANEL] */
  float *row_scale;        /* AB_INT8_DOT: [slab_rows], scales of the rows */
  int32_t *row_offset;     /* AB_INT8_DOT: [slab_rows], 128 times the sums of the rows */
  int64_t x_at;            /* the first element of the slab in x */
  int64_t y_at;            /* and of its results in y */
  int64_t gate_at;
  int64_t gate_stride;     /* between the gates of consecutive batch rows */
  int64_t cpu;             /* the instruction sets to use: AB_CPU_ bits, of those that ab_cpu() reports */
  int64_t arithmetic;
  int64_t in;
  int64_t out;
  int64_t mode;
  int64_t act;
  int64_t has_bias;
  int64_t tokens;          /* rows of the product per batch row, for AB_GATED */
  int64_t first_row;       /* of the slab in the product, for AB_GATED */
  int64_t slab_rows;
  int64_t row;             /* rows [row, row + rows) of the slab */
  int64_t rows;
  int64_t panel;           /* panels [panel, panel + panels) */
  int64_t panels;
  int64_t block;           /* blocks [block, block_end) of the depth; all of them, or else one panel */
  int64_t block_end;
  int64_t next_panel;      /* the weights that all rows of the slab need after these, to be fetched meanwhile */
  int64_t next_block;
} ab_product;

/*
 * Some queries of one head. Token t of an array begins at its _at + t * its _stride. The first AB_QUERIES queries may also be done in
 * several calls: some of the keys each, ascending, then some of the columns.
 */
typedef struct ab_attention {
  float *scratch;          /* AB_QUERIES * (1 + width + keys) + 2 * keys * (width + 15) floats */
  int64_t q_at;
  int64_t q_stride;
  int64_t k_at;
  int64_t k_stride;
  int64_t v_at;
  int64_t v_stride;
  int64_t o_at;
  int64_t o_stride;
  int64_t cpu;
  int64_t queries;         /* AB_QUERIES at a time */
  int64_t keys;
  int64_t width;
  int64_t all_queries;     /* of this head, in this call and others */
  int64_t again;           /* the last call was for this head too: copies of its keys and values stand in scratch if it made some */
  int64_t key;             /* scores of keys [key, key_end), all weights with the last of them */
  int64_t key_end;
  int64_t column;          /* columns [column, column_end) of the output, a multiple of AB_PANEL before the last */
  int64_t column_end;
  double scale;
} ab_attention;

/* Rows [first_row, first_row + rows) of an operation; row i of x begins at x_at + i * x_stride. */
typedef struct ab_rows {
  int64_t x_at;
  int64_t x_stride;
  int64_t y_at;
  int64_t y_stride;
  int64_t a_at;
  int64_t a_stride;        /* between rows of a, 0 where all rows share it; between positions for AB_ROTATE */
  int64_t scale_at;        /* the scale and the shift of batch row i / tokens stand b_stride apart in b */
  int64_t shift_at;
  int64_t b_stride;
  int64_t cpu;
  int64_t operation;
  int64_t act;
  int64_t affine;
  int64_t centre;
  int64_t first_row;       /* for AB_ROTATE a token, at position i % tokens */
  int64_t rows;
  int64_t width;           /* elements of a row of y; for AB_ROTATE pairs of a head */
  int64_t tokens;
  int64_t heads;
  double factor;
} ab_rows;

/* AB_ABI of the library. */
int32_t ab_abi(void);

/* The instruction sets of this CPU that the operating system lets a process use and this library has kernels for. */
int32_t ab_cpu(void);

/* Asks the operating system to let this process use tiles; 1 if it may. */
int32_t ab_allow_tiles(void);

/* Inputs that a block of the depth takes in an arithmetic with these instruction sets. */
int32_t ab_block_inputs(int32_t arithmetic, int32_t cpu);

/* 32-bit words between the packed rows of a block. */
int32_t ab_block_words(int32_t arithmetic, int32_t cpu);

/* Copies rows [row, row + rows) of the slab into packed, rounded as the arithmetic wants them. */
void ab_pack(const ab_product *p, const float *x);

/*
 * Multiplies the packed rows with the panels over the blocks and, if those end the depth, finishes y. scales, bias and gate are
 * read only where the arithmetic, has_bias and the mode ask for them, and must be valid pointers in any case.
 */
void ab_multiply(const ab_product *p, const float *scales, const float *bias, const float *gate, float *y);

/* o = softmax(scale q k^T) v. */
void ab_attend(const ab_attention *p, const float *q, const float *k, const float *v, float *o);

/* The operation on its rows. What it does not use may be any valid pointer. y may be x. */
void ab_run(const ab_rows *p, const float *x, const float *a, const float *b, float *y);

#endif
