package org.anabranch.solver.masked;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.WorkerPool;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Meter;

/**
 * A predictor of masked tokens with the sampling that unmasks its templates: samples are token ids, I32 [L], where L is the length of
 * the longest template; after a shorter one they hold {@link #PADDING}, which no network sees.
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

  /** What samples hold after the last token of a template that is shorter than the longest: no token. */
  public static final int PADDING = -1;

  private final List<Model> models;
  private final WorkerPool pool;
  private final MaskedSampling sampling;
  private final List<TokenTemplate> templates;
  private final String name;
  private final int maxRows;
  private final int vocabulary;
  private final boolean conditioned;
  private final int length;
  private final MaskedStrategies strategies;
  private final SelfVerdict verdict;
  private final Optional<MaskedTrace> trace;

  /** A network by its name. */
  private record Model(String name, Supplier<? extends TokenPredictor> predictors) {}

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
   * @param templates  of one mask token; a trajectory's condition is an index into them. Samples are as long as the longest
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
    for (TokenTemplate template : templates) {
      if (template.length() > predictor.maxLength()) {
        throw new IllegalArgumentException("masked generator: " + name + " takes at most " + predictor.maxLength()
            + " tokens, the templates have " + template.length());
      }
      if (template.mask() != first.mask()) {
        throw new IllegalArgumentException("masked generator: templates must have one mask token, got " + first.mask() + " and "
            + template.mask());
      }
      template.check(predictor.vocabulary(), sampling.ends().forbidden());
      sampling.policy().check(template);
      sampling.cache().check(sampling.policy(), template, predictor, sampling.costPerRow(), name);
      Optional<String> why = sampling.exact() ? sampling.inexactness(template) : Optional.empty();
      if (why.isPresent()) {
        throw new IllegalArgumentException("masked generator: exact sampling was asked for, " + sampling.description()
            + " is not exact: " + why.get());
      }
    }
    if (!sampling.correction().isNone() && !sampling.cache().isNone()) {
      throw new IllegalArgumentException("masked generator: a correction rewrites tokens that a cache has the keys of, got "
          + sampling.correction() + " and " + sampling.cache());
    }
    if (!sampling.correction().isNone() && templates.stream().anyMatch(t -> !t.slots().isEmpty())) {
      throw new IllegalArgumentException("masked generator: a correction rewrites tokens one by one, which slots forbid; got "
          + sampling.correction() + " and " + templates.stream().mapToInt(t -> t.slots().size()).sum() + " slots");
    }
    if (!sampling.correction().isNone() && templates.stream().anyMatch(t -> t.length() != first.length())) {
      throw new IllegalArgumentException("masked generator: corrections need templates of one length, they have "
          + templates.stream().map(TokenTemplate::length).distinct().toList());
    }
    this.models = List.of(new Model(name, predictors));
    this.pool = pool;
    this.sampling = sampling;
    this.templates = templates.stream().map(t -> t.without(sampling.ends().forbidden())).toList();
    this.name = name;
    this.maxRows = maxRows;
    this.vocabulary = predictor.vocabulary();
    this.conditioned = predictor.conditioned();
    this.length = templates.stream().mapToInt(TokenTemplate::length).max().orElseThrow();
    this.strategies = MaskedStrategies.orders(sampling.policy().steps());
    this.verdict = new SelfVerdict.LogProbability();
    this.trace = Optional.empty();
  }

  private MaskedGenerator(MaskedGenerator of, List<Model> models, MaskedStrategies strategies, SelfVerdict verdict,
      Optional<MaskedTrace> trace) {
    this.models = models;
    this.pool = of.pool;
    this.sampling = of.sampling;
    this.templates = of.templates;
    this.name = of.name;
    this.maxRows = of.maxRows;
    this.vocabulary = of.vocabulary;
    this.conditioned = of.conditioned;
    this.length = of.length;
    this.strategies = strategies;
    this.verdict = verdict;
    this.trace = trace;
  }

  /**
   * The same with one more network that actions may go by, under names such as {@code other/confidence}. What draws, and judges, stays
   * the first.
   *
   * @throws IllegalArgumentException unless it has the first one's vocabulary, mask token and noise levels, and takes the templates: a
   *     state is the same ids for all models
   */
  public MaskedGenerator withModel(String otherName, Supplier<? extends TokenPredictor> predictors) {
    TokenPredictor other = predictors.get();
    int mask = templates.getFirst().mask();
    if (other.vocabulary() != vocabulary || other.maskToken().orElse(mask) != mask || other.conditioned() != conditioned
        || other.maxLength() < length) {
      throw new IllegalArgumentException("masked generator: another model needs the same tokens, " + name + " has vocabulary "
          + vocabulary + ", mask " + mask + (conditioned ? " and noise levels" : " and no noise levels") + " for " + length
          + " tokens, " + otherName + " vocabulary " + other.vocabulary() + ", mask " + other.maskToken().orElse(mask)
          + (other.conditioned() ? " and noise levels" : " and no noise levels") + " for at most " + other.maxLength());
    }
    if (otherName.isEmpty() || otherName.contains("/") || models.stream().anyMatch(m -> m.name().equals(otherName))) {
      throw new IllegalArgumentException("masked generator: another model needs a name of its own without /, got '" + otherName + "'");
    }
    List<Model> more = new ArrayList<>(models);
    more.add(new Model(otherName, predictors));
    return new MaskedGenerator(this, List.copyOf(more), strategies, verdict, trace);
  }

  /** The same with other strategies for actions. */
  public MaskedGenerator withStrategies(MaskedStrategies other) {
    return new MaskedGenerator(this, models, other, verdict, trace);
  }

  /**
   * The same, asked something else about its own samples.
   *
   * @throws IllegalArgumentException if the question does not fit the model
   */
  public MaskedGenerator withVerdict(SelfVerdict other) {
    if (other instanceof SelfVerdict.Question question) {
      if (templates.stream().anyMatch(t -> t.length() != length)) {
        throw new IllegalArgumentException("verdict: a question needs templates of one length, they have "
            + templates.stream().map(TokenTemplate::length).distinct().toList());
      }
      question.check(models.getFirst().predictors().get(), templates.getFirst());
    }
    return new MaskedGenerator(this, models, strategies, other, trace);
  }

  /** The same, whose processes tell what becomes of their rows. */
  public MaskedGenerator withTrace(MaskedTrace hears) {
    return new MaskedGenerator(this, models, strategies, verdict, Optional.of(hears));
  }

  Optional<MaskedTrace> trace() {
    return trace;
  }

  /** The names that a search gets that asks for no actions: the standard strategies by every model. */
  List<String> standardActions() {
    List<String> names = new ArrayList<>(strategies.standard());
    models.stream().skip(1).forEach(m -> strategies.standard().forEach(s -> names.add(m.name() + "/" + s)));
    return names;
  }

  /** Actions by their names. */
  List<MaskedAction> actions(List<String> names) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("actions: needs at least one, got 0");
    }
    if (!sampling.cache().isNone() && sampling.cache().refresh() != 1) {
      throw new IllegalArgumentException("actions: an action's result is a function of the tokens; kept keys are those of "
          + "earlier ones, got " + sampling.cache());
    }
    List<MaskedAction> out = new ArrayList<>();
    for (String action : names) {
      int slash = action.indexOf('/');
      int model = slash < 0 ? 0 : IntStream.range(0, models.size()).filter(m -> models.get(m).name().equals(action.substring(0, slash)))
          .findFirst().orElseThrow(() -> new IllegalArgumentException("actions: no model is named '" + action.substring(0, slash)
              + "', there are " + models.stream().map(Model::name).toList()));
      UnmaskingPolicy policy = strategies.named().apply(action.substring(slash + 1));
      if (!policy.isOfState() || policy.steps() != steps()) {
        throw new IllegalArgumentException("actions: a strategy goes by the state alone, in as many rounds as the generator, " + steps()
            + "; " + action + " is " + policy.name() + " in " + policy.steps());
      }
      UnmaskingPolicy blocked = sampling.policy() instanceof OrderedUnmasking own && policy instanceof OrderedUnmasking ordered
          && ordered.blockLength() == 0 ? ordered.withBlocks(own.blockLength()) : policy;
      templates.forEach(blocked::check);
      out.add(new MaskedAction(action, model, out.size(),
          new MaskedSampling(blocked, TokenLaw.GREEDY, sampling.guidance(), sampling.ends(), Correction.NONE, false,
              sampling.cache())));
    }
    return out;
  }

  /** What the model is asked about its own samples. */
  public SelfVerdict verdict() {
    return verdict;
  }

  @Override
  public Shape sampleShape() {
    return Shape.of(length);
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
    return sampling.evaluations(from, to);
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
   * Tokens and their log-probabilities, what the clock said at each step, an evaluation's logits of all positions, wherever they
   * stand, and two filled sequences. Copies of a row share its evaluation and are counted as if they did not.
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

  /**
   * Whether whole logits of an evaluation may be read on the host: by a correction, or where a template allows some tokens only, by
   * itself or in slots.
   */
  boolean readsLogits() {
    return !sampling.correction().isNone() || templates.stream().anyMatch(TokenTemplate::isRestricted);
  }

  int maxRows() {
    return maxRows;
  }

  @Override
  public MaskedProcess open(Meter meter) {
    return new MaskedProcess(this, models.stream().map(m -> RowParallelPredictor.of(m.predictors(), pool)).toList(), pool, meter);
  }
}
