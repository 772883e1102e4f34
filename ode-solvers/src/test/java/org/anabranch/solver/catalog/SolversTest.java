package org.anabranch.solver.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.AdaptiveMethod;
import org.anabranch.solver.Direction;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.FlowProcess;
import org.anabranch.solver.GridSpacing;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.Tableau;
import org.anabranch.solver.multistep.Ddim;
import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.GaussianMixtureField;
import org.junit.jupiter.api.Test;

/** The registry of solvers, and that every one of them samples. */
class SolversTest {
  @Test
  void everyNameIsThatOfItsMethod() {
    List<String> names = Solvers.names();
    assertEquals(Tableau.names(), names.subList(0, Tableau.names().size()));
    for (String name : names) {
      int number = name.indexOf('[');
      if (number < 0) {
        assertEquals(name, Solvers.named(name).name());
      } else {
        assertTrue(Solvers.named(name.substring(0, number)).evaluations(0, 8) >= 1, name);
      }
    }
    assertEquals(new Ddim(0), Solvers.named("ddim"));
    assertEquals(new Ddim(0.25), Solvers.named("ddim:0.25"));
    assertEquals(names.size(), names.stream().distinct().count());
  }

  @Test
  void aNameThatIsNoneListsThoseThatAre() {
    assertEquals("solver: no solver is named 'dpm', there are " + Solvers.names() + ", and with steps of their own choice "
        + AdaptiveMethod.names(),
        assertThrows(IllegalArgumentException.class, () -> Solvers.named("dpm")).getMessage());
    assertThrows(IllegalArgumentException.class, () -> Solvers.named("euler:2"));
    assertEquals("solver: what follows the colon of 'ddim:half' must be a number, it is 'half'",
        assertThrows(IllegalArgumentException.class, () -> Solvers.named("ddim:half")).getMessage());
    assertEquals("ddim: eta must be in [0, 1], got 2.0",
        assertThrows(IllegalArgumentException.class, () -> Solvers.named("ddim:2")).getMessage());
  }

  /** Each method that needs no more than a velocity, on each grid: 64 steps end near the data's law, whose support is known. */
  @Test
  void everySolverSamplesOnEveryGrid() {
    for (Interpolant path : List.of(Interpolant.linear(Direction.DATA_AT_ONE), Interpolant.edm(Direction.NOISE_AT_ONE, 80))) {
      for (String spacing : List.of("uniform", "shifted", "log-snr", "karras", "rbf-exp")) {
        for (String entry : Solvers.names()) {
          String name = entry.contains("[") ? entry.substring(0, entry.indexOf('[')) : entry;
          boolean coarse = path.signalToNoise(path.direction().noiseTime()) > 0 && !spacing.equals("karras")
              && !spacing.equals("log-snr");
          if (name.equals("ddpm-learned") || coarse) {
            continue; // a network must predict the variance; a grid of equal times is not made for levels up to 80
          }
          FlowProcess process = new FlowGenerator(
              () -> new GaussianMixtureField(GaussianMixture.toy(), path, Shape.of(64), DType.F64),
              Backend.of("scalar", new WorkerPool(1)), Solvers.named(name), GridSpacing.named(spacing).grid(path, 64), "toy", 8)
              .open(Meter.unlimited());
          Population p = process.start(List.of(new Start.Fresh(TrajectoryKey.root(4, 0))), new int[1]);
          process.advance(p, 64);
          double[] x = process.finish(p).doubles();
          double sum = 0;
          for (double v : x) {
            sum += v;
            assertTrue(Math.abs(v) < 5, name + " on " + spacing + " of " + path + " ends at " + v);
          }
          // Four standard errors of 64 samples with the toy's variance 2.7125, and as much for the bias of the coarsest method.
          assertEquals(0.15, sum / 64, 8 * Math.sqrt(2.7125 / 64), name + " on " + spacing + " of " + path);
        }
      }
    }
  }
}
