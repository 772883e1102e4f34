package org.anabranch.solver.masked;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.WorkerPool;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Meter;

/**
 * A predictor of masked tokens with the sampling that unmasks its templates: samples are token ids, I32 [L].
 *
 * <p>A trajectory's condition is the number of its template. A step is a round of unmasking; a row with nothing left to evaluate costs
 * nothing, so {@link #evaluations} is the most that a row can cost.
 *
 * <p>Every process gets predictors of its own, one for each thread of the pool. Immutable and thread-safe, as far as the supplier
 * and the policy are.
 */
public final class MaskedGenerator implements Generator {
  /** Rows that a predictor sees at once, unless said otherwise. */
  public static final int DEFAULT_MAX_ROWS = 256;

  private final Supplier<? extends TokenPredictor> predictors;
  private final WorkerPool pool;
  private final MaskedSampling sampling;
  private final List<TokenTemplate> templates;
  private final String name;
  private final int maxRows;
  private final int vocabulary;
  private final boolean conditioned;

  /** A generator, {@value #DEFAULT_MAX_ROWS} rows at once. */
  public MaskedGenerator(Supplier<? extends TokenPredictor> predictors, WorkerPool pool, MaskedSampling sampling,
      List<TokenTemplate> templates, String name) {
    this(predictors, pool, sampling, templates, name, DEFAULT_MAX_ROWS);
  }

  /**
   * A generator.
   *
   * @param predictors makes a predictor for one thread; all of them alike. Called once here and once per thread for each process
   * @param pool       the threads that rows are spread over
   * @param templates  of one length and mask token; a trajectory's condition is an index into them
   * @param name       the model's name, for reports
   * @param maxRows    rows that a predictor sees at once; bounds its memory, changes no bit
   * @throws IllegalArgumentException if a template cannot be fulfilled, does not fit predictor or policy, or the sampling is to be
   *     exact and is not; no evaluation has been made then
   */
  public MaskedGenerator(Supplier<? extends TokenPredictor> predictors, WorkerPool pool, MaskedSampling sampling,
      List<TokenTemplate> templates, String name, int maxRows) {
    if (templates.isEmpty()) {
      throw new IllegalArgumentException("masked generator: needs at least one template, got 0");
    }
    if (maxRows < 1) {
      throw new IllegalArgumentException("masked generator: maxRows must be >= 1, got " + maxRows);
    }
    TokenPredictor predictor = predictors.get();
    TokenTemplate first = templates.getFirst();
    if (predictor.maskToken().isPresent() && predictor.maskToken().getAsInt() != first.mask()) {
      throw new IllegalArgumentException("masked generator: the mask token of " + name + " is " + predictor.maskToken().getAsInt()
          + ", the templates' " + first.mask());
    }
    if (first.length() > predictor.maxLength()) {
      throw new IllegalArgumentException("masked generator: " + name + " takes at most " + predictor.maxLength()
          + " tokens, the templates have " + first.length());
    }
    for (TokenTemplate template : templates) {
      if (template.length() != first.length() || template.mask() != first.mask()) {
        throw new IllegalArgumentException("masked generator: templates must have one length and mask token, got lengths "
            + first.length() + " and " + template.length() + ", mask tokens " + first.mask() + " and " + template.mask());
      }
      template.check(predictor.vocabulary(), sampling.ends().forbidden());
      sampling.policy().check(template);
      Optional<String> why = sampling.exact() ? sampling.inexactness(template) : Optional.empty();
      if (why.isPresent()) {
        throw new IllegalArgumentException("masked generator: exact sampling was asked for, " + sampling.description()
            + " is not exact: " + why.get());
      }
    }
    this.predictors = predictors;
    this.pool = pool;
    this.sampling = sampling;
    this.templates = List.copyOf(templates);
    this.name = name;
    this.maxRows = maxRows;
    this.vocabulary = predictor.vocabulary();
    this.conditioned = predictor.conditioned();
  }

  @Override
  public Shape sampleShape() {
    return Shape.of(templates.getFirst().length());
  }

  @Override
  public DType dtype() {
    return DType.I32;
  }

  @Override
  public int steps() {
    return sampling.policy().steps();
  }

  /** The most that a row can cost: it costs nothing in rounds that find nothing masked, or nothing changed. */
  @Override
  public long evaluations(int from, int to) {
    if (!(from >= 0 && from <= to && to <= steps())) {
      throw new IllegalArgumentException("masked generator: needs 0 <= from <= to <= " + steps() + ", got from " + from + " and to "
          + to);
    }
    return (long) (to - from) * sampling.costPerRow();
  }

  @Override
  public long evaluationsPerLook() {
    return sampling.costPerRow();
  }

  /** The most that a row can cost; the first round is paid for. */
  @Override
  public long evaluationsAfterLook(int from, int to) {
    return Math.max(0, evaluations(from, to) - evaluationsPerLook());
  }

  /**
   * Tokens and their log-probabilities, what the clock said at each step, an evaluation's logits of all positions, and two filled
   * sequences. Copies of a row share its evaluation and are counted as if they did not.
   */
  @Override
  public long bytesPerRow() {
    long length = sampleShape().size();
    long perPosition = (long) Float.BYTES * vocabulary + 4 * Integer.BYTES + Double.BYTES;
    return length * perPosition + (steps() + 1L) * (Integer.BYTES + Double.BYTES);
  }

  @Override
  public boolean isStochastic(int from, int to) {
    return sampling.isStochastic();
  }

  @Override
  public String description() {
    return name + ", " + sampling.description() + ", " + steps() + (steps() == 1 ? " step" : " steps");
  }

  /** The sampling. */
  public MaskedSampling sampling() {
    return sampling;
  }

  /** The templates; a condition is an index into them. */
  public List<TokenTemplate> templates() {
    return templates;
  }

  /** Whether every template is drawn from the law that the network's conditionals define. */
  public boolean exact() {
    return templates.stream().allMatch(t -> sampling.inexactness(t).isEmpty());
  }

  /** Width of the logits. */
  public int vocabulary() {
    return vocabulary;
  }

  boolean conditioned() {
    return conditioned;
  }

  int maxRows() {
    return maxRows;
  }

  @Override
  public MaskedProcess open(Meter meter) {
    return new MaskedProcess(this, RowParallelPredictor.of(predictors, pool), pool, meter);
  }
}
