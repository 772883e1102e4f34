package org.anabranch.model.golden;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.model.DiffusionTransformer;
import org.anabranch.model.DitField;
import org.anabranch.model.Guidance;
import org.anabranch.solver.DiffusionSteps;
import org.anabranch.solver.Direction;
import org.anabranch.solver.FlowMethod;
import org.anabranch.solver.FlowSolver;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.multistep.Ddim;
import org.anabranch.solver.multistep.Ddpm;
import org.anabranch.solver.sde.StepNoise;

/**
 * The diffusion of a DiT folder, respaced to N steps: {@code respaced_*}, the schedule; {@code pmv.*}, mean, variance, log variance
 * and data of one step from {@code in.cfg.x} at {@code in.pmv.t_respaced}; {@code ddimN_cfgS_traj} and {@code ddpmN_cfgS_traj}, the
 * states after every step from {@code in.cfg.x}, the latter with the noise {@code in.ddpm.noise}.
 *
 * <p>The official run with guidance doubles the batch and stores its conditional half, which the model reads alone: half the batch
 * under {@link Guidance} is the same run, provided that the labels of the other half are the null class.
 */
final class DitDiffusion {
  private static final Pattern TRAJECTORY = Pattern.compile("(ddim|ddpm)(\\d+)(?:_cfg([0-9.]+))?_traj");
  private static final List<String> STEP = List.of("pmv.log_variance", "pmv.mean", "pmv.pred_xstart", "pmv.variance");
  private static final List<String> SCHEDULE =
      List.of("respaced_alphas_cumprod", "respaced_betas", "respaced_timestep_map");
  private static final int STEPS = 10;

  private final GoldenFolder folder;
  private final DiffusionTransformer network;
  private final Kernels kernels;
  private final DiffusionSteps diffusion = DiffusionSteps.linear(DitField.STEPS);

  DitDiffusion(GoldenFolder folder, DiffusionTransformer network, Kernels kernels) {
    this.folder = folder;
    this.network = network;
    this.kernels = kernels;
  }

  /** The outputs that are written when there is no reference to ask. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>(SCHEDULE);
    if (folder.hasInput("cfg.x") && folder.hasInput("cfg.y")) {
      names.add("ddim" + count() + "_cfg2.0_traj");
      if (folder.hasInput("ddpm.noise")) {
        names.add("ddpm" + count() + "_cfg2.0_traj");
      }
      if (folder.hasInput("pmv.t_respaced")) {
        names.addAll(STEP);
      }
    }
    return names;
  }

  /** Computes an output; the schedules have as many steps as the reference, where there is one. */
  Optional<Tensor> compute(String name, Optional<Shape> shape) {
    if (SCHEDULE.contains(name)) {
      return Optional.of(schedule(name, shape.map(Shape::rows).orElseGet(this::count)));
    }
    boolean hasImages = folder.hasInput("cfg.x") && folder.hasInput("cfg.y");
    if (STEP.contains(name) && hasImages && folder.hasInput("pmv.t_respaced")) {
      return Optional.of(step(name));
    }
    Matcher m = TRAJECTORY.matcher(name);
    return m.matches() && hasImages ? trajectory(m.group(1), Integer.parseInt(m.group(2)), Optional.ofNullable(m.group(3)))
        : Optional.empty();
  }

  /** The steps of the respaced chain: as many as there is noise for. */
  private int count() {
    return folder.hasInput("ddpm.noise") ? folder.input("ddpm.noise").rows() : STEPS;
  }

  private Tensor schedule(String name, int count) {
    int[] map = diffusion.evenly(count);
    DiffusionSteps chain = diffusion.respaced(map);
    if (name.equals("respaced_timestep_map")) {
      return Integers.of(Arrays.stream(map).asLongStream().toArray(), count);
    }
    double[] values = new double[count];
    Arrays.setAll(values, i -> name.equals("respaced_betas") ? chain.beta(i) : chain.alphaBar(i));
    return Tensor.of(values, count);
  }

