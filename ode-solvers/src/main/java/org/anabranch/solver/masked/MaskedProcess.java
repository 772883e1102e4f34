package org.anabranch.solver.masked;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.ForkingProcess;
import org.anabranch.solver.Meter;
import org.anabranch.solver.PathLikelihood;
import org.anabranch.solver.Population;
import org.anabranch.solver.SelfJudging;
import org.anabranch.solver.Start;
import org.anabranch.solver.StateKey;

/**
 * Sequences of masked tokens on their way to samples: a step is one round of unmasking.
 *
 * <p>A round evaluates every row that has a masked position and no evaluation of its present state, and charges these rows only: a
 * finished row costs nothing, nor does one that the last round did not change, unless the network is told the time. The round's
 * evaluations are admitted together; a round that the budget does not cover is not begun. A {@link Correction} comes between
 * evaluation and unmasking: one that the budget does not cover to its end leaves the rows evaluated and the round not made.
 *
 * <p>A row draws token, order and time with numbers that are functions of (start or key, step, position). After a fork or a rewind they
 * are those of the new key.
 */
public final class MaskedProcess implements ForkingProcess, SelfJudging, PathLikelihood {
  /** Floats of the logits that one call of the predictor may write, one row excepted. */
  private static final long MOST_LOGITS = 1L << 25;

  private final MaskedGenerator generator;
  private final WorkerPool pool;
  private final Meter meter;
  private final UnmaskingPolicy policy;
  private final UnmaskingRound[] rounds;
  private final Map<MaskedAction, UnmaskingRound[]> roundsOf = new HashMap<>();
  private final List<Evaluator> evaluators;
  private final Corrector corrector;
  private final RoundReader reader;
  private final int length;
  private final Optional<MaskedTrace> trace;

  MaskedProcess(MaskedGenerator generator, List<TokenPredictor> predictors, WorkerPool pool, Meter meter) {
    this.generator = generator;
    this.pool = pool;
    this.meter = meter;
    this.policy = generator.sampling().policy();
    this.trace = generator.trace();
    this.length = generator.sampleShape().dim(0);
    this.rounds = rounds(generator.sampling());
    long perRow = (long) length * generator.vocabulary() * generator.sampling().costPerRow();
    int most = Math.clamp(MOST_LOGITS / perRow, 1, generator.maxRows());
    this.evaluators = predictors.stream().map(predictor -> new Evaluator(generator, predictor, most)).toList();
    this.reader = new RoundReader(generator);
    this.corrector = new Corrector(generator, predictors.getFirst(), most);
  }

  private UnmaskingRound[] rounds(MaskedSampling sampling) {
    UnmaskingRound[] out = new UnmaskingRound[pool.threads()];
    Arrays.setAll(out, i -> new UnmaskingRound(generator.vocabulary(), sampling));
    return out;
  }

  @Override
  public MaskedGenerator generator() {
    return generator;
  }

  @Override
  public Meter meter() {
    return meter;
  }

  @Override
  public Population start(List<Start> starts, int[] conditions) {
    return start(starts, conditions, starts.stream().map(KeyedNoise::of).toList());
  }

  /**
   * As {@link #start(List, int[])}, with numbers from elsewhere, such as recorded ones.
   *
   * @param noise the numbers of each row, until it is forked or rewound
   */
  public Population start(List<Start> starts, int[] conditions, List<? extends TokenNoise> noise) {
    if (conditions.length != starts.size() || noise.size() != starts.size()) {
      throw new IllegalArgumentException("start: needs one condition and one source of numbers per start, got " + conditions.length
          + " and " + noise.size() + " for " + starts.size() + " starts");
    }
    MaskedRow[] rows = new MaskedRow[conditions.length];
    for (int i = 0; i < rows.length; i++) {
      if (conditions[i] < 0 || conditions[i] >= generator.templates().size()) {
        throw new IllegalArgumentException("start: a condition is the number of a template in [0, "
            + (generator.templates().size() - 1) + "], got " + conditions[i]);
      }
      rows[i] = new MaskedRow(generator.templates().get(conditions[i]), starts.get(i), noise.get(i), generator.steps());
    }
    trace.ifPresent(t -> Arrays.stream(rows).forEach(t::started));
    return new MaskedPopulation(this, starts.toArray(new Start[0]), conditions.clone(), rows);
  }

