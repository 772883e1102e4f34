package org.anabranch.search;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DtsTest {
  @Test
  void zzz() {
    for (int rollouts : new int[] {200, 1000}) {
      int runs = 10;
      double[][] r = new double[8][runs];
      for (int i = 0; i < runs; i++) {
        Dts dts = new Dts(new Dts.Options(1, 4, OptionalInt.of(rollouts), OptionalInt.of(1), 1, 1 << 18, 4096));
        Dts.Samples s = dts.sample(ToyChain.request(ToyChain.chain(), 1 << 30, i), 4000);
        double[] x = s.samples().stream().mapToDouble(t -> t.get(0)).toArray();
        r[0][i] = s.logMean(); r[1][i] = ToyChain.mean(x); r[2][i] = ToyChain.variance(x); r[3][i] = s.outcome().ledger().used();
        r[4][i] = s.outcome().best().get().score(); r[5][i] = s.outcome().candidates().size();
        DtsStar star = new DtsStar(new DtsStar.Options(1, 1, 1, 0.5, OptionalInt.of(rollouts), OptionalInt.of(1), 1, 1 << 18, 4096));
        SearchRun run = SearchRun.begin("x", ToyChain.request(ToyChain.chain(), 1 << 30, i));
        TreeGrowth g = star.tree(run, 0); g.grow();
        r[6][i] = g.tree().value(0); r[7][i] = run.best().get().score();
        if (i == 0) System.out.println("star nodes " + g.tree().size() + " leaves " + run.drawn());
      }
      for (double[] v : r) System.out.printf("%.3f+-%.3f (sd %.3f)  ", ToyChain.mean(v), ToyChain.error(v), Math.sqrt(ToyChain.variance(v)));
      System.out.println();
    }
  }
}
