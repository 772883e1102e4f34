package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Algorithms and their options by name. */
class AlgorithmsTest {
  @Test
  void everyNameMakesTheAlgorithmOfThatName() {
    assertEquals(Algorithms.names().stream().sorted().toList(), Algorithms.names());
    for (String name : Algorithms.names()) {
      assertEquals(name, Algorithms.byName(name, Map.of()).name());
    }
  }

  @Test
  void optionsReachTheAlgorithm() {
    Selector x = Selector.ofRows("x", (s, condition) -> s.get(0));
    SearchRequest r = SearchRequest.of(ToyGenerator.normal(1, 2), x, Budget.ofEvaluations(100));
    assertEquals(6, Algorithms.byName("best-of-n", Map.of("n", "3")).run(r).ledger().used());
    Map<String, String> options = Map.of("pool", "7", "neighbours", "3", "radius", "0.25", "freshFraction", "0.5",
        "patience", "2", "depth", "4");
    Ledger l = Algorithms.byName("noise-search", options).run(r).ledger();
    assertEquals(14, l.entries().getFirst().used());
    assertEquals(6, l.entries().get(1).used());
  }

  @Test
  void anUnknownNameListsTheKnownOnes() {
    assertEquals("algorithm: unknown name \"best-of-m\", known: " + String.join(", ", Algorithms.names()),
        OutcomeAssertions.messageOf(() -> Algorithms.byName("best-of-m", Map.of())));
  }

  @Test
  void anUnknownOptionListsTheKnownOnes() {
    assertEquals("noise-search: unknown option \"width\", known: depth, freshFraction, neighbours, patience, pool, radius, stratified",
        OutcomeAssertions.messageOf(() -> Algorithms.byName("noise-search", Map.of("width", "3"))));
  }

  @Test
  void anOptionThatIsNoNumberIsQuoted() {
    assertEquals("best-of-n: n must be a whole number, got \"many\"",
        OutcomeAssertions.messageOf(() -> Algorithms.byName("best-of-n", Map.of("n", "many"))));
    assertEquals("noise-search: radius must be a number, got \"wide\"",
        OutcomeAssertions.messageOf(() -> Algorithms.byName("noise-search", Map.of("radius", "wide"))));
    assertEquals("best-of-n: stratified must be true or false, got \"yes\"",
        OutcomeAssertions.messageOf(() -> Algorithms.byName("best-of-n", Map.of("stratified", "yes"))));
    assertEquals("radius: must be in [0, 1], got 2.0",
        OutcomeAssertions.messageOf(() -> Algorithms.byName("noise-search", Map.of("radius", "2"))));
  }
}
