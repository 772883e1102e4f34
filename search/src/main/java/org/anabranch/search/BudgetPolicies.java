package org.anabranch.search;

import java.util.List;

/** The policies of {@link BudgetPolicy}: one dealer, with what distinguishes them as parameters. */
final class BudgetPolicies {
  static final List<String> NAMES = List.of("even", "rollover", "adaptive", "saturation");
  static final BudgetPolicy EVEN = new Policy("even", false, false, Double.NaN);
  static final BudgetPolicy ROLLOVER = new Policy("rollover", true, false, Double.NaN);
  static final BudgetPolicy ADAPTIVE = new Policy("adaptive", true, true, Double.NaN);
  private static final double TOLERANCE = 0.01;

  private BudgetPolicies() {}

  static BudgetPolicy saturation(double tolerance) {
    if (!(tolerance >= 0)) {
      throw new IllegalArgumentException("policy saturation: the tolerance must be >= 0, got " + tolerance);
    }
    return new Policy("saturation", false, true, tolerance);
  }

  static BudgetPolicy named(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    if (colon >= 0 && !name.equals("saturation")) {
      throw new IllegalArgumentException("policy: only saturation takes a number, got \"" + text + "\"");
    }
    return switch (name) {
      case "even" -> EVEN;
      case "rollover" -> ROLLOVER;
      case "adaptive" -> ADAPTIVE;
      case "saturation" -> saturation(colon < 0 ? TOLERANCE : number(text.substring(colon + 1)));
      default -> throw new IllegalArgumentException("policy: unknown name \"" + name + "\", known: " + String.join(", ", NAMES));
    };
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("policy saturation: the tolerance must be a number, got \"" + text + "\"", e);
    }
  }

  /**
   * A policy.
   *
   * @param rolls     whether what a step leaves goes to the next
   * @param endsEarly whether it asks for the gain of the next proposal
   * @param tolerance of saturation; NaN where the price of earlier steps is the measure
   */
  private record Policy(String name, boolean rolls, boolean endsEarly, double tolerance) implements BudgetPolicy {
    @Override
    public Dealer open(long evaluations, int steps) {
      if (evaluations < 0 || steps < 1) {
        throw new IllegalArgumentException("policy " + name + ": needs evaluations >= 0 and steps >= 1, got " + evaluations + " and "
            + steps);
      }
      return new Steps(this, evaluations / steps);
    }

    @Override
    public String toString() {
      return name.equals("saturation") ? name + ":" + tolerance : name;
    }
  }

  /** Deals a quota to each step, and what was carried to it. */
  private static final class Steps implements BudgetPolicy.Dealer {
    private final Policy policy;
    private final long quota;
    private long carried;
    private long granted;
    private double price;
    private int priced;
    private boolean stopped;
    private boolean saturated;

    Steps(Policy policy, long quota) {
      this.policy = policy;
      this.quota = quota;
    }

    @Override
    public long deal(int step) {
      granted = quota + carried;
      stopped = false;
      return granted;
    }

    /** Adaptive: the price is the mean gain at which earlier steps ended; the first step has none and takes its whole quota. */
    @Override
    public boolean goOn(double gain, long left) {
      if (!policy.endsEarly() || Double.isInfinite(gain)) {
        return true;
      }
      stopped = Double.isNaN(policy.tolerance()) ? priced > 0 && gain < price : gain * left < policy.tolerance();
      return !stopped;
    }

    @Override
    public long close(long used, double gain) {
      if (policy.endsEarly() && Double.isFinite(gain)) {
        priced++;
        price += (gain - price) / priced;
      }
      saturated |= stopped && !Double.isNaN(policy.tolerance());
      carried = policy.rolls() ? granted - used : 0;
      return carried;
    }

    @Override
    public boolean isSaturated() {
      return saturated;
    }
  }
}
