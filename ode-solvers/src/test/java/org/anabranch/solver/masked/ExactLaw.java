package org.anabranch.solver.masked;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The exact law of a sampler on a {@link JointTable} by dynamic programming over the states: every state's probability, step by step,
 * written from the published formulas and sharing no code with the samplers.
 */
final class ExactLaw {
  private static final char MASK = '2';

  private final JointTable table;
  private Map<String, Double> states = new TreeMap<>();
  private double evaluations;
  private double evaluationsWithLast;

  private ExactLaw(JointTable table) {
    this.table = table;
    states.put(String.valueOf(MASK).repeat(table.length()), 1.0);
  }

  /** What a state becomes in one step, with the probability of each outcome. */
  private interface Step {
    void of(String state, double weight, Map<String, Double> next);
  }

  /** sigma as a function of (alpha_t, alpha_s). */
  interface Sigma {
    double of(double now, double then);
  }

  /** How many of the masked positions are committed, given the p of their likeliest tokens or their entropies, sorted best first. */
  interface Count {
    int of(double[] sorted);
  }

  // ---- samplers

  /** MDLM in T uniform steps: each mask is revealed with probability (t - s) / t. */
  static ExactLaw ancestral(JointTable table, int steps) {
    return remasking(table, steps, (now, then) -> 0);
  }

  /** ReMDM in T uniform steps. */
  static ExactLaw remasking(JointTable table, int steps, Sigma sigmaOf) {
    return remasking(table, IntStream.rangeClosed(0, steps).mapToDouble(i -> (double) i / steps).toArray(), sigmaOf);
  }

  /** ReMDM from one share of unmasked tokens to the next. */
  static ExactLaw remasking(JointTable table, double[] alphas, Sigma sigmaOf) {
    int steps = alphas.length - 1;
    ExactLaw law = new ExactLaw(table);
    double changed = 1;
    double changedAndMasked = 1;
    for (int i = 0; i < steps; i++) {
      law.evaluationsWithLast += changed;
      law.evaluations += changedAndMasked;
      double now = alphas[i];
      double then = alphas[i + 1];
      double sigma = sigmaOf.of(now, then);
      double reveal = (then - (1 - sigma) * now) / (1 - now);
      double[] moved = new double[2];
      law.step((state, weight, next) -> {
        Map<String, Double> from = new TreeMap<>();
        law.independent(state, weight, reveal, sigma, from, state.toCharArray(), 0);
        from.forEach((to, w) -> {
          next.merge(to, w, Double::sum);
          moved[0] += to.equals(state) ? 0 : w;
          moved[1] += to.equals(state) || to.indexOf(MASK) < 0 ? 0 : w;
        });
      });
      changed = moved[0];
      changedAndMasked = moved[1];
    }
    return law;
  }

  /** Rounds that commit the likeliest positions, as many as counted, by drawing each from its conditional. */
  static ExactLaw largest(JointTable table, int steps, Count count) {
    return ordered(table, steps, false, count);
  }

  /** Rounds that commit the positions of least entropy; counted from the entropies in nats, the least first. */
  static ExactLaw entropy(JointTable table, int steps, Count count) {
    return ordered(table, steps, true, count);
  }

  private static ExactLaw ordered(JointTable table, int steps, boolean byEntropy, Count count) {
    ExactLaw law = new ExactLaw(table);
    for (int i = 0; i < steps; i++) {
      law.countMasked();
      law.step((state, weight, next) -> {
        Integer[] order = IntStream.range(0, state.length()).filter(j -> state.charAt(j) == MASK).boxed().toArray(Integer[]::new);
        double[] score = new double[state.length()];
        for (int j : order) {
          double one = table.conditional(tokens(state), j, 1);
          score[j] = byEntropy ? -one * Math.log(one) - (1 - one) * Math.log(1 - one) : -Math.max(one, 1 - one);
        }
        Arrays.sort(order, (a, b) -> Double.compare(score[a], score[b]));
        double[] sorted = Arrays.stream(order).mapToDouble(j -> Math.abs(score[j])).toArray();
        int n = order.length == 0 ? 0 : count.of(sorted);
        law.commit(state, weight, Arrays.copyOf(order, n), 0, state.toCharArray(), next);
      });
    }
    return law;
  }