  @Override
  public Admission advance(Population population, int toStep) {
    MaskedPopulation p = own(population);
    if (toStep < p.step || toStep > generator.steps()) {
      throw new IllegalArgumentException("advance: the population stands at step " + p.step + " of " + generator.steps()
          + ", cannot advance to step " + toStep);
    }
    while (p.step < toStep) {
      Admission admission = evaluate(p);
      if (admission != Admission.ADMITTED) {
        return admission;
      }
      int step = p.step;
      admission = corrector.correct(p.rows, step, meter);
      if (admission != Admission.ADMITTED) {
        return admission;
      }
      List<Optional<RowReads>> reads = reader.of(p.rows, step);
      pool.run(p.rows.length, (i, worker) -> {
        MaskedRow row = p.rows[i];
        UnmaskingRound round = (row.action().isEmpty() ? rounds : roundsOf.get(row.action().get()))[worker];
        row.enter(step);
        if (row.masked() > 0 || round.remasks()) {
          round.run(row, step, reads.get(i));
        }
      });
      p.step++;
      trace.ifPresent(t -> Arrays.stream(p.rows).forEach(row -> t.stepped(row, step + 1)));
      for (MaskedRow row : p.rows) {
        if (p.step == generator.steps() || row.masked() == 0 && !policy.remasks()) {
          evaluators.getFirst().forget(row);
        }
      }
    }
    return Admission.ADMITTED;
  }

  @Override
  public Admission evaluate(Population population) {
    MaskedPopulation p = own(population);
    if (p.step == generator.steps()) {
      return Admission.ADMITTED;
    }
    MaskedRow[] wanting = Arrays.stream(p.rows).filter(row -> row.needsEvaluation(p.step, generator.conditioned()))
        .toArray(MaskedRow[]::new);
    if (wanting.length == 0) {
      return Admission.ADMITTED;
    }
    List<MaskedRow[]> byModel = IntStream.range(0, evaluators.size())
        .mapToObj(m -> Arrays.stream(wanting).filter(row -> row.model() == m).toArray(MaskedRow[]::new)).toList();
    long price = 0;
    for (int m = 0; m < byModel.size(); m++) {
      price += evaluators.get(m).price(byModel.get(m));
    }
    Admission admission = meter.admit(price);
    for (int m = 0; m < byModel.size() && admission == Admission.ADMITTED; m++) {
      evaluators.get(m).evaluate(byModel.get(m), p.step, meter);
    }
    return admission;
  }

  @Override
  public boolean isEvaluated(Population population) {
    MaskedPopulation p = own(population);
    return p.step == generator.steps()
        || Arrays.stream(p.rows).noneMatch(row -> row.needsEvaluation(p.step, generator.conditioned()));
  }

