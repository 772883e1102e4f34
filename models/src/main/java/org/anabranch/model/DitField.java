package org.anabranch.model;

import java.util.Optional;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.Workspace;
import org.anabranch.solver.Conversion;
import org.anabranch.solver.DifferentiableField;
import org.anabranch.solver.DiffusionSteps;
import org.anabranch.solver.Direction;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.LinearMap;
import org.anabranch.solver.Prediction;
import org.anabranch.solver.VarianceField;

/**
 * The velocity of a DiT, which predicts noise at the steps of a discrete diffusion: noise at t = 1, condition = class id.
 *
 * <p>Step i of the T of its training stands at time (i + 1) / T of {@link DiffusionSteps#path}; between two steps the network is asked
 * at a broken step. The data end is refused, as no finite velocity follows from a noise there: use a method that does not evaluate
 * at the end. With learned sigma the other half of the output is the variance of an ancestral step. Tensors may stand on the host or in
 * the memory of the network's kernels.
 *
 * <p>With guidance a row costs two network rows, and so does a product with the Jacobian; the variance is that of the condition.
 * Products allocate the network's outputs. Threading: as {@link DiffusionTransformer}.
 */
public final class DitField implements VarianceField, DifferentiableField {
  /** Steps of the official diffusion. */
  public static final int STEPS = 1000;

  private final DiffusionTransformer network;
  private final Optional<Guidance> guidance;
  private final DiffusionSteps steps;
  private final Interpolant path;
  private final Shape rowShape;
  private final Kernels k;
  /** What crosses the edge of a device, and the noise of a learned sigma there. */
  private final Workspace ws;
  private Tensor out = Tensor.zeros(0, 1);
  private double[] at = {};
  private Optional<DiffusionTransformerTangent> tangent = Optional.empty();

  /** A network of the official diffusion: {@value #STEPS} steps of linear variances. */
  public DitField(DiffusionTransformer network, Optional<Guidance> guidance) {
    this(network, guidance, DiffusionSteps.linear(STEPS));
  }

  /**
   * Wraps a network.
   *
   * @param guidance classifier-free guidance of the noise, or empty for the conditional model
   * @param steps    the diffusion that it was trained on
   * @throws IllegalArgumentException if the network is no DiT, or guidance is asked of one without a null class
   */
  public DitField(DiffusionTransformer network, Optional<Guidance> guidance, DiffusionSteps steps) {
    DiffusionTransformerConfig c = network.config();
    if (c.family() != DiffusionTransformerConfig.Family.DIT) {
      throw new IllegalArgumentException("noise: needs a DiT, which predicts noise; this model is a " + c.family().official());
    }
    if (guidance.isPresent() && !c.hasNullClass()) {
      throw new IllegalArgumentException("guidance: needs a model with a null class, class_dropout_prob is 0");
    }
    this.network = network;
    this.k = network.kernels();
    this.ws = k.workspace();
    this.guidance = guidance;
    this.steps = steps;
    this.path = steps.path(Direction.NOISE_AT_ONE);
    this.rowShape = Shape.of(c.inChannels(), c.inputSize(), c.inputSize());
  }

  /** The network. */
  public DiffusionTransformer network() {
    return network;
  }

  /** The diffusion that it was trained on. */
  public DiffusionSteps steps() {
    return steps;
  }

  @Override
  public Shape rowShape() {
    return rowShape;
  }

  @Override
  public DType dtype() {
    return DType.F32;
  }

  @Override
  public Interpolant interpolant() {
    return path;
  }

  @Override
  public int costPerRow() {
    return guidance.isPresent() ? 2 : 1;
  }

  @Override
  public boolean isFiniteAtData() {
    return false;
  }

  @Override
  public boolean onDevice() {
    return k.provider().isDevice();
  }

  @Override
  public void checkCondition(int condition) {
    network.checkClass(condition);
  }

