package org.anabranch.search;

import java.util.Arrays;
import java.util.OptionalInt;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.solver.Direction;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.sde.FlowSde;
import org.junit.jupiter.api.Test;

class SteeredSmcTest {
  static FlowGenerator ring(int steps) {
    return new FlowGenerator(RingField::new, Backend.of("scalar", new WorkerPool(1)),
        WatchedGenerator.sde(FlowSde.Scheme.EULER_MARUYAMA), TimeGrid.uniform(Direction.NOISE_AT_ONE, steps), "ring", 1024);
  }

  static final DifferentiableVerifier REWARD = new DifferentiableVerifier() {
    @Override
    public String name() {
      return "bowl";
    }

    @Override
    public void score(Tensor samples, int[] conditions, double[] out) {
      for (int i = 0; i < out.length; i++) {
        double x = samples.get(2L * i);
        double y = samples.get(2L * i + 1) - 1;
        out[i] = -x * x - y * y / 10;
      }
    }

    @Override
    public void score(Tensor samples, int[] conditions, double[] out, Tensor gradients) {
      score(samples, conditions, out);
      for (int i = 0; i < out.length; i++) {
        gradients.doubles()[gradients.offset() + 2 * i] = -2 * samples.get(2L * i);
        gradients.doubles()[gradients.offset() + 2 * i + 1] = -(samples.get(2L * i + 1) - 1) / 5;
      }
    }
  };

  @Test
  void explore() {
    double z = 0;
    double top = 0;
    double xx = 0;
    for (int k = 0; k < 8; k++) {
      double sx = 0.3 + 0.5;
      double sy = 0.3 + 5;
      double mx = RingField.mean(k, 0);
      double my = RingField.mean(k, 1);
      double w = Math.sqrt(0.5 * 5 / (sx * sy)) * Math.exp(-mx * mx / (2 * sx) - (1 - my) * (1 - my) / (2 * sy)) / 8;
      z += w;
      top += my > 3.5 ? w : 0;
      double px = 1 / 0.3 + 2;
      xx += w * (1 / px + Math.pow(mx / 0.3 / px, 2));
    }
    System.out.printf("exact log z %.4f top %.4f xx %.4f%n", Math.log(z), top / z, xx / z);
    int n = 64;
    int runs = 60;
    for (int steps : new int[] {25, 100}) {
      for (String kind : new String[] {"smc", "das free", "das model", "tds free", "tds model", "is"}) {
        SmcOptions base = SmcOptions.DEFAULT.withParticles(n);
        boolean model = kind.endsWith("model");
        ParticleSearch a = kind.startsWith("das")
            ? new Das(new Das.Options(Das.Options.DEFAULT.smc().withParticles(n), model))
            : kind.startsWith("tds") ? new Tds(new Tds.Options(base, model))
                : kind.equals("smc") ? new Smc(base) : new Smc(base.withThreshold(0).withParticles(n));
        double[] m = new double[4];
        double[] mm = new double[4];
        for (int seed = 0; seed < runs; seed++) {
          WeightedSamples s = a.sample(SearchRequest.of(ring(steps), new Selector(REWARD), Budget.ofEvaluations(100_000))
              .withSeed(seed)).orElseThrow();
          double t = 0;
          double x2 = 0;
          double squares = 0;
          for (int i = 0; i < n; i++) {
            double x = s.samples().get(2L * i);
            double y = s.samples().get(2L * i + 1);
            t += s.weights()[i] * (y > 2.5 && Math.abs(x) < 1.6 ? 1 : 0);
            x2 += s.weights()[i] * x * x;
            squares += s.weights()[i] * s.weights()[i];
          }
          double[] v = {Math.exp(s.logZ()) / z, t, x2, 1 / squares};
          for (int j = 0; j < 4; j++) {
            m[j] += v[j] / runs;
            mm[j] += v[j] * v[j] / runs;
          }
        }
        System.out.printf("%d %-10s", steps, kind);
        for (int j = 0; j < 4; j++) {
          System.out.printf("  %.4f +- %.4f", m[j], Math.sqrt((mm[j] - m[j] * m[j]) / runs));
        }
        System.out.println();
      }
    }
  }
}
