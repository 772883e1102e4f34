package org.anabranch.solver.masked;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.anabranch.engine.LogitReads;

/**
 * ReMDM: ancestral sampling that also masks committed tokens again. With alpha the chance of being unmasked, from time t to s,
 * <pre>
 *   a committed token is masked with probability sigma
 *   a masked one is revealed with probability (alpha_s - (1 - sigma) alpha_t) / (1 - alpha_t)
 * </pre>
 * so that L (1 - alpha_s) masks are expected at s for any sigma up to sigma_max = min(1, (1 - alpha_s) / alpha_t). What sigma is, the
 * {@link Schedule} says. With an exact denoiser masking again moves the law away from the model's; it helps where the model errs.
 *
 * <p>Given tokens are never masked. Reference: Wang et al. 2025 (kuleshov-group/remdm, diffusion.py).
 *
 * @param steps    rounds, from time 1 to 0
 * @param schedule sigma and alpha
 */
public record Remasking(int steps, Schedule schedule) implements UnmaskingPolicy {
  /** sigma, and alpha where it is not 1 - t. */
  public sealed interface Schedule {
    /** The name. */
    String word();
  }

  /** sigma = min(eta, sigma_max); eta .008 in the reference. */
  public record Cap(double eta) implements Schedule {
    /** Checks the range. */
    public Cap {
      checkEta(eta);
    }

    @Override
    public String word() {
      return "remdm-cap";
    }
  }

  /** sigma = eta sigma_max; eta .015 in the reference. */
  public record Rescale(double eta) implements Schedule {
    /** Checks the range. */
    public Rescale {
      checkEta(eta);
    }

    @Override
    public String word() {
      return "remdm-rescale";
    }
  }

  /**
   * sigma_i = softmax_i(-p of the token when it was committed) sigma_max over the committed tokens: one token a step at most, the least
   * confident likeliest. p is the model's, before any nucleus.
   */
  public record Confidence() implements Schedule {
    @Override
    public String word() {
      return "remdm-conf";
    }
  }

  /**
   * alpha rises to {@code alphaOn} while t falls from 1 to {@code on}, is held there with sigma = eta until {@code off}, and rises to
   * 1; tokens are masked again only while it is held.
   */
  public record Loop(double eta, double on, double off, double alphaOn) implements Schedule {
    /** The reference's: eta .02, from .55 to .05, alpha .9. */
    public static final Loop STANDARD = new Loop(0.02, 0.55, 0.05, 0.9);

    /** Checks the ranges. */
    public Loop {
      checkEta(eta);
      if (!(0 < off && off < on && on < 1)) {
        throw new IllegalArgumentException("remasking: a loop needs 0 < off < on < 1, got off " + off + " and on " + on);
      }
      if (!(alphaOn > 0 && alphaOn < 1 && eta <= (1 - alphaOn) / alphaOn)) {
        throw new IllegalArgumentException("remasking: a loop needs 0 < alpha < 1 and eta <= (1 - alpha) / alpha, got alpha " + alphaOn
            + " and eta " + eta);
      }
    }

    @Override
    public String word() {
      return "remdm-loop";
    }
  }

  /**
   * The forward-backward corrector of Campbell et al. 2022, as remdm has it: sigma = (alpha_s - alpha_t) / alpha_t, what the step
   * reveals is masked again. Not above sigma_max, which it passes at the last step only: there the chance of staying masked
   * is negative, and an argmax over all positions follows.
   */
  public record ForwardBackward() implements Schedule {
    @Override
    public String word() {
      return "remdm-fb";
    }
  }

  /**
   * The corrector of discrete flow matching (Gat et al. 2024, appendix D), as remdm has it: with a = 10 t^(1/4) (1 - t)^(1/4) + 1 and
   * b = a - 1 a masked token is revealed with probability a dt / t and a committed one masked with sigma = b dt / (1 - t), in rounds of
   * dt = min(1 / grid, 1 / (a / t + b / (1 - t))): more rounds than the grid has. The last, once 1 / grid is left, reveals all; the
   * reference takes the likeliest there.
   *
   * @param alphas 1 - t at the beginning of each round, and 1 after the last
   * @param grid   no round is longer than 1 / grid
   */
  public record FlowCorrector(List<Double> alphas, int grid) implements Schedule {
    private static final double CORRECTION = 10;

    /** Copies the list. */
    public FlowCorrector {
      alphas = List.copyOf(alphas);
    }

    static FlowCorrector of(int grid) {
      if (grid < 1) {
        throw new IllegalArgumentException("remasking: steps must be >= 1, got " + grid);
      }
      List<Double> alphas = new ArrayList<>();
      double t = 1;
      while (t > 1.0 / grid) {
        alphas.add(1 - t);
        double a = correction(t) + 1;
        t -= t == 1 ? 1.0 / grid : Math.min(1.0 / grid, 1 / (a / t + (a - 1) / (1 - t)));
      }
      alphas.add(1 - t);
      alphas.add(1.0);
      return new FlowCorrector(alphas, grid);
    }

    /** b at a time; sqrt twice, as a power is not the same on all machines. */
    private static double correction(double t) {
      return CORRECTION * Math.sqrt(Math.sqrt(t * (1 - t)));
    }

