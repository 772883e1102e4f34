package org.anabranch.solver.masked;

/**
 * ProSeCo's corrector: in every so many rounds the network is asked about the whole sequence as it may end, and tokens that were
 * committed wrongly are rewritten. After a round's evaluation of z,
 * <pre>
 *   y = z with its masks filled by the likeliest tokens
 *   at most {@code steps} times:  y' = the likeliest tokens given y, where they differ;  stop if y' = y
 *   z takes the tokens of y where it is not masked; the round goes on with the last logits
 * </pre>
 * Blocks that are not reached yet are filled in y, but neither corrected nor rewritten. Given tokens never change. The likeliest token
 * of all positions at once can swing between two sequences for ever (two tokens that must agree and do not: each takes the other's
 * value); the cap ends that. With {@code changes} 1 the network is asked again after each change, which cannot swing so.
 *
 * <p>It corrects only with a network that was trained for it: a plain one is sure of whatever it sees. An evaluation of y costs 1 for a
 * row, also where there is guidance, of which corrections have none.
 *
 * <p>Reference: "Learn from your mistakes: self-correcting masked diffusion", arXiv 2602.11590 (kuleshov-group/proseco, generate.py and
 * diffusion.py: {@code argmax} and {@code select_top_k}).
 *
 * @param every   rounds from one correction to the next; the first comes in round {@code every}
 * @param steps   evaluations of a correction at most; 0 for no correction
 * @param changes positions that one evaluation may change, those with the likeliest new tokens; 0 for all
 */
public record Correction(int every, int steps, int changes) {
  /** No correction. */
  public static final Correction NONE = new Correction(1, 0, 0);
  /** The reference's for LLaDA: every second round, 4 evaluations at most, all positions at once. */
  public static final Correction OFFICIAL = new Correction(2, 4, 0);

  /** Checks the ranges. */
  public Correction {
    if (every < 1) {
      throw new IllegalArgumentException("correction: rounds from one to the next must be >= 1, got " + every);
    }
    if (steps < 0) {
      throw new IllegalArgumentException("correction: steps must be >= 0, got " + steps);
    }
    if (changes < 0) {
      throw new IllegalArgumentException("correction: changes of an evaluation must be >= 1, or 0 for all, got " + changes);
    }
  }

  /** Every so many rounds, all positions at once. */
  public static Correction of(int every, int steps) {
    return new Correction(every, steps, 0);
  }

  /** The same with only so many changes an evaluation. */
  public Correction withChanges(int most) {
    return new Correction(every, steps, most);
  }

  /** Whether there is none. */
  public boolean isNone() {
    return steps == 0;
  }

  /** Whether a round, from 0, is corrected. */
  boolean isDue(int round) {
    return steps > 0 && (round + 1) % every == 0;
  }

  /** The most that a row can cost in rounds {@code from} to {@code to} - 1. */
  long evaluations(int from, int to) {
    return (long) (to / every - from / every) * steps;
  }

  /** For reports. */
  @Override
  public String toString() {
    return isNone() ? "no correction" : "corrected every " + (every == 1 ? "round" : every + " rounds") + " in " + steps
        + (steps == 1 ? " step" : " steps") + (changes == 0 ? "" : " of " + changes + (changes == 1 ? " change" : " changes"));
  }
}
