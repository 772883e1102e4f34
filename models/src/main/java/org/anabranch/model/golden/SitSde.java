package org.anabranch.model.golden;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.model.DiffusionTransformer;
import org.anabranch.model.SitField;
import org.anabranch.solver.Direction;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.OdeSolver;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.VelocityField;
import org.anabranch.solver.sde.DiffusionSchedule;
import org.anabranch.solver.sde.FlowSde;
import org.anabranch.solver.sde.LastStep;
import org.anabranch.solver.sde.SdeStepper;
import org.anabranch.solver.sde.StepNoise;

/**
 * {@code sde_PATH_METHOD_FORM_NORM_LAST} of a SiT folder: stochastic sampling from {@code in.sample.z} with the recorded noise
 * {@code in.sde.noise}; the states after steps 1, 5, 9 and the last are stored.
 *
 * <p>The network is taken as the velocity of whichever path the name says, as the official run did: only arithmetic is compared.
 */
final class SitSde {
  private static final Pattern NAME =
      Pattern.compile("sde_(Linear|GVP|VP)_(Euler|Heun)_([A-Za-z-]+)_([0-9.]+)_(None|Mean|Tweedie|Euler)");
  private static final Set<String> FORMS =
      Set.of("constant", "SBDM", "sigma", "linear", "decreasing", "inccreasing-decreasing");
  private static final List<String> NAMES = List.of("sde_GVP_Euler_decreasing_1.0_Mean", "sde_GVP_Euler_sigma_1.0_Tweedie",
      "sde_Linear_Euler_constant_0.5_None", "sde_Linear_Euler_inccreasing-decreasing_0.7_Mean",
      "sde_Linear_Euler_linear_1.0_Euler", "sde_Linear_Euler_sigma_1.0_Mean", "sde_Linear_Heun_sigma_1.0_Mean",
      "sde_VP_Euler_SBDM_1.0_Mean");
  private static final double LAST = 0.04;

  private final GoldenFolder folder;
  private final DiffusionTransformer network;

  SitSde(GoldenFolder folder, DiffusionTransformer network) {
    this.folder = folder;
    this.network = network;
  }

  /** The samplings that are written when there is no reference to ask. */
  Set<String> names() {
    return hasInputs() ? new LinkedHashSet<>(NAMES) : Set.of();
  }

  /** The path of an official name, with data at one. */
  static Interpolant path(String name) {
    return switch (name) {
      case "GVP" -> Interpolant.gvp(Direction.DATA_AT_ONE);
      case "VP" -> Interpolant.vp(Direction.DATA_AT_ONE);
      default -> Interpolant.linear(Direction.DATA_AT_ONE);
    };
  }

  /**
   * Samples.
   *
   * @param shape the reference's [states, rows, C, H, W], where there is one; other than 4 states are not known
   */
  Optional<Tensor> compute(String name, Optional<Shape> shape) {
    Matcher m = NAME.matcher(name);
    if (!m.matches() || !hasInputs() || !FORMS.contains(m.group(3))) {
      return Optional.empty();
    }
    Tensor recorded = folder.input("sde.noise").toHeap();
    int steps = recorded.rows();
    int rows = recorded.shape().dim(1);
    LastStep last = LastStep.valueOf(m.group(5).toUpperCase(Locale.ROOT));
    int[] stored = Arrays.stream(new int[] {1, 5, 9, steps + 1}).filter(s -> s <= steps + 1).toArray();
    if (shape.isPresent() && shape.get().rows() != stored.length) {
      return Optional.empty();
    }
    FlowSde sde = new FlowSde(DiffusionSchedule.sit(m.group(3), Double.parseDouble(m.group(4))),
        m.group(2).equals("Heun") ? FlowSde.Scheme.NOISE_THEN_HEUN : FlowSde.Scheme.EULER_MARUYAMA, last);
    TimeGrid grid = FlowSde.sitGrid(Direction.DATA_AT_ONE, steps + 1, last == LastStep.NONE ? 0 : LAST);
    VelocityField field = new OnPath(new SitField(network, Optional.empty()), path(m.group(1)));
    Tensor noise = folder.input("sample.z").toHeap();
    Tensor states = Tensor.zeros(stored.length, rows * noise.rowSize());
    SdeStepper stepper = new SdeStepper(sde, field, grid, StepNoise.recorded(recorded), OdeSolver.DEFAULT_MAX_ROWS);
    stepper.integrate(noise.rows(0, rows), Arrays.copyOf(folder.input("sample.y").toInts(), rows),
        LongStream.range(0, rows).mapToObj(i -> TrajectoryKey.root(0, i)).toArray(TrajectoryKey[]::new), (step, time, x) -> {
          for (int i = 0; i < stored.length; i++) {
            // Without a last step the official list ends with the last state once more.
            if (Math.min(stored[i], grid.steps()) == step) {
              System.arraycopy(x.floats(), x.offset(), states.floats(), i * states.rowSize(), states.rowSize());
            }
          }
        });
    Shape row = noise.shape();
    return Optional.of(states.reshape(stored.length, rows, row.dim(1), row.dim(2), row.dim(3)));
  }

  private boolean hasInputs() {
    return folder.hasInput("sample.z") && folder.hasInput("sample.y") && folder.hasInput("sde.noise");
  }

  /** A field on another path than its own, without conversion. */
  private record OnPath(SitField field, Interpolant interpolant) implements VelocityField {
    @Override
    public Shape rowShape() {
      return field.rowShape();
    }

    @Override
    public DType dtype() {
      return field.dtype();
    }

    @Override
    public int costPerRow() {
      return field.costPerRow();
    }

    @Override
    public void checkCondition(int condition) {
      field.checkCondition(condition);
    }

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
      field.evaluate(x, t, condition, v);
    }
  }
}