    private double sigma(int step) {
      double alpha = alphas.get(step);
      return alpha == 0 || step == alphas.size() - 2 ? 0 : correction(1 - alpha) * (alphas.get(step + 1) - alpha) / alpha;
    }

    @Override
    public String word() {
      return "remdm-dfm";
    }
  }

  /**
   * Remasking by the corrector of discrete flow matching.
   *
   * @param grid rounds without correction; with it there are more
   */
  public static Remasking flowCorrector(int grid) {
    FlowCorrector schedule = FlowCorrector.of(grid);
    return new Remasking(schedule.alphas().size() - 1, schedule);
  }

  /** Checks the range. */
  public Remasking {
    if (steps < 1) {
      throw new IllegalArgumentException("remasking: steps must be >= 1, got " + steps);
    }
    if (schedule instanceof FlowCorrector f && f.alphas().size() != steps + 1) {
      throw new IllegalArgumentException("remasking: the corrector of flows has " + (f.alphas().size() - 1) + " rounds, got " + steps);
    }
  }

  private static void checkEta(double eta) {
    if (!(eta >= 0 && eta <= 1)) {
      throw new IllegalArgumentException("remasking: eta must be in [0, 1], got " + eta);
    }
  }

  @Override
  public String name() {
    return schedule.word();
  }

  @Override
  public boolean remasks() {
    return true;
  }

  /** Share of tokens that are unmasked at a step. */
  private double alpha(int step) {
    if (schedule instanceof FlowCorrector flow) {
      return flow.alphas().get(step);
    }
    double t = 1 - (double) step / steps;
    if (!(schedule instanceof Loop loop)) {
      return step == steps ? 1 : 1 - t;
    }
    if (t >= loop.on()) {
      return (1 - t) * loop.alphaOn() / (1 - loop.on());
    }
    return t >= loop.off() ? loop.alphaOn() : 1 - t * (1 - loop.alphaOn()) / loop.off();
  }

  /** The chance of being masked again, of every committed token or, where it depends on the token, the largest there may be. */
  private double sigma(int step) {
    double t = 1 - (double) step / steps;
    double now = alpha(step);
    double most = now > 0 ? Math.min(1, (1 - alpha(step + 1)) / now) : 1;
    return switch (schedule) {
      case Cap cap -> Math.min(cap.eta(), most);
      case Rescale rescale -> rescale.eta() * most;
      case Confidence c -> most;
      case ForwardBackward f -> now > 0 ? Math.min((alpha(step + 1) - now) / now, most) : 1;
      case FlowCorrector flow -> flow.sigma(step);
      case Loop loop -> t <= loop.on() && t > loop.off() ? Math.min(loop.eta(), most) : 0;
    };
  }

  @Override
  public double time(MaskedRow row, int step) {
    return 1 - alpha(step);
  }

  @Override
  public OptionalDouble remaskChance(int from, int to) {
    return OptionalDouble.of(alpha(from) == 0 ? 0 : 1 - alpha(to) / alpha(from));
  }

  /** The chance that a masked token stays masked. */
  private double stay(int step) {
    double now = alpha(step);
    double kept = schedule instanceof Confidence ? 1 : 1 - sigma(step);
    return step == steps - 1 ? 0 : Math.max(0, 1 - (alpha(step + 1) - kept * now) / (1 - now));
  }

  @Override
  public Optional<RoundReading> reading(MaskedRow row, int step, int[] positions) {
    return Optional.of(RoundReading.of(LogitReads.Score.NONE, positions.length, stay(step)));
  }

  @Override
  public void decide(UnmaskingRound round) {
    int step = round.step();
    double sigma = sigma(step);
    MaskedRow row = round.row();
    int length = row.template().length();
    // Which tokens go is settled before any is revealed: both happen to the state before the step.
    boolean[] goes = new boolean[length];
    double share = schedule instanceof Confidence ? 1 / sumOfWeights(row) : 1;
    for (int i = 0; i < length; i++) {
      if (row.template().isOpen(i) && !row.isMasked(i)) {
        double chance = schedule instanceof Confidence ? sigma * weight(row, i) * share : sigma;
        goes[i] = row.noise().uniform(step, i, TokenNoise.Use.REMASK) < chance;
      }
    }
    double stay = stay(step);
    for (int j = 0; j < round.count(); j++) {
      int token = round.draw(j, stay);
      if (token >= 0) {
        round.commit(j, token);
      }
    }
    for (int i = 0; i < length; i++) {
      if (goes[i]) {
        round.remask(i);
      }
    }
  }

  private static double weight(MaskedRow row, int position) {
    return StrictMath.exp(-StrictMath.exp(row.logProbability(position)));
  }

  private static double sumOfWeights(MaskedRow row) {
    double sum = 0;
    for (int i = 0; i < row.template().length(); i++) {
      if (row.template().isOpen(i) && !row.isMasked(i)) {
        sum += weight(row, i);
      }
    }
    return sum;
  }

  @Override
  public Optional<String> inexactness(TokenTemplate template) {
    return Optional.of("masking tokens again moves the law away from the model's");
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s, %d steps", schedule, steps);
  }
}
