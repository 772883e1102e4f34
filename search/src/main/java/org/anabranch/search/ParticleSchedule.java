package org.anabranch.search;

import org.anabranch.solver.Generator;

/**
 * What one pass of a {@link ParticleFilter} can pay for.
 *
 * @param rows    particles
 * @param looks   [steps] where they are looked at and judged
 * @param judged  whether the guide can be asked for the samples too; always true of a selector
 * @param chains  chains that find the beginnings, 0 if there are none
 * @param burnIn  moves of each before its first beginning
 */
record ParticleSchedule(int rows, boolean[] looks, boolean judged, int chains, int burnIn) {
  /** With few verifier calls left, particles are fewer before looks are, down to this many. */
  private static final int FEW = 4;

  /**
   * The next pass: as many particles as asked for, if evaluations cover them with all looks, else fewer; if they do not cover one with
   * its looks, particles without any; as many as the memory holds twice over. Of the verifier calls, those for the last scores come
   * first; looks that the rest does not cover are left out evenly.
   */
  static ParticleSchedule of(SearchRun run, ParticlePlan plan, long perPullBack) {
    Generator g = run.request().generator();
    boolean[] looks = new boolean[g.steps()];
    for (int k = 0; k < looks.length; k += plan.options().interval()) {
      looks[k] = true;
    }
    int room = run.rowsLeft();
    int wanted = Math.min(plan.options().particles().orElse(SmcOptions.MOST), room / 2); // particles, and those resampled
    if (plan.rewardsItself()) {
      return new ParticleSchedule(run.affordable(wanted), looks, true, 0, 0);
    }
    long evaluations = run.evaluationsLeft();
    long price = 0;
    for (int k = 0; k < looks.length; k++) {
      price += price(g, k, looks[k], perPullBack);
    }
    int chains = 0;
    int burnIn = 0;
    if (plan.chains().isPresent() && room >= 2 * SearchRun.LEAST_ROWS) {
      NoiseChains asked = plan.chains().get();
      price += asked.perMove(run);
      chains = (int) Math.min(Math.min(asked.chains(), room / 8), Math.min(wanted, evaluations / price));
      wanted = Math.min(wanted, (room - 3 * chains) / 2); // a chain's state, its proposal, and the one of them that goes on
      long move = Math.max(1, chains * (g.evaluationsPerLook() + asked.perMove(run)));
      burnIn = (int) Math.min(asked.burnIn(), evaluations / 2 / move);
      evaluations -= burnIn * move;
    }
    int rows = (int) Math.min(wanted, evaluations / price);
    if (rows == 0) {
      return blind(run, wanted);
    }
    return withinCalls(run, new ParticleSchedule(rows, looks, true, Math.min(chains, rows), burnIn));
  }

  private static ParticleSchedule blind(SearchRun run, int wanted) {
    return withinCalls(run, new ParticleSchedule(run.affordable(wanted), new boolean[run.request().generator().steps()], true, 0, 0));
  }

  private static ParticleSchedule withinCalls(SearchRun run, ParticleSchedule s) {
    long calls = run.verifierCallsLeft();
    int last = run.request().guide().isPresent() ? 2 : 1;
    int looks = s.count();
    long moves = (long) s.chains * s.burnIn;
    if (calls - moves >= (long) s.rows * (looks + last)) {
      return s;
    }
    if (s.chains > 0) {
      return withinCalls(run, new ParticleSchedule(s.rows, s.looks, s.judged, 0, 0));
    }
    int rows = (int) Math.min(s.rows, Math.max(FEW, calls / (looks + last)));
    rows = (int) Math.max(1, Math.min(rows, calls / last));
    boolean judged = calls >= (long) rows * last;
    long paid = judged ? Math.min(looks, (calls - (long) rows * last) / rows) : 0;
    boolean[] kept = new boolean[s.looks.length];
    int seen = 0;
    for (int k = 0; k < kept.length; k++) {
      if (s.looks[k]) {
        seen++;
        kept[k] = seen * paid / looks > (seen - 1) * paid / looks;
      }
    }
    return new ParticleSchedule(rows, kept, judged, 0, 0);
  }

  /** Evaluations of a row's step k, its look and its gradient. */
  static long price(Generator g, int k, boolean look, long perPullBack) {
    return look ? g.evaluationsPerLook() + g.evaluationsAfterLook(k, k + 1) + perPullBack : g.evaluations(k, k + 1);
  }

  int count() {
    int n = 0;
    for (boolean look : looks) {
      n += look ? 1 : 0;
    }
    return n;
  }
}
