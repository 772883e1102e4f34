package org.anabranch.engine.scalar;

import java.util.Arrays;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.TangentKernels;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.host.AttentionCall;
import org.anabranch.engine.host.HostLoops;
import org.anabranch.engine.host.Lanes;
import org.anabranch.engine.host.NormCall;
import org.anabranch.engine.host.Product;
import org.anabranch.engine.host.RotaryCall;

/** The oracle: each operation in the fewest lines that say what it is. */
final class ScalarLoops implements HostLoops {
  private final Product product;
  private float[][] scores = new float[0][];
  private final float[][] lanes;

  ScalarLoops(int workers) {
    product = new ScalarProduct(workers);
    lanes = new float[workers][Kernels.LANES];
  }

  @Override
  public Product product() {
    return product;
  }

  @Override
  public TangentKernels tangents(WorkerPool pool) {
    return new ScalarTangents(pool);
  }

  static float apply(Activation act, float v) {
    return switch (act) {
      case NONE -> v;
      case RELU -> ScalarMath.relu(v);
      case SILU -> ScalarMath.silu(v);
      case GELU_TANH -> ScalarMath.geluTanh(v);
      case GELU_ERF -> ScalarMath.geluErf(v);
    };
  }

  @Override
  public void reserve(AttentionCall c) {
    if (scores.length == 0 || scores[0].length < c.spans.mostKeys()) {
      scores = new float[lanes.length][c.spans.mostKeys()];
    }
  }

  @Override
  public void attend(AttentionCall c, int row, int head, int worker) {
    float[] s = scores[worker];
    int d = c.headDim;
    int keyHead = head / (c.heads / c.keyHeads);
    int keys = c.spans.keys(row);
    int keyAt = c.spans.keyAt(row);
    int queryAt = c.spans.queryAt(row);
    for (int i = 0; i < c.spans.queries(row); i++) {
      int q = c.qAt + (queryAt + i) * c.qStride + head * d;
      for (int j = 0; j < keys; j++) {
        int k = c.kAt + (keyAt + j) * c.kStride + keyHead * d;
        float dot = 0f;
        for (int e = 0; e < d; e++) {
          dot = Math.fma(c.q[q + e] * c.scale, c.k[k + e], dot);
        }
        s[j] = dot;
      }
      if (!c.mask.isNone()) {
        int m = c.maskAt(row, head, i);
        for (int j = 0; j < keys; j++) {
          s[j] += c.mask.bias().floats()[m + j];
        }
      }
      float inverse = inverse(exponentials(s, 0, s, 0, keys, lanes[worker]));
      int o = c.oAt + (queryAt + i) * c.heads * d + head * d;
      for (int e = 0; e < d; e++) {
        float sum = 0f;
        for (int j = 0; j < keys; j++) {
          sum = Math.fma(s[j], c.v[c.vAt + (keyAt + j) * c.vStride + keyHead * d + e], sum);
        }
        c.o[o + e] = sum * inverse;
      }
    }
  }

  /** 1 / sum, and 0 where every weight is 0. */
  private static float inverse(float sum) {
    return sum == 0f ? 0f : 1f / sum;
  }

