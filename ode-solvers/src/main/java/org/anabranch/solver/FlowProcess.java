package org.anabranch.solver;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * Trajectories of a velocity field under a fixed-step {@link FlowMethod}, ordinary or stochastic.
 *
 * <p>A step costs rows x evaluations x cost per row. A step that the evaluations left do not cover is not begun. Each stage is
 * admitted by itself as one batched evaluation, so a deadline or a cancellation may stop a step between its stages: the
 * population then stands at the last step completed, and the look-ahead comes from the first stage, which has been paid.
 *
 * <p>A stochastic step draws each row's noise with the row's own key: the start's, or that of the last fork or rewind.
 * Noise is drawn and mixed in double and rounded once to the state's type. Where field and kernels are on a device and the method
 * {@link FlowMethod#stepsOnDevice steps} there, populations stand there and only what is shown or given is moved. After the first step
 * at a batch size {@link #advance} allocates nothing on the host's heap but, on a device, views.
 */
public final class FlowProcess implements ContinuousProcess {
  private final FlowGenerator generator;
  private final VelocityField field;
  private final FlowStepper stepper;
  /** Of the host, as are all tensors but the populations'. */
  private final Kernels kernels;
  private final PopulationMemory memory;
  private final Meter meter;
  private final int maxRows;
  private final double[] noise;
  private final double[] mixed;

  FlowProcess(FlowGenerator generator, VelocityField field, Kernels kernels, Meter meter, int maxRows) {
    this.generator = generator;
    this.field = field;
    boolean resident = field.onDevice() && kernels.provider().isDevice() && generator.method().stepsOnDevice();
    this.stepper = generator.method().open(field, generator.grid(), resident ? kernels : kernels.host(), maxRows);
    this.kernels = kernels.host();
    this.memory = resident ? new ResidentMemory(generator, kernels, maxRows) : new HostMemory(generator, this.kernels, maxRows);
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
    Start[] all = starts.toArray(new Start[0]);
    FlowPopulation p = population(all, conditions.clone(), all.clone());
    memory.start(p.moving(), p.starts, generator.interpolant().priorDeviation());
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
  public Admission evaluate(Population population) {
    FlowPopulation p = own(population);
    return p.step == generator.steps() ? Admission.ADMITTED : stepper.evaluate(p.moving(), p.step, meter);
  }

  @Override
  public boolean isEvaluated(Population population) {
    FlowPopulation p = own(population);
    return p.step == generator.steps() || p.moving().isEvaluated();
  }

  @Override
  public boolean canLookAhead(Population population) {
    FlowPopulation p = own(population);
    return p.step == generator.steps() || p.moving().hasVelocity();
  }

  /**
   * The denoised estimate from the last evaluation of a first stage: the state and time there (at the beginning of a step, unless
   * the method adds its noise first) and the velocity. Velocity to data is finite at both ends of every path of
   * this module.
   */
  @Override
  public Tensor lookAhead(Population population) {
    FlowPopulation p = own(population);
    FlowRows rows = p.moving();
    if (p.step == generator.steps()) {
      return state(p);
    }
    if (!rows.hasVelocity()) {
      throw new IllegalStateException("look-ahead: needs an evaluation, none has been made for this population");
    }
    LinearMap map = Conversion.of(generator.interpolant(), Prediction.VELOCITY, Prediction.DATA, rows.evaluatedAt());
    Tensor out = Tensor.zeros(generator.dtype(), rows.state().whole().shape());
    memory.combine(map.x(), rows.evaluated().whole(), map.y(), rows.velocity().whole(), out);
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
    p.moving().redraw(FlowRows.fresh(keys));
    if (toStep == p.step) {
      return;
    }
    Interpolant path = generator.interpolant();
    double t = generator.grid().time(p.step);
    double s = generator.grid().time(toStep);
    double keep = path.alpha(s) / path.alpha(t);
    double kept = keep * path.sigma(t);
    double added = StrictMath.sqrt(Math.max(0, path.sigma(s) * path.sigma(s) - kept * kept));
    RowBlocks target = p.moving().writable();
    memory.renoise(p.moving(), keys, toStep, keep, added, target);
    moved(p, target);
    p.step = toStep;
  }

  /** No rows make a population too. */
  @Override
  public Population fork(Population population, int[] parents, TrajectoryKey[] keys) {
    FlowPopulation p = own(population);
    if (parents.length == 0 && keys.length == 0) {
      FlowPopulation none = population(new Start[0], new int[0], new Start[0]);
      none.step = p.step;
      return none;
    }
    return ContinuousProcess.super.fork(p, parents, keys);
  }

  /** Copies of rows with the same look-ahead and the same past. */
  @Override
  public FlowPopulation gather(List<Population.Row> parents, List<Start> draws) {
    if (draws.size() != parents.size()) {
      throw new IllegalArgumentException("gather: needs one draw per new row, got " + draws.size() + " for " + parents.size()
          + " rows");
    }
    if (parents.isEmpty()) {
      throw new IllegalArgumentException("gather: needs at least one row, got 0");
    }
    FlowPopulation first = own(parents.getFirst().population());
    Start[] starts = new Start[parents.size()];
    int[] conditions = new int[parents.size()];
    for (int i = 0; i < starts.length; i++) {
      FlowPopulation p = own(parents.get(i).population());
      if (p.step != first.step || !p.moving().agreesWith(first.moving())) {
        throw new IllegalArgumentException("gather: rows must stand at one step and be alike in what has been evaluated, " + first
            + " and " + p + " are not");
      }
      starts[i] = p.starts[parents.get(i).index()];
      conditions[i] = p.moving().condition(parents.get(i).index());
    }
    FlowPopulation child = population(starts, conditions, draws.toArray(new Start[0]));
    child.step = first.step;
    child.moving().inherit(first.moving());
    memory.gather(parents, child.moving());
    return child;
  }

  @Override
  public void release(Population population) {
    if (population instanceof FlowPopulation p && p.owner == this) {
      p.release().ifPresent(rows -> {
        memory.release(rows);
        meter.release(p.rows() * generator.bytesPerRow());
      });
    }
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

  @Override
  public boolean isDifferentiable() {
    return differentiable().isPresent();
  }

  @Override
  public long evaluationsPerPullBack() {
    return differentiable().map(d -> d.costPerRow() + d.costPerTangent()).orElse(0);
  }

  @Override
  public boolean canSteer(Population population) {
    FlowPopulation p = own(population);
    return p.step < generator.steps() && !Double.isNaN(stepper.deviation(p.step));
  }

  @Override
  public double noiseLevel(Population population) {
    return generator.interpolant().sigma(generator.grid().time(own(population).step));
  }

  @Override
  public Admission pullBack(Population population, Tensor gradient, boolean throughModel) {
    FlowPopulation p = evaluated(population, "pull back");
    requireStates(p, gradient, "gradient");
    if (p.step == generator.steps()) {
      return Admission.ADMITTED;
    }
    Interpolant path = generator.interpolant();
    double t = generator.grid().time(p.step);
    if (!throughModel) {
      double alpha = path.alpha(t);
      kernels.scale(gradient, alpha / (alpha * alpha + path.sigma(t) * path.sigma(t)), gradient);
      return Admission.ADMITTED;
    }
    DifferentiableField model = differentiable().orElseThrow(() -> new IllegalArgumentException(
        "pull back: needs a field with Jacobian-vector products, " + generator.description() + " has none"));
    Admission admission = meter.admit(p.rows() * evaluationsPerPullBack());
    if (admission != Admission.ADMITTED) {
      return admission;
    }
    LinearMap map = Conversion.of(path, Prediction.VELOCITY, Prediction.DATA, t);
    RowBlocks tangents = new RowBlocks(gradient, maxRows);
    RowBlocks products = new RowBlocks(Tensor.zeros(gradient.dtype(), gradient.shape()), maxRows);
    RowBlocks velocity = new RowBlocks(Tensor.zeros(gradient.dtype(), gradient.shape()), maxRows);
    for (int i = 0; i < tangents.count(); i++) {
      double[] times = new double[tangents.block(i).rows()];
      Arrays.fill(times, t);
      model.evaluate(p.moving().state().block(i), times, p.moving().conditionBlocks()[i], tangents.block(i), velocity.block(i),
          products.block(i));
    }
    kernels.scale(gradient, map.x(), gradient);
    kernels.axpy(gradient, new double[] {map.y()}, new Tensor[] {products.whole()}, 1, gradient);
    return Admission.ADMITTED;
  }

  /** The pushed step's bits are the step's own, plus s^2 g rounded once. */
  @Override
  public Admission steer(Population population, Tensor gradient, double[] logRatio) {
    FlowPopulation p = own(population);
    requireStates(p, gradient, "gradient");
    if (!canSteer(p)) {
      throw new IllegalArgumentException("steer: step " + p.step + " of " + generator.description()
          + " must end with Gaussian noise of one size");
    }
    double deviation = stepper.deviation(p.step);
    int from = p.step;
    Admission admission = advance(p, from + 1);
    Arrays.fill(logRatio, 0, p.rows(), 0);
    if (admission != Admission.ADMITTED || deviation == 0) {
      return admission;
    }
    RowBlocks state = memory.read(p.moving().state());
    RowBlocks push = new RowBlocks(gradient, maxRows);
    double[] z = new double[mixed.length];
    for (int i = 0; i < p.rows(); i++) {
      stepper.noise(p.moving(), i, from, z, noise);
      push.load(i, noise);
      state.load(i, mixed);
      double ratio = 0;
      for (int j = 0; j < mixed.length; j++) {
        double g = deviation * noise[j];
        ratio -= g * (z[j] + 0.5 * g);
        mixed[j] += deviation * g;
      }
      state.store(mixed, i);
      logRatio[i] = ratio;
    }
    memory.write(state, p.moving().state());
    return admission;
  }

  @Override
  public void displace(Population population, Tensor shift) {
    FlowPopulation p = own(population);
    requireStates(p, shift, "shift");
    double alpha = generator.interpolant().alpha(generator.grid().time(p.step));
    RowBlocks target = p.moving().writable();
    memory.combine(1, p.moving().state().whole(), alpha, shift, target.whole());
    moved(p, target);
  }

  @Override
  public void aim(Population population, Tensor destination) {
    FlowPopulation p = evaluated(population, "aim");
    requireStates(p, destination, "destination");
    if (p.step == generator.steps()) {
      throw new IllegalStateException("aim: needs a step to come, the population stands at the last, " + p.step);
    }
    LinearMap map = Conversion.of(generator.interpolant(), Prediction.DATA, Prediction.VELOCITY,
        generator.grid().time(p.step));
    memory.combine(map.x(), p.moving().state().whole(), map.y(), destination, p.moving().velocity().whole());
  }

  @Override
  public void langevin(Population population, Tensor gradient, double rate, List<Start> draws) {
    FlowPopulation p = evaluated(population, "langevin");
    requireStates(p, gradient, "gradient");
    if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("langevin: the rate must be above 0, got " + rate);
    }
    if (draws.size() != p.rows()) {
      throw new IllegalArgumentException("langevin: needs one draw per row, got " + draws.size() + " for " + p.rows() + " rows");
    }
    p.moving().redraw(draws.toArray(new Start[0]));
    if (p.step == generator.steps()) {
      return;
    }
    double t = generator.grid().time(p.step);
    double sigma = generator.interpolant().sigma(t);
    LinearMap score = Conversion.of(generator.interpolant(), Prediction.VELOCITY, Prediction.SCORE, t);
    RowBlocks push = new RowBlocks(gradient, maxRows);
    RowBlocks state = memory.read(p.moving().state());
    RowBlocks velocity = memory.read(p.moving().velocity());
    RowBlocks target = p.moving().writable();
    RowBlocks room = target == p.moving().state() ? state : memory.room(target);
    double[] z = new double[mixed.length];
    double[] g = new double[mixed.length];
    double drift = 0.5 * rate * sigma * sigma;
    double spread = StrictMath.sqrt(rate) * sigma;
    for (int i = 0; i < p.rows(); i++) {
      StartNoise.draw(p.moving().draw(i), p.step, Purpose.REWIND, z, noise);
      state.load(i, mixed);
      velocity.load(i, noise);
      push.load(i, g);
      for (int j = 0; j < mixed.length; j++) {
        mixed[j] += drift * (score.apply(mixed[j], noise[j]) + g[j]) + spread * z[j];
      }
      room.store(mixed, i);
    }
    memory.write(room, target);
    moved(p, target);
  }

  @Override
  public double priorDeviation() {
    return generator.interpolant().priorDeviation();
  }

  @Override
  public void crankNicolson(Population population, Tensor gradient, double radius, List<Start> draws) {
    FlowPopulation p = own(population);
    requireStates(p, gradient, "gradient");
    if (p.step != 0 || !(radius > 0 && radius <= 1)) {
      throw new IllegalArgumentException("crank-nicolson: moves step 0 by a radius in (0, 1], got step " + p.step + ", " + radius);
    }
    if (draws.size() != p.rows()) {
      throw new IllegalArgumentException("crank-nicolson: needs one draw per row, got " + draws.size() + " for " + p.rows() + " rows");
    }
    p.moving().redraw(draws.toArray(new Start[0]));
    double keep = StrictMath.sqrt(1 - radius * radius);
    double deviation = priorDeviation();
    RowBlocks state = memory.read(p.moving().state());
    RowBlocks push = new RowBlocks(gradient, maxRows);
    double[] z = new double[mixed.length];
    double[] g = new double[mixed.length];
    for (int i = 0; i < p.rows(); i++) {
      StartNoise.draw(p.moving().draw(i), 0, Purpose.REWIND, z, noise);
      state.load(i, mixed);
      push.load(i, g);
      for (int j = 0; j < mixed.length; j++) {
        mixed[j] = keep * mixed[j] + (1 - keep) * deviation * deviation * g[j] + radius * deviation * z[j];
      }
      state.store(mixed, i);
    }
    memory.write(state, p.moving().state());
    p.moving().evaluating();
    p.moving().history().forget();
  }

  /** The look-ahead stays that of the state before, kept in the other buffer; the past of a multistep method does not. */
  private static void moved(FlowPopulation p, RowBlocks target) {
    if (target != p.moving().state()) {
      p.moving().swap();
    }
    p.moving().history().forget();
  }

  @Override
  public Tensor state(Population population) {
    FlowPopulation p = own(population);
    return memory.shown(p.moving().state());
  }

  private Admission step(FlowPopulation p) {
    long evaluations = p.rows() * (p.moving().isEvaluated() ? generator.evaluationsAfterLook(p.step, p.step + 1)
        : generator.evaluations(p.step, p.step + 1));
    Admission whole = evaluations == 0 ? Admission.ADMITTED : meter.peek(evaluations);
    return whole == Admission.ADMITTED ? stepper.step(p.moving(), p.step, meter) : whole;
  }

  private FlowPopulation population(Start[] starts, int[] conditions, Start[] draws) {
    meter.hold(starts.length * generator.bytesPerRow());
    return new FlowPopulation(this, starts, memory.rows(conditions, draws));
  }

  private FlowPopulation own(Population p) {
    if (p instanceof FlowPopulation f && f.owner == this) {
      return f;
    }
    throw new IllegalArgumentException("flow process: the population belongs to another process");
  }

  private Optional<DifferentiableField> differentiable() {
    return field instanceof DifferentiableField d && !field.onDevice() ? Optional.of(d) : Optional.empty();
  }

  private FlowPopulation evaluated(Population population, String what) {
    FlowPopulation p = own(population);
    if (!isEvaluated(p)) {
      throw new IllegalStateException(what + ": needs rows that are evaluated where they stand, " + p + " is not");
    }
    return p;
  }

  private void requireStates(FlowPopulation p, Tensor t, String what) {
    Tensor state = p.moving().state().whole();
    if (t.dtype() != state.dtype() || t.rows() != state.rows() || t.rowSize() != state.rowSize()) {
      throw new IllegalArgumentException(what + ": must be " + state.shape() + " of " + state.dtype() + ", got " + t.shape()
          + " of " + t.dtype());
    }
  }
}
