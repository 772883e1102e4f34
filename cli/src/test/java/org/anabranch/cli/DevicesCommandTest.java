package org.anabranch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The command devices: its JSON, its text, the choice of a provider. */
class DevicesCommandTest {
  @Test
  void jsonHasTheKeysThatToolsRelyOn() {
    Run run = Run.of("devices", "--json", "--threads", "2");
    assertEquals(0, run.code(), run.err());
    assertEquals("", run.err());
    JsonNode json = run.json();
    assertEquals(Set.of("chosen", "providers", "vectorBits", "threads"), new TreeSet<>(json.propertyNames()));
    assertEquals("vector", json.path("chosen").asString());
    assertTrue(Set.of(128, 256, 512).contains(json.path("vectorBits").intValue()), run.out());
    assertEquals(2, json.path("threads").intValue());
    for (JsonNode p : json.path("providers")) {
      assertTrue(p.path("name").isString() && p.path("usable").isBoolean() && p.path("why").isString(), p.toString());
    }
  }

  @Test
  void theNamedProviderIsChosen() {
    JsonNode json = Run.of("devices", "--json", "--backend", "scalar", "--threads", "1").json();
    assertEquals("scalar", json.path("chosen").asString());
    assertEquals(0, json.path("vectorBits").intValue());
    assertEquals(1, json.path("threads").intValue());
  }

  @Test
  void theTextSaysWhatIsUsedAndWhy() {
    Run run = Run.of("devices");
    assertEquals(0, run.code());
    assertTrue(run.out().contains("Java        " + Runtime.version()), run.out());
    assertTrue(run.out().contains("scalar    usable"), run.out());
    assertTrue(run.out().contains("processors  " + Runtime.getRuntime().availableProcessors()), run.out());
  }

  @Test
  void readsTheNameOfTheCpu(@TempDir Path dir) throws IOException {
    Path file = dir.resolve("cpuinfo");
    Files.writeString(file, "processor\t: 0\nmodel\t\t: 17\nmodel name\t: A CPU: fast\nmodel name\t: B\n");
    assertEquals(Optional.of("A CPU: fast"), Machine.cpuName(file));
    Files.writeString(file, "processor\t: 0\nBogoMIPS\t: 50\n");
    assertEquals(Optional.empty(), Machine.cpuName(file));
    assertEquals(Optional.empty(), Machine.cpuName(dir.resolve("none")));
    assertFalse(Machine.here().cpu().isBlank());
  }
}
