package org.anabranch.solver.catalog;

import java.util.List;
import java.util.Optional;
import org.anabranch.solver.masked.Ancestral;
import org.anabranch.solver.masked.FirstHitting;
import org.anabranch.solver.masked.Order;
import org.anabranch.solver.masked.OrderedUnmasking;
import org.anabranch.solver.masked.Quota;
import org.anabranch.solver.masked.Remasking;
import org.anabranch.solver.masked.RunnerUp;
import org.anabranch.solver.masked.UnmaskingPolicy;

/**
 * The policies of masked diffusion by their names, some with a number after a colon: {@code confidence:0.1} is low-confidence
 * unmasking with noise of scale 0.1 on its order, {@code threshold:0.9} commits all that is likelier than 0.9.
 */
public final class Unmaskings {
  private static final List<String> NAMES = List.of("ancestral", "analytic", "first-hitting", "random", "sequential", "reverse",
      "confidence", "low-confidence", "log-confidence", "largest", "margin", "entropy", "maskgit-plus", "threshold", "factor",
      "entropy-bound", "remdm-cap", "remdm-rescale", "remdm-conf", "remdm-loop", "remdm-fb", "remdm-dfm", "runner-up");
  private static final double THRESHOLD = 0.9;
  private static final double FACTOR = 1;
  private static final double BOUND = 0.1;
  private static final double CAP = 0.008;
  private static final double RESCALE = 0.015;

  private Unmaskings() {}

  /** All names, without their numbers. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * A policy by its name.
   *
   * <p>The number is the scale of the noise of the order of {@code confidence}, which is also called
   * {@code low-confidence}, {@code log-confidence}, {@code largest}, {@code
   * margin}, {@code entropy} and {@code maskgit-plus} (0), tau of {@code threshold} (0.9), f of {@code factor} (1), gamma of
   * {@code entropy-bound} (0.1 nats), and eta of {@code remdm-cap} (0.008), {@code remdm-rescale} (0.015) and {@code remdm-loop}
   *     (0.02).
   *
   * @param steps rounds at most; of {@code remdm-dfm} the rounds that it would take without its corrector, which needs more
   * @throws IllegalArgumentException naming the rule, and all names if there is no such policy
   */
  public static UnmaskingPolicy named(String name, int steps) {
    int colon = name.indexOf(':');
    String word = colon < 0 ? name : name.substring(0, colon);
    Optional<Double> number = colon < 0 ? Optional.empty() : Optional.of(number(name, name.substring(colon + 1)));
    return switch (word) {
      case "ancestral" -> Ancestral.of(plain(name, number, steps));
      case "analytic" -> steps == 1 ? Ancestral.of(plain(name, number, steps))
          : new Ancestral(plain(name, number, steps) - 1, Ancestral.OFFICIAL_END, Ancestral.Last.DRAWN);
      case "first-hitting" -> new FirstHitting(plain(name, number, steps));
      case "random" -> OrderedUnmasking.of(plain(name, number, steps), Order.RANDOM);
      case "low-confidence" -> ordered(Order.CONFIDENCE.word(), steps, number);
      case "sequential" -> OrderedUnmasking.of(plain(name, number, steps), Order.SEQUENTIAL);
      case "reverse" -> OrderedUnmasking.of(plain(name, number, steps), Order.REVERSE);
      case "runner-up" -> new RunnerUp(plain(name, number, steps));
      case "maskgit-plus" -> OrderedUnmasking.of(steps, Order.CONFIDENCE).withShapedScores()
          .withQuota(new Quota.Shrinking(Quota.Shrinking.OFFICIAL_END)).withNoise(number.orElse(0.0));
      case "threshold" -> OrderedUnmasking.of(steps, Order.CONFIDENCE).withQuota(new Quota.Threshold(number.orElse(THRESHOLD)));
      case "factor" -> OrderedUnmasking.of(steps, Order.CONFIDENCE).withQuota(new Quota.Factor(number.orElse(FACTOR)));
      case "entropy-bound" -> OrderedUnmasking.of(steps, Order.ENTROPY).withQuota(new Quota.EntropyBound(number.orElse(BOUND)));
      case "remdm-cap" -> new Remasking(steps, new Remasking.Cap(number.orElse(CAP)));
      case "remdm-rescale" -> new Remasking(steps, new Remasking.Rescale(number.orElse(RESCALE)));
      case "remdm-conf" -> new Remasking(plain(name, number, steps), new Remasking.Confidence());
      case "remdm-fb" -> new Remasking(plain(name, number, steps), new Remasking.ForwardBackward());
      case "remdm-dfm" -> Remasking.flowCorrector(plain(name, number, steps));
      case "remdm-loop" -> new Remasking(steps, number.<Remasking.Schedule>map(eta -> new Remasking.Loop(eta,
          Remasking.Loop.STANDARD.on(), Remasking.Loop.STANDARD.off(), Remasking.Loop.STANDARD.alphaOn()))
          .orElse(Remasking.Loop.STANDARD));
      default -> ordered(word, steps, number);
    };
  }

  private static UnmaskingPolicy ordered(String word, int steps, Optional<Double> noise) {
    for (Order order : Order.values()) {
      if (order.word().equals(word)) {
        return OrderedUnmasking.of(steps, order).withNoise(noise.orElse(0.0));
      }
    }
    throw new IllegalArgumentException("unmasking: no policy is named '" + word + "', there are " + NAMES);
  }

  private static int plain(String name, Optional<Double> number, int steps) {
    if (number.isPresent()) {
      throw new IllegalArgumentException("unmasking: " + name.substring(0, name.indexOf(':')) + " takes no number, got '" + name + "'");
    }
    return steps;
  }

  private static double number(String name, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("unmasking: what follows the colon must be a number, got '" + name + "'", e);
    }
  }
}
