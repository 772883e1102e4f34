package org.anabranch.search;

import java.util.Arrays;
import org.anabranch.engine.DType;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Conversion;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.LinearMap;
import org.anabranch.solver.Prediction;
import org.anabranch.solver.VelocityField;

/**
 * How much better a class-conditional flow predicts the noise in a noised sample when it is told the class: what the model itself says
 * of p(x | class) / p(x), so that a checkpoint can pick its own results where no classifier is at hand.
 *
 * <pre>
 *   score = mean over probes k of (|noise(x_k, t_k, null) - e_k|^2 - |noise(x_k, t_k, class) - e_k|^2) / 2,   x_k = alpha x + sigma e_k
 * </pre>
 * with t_k in the middle of equal parts of (0, 1). The noises e_k are functions of seed and probe: all samples share them, so that equal
 * samples have equal scores and the noise of the estimate is common to what is compared. A row's bits do not depend on its batch.
 *
 * <p>It is the model's opinion of its own work: a high score says that the class is plain to see, not that the sample is good.
 *
 * <p>Reference: Li et al. 2023, Your Diffusion Model is Secretly a Zero-Shot Classifier, equation 6, with the null class for the other
 * classes. Cost per call: 2 evaluations a probe, reported, not charged. Allocates with every call. Threading: one thread at a time.
 */
public final class ZeroShotVerifier implements Verifier {
  private final VelocityField field;
  private final int nullCondition;
  private final int probes;
  private final TrajectoryKey key;

  /**
   * A verifier of a flow.
   *
   * @param field         the flow in floats, without guidance
   * @param nullCondition the condition that stands for none
   * @param probes        pairs of a time and a noise
   * @param seed          of the noises
   * @throws IllegalArgumentException if the field is in doubles, there are no probes, or the null condition is out of range
   */
  public ZeroShotVerifier(VelocityField field, int nullCondition, int probes, long seed) {
    if (field.dtype() != DType.F32 || probes < 1) {
      throw new IllegalArgumentException("zero-shot: needs a field in F32 and probes >= 1, got " + field.dtype() + " and " + probes);
    }
    field.checkCondition(nullCondition);
    this.field = field;
    this.nullCondition = nullCondition;
    this.probes = probes;
    this.key = TrajectoryKey.root(seed, 0);
  }

  @Override
  public String name() {
    return "zero-shot, " + probes + " probes";
  }

  @Override
  public double costPerCall() {
    return 2.0 * probes * field.costPerRow();
  }

  @Override
  public void score(Tensor samples, int[] conditions, double[] out) {
    int rows = conditions.length;
    int size = samples.rowSize();
    int[] none = new int[rows];
    double[] times = new double[rows];
    Arrays.fill(none, nullCondition);
    Tensor noised = Tensor.zeros(samples.shape().toArray());
    Tensor velocity = Tensor.zeros(samples.shape().toArray());
    float[] noise = new float[size];
    Arrays.fill(out, 0);
    for (int k = 0; k < probes; k++) {
      double t = (k + 0.5) / probes;
      Interpolant path = field.interpolant();
      float alpha = (float) path.alpha(t);
      float sigma = (float) path.sigma(t);
      LinearMap toNoise = Conversion.of(path, Prediction.VELOCITY, Prediction.NOISE, t);
      RandomStream.normals(key, k, Purpose.PROBE, noise, 0, size);
      for (int i = 0; i < rows * size; i++) {
        noised.floats()[i] = Math.fma(alpha, samples.floats()[samples.offset() + i], sigma * noise[i % size]);
      }
      Arrays.fill(times, t);
      field.evaluate(noised, times, none, velocity);
      add(0.5 / probes, noised, velocity, toNoise, noise, out);
      field.evaluate(noised, times, conditions, velocity);
      add(-0.5 / probes, noised, velocity, toNoise, noise, out);
    }
  }

  /** out += weight |noise(x, u) - e|^2 for each row. */
  private static void add(double weight, Tensor x, Tensor u, LinearMap toNoise, float[] noise, double[] out) {
    int size = noise.length;
    for (int r = 0; r < out.length; r++) {
      double sum = 0;
      for (int i = 0; i < size; i++) {
        double d = toNoise.apply(x.floats()[r * size + i], u.floats()[r * size + i]) - noise[i];
        sum += d * d;
      }
      out[r] += weight * sum;
    }
  }
}
