package org.anabranch.nativekernels.generated;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;

/**
 * Constants and functions of anabranch.h in the form that jextract gives them, without the holders that would look symbols up in the
 * libraries of the class loader: which library it is, and with what options a function is called, the module decides itself. Written by
 * hand; a test compares it with what a C compiler makes of the header, and the profile {@code jextract} generates it.
 */
public class anabranch_h {
  /** int32_t. */
  public static final ValueLayout.OfInt C_INT = ValueLayout.JAVA_INT;

  /** A pointer. */
  public static final AddressLayout C_POINTER = ValueLayout.ADDRESS;

  anabranch_h() {}

  /** {@snippet lang=c : #define AB_ABI 4 } */
  public static int AB_ABI() {
    return 4;
  }

  /** {@snippet lang=c : #define AB_PANEL 32 } */
  public static int AB_PANEL() {
    return 32;
  }

  /** {@snippet lang=c : #define AB_STEPS 256 } */
  public static int AB_STEPS() {
    return 256;
  }

  /** {@snippet lang=c : #define AB_CPU_V2 1 } */
  public static int AB_CPU_V2() {
    return 1;
  }

  /** {@snippet lang=c : #define AB_CPU_V3 2 } */
  public static int AB_CPU_V3() {
    return 2;
  }

  /** {@snippet lang=c : #define AB_CPU_V4 4 } */
  public static int AB_CPU_V4() {
    return 4;
  }

  /** {@snippet lang=c : #define AB_CPU_BF16 8 } */
  public static int AB_CPU_BF16() {
    return 8;
  }

  /** {@snippet lang=c : #define AB_CPU_VNNI 16 } */
  public static int AB_CPU_VNNI() {
    return 16;
  }

  /** {@snippet lang=c : #define AB_CPU_NEON 32 } */
  public static int AB_CPU_NEON() {
    return 32;
  }

  /** {@snippet lang=c : #define AB_CPU_AMX 64 } */
  public static int AB_CPU_AMX() {
    return 64;
  }

  /** {@snippet lang=c : #define AB_CPU_SLOW_BF16 128 } */
  public static int AB_CPU_SLOW_BF16() {
    return 128;
  }

  /** {@snippet lang=c : #define AB_F32 0 } */
  public static int AB_F32() {
    return 0;
  }

  /** {@snippet lang=c : #define AB_BF16 1 } */
  public static int AB_BF16() {
    return 1;
  }

  /** {@snippet lang=c : #define AB_INT8 2 } */
  public static int AB_INT8() {
    return 2;
  }

  /** {@snippet lang=c : #define AB_INT8_GROUP 3 } */
  public static int AB_INT8_GROUP() {
    return 3;
  }

  /** {@snippet lang=c : #define AB_BF16_DOT 4 } */
  public static int AB_BF16_DOT() {
    return 4;
  }

  /** {@snippet lang=c : #define AB_BF16_TILE 5 } */
  public static int AB_BF16_TILE() {
    return 5;
  }

  /** {@snippet lang=c : #define AB_INT8_DOT 6 } */
  public static int AB_INT8_DOT() {
    return 6;
  }

  /** {@snippet lang=c : #define AB_STORE 0 } */
  public static int AB_STORE() {
    return 0;
  }

  /** {@snippet lang=c : #define AB_ADD 1 } */
  public static int AB_ADD() {
    return 1;
  }

  /** {@snippet lang=c : #define AB_GATED 2 } */
  public static int AB_GATED() {
    return 2;
  }

  /** {@snippet lang=c : #define AB_NONE 0 } */
  public static int AB_NONE() {
    return 0;
  }

  /** {@snippet lang=c : #define AB_RELU 1 } */
  public static int AB_RELU() {
    return 1;
  }

  /** {@snippet lang=c : #define AB_SILU 2 } */
  public static int AB_SILU() {
    return 2;
  }

  /** {@snippet lang=c : #define AB_GELU_TANH 3 } */
  public static int AB_GELU_TANH() {
    return 3;
  }

  /** {@snippet lang=c : #define AB_GELU_ERF 4 } */
  public static int AB_GELU_ERF() {
    return 4;
  }

  /** {@snippet lang=c : #define AB_EXP 5 } */
  public static int AB_EXP() {
    return 5;
  }