  /** y = exp(x - max x); returns the sum. */
  static float exponentials(float[] x, int xAt, float[] y, int yAt, int n, float[] lane) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      max = x[xAt + i] > max ? x[xAt + i] : max;
    }
    if (max == Float.NEGATIVE_INFINITY) {
      return Lanes.exponentialsOfNothing(x, xAt, y, yAt, n);
    }
    Arrays.fill(lane, 0f);
    for (int i = 0; i < n; i++) {
      float e = ScalarMath.expNonPositive(x[xAt + i] - max);
      y[yAt + i] = e;
      lane[i % Kernels.LANES] += e;
    }
    return Lanes.fold(lane);
  }

  @Override
  public void softmax(float[] x, int xAt, float[] y, int yAt, int rows, int n, int worker) {
    for (int r = 0; r < rows; r++, xAt += n, yAt += n) {
      float inverse = inverse(exponentials(x, xAt, y, yAt, n, lanes[worker]));
      for (int i = 0; i < n; i++) {
        y[yAt + i] *= inverse;
      }
    }
  }

  @Override
  public void norm(NormCall c, int r0, int r1, int worker) {
    float[] lane = lanes[worker];
    for (int r = r0; r < r1; r++) {
      int x = c.xAt + r * c.width;
      int y = c.yAt + r * c.width;
      float mean = 0f;
      if (c.centred) {
        Arrays.fill(lane, 0f);
        for (int i = 0; i < c.width; i++) {
          lane[i % Kernels.LANES] += c.x[x + i];
        }
        mean = Lanes.fold(lane) / c.width;
      }
      Arrays.fill(lane, 0f);
      for (int i = 0; i < c.width; i++) {
        float d = c.x[x + i] - mean;
        lane[i % Kernels.LANES] = Math.fma(d, d, lane[i % Kernels.LANES]);
      }
      float inverse = 1f / ScalarMath.sqrt(Lanes.fold(lane) / c.width + c.eps);
      for (int i = 0; i < c.width; i++) {
        float n = (c.x[x + i] - mean) * inverse;
        c.y[y + i] = switch (c.affine) {
          case NONE -> n;
          case WEIGHT -> n * c.scale[c.scaleAt + i];
          case WEIGHT_BIAS -> Math.fma(n, c.scale[c.scaleAt + i], c.shift[c.shiftAt + i]);
          case WEIGHT_MODULATED -> Math.fma(n * c.weight[c.weightAt + i], c.scale[c.scaleOf(r) + i] + 1f, c.shift[c.shiftOf(r) + i]);
          case MODULATED -> Math.fma(n, c.scale[c.scaleOf(r) + i] + 1f, c.shift[c.shiftOf(r) + i]);
        };
      }
    }
  }

  @Override
  public void gate(Activation act, float[] x, int xAt, float[] y, int yAt, int n, int worker) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] = apply(act, x[xAt + i]) * x[xAt + n + i];
    }
  }

  @Override
  public void rotate(RotaryCall c, int t0, int t1, int worker) {
    for (int t = t0; t < t1; t++) {
      for (int h = 0; h < c.heads; h++) {
        int low = c.xAt + t * c.stride + h * 2 * c.half;
        int high = low + c.half;
        int cos = c.angles(t);
        int sin = cos + c.half;
        for (int i = 0; i < c.half; i++) {
          float a = c.x[low + i];
          float b = c.x[high + i];
          c.x[low + i] = Math.fma(a, c.table[cos + i], -(b * c.table[sin + i]));
          c.x[high + i] = Math.fma(b, c.table[cos + i], a * c.table[sin + i]);
        }
      }
    }
  }

  @Override
  public void map(Map f, float[] x, int xAt, float[] y, int yAt, int n, int worker) {
    for (int i = 0; i < n; i++) {
      float v = x[xAt + i];
      y[yAt + i] = switch (f) {
        case EXP -> ScalarMath.exp(v);
        case RELU -> ScalarMath.relu(v);
        case SILU -> ScalarMath.silu(v);
        case GELU_TANH -> ScalarMath.geluTanh(v);
        case GELU_ERF -> ScalarMath.geluErf(v);
      };
    }
  }

  @Override
  public void add(float[] x, int xAt, float[] y, int yAt, float[] z, int zAt, int n, int worker) {
    for (int i = 0; i < n; i++) {
      z[zAt + i] = x[xAt + i] + y[yAt + i];
    }
  }

  @Override
  public void scale(float[] x, int xAt, float c, float[] y, int yAt, int n, int worker) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] = c * x[xAt + i];
    }
  }

  @Override
  public void fma(float c, float[] k, int kAt, float[] x, int xAt, float[] y, int yAt, int n, int worker) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] = Math.fma(c, k[kAt + i], x[xAt + i]);
    }
  }
}
