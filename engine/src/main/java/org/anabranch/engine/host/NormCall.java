package org.anabranch.engine.host;

/** One normalisation on the host. Fields are set before a job and read by its chunks. */
public final class NormCall {
  /** What follows the normalisation. */
  public enum Affine {
    /** Nothing. */
    NONE,
    /** fma(n, weight, bias): one vector for all rows. */
    WEIGHT_BIAS,
    /** n * weight. */
    WEIGHT,
    /** fma(n, 1 + scale, shift): vectors of the batch row. */
    MODULATED,
    /** fma(n * weight, 1 + scale, shift): one weight for all rows, vectors of the batch row. */
    WEIGHT_MODULATED
  }

  /** Whether the mean is subtracted. */
  public boolean centred;

  /** What follows. */
  public Affine affine;

  /** Input [rows, width] from xAt. */
  public float[] x;

  /** First input element. */
  public int xAt;

  /** Elements per row. */
  public int width;

  /** Added to the variance. */
  public float eps;

  /** The weight before a modulation. */
  public float[] weight;

  /** First element of that weight. */
  public int weightAt;

  /** Weight or scale vectors. */
  public float[] scale;

  /** First element of the scale. */
  public int scaleAt;

  /** Bias or shift vectors. */
  public float[] shift;

  /** First element of the shift. */
  public int shiftAt;

  /** Elements between the vectors of consecutive batch rows. */
  public int stride;

  /** Rows of x per batch row. */
  public int tokens;

  /** Output, like the input. */
  public float[] y;

  /** First output element. */
  public int yAt;

  /** Index of the scale vector of row i. */
  public int scaleOf(int i) {
    return scaleAt + i / tokens * stride;
  }

  /** Index of the shift vector of row i. */
  public int shiftOf(int i) {
    return shiftAt + i / tokens * stride;
  }
}