  private Tensor step(String name) {
    int[] map = diffusion.evenly(count());
    DiffusionSteps chain = diffusion.respaced(map);
    Tensor x = folder.input("cfg.x").toHeap();
    int[] at = folder.input("pmv.t_respaced").toInts();
    int side = network.config().inputSize();
    Tensor said = Tensor.zeros(x.rows(), network.config().outChannels(), side, side);
    network.forward(x, Arrays.stream(at).mapToDouble(i -> map[i]).toArray(), folder.input("cfg.y").toInts(), said);
    Tensor out = Tensor.zeros(DType.F32, x.shape());
    int width = x.rowSize();
    for (int row = 0; row < x.rows(); row++) {
      int i = at[row];
      double bar = chain.alphaBar(i);
      double before = chain.alphaBar(i - 1);
      double high = StrictMath.log(chain.beta(i));
      double low = StrictMath.log(chain.posteriorVariance(Math.max(1, i))); // at 0 the official code takes that of step 1
      for (int j = 0; j < width; j++) {
        double state = x.get((long) row * width + j);
        double noise = said.get((long) row * said.rowSize() + j);
        double data = StrictMath.sqrt(1 / bar) * state - StrictMath.sqrt(1 / bar - 1) * noise;
        double f = network.config().learnSigma() ? 0.5 * (said.get((long) row * said.rowSize() + width + j) + 1) : i > 0 ? 1 : 0;
        double logVariance = f * high + (1 - f) * low;
        out.floats()[row * width + j] = (float) switch (name) {
          case "pmv.pred_xstart" -> data;
          case "pmv.mean" -> (chain.beta(i) * StrictMath.sqrt(before) * data
              + (1 - before) * StrictMath.sqrt(bar / before) * state) / (1 - bar);
          case "pmv.variance" -> StrictMath.exp(logVariance);
          default -> logVariance;
        };
      }
    }
    return out;
  }

  private Optional<Tensor> trajectory(String method, int count, Optional<String> scale) {
    Tensor x = folder.input("cfg.x").toHeap();
    int[] labels = folder.input("cfg.y").toInts();
    int nullClass = network.config().numClasses();
    int rows = scale.isPresent() ? x.rows() / 2 : x.rows();
    boolean official = scale.isEmpty() || Arrays.stream(labels, rows, labels.length).allMatch(y -> y == nullClass);
    boolean noisy = method.equals("ddpm");
    if (!official || noisy && (!folder.hasInput("ddpm.noise") || folder.input("ddpm.noise").rows() < count)) {
      return Optional.empty();
    }
    DitField field = new DitField(network, scale.flatMap(DiffusionTransformerGolden::scale)
        .map(s -> new Guidance(s, Guidance.Channels.FIRST_THREE)), diffusion);
    Ddpm ancestral = new Ddpm(network.config().learnSigma() ? Ddpm.Variance.LEARNED : Ddpm.Variance.LARGE);
    FlowMethod solver = noisy ? ancestral.withNoise(StepNoise.recorded(folder.input("ddpm.noise").toHeap())) : new Ddim(0);
    TimeGrid grid = diffusion.grid(Direction.NOISE_AT_ONE, diffusion.evenly(count));
    Tensor states = Tensor.zeros(count, rows * x.rowSize());
    new FlowSolver(field, solver, kernels).integrate(x.rows(0, rows), Arrays.copyOf(labels, rows),
        LongStream.range(0, rows).mapToObj(i -> TrajectoryKey.root(0, i)).toArray(TrajectoryKey[]::new), grid,
        (step, time, state) -> {
          if (step > 0) {
            System.arraycopy(state.floats(), state.offset(), states.floats(), (step - 1) * states.rowSize(), states.rowSize());
          }
        });
    Shape row = x.shape();
    return Optional.of(states.reshape(count, rows, row.dim(1), row.dim(2), row.dim(3)));
  }
}