  /** Rounds that draw a token everywhere and commit the ceil(masked / rounds left) whose tokens are most probable. */
  static ExactLaw lowConfidence(JointTable table, int steps) {
    ExactLaw law = new ExactLaw(table);
    for (int i = 0; i < steps; i++) {
      int left = steps - i;
      law.countMasked();
      law.step((state, weight, next) -> {
        int[] masked = IntStream.range(0, state.length()).filter(j -> state.charAt(j) == MASK).toArray();
        for (int draw = 0; draw < 1 << masked.length; draw++) {
          double p = weight;
          double[] confidence = new double[masked.length];
          for (int j = 0; j < masked.length; j++) {
            confidence[j] = table.conditional(tokens(state), masked[j], draw >> j & 1);
            p *= confidence[j];
          }
          char[] to = state.toCharArray();
          int drawn = draw;
          IntStream.range(0, masked.length).boxed().sorted((a, b) -> Double.compare(confidence[b], confidence[a]))
              .limit(Math.ceilDiv(masked.length, left)).forEach(j -> to[masked[j]] = (char) ('0' + (drawn >> j & 1)));
          next.merge(new String(to), p, Double::sum);
        }
      });
    }
    return law;
  }

  // ---- results

  /** P of each complete sequence. */
  double[] law() {
    double[] p = new double[1 << table.length()];
    states.forEach((s, w) -> p[JointTable.index(tokens(s), 0, table.length())] += w);
    return p;
  }

  /** Expected evaluations, none where nothing is masked or nothing changed. */
  double evaluations() {
    return evaluations;
  }

  /** The same as MDLM counts: the first round after a change is paid for, masked or not. */
  double evaluationsWithLast() {
    return evaluationsWithLast;
  }

  /** Distance of the law from the table's. */
  double totalVariation() {
    double[] q = law();
    double[] p = table.joint();
    return IntStream.range(0, p.length).mapToDouble(i -> Math.abs(p[i] - q[i])).sum() / 2;
  }

  /** KL(p || law) with p the table's, in nats. */
  double divergence() {
    double[] q = law();
    double[] p = table.joint();
    return IntStream.range(0, p.length).mapToDouble(i -> p[i] * Math.log(p[i] / q[i])).sum();
  }

  // ---- states

  private void step(Step step) {
    Map<String, Double> next = new TreeMap<>();
    states.forEach((state, weight) -> step.of(state, weight, next));
    states = next;
  }

  private void countMasked() {
    states.forEach((state, weight) -> evaluations += state.indexOf(MASK) < 0 ? 0 : weight);
  }

  private static int[] tokens(String state) {
    return state.chars().map(c -> c - '0').toArray();
  }

  /** Every position by itself: revealed from its conditional, or masked again. */
  private void independent(String state, double weight, double reveal, double remask, Map<String, Double> next, char[] to, int at) {
    if (weight == 0) {
      return;
    }
    if (at == to.length) {
      next.merge(new String(to), weight, Double::sum);
      return;
    }
    char before = to[at];
    if (before == MASK) {
      double one = table.conditional(tokens(state), at, 1);
      independent(state, weight * (1 - reveal), reveal, remask, next, to, at + 1);
      to[at] = '0';
      independent(state, weight * reveal * (1 - one), reveal, remask, next, to, at + 1);
      to[at] = '1';
      independent(state, weight * reveal * one, reveal, remask, next, to, at + 1);
    } else {
      independent(state, weight * (1 - remask), reveal, remask, next, to, at + 1);
      to[at] = MASK;
      independent(state, weight * remask, reveal, remask, next, to, at + 1);
    }
    to[at] = before;
  }

  private void commit(String state, double weight, Integer[] chosen, int at, char[] to, Map<String, Double> next) {
    if (at == chosen.length) {
      next.merge(new String(to), weight, Double::sum);
      return;
    }
    for (int v = 0; v < 2; v++) {
      to[chosen[at]] = (char) ('0' + v);
      commit(state, weight * table.conditional(tokens(state), chosen[at], v), chosen, at + 1, to, next);
    }
    to[chosen[at]] = MASK;
  }
}
