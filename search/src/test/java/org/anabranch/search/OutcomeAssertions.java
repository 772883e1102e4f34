package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.anabranch.solver.Meter;
import org.junit.jupiter.api.function.Executable;

/** What tests say about outcomes. */
final class OutcomeAssertions {
  private OutcomeAssertions() {}

  /** Equal to the last bit. */
  static void assertSameCandidates(Outcome expected, Outcome actual) {
    assertSame(expected.candidates(), actual.candidates());
  }

  static void assertSame(List<Candidate> expected, List<Candidate> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      Candidate e = expected.get(i);
      Candidate a = actual.get(i);
      assertArrayEquals(e.sample().doubles(), a.sample().doubles(), 0);
      assertEquals(e.score(), a.score());
      assertEquals(e.start(), a.start());
      assertEquals(e.index(), a.index());
      assertEquals(e.complete(), a.complete());
    }
  }

  /** What holds for every ledger, whatever happened. */
  static void assertBalanced(Outcome o, ToyGenerator g, Budget budget) {
    assertBalanced(o, g.lastMeter(), budget);
  }

  /** The same of any generator, by the meter of its process. */
  static void assertBalanced(Outcome o, Meter meter, Budget budget) {
    Ledger l = o.ledger();
    assertEquals(budget.evaluations(), l.granted());
    assertEquals(meter.used(), l.used());
    assertTrue(l.used() <= l.granted(), l::toString);
    assertEquals(l.used(), l.entries().stream().mapToLong(Ledger.Entry::used).sum());
    assertEquals(l.verifierCalls(), l.entries().stream().mapToLong(Ledger.Entry::verifierCalls).sum());
    assertEquals(l.rolledOver(), l.entries().stream().mapToLong(Ledger.Entry::rolledOver).sum());
    budget.verifierCalls().ifPresent(limit -> assertTrue(l.verifierCalls() <= limit, l::toString));
    for (int i = 0; i < l.entries().size(); i++) {
      Ledger.Entry e = l.entries().get(i);
      assertEquals(i, e.step());
      assertTrue(e.used() <= e.granted() && e.granted() <= e.asked(), e::toString);
    }
  }

  static String messageOf(Executable action) {
    return assertThrows(IllegalArgumentException.class, action).getMessage();
  }
}
