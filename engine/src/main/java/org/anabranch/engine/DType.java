package org.anabranch.engine;

/**
 * Element types of tensors, with the names used in safetensors headers.
 *
 * <p>The engine computes in {@link #F32} (networks) and {@link #F64} (solver states of closed-form problems); the others
 * are storage types of checkpoints.
 */
public enum DType {
  /** IEEE binary64. */
  F64(8),
  /** IEEE binary32, the type of every activation. */
  F32(4),
  /** IEEE binary16. */
  F16(2),
  /** The upper half of a binary32. */
  BF16(2),
  /** Signed 64-bit integer. */
  I64(8),
  /** Signed 32-bit integer. */
  I32(4),
  /** Signed 16-bit integer. */
  I16(2),
  /** Signed 8-bit integer. */
  I8(1),
  /** Unsigned 64-bit integer. */
  U64(8),
  /** Unsigned 32-bit integer. */
  U32(4),
  /** Unsigned 16-bit integer. */
  U16(2),
  /** Unsigned 8-bit integer. */
  U8(1),
  /** One byte, 0 or 1. */
  BOOL(1);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether the type is a floating-point type. */
  public boolean isFloat() {
    return this == F64 || this == F32 || this == F16 || this == BF16;
  }
}
