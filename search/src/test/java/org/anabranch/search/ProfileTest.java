package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.anabranch.solver.Generator;
import org.anabranch.solver.toy.MixtureKernel;
import org.junit.jupiter.api.Test;

/** Requests by one word. */
class ProfileTest {
  private static Properties properties(String... keysAndValues) {
    Properties p = new Properties();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      p.setProperty(keysAndValues[i], keysAndValues[i + 1]);
    }
    return p;
  }

  @Test
  void theBundledOnesRunWithinTheirTrajectories() {
    assertEquals(List.of("draft", "search", "standard"), Profile.names());
    Generator chain = MixtureKernel.chain(5);
    Selector x = Selector.ofRows("x", (s, condition) -> s.get(0));
    double[] mean = new double[3];
    for (int i = 0; i < 3; i++) {
      Profile p = Profile.named(List.of("draft", "standard", "search").get(i));
      for (int seed = 0; seed < 40; seed++) {
        Outcome o = p.search().run(p.request(chain, x).withSeed(seed));
        assertEquals(5 * p.trajectories(), o.ledger().granted());
        assertTrue(o.ledger().used() <= o.ledger().granted());
        mean[i] += o.best().orElseThrow().score() / 40;
      }
    }
    assertTrue(mean[0] < mean[1] && mean[1] < mean[2], () -> mean[0] + ", " + mean[1] + ", " + mean[2]);
  }

  @Test
  void ownProfilesAreRead() {
    Profile p = Profile.read(properties("fast.algorithm", "svdd", "fast.trajectories", "9", "fast.policy", "adaptive",
        "fast.deadline", "PT0.25S", "fast.option.chains", "2")).get("fast");
    assertEquals(Duration.ofMillis(250), p.budget(MixtureKernel.chain(4)).deadline().orElseThrow());
    assertEquals(36, p.budget(MixtureKernel.chain(4)).evaluations());
    assertEquals("svdd", p.search().name());
  }

  @Test
  void whatSaysNothingIsRefused() {
    assertEquals("profile: unknown name \"best\", known: draft, search, standard",
        OutcomeAssertions.messageOf(() -> Profile.named("best")));
    assertEquals("profile a: needs a.trajectories",
        OutcomeAssertions.messageOf(() -> Profile.read(properties("a.algorithm", "svdd"))));
    assertEquals("profile a: trajectories must be a whole number, got \"few\"",
        OutcomeAssertions.messageOf(() -> Profile.read(properties("a.algorithm", "svdd", "a.trajectories", "few"))));
    assertEquals("profile a: trajectories must be >= 1, got 0",
        OutcomeAssertions.messageOf(() -> Profile.read(properties("a.algorithm", "svdd", "a.trajectories", "0"))));
    assertEquals("profile a: deadline must be like PT0.8S, got \"800ms\"", OutcomeAssertions.messageOf(
        () -> Profile.read(properties("a.algorithm", "svdd", "a.trajectories", "2", "a.deadline", "800ms"))));
    assertEquals("profile: a key is NAME.KEY with KEY one of algorithm, trajectories, policy, deadline or option.OPTION, got "
        + "\"a.colour\"", OutcomeAssertions.messageOf(() -> Profile.read(properties("a.colour", "red"))));
    OutcomeAssertions.messageOf(() -> Profile.read(properties("a.algorithm", "svd", "a.trajectories", "2")));
    OutcomeAssertions.messageOf(() -> Profile.read(properties("a.algorithm", "svdd", "a.trajectories", "2", "a.option.x", "1")));
    OutcomeAssertions.messageOf(() -> Profile.read(properties("a.algorithm", "svdd", "a.trajectories", "2", "a.policy", "odd")));
  }
}