  /** {@snippet lang=c : #define AB_NORM 0 } */
  public static int AB_NORM() {
    return 0;
  }

  /** {@snippet lang=c : #define AB_SOFTMAX 1 } */
  public static int AB_SOFTMAX() {
    return 1;
  }

  /** {@snippet lang=c : #define AB_MAP 2 } */
  public static int AB_MAP() {
    return 2;
  }

  /** {@snippet lang=c : #define AB_GATE 3 } */
  public static int AB_GATE() {
    return 3;
  }

  /** {@snippet lang=c : #define AB_ROTATE 4 } */
  public static int AB_ROTATE() {
    return 4;
  }

  /** {@snippet lang=c : #define AB_PLUS 5 } */
  public static int AB_PLUS() {
    return 5;
  }

  /** {@snippet lang=c : #define AB_TIMES 6 } */
  public static int AB_TIMES() {
    return 6;
  }

  /** {@snippet lang=c : #define AB_FMA 7 } */
  public static int AB_FMA() {
    return 7;
  }

  /** {@snippet lang=c : #define AB_PLAIN 0 } */
  public static int AB_PLAIN() {
    return 0;
  }

  /** {@snippet lang=c : #define AB_WEIGHT 1 } */
  public static int AB_WEIGHT() {
    return 1;
  }

  /** {@snippet lang=c : #define AB_WEIGHT_BIAS 2 } */
  public static int AB_WEIGHT_BIAS() {
    return 2;
  }

  /** {@snippet lang=c : #define AB_MODULATED 3 } */
  public static int AB_MODULATED() {
    return 3;
  }

  /** {@snippet lang=c : #define AB_WEIGHT_MODULATED 4 } */
  public static int AB_WEIGHT_MODULATED() {
    return 4;
  }

  /** {@snippet lang=c : #define AB_QUERIES 32 } */
  public static int AB_QUERIES() {
    return 32;
  }

  /** {@snippet lang=c : int32_t ab_abi(void) } */
  public static FunctionDescriptor ab_abi$descriptor() {
    return FunctionDescriptor.of(C_INT);
  }

  /** {@snippet lang=c : int32_t ab_cpu(void) } */
  public static FunctionDescriptor ab_cpu$descriptor() {
    return FunctionDescriptor.of(C_INT);
  }

  /** {@snippet lang=c : int32_t ab_allow_tiles(void) } */
  public static FunctionDescriptor ab_allow_tiles$descriptor() {
    return FunctionDescriptor.of(C_INT);
  }

  /** {@snippet lang=c : int32_t ab_block_inputs(int32_t arithmetic, int32_t cpu) } */
  public static FunctionDescriptor ab_block_inputs$descriptor() {
    return FunctionDescriptor.of(C_INT, C_INT, C_INT);
  }

  /** {@snippet lang=c : int32_t ab_block_words(int32_t arithmetic, int32_t cpu) } */
  public static FunctionDescriptor ab_block_words$descriptor() {
    return FunctionDescriptor.of(C_INT, C_INT, C_INT);
  }

  /** {@snippet lang=c : void ab_pack(const ab_product *p, const float *x) } */
  public static FunctionDescriptor ab_pack$descriptor() {
    return FunctionDescriptor.ofVoid(C_POINTER, C_POINTER);
  }

  /** {@snippet lang=c : void ab_multiply(const ab_product *p, const float *scales, const float *bias, const float *gate, float *y) } */
  public static FunctionDescriptor ab_multiply$descriptor() {
    return FunctionDescriptor.ofVoid(C_POINTER, C_POINTER, C_POINTER, C_POINTER, C_POINTER);
  }

  /** {@snippet lang=c : void ab_attend(const ab_attention *p, const float *q, const float *k, const float *v, float *o) } */
  public static FunctionDescriptor ab_attend$descriptor() {
    return FunctionDescriptor.ofVoid(C_POINTER, C_POINTER, C_POINTER, C_POINTER, C_POINTER);
  }

  /** {@snippet lang=c : void ab_run(const ab_rows *p, const float *x, const float *a, const float *b, float *y) } */
  public static FunctionDescriptor ab_run$descriptor() {
    return FunctionDescriptor.ofVoid(C_POINTER, C_POINTER, C_POINTER, C_POINTER, C_POINTER);
  }
}
