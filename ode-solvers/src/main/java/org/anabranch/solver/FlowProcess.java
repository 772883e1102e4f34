package org.anabranch.solver;

import java.util.List;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * Trajectories of a velocity field under a fixed-step {@link FlowMethod}, ordinary or stochastic.
 *
 * <p>A step costs rows x evaluations x cost per row. A step that the evaluations left do not cover is not begun. Each stage is
 * admitted by itself as one batched evaluation, so a deadline or a cancellation may stop a step between its stages: the
 * population then stands at the last step completed, and the look-ahead comes from the first stage, which has been paid.
 *
 * <p>A stochastic step draws each row's noise with the row's own key: the start's, or that of the last fork or rewind.
 * Noise is drawn and mixed in double and rounded once to the state's type. After the first step at a batch size
 * {@link #advance} allocates nothing.
 */
public final class FlowProcess implements GenerativeProcess {
  private final FlowGenerator generator;
  private final VelocityField field;
  private final FlowStepper stepper;
  private final Kernels kernels;
  private final Meter meter;
  private final int maxRows;
  private final double[] noise;
  private final double[] mixed;

  FlowProcess(FlowGenerator generator, VelocityField field, Kernels kernels, Meter meter, int maxRows) {
    this.generator = generator;
    this.field = field;
    this.stepper = generator.method().open(field, generator.grid(), kernels, maxRows);
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
      field.checkCondition(condition);
    }
    TrajectoryKey[] keys = starts.stream().map(Start::key).toArray(TrajectoryKey[]::new);
    FlowPopulation p = population(starts.toArray(new Start[0]), conditions.clone(), keys);
    for (int i = 0; i < p.rows(); i++) {
      drawStart(p.starts[i]);
      p.rows.state().store(mixed, i);
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
    while (p.step < toStep) {
      Admission admission = step(p);
      if (admission != Admission.ADMITTED) {
        return admission;
      }
      p.step++;
    }
    return Admission.ADMITTED;
  }

  @Override
  public boolean canLookAhead(Population population) {
    return own(population).rows.hasVelocity();
  }

  /**
   * The denoised estimate from the first stage of the last step evaluated: the state and time there (at the beginning of that
   * step, unless the method adds its noise first) and the velocity. Velocity to data is finite at both ends of every path of
   * this module.
   */
  @Override
  public Tensor lookAhead(Population population) {
    FlowRows rows = own(population).rows;
    if (!rows.hasVelocity()) {
      throw new IllegalStateException("look-ahead: needs an evaluation, none has been made for this population");
    }
    LinearMap map = Conversion.of(generator.interpolant(), Prediction.VELOCITY, Prediction.DATA, rows.evaluatedAt());
    Tensor out = Tensor.zeros(generator.dtype(), rows.state().whole().shape());
    kernels.scale(rows.evaluated().whole(), map.x(), out);
    kernels.axpy(out, new double[] {map.y()}, new Tensor[] {rows.velocity().whole()}, 1, out);
    return out;
  }

  /**
   * x_s = (alpha_s / alpha_t) x_t + sqrt(sigma_s^2 - (alpha_s / alpha_t)^2 sigma_t^2) z, the law of the forward process from
   * the population's time t to the earlier step's time s. Moves nothing if the population stands at that step.
   *
   * <p>z is drawn from each row's key at step {@code toStep}: give a row a fresh key each time it is rewound. The rows keep
   * the keys. The look-ahead stays what it was until the next evaluation. A multistep method forgets its past: it begins anew
   * at the step rewound to.
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
    p.rows.rekey(keys);
    if (toStep == p.step) {
      return;
    }
    Interpolant path = generator.interpolant();
    double t = generator.grid().time(p.step);
    double s = generator.grid().time(toStep);
    double keep = path.alpha(s) / path.alpha(t);
    double kept = keep * path.sigma(t);
    double added = StrictMath.sqrt(Math.max(0, path.sigma(s) * path.sigma(s) - kept * kept));
    RowBlocks state = p.rows.state();
    RowBlocks target = p.rows.writable();
    for (int i = 0; i < p.rows(); i++) {
      RandomStream.normals(keys[i], toStep, Purpose.REWIND, noise, 0, noise.length);
      state.load(i, mixed);
      for (int j = 0; j < noise.length; j++) {
        mixed[j] = keep * mixed[j] + added * noise[j];
      }
      target.store(mixed, i);
    }
    if (target != state) {
      p.rows.swap();
    }
    p.rows.history().forget();
    p.step = toStep;
  }

  /**
   * Copies of rows, at the same step, with the same look-ahead and the same past. The copies keep their new keys: under a
   * stochastic method two copies of one row go different ways if, and only if, their keys differ. An ordinary method draws no
   * numbers.
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
      conditions[i] = p.rows.condition(parents[i]);
    }
    FlowPopulation child = population(starts, conditions, keys.clone());
    child.step = p.step;
    p.rows.copyTo(child.rows, parents);
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
    RowBlocks state = p.rows.state();
    Tensor out = Tensor.zeros(generator.dtype(), state.whole().shape());
    for (int i = 0; i < p.rows(); i++) {
      state.copyRow(i, out, i);
    }
    return out;
  }

  private Admission step(FlowPopulation p) {
    long evaluations = (long) p.rows() * generator.evaluations(p.step, p.step + 1);
    Admission whole = meter.peek(evaluations);
    return whole == Admission.ADMITTED ? stepper.step(p.rows, p.step, meter) : whole;
  }

  private FlowPopulation population(Start[] starts, int[] conditions, TrajectoryKey[] keys) {
    return new FlowPopulation(this, starts,
        new FlowRows(generator.dtype(), generator.sampleShape(), conditions, keys, maxRows, generator.method().history()));
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
    double deviation = generator.interpolant().priorDeviation();
    if (deviation != 1) {
      for (int j = 0; j < mixed.length; j++) {
        mixed[j] *= deviation;
      }
    }
  }
}
