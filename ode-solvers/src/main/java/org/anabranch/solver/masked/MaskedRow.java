package org.anabranch.solver.masked;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.anabranch.solver.Start;

/**
 * One sequence on its way: tokens, how many of them are masked, its clock, the log-probability of what was committed, and the last
 * evaluation.
 *
 * <p>Threading: one thread at a time, that of its process or of the worker that has the row.
 */
public final class MaskedRow {
  private final TokenTemplate template;
  private final int[] tokens;
  private final double[] logProbabilities;
  private final double[] logMasses;
  private final SlotSets slots;
  private final int[] maskedAt;
  private final double[] clockAt;
  private Start draw;
  private TokenNoise noise;
  private int masked;
  private double clock = 1;
  private long version;
  private RowEvaluation evaluation = RowEvaluation.NONE;
  private Optional<RowCache> cache = Optional.empty();
  private int served;
  private Optional<MaskedAction> action = Optional.empty();

  MaskedRow(TokenTemplate template, Start draw, TokenNoise noise, int steps) {
    this(template, template.tokens(), new double[template.length()], new double[template.isRestricted() ? template.length() : 0],
        new SlotSets(template), new int[steps + 1], new double[steps + 1]);
    this.draw = draw;
    this.noise = noise;
    this.masked = template.openCount();
  }

  private MaskedRow(TokenTemplate template, int[] tokens, double[] logProbabilities, double[] logMasses, SlotSets slots, int[] maskedAt,
      double[] clockAt) {
    this.template = template;
    this.tokens = tokens;
    this.logProbabilities = logProbabilities;
    this.logMasses = logMasses;
    this.slots = slots;
    this.maskedAt = maskedAt;
    this.clockAt = clockAt;
  }

  /** What the sequence must look like. */
  public TokenTemplate template() {
    return template;
  }

  /** The token at a position. */
  public int token(int position) {
    return tokens[position];
  }

  /** Whether a position is masked. */
  public boolean isMasked(int position) {
    return tokens[position] == template.mask();
  }

  /** Number of masked positions. */
  public int masked() {
    return masked;
  }

  /** Number of open positions, masked or not. */
  public int open() {
    return template.openCount();
  }

  /** The time of the last round, 1 before the first. */
  public double clock() {
    return clock;
  }

  /** The row's random numbers. */
  public TokenNoise noise() {
    return noise;
  }

  /**
   * log p of the token at an open position when it was committed, by the model at temperature 1 over the tokens allowed there then; 0
   * where masked or given.
   */
  public double logProbability(int position) {
    return logProbabilities[position];
  }

  /** The sum of log p over the committed tokens. */
  public double logProbability() {
    double sum = 0;
    for (double l : logProbabilities) {
      sum += l;
    }
    return sum;
  }

  /**
   * The sum over the committed tokens of log Z, with Z the model's probability, at the commit, of the tokens allowed there; 0 without
   * restrictions.
   *
   * <p>Where one token is committed a round, in an order that does not look at it, and drawn from the model, a complete row has the law
   * q(x) = p(x) / prod Z: exp of this is the importance weight that makes it p(x | x fulfils the template), and as a chance of being
   * kept it makes kept rows exact.
   */
  public double logMass() {
    double sum = 0;
    for (double l : logMasses) {
      sum += l;
    }
    return sum;
  }

  /** Whether a token may stand at an open position with what is committed. */
  boolean allows(int position, int token) {
    return template.allows(position, token) && slots.allows(tokens, position, token);
  }

  // ---- what the process does

  /** A copy with other numbers; the evaluation is shared and no longer written. */
  MaskedRow copy(Start with) {
    MaskedRow copy = new MaskedRow(template, tokens.clone(), logProbabilities.clone(), logMasses.clone(), slots.copy(),
        maskedAt.clone(), clockAt.clone());
    copy.redraw(with);
    copy.action = action;
    copy.masked = masked;
    copy.clock = clock;
    copy.version = version;
    copy.evaluation = evaluation.share();
    copy.cache = cache;
    copy.served = served;
    cache.ifPresent(RowCache::hold);
    return copy;
  }

  /** What the row draws its numbers with. */
  Start draw() {
    return draw;
  }

  /** From now on the row draws its numbers with this. */
  void redraw(Start with) {
    draw = with;
    noise = KeyedNoise.of(with);
  }

  /** What makes the row's rounds instead of the generator's own sampling. */
  Optional<MaskedAction> action() {
    return action;
  }

  /** The model that is asked, 0 without an action. */
  int model() {
    return action.map(MaskedAction::family).orElse(0);
  }

  /** From now on the row's rounds are this action's; what another model said does not count. */
  void take(MaskedAction next, Start start) {
    if (next.family() != model()) {
      version++;
    }
    action = Optional.of(next);
    redraw(next.draw(start));
  }

  void commit(int position, int token, double logProbability, double logMass) {
    if (!isMasked(position) || !allows(position, token)) {
      throw new IllegalStateException("unmasking: position " + position + " holds " + tokens[position] + ", token " + token
          + " may not be committed there");
    }
    tokens[position] = token;
    logProbabilities[position] = logProbability;
    if (logMasses.length > 0) {
      logMasses[position] = logMass;
    }
    slots.changed(position);
    masked--;
    version++;
  }

