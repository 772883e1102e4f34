package org.anabranch.model;

import java.util.Optional;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.DifferentiableField;
import org.anabranch.solver.Direction;
import org.anabranch.solver.Interpolant;

/**
 * The velocity of a SiT on the linear path x(t) = t data + (1 - t) noise: data at t = 1, condition = class id.
 *
 * <p>With guidance a row costs two network rows, and so does a product with the Jacobian. Products allocate views of their slices, and
 * with guidance room for the null class's results. Threading: as {@link DiffusionTransformer}.
 */
public final class SitField implements DifferentiableField {
  private final DiffusionTransformer network;
  private final Optional<Guidance> guidance;
  private final Shape rowShape;
  private Optional<DiffusionTransformerTangent> tangent = Optional.empty();

  /**
   * Wraps a network.
   *
   * @param guidance classifier-free guidance, or empty for the conditional model
   * @throws IllegalArgumentException if the network is no SiT, or guidance is asked of one without a null class
   */
  public SitField(DiffusionTransformer network, Optional<Guidance> guidance) {
    DiffusionTransformerConfig c = network.config();
    if (!c.predictsVelocity()) {
      throw new IllegalArgumentException("velocity: needs a SiT, which predicts velocities; this model is a "
          + c.family().official());
    }
    if (guidance.isPresent() && !c.hasNullClass()) {
      throw new IllegalArgumentException("guidance: needs a model with a null class, class_dropout_prob is 0");
    }
    this.network = network;
    this.guidance = guidance;
    this.rowShape = c.sampleShape();
  }

  /** The network. */
  public DiffusionTransformer network() {
    return network;
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
    return Interpolant.linear(Direction.DATA_AT_ONE);
  }

  @Override
  public int costPerRow() {
    return guidance.isPresent() ? 2 : 1;
  }

  @Override
  public boolean onDevice() {
    return network.kernels().provider().isDevice();
  }

  @Override
  public void checkCondition(int condition) {
    network.checkClass(condition);
  }

  @Override
  public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
    if (guidance.isPresent()) {
      network.forwardGuided(x, t, condition, guidance.get(), v);
    } else {
      network.forward(x, t, condition, v);
    }
  }

  @Override
  public void evaluate(Tensor x, double[] t, int[] condition, Tensor tangents, Tensor v, Tensor products) {
    if (tangent.isEmpty()) {
      tangent = Optional.of(new DiffusionTransformerTangent(network));
    }
    tangent.get().evaluate(x, t, condition, guidance, tangents, v, products);
  }
}
