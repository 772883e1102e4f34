package org.anabranch.model.golden;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.model.DiffusionTransformer;
import org.anabranch.model.Guidance;
import org.anabranch.model.SitField;
import org.anabranch.solver.AdaptiveOdeSolver;
import org.anabranch.solver.AdaptiveOptions;
import org.anabranch.solver.AdaptiveResult;
import org.anabranch.solver.Direction;
import org.anabranch.solver.EmbeddedPair;
import org.anabranch.solver.Meter;
import org.anabranch.solver.OdeSolver;
import org.anabranch.solver.Tableau;
import org.anabranch.solver.TimeGrid;

/**
 * {@code ode_METHOD_traj} and {@code ode_METHOD_cfgS_traj} of a SiT folder: all states of an integration from
 * {@code in.sample.z}, with torchdiffeq's names of the methods (its rk4 is the 3/8 rule): in fixed steps, or with dopri5 at the
 * official defaults, atol 1e-6 and rtol 1e-3.
 *
 * <p>torchdiffeq's error norm is over the whole batch and ours over a row, it passes the end and we land on it, and the estimate
 * of the first short step is rounding in F32: the steps differ, and the trajectories with them, by the tolerance. They are
 * compared that loosely ({@link #RELATIVE}).
 *
 * <p>The official run with guidance doubles the batch and stores its conditional half. The model reads that half only, so half
 * the batch under {@link Guidance} is the same run, provided that the labels of the other half are the null class.
 */
final class SitTrajectories {
  private static final Pattern NAME = Pattern.compile("ode_([a-z0-9]+?)(?:_cfg([0-9.]+))?_traj");
  private static final Map<String, String> METHODS = new TreeMap<>(
      Map.of("euler", "euler", "heun2", "heun", "midpoint", "midpoint", "rk4", "rk4-38"));
  private static final String ADAPTIVE = "dopri5";
  private static final double RELATIVE = 1e-3;
  private static final double ABSOLUTE = 1e-6;
  private static final int STATES = 11;
  private static final int ADAPTIVE_STATES = 5;

  private final GoldenFolder folder;
  private final DiffusionTransformer network;
  private final Kernels kernels;

  SitTrajectories(GoldenFolder folder, DiffusionTransformer network, Kernels kernels) {
    this.folder = folder;
    this.network = network;
    this.kernels = kernels;
  }

  /** The trajectories that are written when there is no reference to ask. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    if (folder.hasInput("sample.z")) {
      METHODS.keySet().forEach(m -> names.add("ode_" + m + "_traj"));
      names.add("ode_" + ADAPTIVE + "_traj");
      names.add("ode_euler_cfg4.0_traj");
      names.add("ode_heun2_cfg4.0_traj");
    }
    return names;
  }

  /** What an output may be off by beyond rounding, relative to the largest value. */
  static double looseness(String name) {
    return name.startsWith("ode_" + ADAPTIVE) ? RELATIVE : 0;
  }

  /**
   * Integrates.
   *
   * @param shape the reference's [states, rows, C, H, W], where there is one; else 11 states (5 if adaptive) of half the batch
   */
  Optional<Tensor> compute(String name, Optional<Shape> shape) {
    Matcher m = NAME.matcher(name);
    boolean adaptive = m.matches() && m.group(1).equals(ADAPTIVE);
    if (!m.matches() || !adaptive && !METHODS.containsKey(m.group(1)) || !folder.hasInput("sample.z")) {
      return Optional.empty();
    }
    Optional<Guidance> guidance = Optional.ofNullable(m.group(2)).flatMap(DiffusionTransformerGolden::scale)
        .map(s -> new Guidance(s, Guidance.Channels.FIRST_THREE));
    Tensor noise = folder.input("sample.z").toHeap();
    int[] labels = folder.input("sample.y").toInts();
    int half = noise.rows() / 2;
    int rows = guidance.isPresent() ? half : shape.filter(s -> s.rank() > 1).map(s -> s.dim(1)).orElse(half);
    int nullClass = network.config().numClasses();
    if (guidance.isPresent() && Arrays.stream(labels, half, labels.length).anyMatch(y -> y != nullClass)) {
      return Optional.empty();
    }
    int states = shape.map(Shape::rows).orElse(adaptive ? ADAPTIVE_STATES : STATES);
    SitField field = new SitField(network, guidance);
    Tensor trajectory = Tensor.zeros(states, rows * noise.rowSize());
    TimeGrid grid = TimeGrid.uniform(Direction.DATA_AT_ONE, states - 1);
    Tensor start = noise.rows(0, rows);
    int[] classes = Arrays.copyOf(labels, rows);
    if (adaptive) {
      AdaptiveResult r = new AdaptiveOdeSolver(field, EmbeddedPair.named(ADAPTIVE), kernels,
          AdaptiveOptions.tolerances(RELATIVE, ABSOLUTE)).integrate(start, classes, grid.times(), Meter.unlimited());
      for (int i = 0; i < states; i++) {
        Tensor x = r.outputs().get(i);
        System.arraycopy(x.floats(), x.offset(), trajectory.floats(), i * trajectory.rowSize(), trajectory.rowSize());
      }
    } else {
      new OdeSolver(field, Tableau.named(METHODS.get(m.group(1))), kernels).integrate(start, classes, grid,
          (step, time, x) -> System.arraycopy(x.floats(), x.offset(), trajectory.floats(), step * trajectory.rowSize(),
              trajectory.rowSize()));
    }
    Shape row = noise.shape();
    return Optional.of(trajectory.reshape(states, rows, row.dim(1), row.dim(2), row.dim(3)));
  }
}