  @Override
  public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
    ws.reset();
    Tensor own = MemoryEdge.in(k, x, ws);
    predict(own, t, condition);
    velocity(own, t, v);
  }

  @Override
  public void evaluate(Tensor x, double[] t, int[] condition, Tensor tangents, Tensor v, Tensor products) {
    if (tangent.isEmpty()) {
      tangent = Optional.of(new DiffusionTransformerTangent(network));
    }
    prepare(t);
    int side = network.config().inputSize();
    Tensor noise = Tensor.zeros(tangents.rows(), network.config().outChannels(), side, side); // [N p, 2 C, H, W] with learned sigma
    tangent.get().evaluate(x, at, condition, guidance, tangents, out, noise);
    velocity(x, t, v);
    int width = x.rowSize();
    int p = tangents.rows() / Math.max(1, x.rows());
    for (int i = 0; i < tangents.rows(); i++) {
      // The conversion is linear: its derivative in (x, noise) is itself.
      LinearMap map = Conversion.of(path, Prediction.NOISE, Prediction.VELOCITY, t[i / p]);
      int from = tangents.offset() + i * width;
      int to = products.offset() + i * width;
      for (int j = 0; j < width; j++) {
        products.floats()[to + j] = (float) map.apply(tangents.floats()[from + j], noise.floats()[i * noise.rowSize() + j]);
      }
    }
  }

  @Override
  public boolean predictsVariance() {
    return network.config().learnSigma();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the network has no learned sigma
   */
  @Override
  public void evaluate(Tensor x, double[] t, int[] condition, Tensor v, Tensor variance) {
    if (!network.config().learnSigma()) {
      throw new IllegalArgumentException("variance: needs a DiT with learn_sigma, this one predicts noise alone");
    }
    evaluate(x, t, condition, v);
    int width = x.rowSize();
    k.copy(out, width, 2L * width, variance, 0, width, x.rows(), width);
  }

  /** The network's output of all rows, into {@link #out}. */
  private void predict(Tensor x, double[] t, int[] condition) {
    prepare(t);
    if (guidance.isPresent()) {
      network.forwardGuided(x, at, condition, guidance.get(), out);
    } else {
      network.forward(x, at, condition, out);
    }
  }

  /** Room for the output of so many rows, and their steps. */
  private void prepare(double[] t) {
    int side = network.config().inputSize();
    if (out.rows() != t.length) {
      if (out.isOnDevice()) {
        k.release(out);
      }
      out = k.allocate(DType.F32, Shape.of(t.length, network.config().outChannels(), side, side)); // [N, 2 C, H, W] with learned sigma
      at = new double[t.length];
    }
    for (int i = 0; i < t.length; i++) {
      at[i] = step(t[i]);
    }
  }

  /** The step of a time; a time within rounding of a step is that step, and one before the first step is the first. */
  private double step(double t) {
    double position = t * steps.count() - 1;
    double nearest = Math.rint(position);
    return Math.max(0, Math.abs(position - nearest) < 1e-9 ? nearest : position);
  }

  private void velocity(Tensor x, double[] t, Tensor v) {
    if (x.isOnDevice()) {
      velocityOnDevice(x, t, v);
      return;
    }
    int width = x.rowSize();
    int stride = out.rowSize();
    LinearMap map = new LinearMap(0, 1);
    for (int i = 0; i < x.rows(); i++) {
      map = i > 0 && t[i] == t[i - 1] ? map : Conversion.of(path, Prediction.NOISE, Prediction.VELOCITY, t[i]);
      int from = x.offset() + i * width;
      int noise = out.offset() + i * stride;
      int to = v.offset() + i * width;
      for (int j = 0; j < width; j++) {
        v.floats()[to + j] = (float) map.apply(x.floats()[from + j], out.floats()[noise + j]);
      }
    }
  }

  /** The same sums by operations, for each run of rows of one time. */
  private void velocityOnDevice(Tensor x, double[] t, Tensor v) {
    int width = x.rowSize();
    Tensor noise = out;
    if (out.rowSize() != width) {
      noise = ws.floats(x.shape());                                                      // [N, C, H, W]
      k.copy(out, 0, out.rowSize(), noise, 0, width, x.rows(), width);
    }
    Tensor result = MemoryEdge.out(k, v, ws);
    for (int from = 0; from < x.rows();) {
      int to = from + 1;
      while (to < x.rows() && t[to] == t[from]) {
        to++;
      }
      LinearMap map = Conversion.of(path, Prediction.NOISE, Prediction.VELOCITY, t[from]);
      k.mix(new double[] {map.x(), map.y()}, new Tensor[] {x.rows(from, to - from), noise.rows(from, to - from)}, 2,
          result.rows(from, to - from));
      from = to;
    }
    MemoryEdge.write(k, result, v);
  }
}