  void remask(int position) {
    if (isMasked(position) || !template.isOpen(position)) {
      throw new IllegalStateException("unmasking: only a committed token can be masked again, position " + position + " holds "
          + tokens[position]);
    }
    tokens[position] = template.mask();
    logProbabilities[position] = 0;
    if (logMasses.length > 0) {
      logMasses[position] = 0;
    }
    slots.changed(position);
    masked++;
    version++;
  }

  /** Puts another token at an open position that is not masked. */
  void rewrite(int position, int token, double logProbability) {
    if (isMasked(position) || !template.isOpen(position) || !template.allows(position, token)) {
      throw new IllegalStateException("correction: position " + position + " holds " + tokens[position] + ", token " + token
          + " may not be written there");
    }
    tokens[position] = token;
    logProbabilities[position] = logProbability;
    version++;
  }

  /** Notes where the row stands before a step. */
  void enter(int step) {
    maskedAt[step] = masked;
    clockAt[step] = clock;
  }

  /** The time of a round: that of the evaluation if it was made for this step, so that forks share it, else the policy's. */
  void advanceClock(UnmaskingPolicy policy, int step) {
    clock = evaluation.isOf(version, step) ? evaluation.time() : policy.time(this, step);
  }

  /** Masks that the row had at a step. */
  int maskedAt(int step) {
    return maskedAt[step];
  }

  /** The clock goes back to what it said at a step. */
  void rewindClock(int step) {
    clock = clockAt[step];
  }

  void copyTokens(int[] to, int offset) {
    System.arraycopy(tokens, 0, to, offset, tokens.length);
  }

  boolean sameTokens(int[] of) {
    return Arrays.equals(tokens, of);
  }

  /** Whether an evaluation for this step has to be paid for; where the network is not told the time, one of an earlier step serves. */
  boolean needsEvaluation(int step, boolean conditioned) {
    return masked > 0 && !(conditioned ? evaluation.isOf(version, step) : evaluation.isOf(version));
  }

  RowEvaluation evaluation() {
    return evaluation;
  }

  /** The evaluation to be written for the present tokens: the last one's memory, unless another row has it too. */
  RowEvaluation renew(int step, double time, int vocabulary) {
    if (evaluation.isShared()) {
      evaluation.drop();
      evaluation = new RowEvaluation();
    }
    evaluation.begin(tokens, template.mask(), vocabulary, version, step, time);
    return evaluation;
  }

  /** As {@link #renew(int, double, int)}, of a window; look-aheads have the cache's likeliest tokens outside it. */
  RowEvaluation renew(int step, double time, int vocabulary, CachePolicy.Window window, RowCache from) {
    if (evaluation.isShared()) {
      evaluation.drop();
      evaluation = new RowEvaluation();
    }
    evaluation.begin(tokens, template.mask(), window, from.filled(), vocabulary, version, step, time);
    return evaluation;
  }

  /** The first masked position; there is one. */
  int firstMask() {
    int i = 0;
    while (tokens[i] != template.mask()) {
      i++;
    }
    return i;
  }

  /** The ids, a copy. */
  int[] tokens() {
    return tokens.clone();
  }

  /** The keys that serve the row's evaluations. */
  Optional<RowCache> cache() {
    return cache;
  }

  /** Evaluations that the cache has served, that which made it among them. */
  int served() {
    return served;
  }

  /** One more evaluation is served. */
  void serve() {
    served++;
  }

  /** Holds a cache that was made by an evaluation of this row. */
  void hold(RowCache made) {
    cache = Optional.of(made);
    served = 1;
  }

  /** Lets go of the cache, and returns it if no other row holds it. */
  Optional<RowCache> letGo() {
    Optional<RowCache> last = cache.filter(RowCache::release);
    cache = Optional.empty();
    served = 0;
    return last;
  }

  /** log p of what {@link #lookAhead} says of the whole sequence: as committed, and of the likeliest token where masked. */
  double lookAheadLogProbability() {
    return logProbability() + (masked == 0 ? 0 : evaluation.logLikeliest(position -> isMasked(position)));
  }

  /** The evaluation to be written in place of the last, of the same step and time, for the tokens as they are now. */
  RowEvaluation reconsider(int vocabulary, boolean settled) {
    RowEvaluation before = evaluation;
    evaluation = new RowEvaluation();
    evaluation.begin(tokens, template.mask(), vocabulary, version, before.step(), before.time());
    if (settled) {
      evaluation.settle();
    }
    return evaluation;
  }

  /** Writes the tokens with what is masked filled from the last evaluation: by itself, or in a slot so that the whole is a value. */
  void lookAhead(int[] out, int offset) {
    for (int i = 0; i < tokens.length; i++) {
      out[offset + i] = isMasked(i) ? evaluation.filled(i) : tokens[i];
    }
    for (int s = 0; s < template.slots().size(); s++) {
      TokenSlot slot = template.slots().get(s);
      if (IntStream.range(slot.from(), slot.end()).anyMatch(this::isMasked)) {
        int[] best = template.lattice(s).best(tokens, slot.from(), template.mask(),
            (i, token) -> evaluation.score(slot.from() + i, token));
        System.arraycopy(best, 0, out, offset + slot.from(), best.length);
      }
    }
  }

  boolean canLookAhead() {
    return masked == 0 || evaluation.isFilled();
  }
}