  @Override
  public boolean canLookAhead(Population population) {
    for (MaskedRow row : own(population).rows) {
      if (!row.canLookAhead()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Every row's tokens, what is masked filled with the likeliest tokens of the last evaluation, and in a slot with those that are
   * likeliest together among its values; I32 [rows, L].
   */
  @Override
  public Tensor lookAhead(Population population) {
    MaskedPopulation p = own(population);
    if (!canLookAhead(p)) {
      throw new IllegalStateException("look-ahead: needs an evaluation, none has been made for this population");
    }
    int[] out = blank(p);
    for (int i = 0; i < p.rows.length; i++) {
      p.rows[i].lookAhead(out, i * length);
    }
    return tokens(out, p.rows.length);
  }

  /**
   * Masks as many tokens again as the forward process masks in between, at positions drawn with the key: each by chance where the
   * policy has a clock, else as many as bring back the number of masks that the row had at that step, of the last blocks first.
   *
   * <p>Numbers are drawn from each row's key at step {@code toStep}; the rows keep the keys. The look-ahead fills what is masked again
   * from the last evaluation until the next.
   */
  @Override
  public void rewind(Population population, int toStep, TrajectoryKey[] keys) {
    MaskedPopulation p = own(population);
    if (toStep < 0 || toStep > p.step) {
      throw new IllegalArgumentException("rewind: the population stands at step " + p.step + ", cannot rewind to step " + toStep);
    }
    if (keys.length != p.rows()) {
      throw new IllegalArgumentException("rewind: needs one key per row, got " + keys.length + " for " + p.rows() + " rows");
    }
    OptionalDouble chance = toStep == p.step ? OptionalDouble.of(0) : policy.remaskChance(p.step, toStep);
    for (int i = 0; i < keys.length; i++) {
      MaskedRow row = p.rows[i];
      row.redraw(new Start.Fresh(keys[i]));
      if (toStep == p.step) {
        continue;
      }
      if (chance.isPresent()) {
        remaskByChance(row, chance.getAsDouble(), keys[i], toStep);
      } else {
        remaskByNumber(row, row.maskedAt(toStep) - row.masked(), keys[i], toStep);
      }
      row.rewindClock(toStep);
      evaluators.getFirst().forget(row);
    }
    p.step = toStep;
    trace.ifPresent(t -> Arrays.stream(p.rows).forEach(row -> t.remasked(row, toStep)));
  }

  private static void remaskByChance(MaskedRow row, double chance, TrajectoryKey key, int step) {
    for (int position : row.template().openPositions()) {
      if (!row.isMasked(position) && RandomStream.uniform(key, step, Purpose.REWIND, position) < chance) {
        row.remask(position);
      }
    }
  }

  private void remaskByNumber(MaskedRow row, int number, TrajectoryKey key, int step) {
    TokenTemplate template = row.template();
    /** A committed position and what decides whether it is masked again. */
    record Committed(int position, int block, double number) {}

    Arrays.stream(template.openPositions()).filter(i -> !row.isMasked(i))
        .mapToObj(i -> new Committed(i, policy.block(template, i), RandomStream.uniform(key, step, Purpose.REWIND, i)))
        .sorted(Comparator.comparingInt(Committed::block).reversed().thenComparingDouble(Committed::number))
        .limit(number).forEach(c -> row.remask(c.position()));
  }

  /** Masks again what was least likely when it was committed. */
  @Override
  public void reopen(Population population, int[] rows, int count, int pool) {
    if (!(count >= 0 && count <= pool)) {
      throw new IllegalArgumentException("reopen: needs 0 <= count <= pool, got " + count + " of " + pool);
    }
    MaskedPopulation p = own(population);
    for (int i : rows) {
      MaskedRow row = p.rows[i];
      Arrays.stream(row.template().openPositions()).filter(j -> !row.isMasked(j)).boxed()
          .sorted(Comparator.<Integer>comparingDouble(row::logProbability).thenComparing(Comparator.naturalOrder())).limit(pool)
          .sorted(Comparator.<Integer>comparingDouble(
              j -> RandomStream.uniform(row.draw().key(), p.step, Purpose.REWIND, length + j))
              .thenComparing(Comparator.naturalOrder()))
          .limit(Math.min(count, p.step == generator.steps() ? 0 : policy.spareMasks(row, p.step))).forEach(row::remask);
      trace.ifPresent(t -> t.remasked(row, p.step));
    }
  }

  @Override
  public List<String> standardActions() {
    return generator.standardActions();
  }

  @Override
  public List<Action> actions(List<String> names) {
    return List.copyOf(generator.actions(names));
  }

  @Override
  public void choose(Population population, List<Action> actions) {
    MaskedPopulation p = own(population);
    if (actions.size() != p.rows.length) {
      throw new IllegalArgumentException("choose: needs one action per row, got " + actions.size() + " for " + p.rows.length + " rows");
    }
    for (int i = 0; i < p.rows.length; i++) {
      if (!(actions.get(i) instanceof MaskedAction action) || action.family() >= evaluators.size()) {
        throw new IllegalArgumentException("choose: the action " + actions.get(i).name() + " belongs to another process");
      }
      p.rows[i].take(action, p.starts[i]);
      roundsOf.computeIfAbsent(action, a -> rounds(a.sampling()));
      MaskedRow row = p.rows[i];
      trace.ifPresent(t -> t.chosen(row, action));
    }
  }

  /** Tokens, step and condition. */
  @Override
  public StateKey key(Population population, int i) {
    MaskedPopulation p = own(population);
    int[] bits = new int[length + 2];
    p.rows[i].copyTokens(bits, 0);
    bits[length] = p.step;
    bits[length + 1] = p.conditions[i];
    return StateKey.of(bits);
  }

  @Override
  public String verdict() {
    return generator.verdict().word();
  }

  @Override
  public long evaluationsPerVerdict() {
    return generator.verdict().evaluations();
  }

  @Override
  public Admission judge(Population population, double[] out) {
    MaskedPopulation p = own(population);
    Tensor samples = lookAhead(p);
    Admission admission = evaluationsPerVerdict() == 0 ? Admission.ADMITTED : meter.admit(p.rows.length * evaluationsPerVerdict());
    if (admission == Admission.ADMITTED) {
      switch (generator.verdict()) {
        case SelfVerdict.LogProbability l -> Arrays.setAll(out, i -> p.rows[i].lookAheadLogProbability());
        case SelfVerdict.Question q -> evaluators.getFirst().ask(q, samples.toInts(), out, meter);
      }
    }
    return admission;
  }

  /** No rows make a population too. */
  @Override
  public Population fork(Population population, int[] parents, TrajectoryKey[] keys) {
    MaskedPopulation p = own(population);
    if (parents.length == 0 && keys.length == 0) {
      MaskedPopulation none = new MaskedPopulation(this, new Start[0], new int[0], new MaskedRow[0]);
      none.step = p.step;
      return none;
    }
    return ForkingProcess.super.fork(p, parents, keys);
  }

  /**
   * Copies of rows with their evaluations; rows of populations at one step, evaluated or not. Copies of an evaluated row share its
   * evaluation, and where the network is told the time that too.
   */
  @Override
  public Population gather(List<Population.Row> parents, List<Start> draws) {
    if (draws.size() != parents.size()) {
      throw new IllegalArgumentException("gather: needs one draw per new row, got " + draws.size() + " for " + parents.size()
          + " rows");
    }
    if (parents.isEmpty()) {
      throw new IllegalArgumentException("gather: needs at least one row, got 0");
    }
    Start[] starts = new Start[parents.size()];
    int[] conditions = new int[starts.length];
    MaskedRow[] rows = new MaskedRow[starts.length];
    int step = own(parents.getFirst().population()).step;
    for (int i = 0; i < starts.length; i++) {
      MaskedPopulation p = own(parents.get(i).population());
      if (p.step != step) {
        throw new IllegalArgumentException("gather: rows must stand at one step, they stand at " + step + " and " + p.step);
      }
      int from = parents.get(i).index();
      starts[i] = p.starts[from];
      conditions[i] = p.conditions[from];
      MaskedRow row = p.rows[from].copy(draws.get(i));
      rows[i] = row;
      trace.ifPresent(t -> t.copied(p.rows[from], row, step));
    }
    MaskedPopulation child = new MaskedPopulation(this, starts, conditions, rows);
    child.step = step;
    return child;
  }

  @Override
  public void release(Population population) {
    if (population instanceof MaskedPopulation p && p.owner == this && !p.isReleased()) {
      trace.ifPresent(t -> Arrays.stream(p.rows).forEach(t::released));
      p.release();
      meter.release(p.rows() * generator.bytesPerRow());
    }
  }

  @Override
  public Tensor finish(Population population) {
    MaskedPopulation p = own(population);
    if (p.step != generator.steps()) {
      throw new IllegalStateException("finish: the last step is " + generator.steps() + ", the population stands at step " + p.step);
    }
    return state(p);
  }

  /** A copy of the tokens that the population stands at, masks included; I32 [rows, L]. */
  public Tensor state(Population population) {
    MaskedPopulation p = own(population);
    int[] out = blank(p);
    for (int i = 0; i < p.rows.length; i++) {
      p.rows[i].copyTokens(out, i * length);
    }
    return tokens(out, p.rows.length);
  }

  private int[] blank(MaskedPopulation p) {
    int[] out = new int[p.rows.length * length];
    Arrays.fill(out, MaskedGenerator.PADDING);
    return out;
  }

  /** The sum of log p over the row's committed tokens, each when it was committed. */
  @Override
  public double logPath(Population population, int row) {
    return row(population, row).logProbability();
  }

  @Override
  public Optional<String> pathBias(int condition) {
    return generator.sampling().inexactness(generator.templates().get(condition));
  }

  /** Row i, to be read. */
  public MaskedRow row(Population population, int i) {
    return own(population).rows[i];
  }

  private Tensor tokens(int[] ids, int rows) {
    return Tensor.offHeap(MemorySegment.ofArray(ids), DType.I32, Shape.of(rows, length));
  }

  private MaskedPopulation own(Population p) {
    if (p instanceof MaskedPopulation m && m.owner == this) {
      if (m.isReleased()) {
        throw new IllegalStateException("masked process: " + m + " has been released");
      }
      return m;
    }
    throw new IllegalArgumentException("masked process: the population belongs to another process");
  }
}
