package org.anabranch.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Providers are found, chosen and reported. */
class BackendTest {
  @Test
  void exactlyOneProviderIsChosenAndEachHasAReason() {
    var reports = Backend.standard().reports();
    assertEquals(1, reports.stream().filter(Backend.Report::chosen).count());
    for (Backend.Report r : reports) {
      assertTrue(!r.why().isEmpty(), r.name());
    }
    assertTrue(reports.stream().anyMatch(r -> r.name().equals("scalar") && r.usable()));
  }

  @Test
  void aNamedProviderIsTakenAndAnUnknownOneRefused() {
    assertEquals("scalar", Backend.of("scalar", new WorkerPool(1)).provider().name());
    var e = assertThrows(IllegalArgumentException.class, () -> Backend.of("tpu", new WorkerPool(1)));
    assertTrue(e.getMessage().contains("tpu") && e.getMessage().contains("scalar"), e.getMessage());
  }
}
