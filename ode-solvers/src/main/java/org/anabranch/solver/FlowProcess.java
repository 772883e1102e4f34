package org.anabranch.solver;

import java.util.List;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * Trajectories of a velocity field under a fixed-step solver.
 *
 * <p>A step costs rows x stages x cost per row. A step that the evaluations left do not cover is not begun. Each stage is
 * admitted by itself as one batched evaluation, so a deadline or a cancellation may stop a step between its stages: the
 * population then stands at the last step completed, and the look-ahead comes from the first stage, which has been paid.
 *
 * <p>Noise is drawn and mixed in double and rounded once to the state's type. After the first step at a batch size
 * {@link #advance} allocates nothing.
 */
public final class FlowProcess implements GenerativeProcess {
  private final FlowGenerator generator;
  private final OdeSolver solver;
  private final Kernels kernels;
  private final Meter meter;
  private final int maxRows;
  private final double[] noise;
  private final double[] mixed;

  FlowProcess(FlowGenerator generator, OdeSolver solver, Kernels kernels, Meter meter, int maxRows) {
    this.generator = generator;
    this.solver = solver;
    this.kernels = kernels;
    this.meter = meter;
    this.maxRows = maxRows;
    int width = Math.toIntExact(generator.sampleShape().size());
    this.noise = new double[width];
    this.mixed = new double[width];
  }

  @Override
  public FlowGenerator generator() {
    return generator;
  }

  @Override
  public Meter meter() {
    return meter;
  }

  @Override
  public Population start(List<Start> starts, int[] conditions) {
    if (conditions.length != starts.size()) {
      throw new IllegalArgumentException("start: needs one condition per start, got " + conditions.length + " for "
          + starts.size() + " starts");
    }
    for (int condition : conditions) {
      solver.field().checkCondition(condition);
    }
    FlowPopulation p = population(starts.toArray(new Start[0]), conditions.clone());
    for (int i = 0; i < p.rows(); i++) {
      drawStart(p.starts[i]);
      store(mixed, p.state.whole(), i);
    }
    return p;
  }

  @Override
  public Admission advance(Population population, int toStep) {
    FlowPopulation p = own(population);
    if (toStep < p.step || toStep > generator.steps()) {
      throw new IllegalArgumentException("advance: the population stands at step " + p.step + " of " + generator.steps()
          + ", cannot advance to step " + toStep);
    }
    TimeGrid grid = generator.grid();
    while (p.step < toStep) {
      Admission admission = step(p, grid.time(p.step), grid.time(p.step + 1));
      if (admission != Admission.ADMITTED) {
        return admission;
      }
      p.step++;
    }
    return Admission.ADMITTED;
  }

  @Override
  public boolean canLookAhead(Population population) {
    return own(population).hasVelocity;
  }

  /**
   * The denoised estimate from the first stage of the last step evaluated: the state and time at the beginning of that step and
   * the velocity there. Velocity to data is finite at both ends of every path of this module.
   */
  @Override
  public Tensor lookAhead(Population population) {
    FlowPopulation p = own(population);
    if (!p.hasVelocity) {
      throw new IllegalStateException("look-ahead: needs an evaluation, none has been made for this population");
    }
    LinearMap map = Conversion.of(generator.interpolant(), Prediction.VELOCITY, Prediction.DATA, p.evaluatedAt);
    Tensor out = Tensor.zeros(generator.dtype(), p.state.whole().shape());
    kernels.scale(p.evaluated().whole(), map.x(), out);
    kernels.axpy(out, new double[] {map.y()}, new Tensor[] {p.velocity.whole()}, 1, out);
    return out;
  }

  /**
   * x_s = (alpha_s / alpha_t) x_t + sqrt(sigma_s^2 - (alpha_s / alpha_t)^2 sigma_t^2) z, the law of the forward process from
   * the population's time t to the earlier step's time s. Does nothing if the population stands at that step.
   *
   * <p>z is drawn from each row's key at step {@code toStep}: give a row a fresh key each time it is rewound. The look-ahead
   * stays what it was until the next evaluation.
   */
  @Override
  public void rewind(Population population, int toStep, TrajectoryKey[] keys) {
    FlowPopulation p = own(population);
    if (toStep < 0 || toStep > p.step) {
      throw new IllegalArgumentException("rewind: the population stands at step " + p.step + ", cannot rewind to step "
          + toStep);
    }
    if (keys.length != p.rows()) {
      throw new IllegalArgumentException("rewind: needs one key per row, got " + keys.length + " for " + p.rows() + " rows");
    }
    if (toStep == p.step) {
      return;
    }
    Interpolant path = generator.interpolant();
    double t = generator.grid().time(p.step);
    double s = generator.grid().time(toStep);
    double keep = path.alpha(s) / path.alpha(t);
    double kept = keep * path.sigma(t);
    double added = StrictMath.sqrt(Math.max(0, path.sigma(s) * path.sigma(s) - kept * kept));
    Tensor target = p.velocityOfState ? p.spare.whole() : p.state.whole();
    for (int i = 0; i < p.rows(); i++) {
      RandomStream.normals(keys[i], toStep, Purpose.REWIND, noise, 0, noise.length);
      load(p.state.whole(), i, mixed);
      for (int j = 0; j < noise.length; j++) {
        mixed[j] = keep * mixed[j] + added * noise[j];
      }
      store(mixed, target, i);
    }
    if (p.velocityOfState) {
      p.swap();
    }
    p.step = toStep;
  }

  /**
   * Copies of rows, at the same step and with the same look-ahead. The keys are checked and not kept: between its start and a
   * rewind, which brings keys of its own, an ODE draws no numbers.
   */
  @Override
  public Population fork(Population population, int[] parents, TrajectoryKey[] keys) {
    FlowPopulation p = own(population);
    if (keys.length != parents.length) {
      throw new IllegalArgumentException("fork: needs one key per new row, got " + keys.length + " for " + parents.length
          + " rows");
    }
    Start[] starts = new Start[parents.length];
    int[] conditions = new int[parents.length];
    for (int i = 0; i < parents.length; i++) {
      if (parents[i] < 0 || parents[i] >= p.rows()) {
        throw new IllegalArgumentException("fork: parents must be in 0 .. " + (p.rows() - 1) + ", parent " + i + " is "
            + parents[i]);
      }
      starts[i] = p.starts[parents[i]];
      conditions[i] = p.conditions[parents[i]];
    }
    FlowPopulation child = population(starts, conditions);
    child.step = p.step;
    child.hasVelocity = p.hasVelocity;
    child.velocityOfState = p.velocityOfState;
    child.evaluatedAt = p.evaluatedAt;
    for (int i = 0; i < parents.length; i++) {
      copyRow(p.state.whole(), parents[i], child.state.whole(), i);
      if (p.hasVelocity) {
        copyRow(p.velocity.whole(), parents[i], child.velocity.whole(), i);
        if (!p.velocityOfState) {
          copyRow(p.spare.whole(), parents[i], child.spare.whole(), i);
        }
      }
    }
    return child;
  }

  @Override
  public Tensor finish(Population population) {
    FlowPopulation p = own(population);
    if (p.step != generator.steps()) {
      throw new IllegalStateException("finish: the last step is " + generator.steps() + ", the population stands at step "
          + p.step);
    }
    return state(p);
  }

  /** A copy of the states that the population stands at. */
  public Tensor state(Population population) {
    FlowPopulation p = own(population);
    Tensor out = Tensor.zeros(generator.dtype(), p.state.whole().shape());
    for (int i = 0; i < p.rows(); i++) {
      copyRow(p.state.whole(), i, out, i);
    }
    return out;
  }

  private Admission step(FlowPopulation p, double t, double next) {
    long stage = (long) p.rows() * solver.field().costPerRow();
    Admission whole = meter.peek(stage * solver.tableau().stages());
    if (whole != Admission.ADMITTED) {
      return whole;
    }
    Admission first = meter.admit(stage);
    if (first != Admission.ADMITTED) {
      return first;
    }
    p.hasVelocity = false; // so that a field that throws leaves no half-written look-ahead
    solver.velocity(p.state, t, p.conditionBlocks, p.velocity);
    p.evaluatedAt = t;
    p.velocityOfState = true;
    p.hasVelocity = true;
    Admission rest = solver.completeStep(p.state, p.velocity, p.conditionBlocks, t, next, meter, p.spare);
    if (rest == Admission.ADMITTED) {
      p.swap();
    }
    return rest;
  }

  private FlowPopulation population(Start[] starts, int[] conditions) {
    return new FlowPopulation(this, starts, conditions, maxRows, generator.dtype(), generator.sampleShape());
  }

  private FlowPopulation own(Population p) {
    if (p instanceof FlowPopulation f && f.owner == this) {
      return f;
    }
    throw new IllegalArgumentException("flow process: the population belongs to another process");
  }

  /** Puts the noise of a start into {@link #mixed}; a loop, because a chain of neighbours may be long. */
  private void drawStart(Start start) {
    Start centre = start;
    int neighbours = 0;
    while (centre instanceof Start.Near near) {
      centre = near.centre();
      neighbours++;
    }
    Start.Near[] chain = new Start.Near[neighbours];
    Start link = start;
    while (link instanceof Start.Near near) {
      chain[--neighbours] = near;
      link = near.centre();
    }
    RandomStream.normals(centre.key(), 0, Purpose.START, mixed, 0, mixed.length);
    for (Start.Near near : chain) {
      RandomStream.normals(near.key(), 0, Purpose.START, noise, 0, noise.length);
      double keep = StrictMath.sqrt(1 - near.radius() * near.radius());
      for (int j = 0; j < mixed.length; j++) {
        mixed[j] = keep * mixed[j] + near.radius() * noise[j];
      }
    }
  }

  private static void load(Tensor from, int row, double[] to) {
    int at = from.offset() + row * to.length;
    if (from.dtype() == DType.F64) {
      System.arraycopy(from.doubles(), at, to, 0, to.length);
    } else {
      float[] f = from.floats();
      for (int j = 0; j < to.length; j++) {
        to[j] = f[at + j];
      }
    }
  }

  private static void store(double[] from, Tensor to, int row) {
    int at = to.offset() + row * from.length;
    if (to.dtype() == DType.F64) {
      System.arraycopy(from, 0, to.doubles(), at, from.length);
    } else {
      float[] f = to.floats();
      for (int j = 0; j < from.length; j++) {
        f[at + j] = (float) from[j];
      }
    }
  }

  private static void copyRow(Tensor from, int i, Tensor to, int j) {
    int width = from.rowSize();
    if (from.dtype() == DType.F64) {
      System.arraycopy(from.doubles(), from.offset() + i * width, to.doubles(), to.offset() + j * width, width);
    } else {
      System.arraycopy(from.floats(), from.offset() + i * width, to.floats(), to.offset() + j * width, width);
    }
  }
}
