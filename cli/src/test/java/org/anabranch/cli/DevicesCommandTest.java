package org.anabranch.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.engine.RegisterFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command devices: its JSON, its text, the choice of a provider. */
class DevicesCommandTest {
  @Test
  void jsonHasTheKeysThatToolsRelyOn() {
    Run run = Run.of("devices", "--json", "--threads", "2");
    assertEquals(0, run.code(), run.err());
    assertEquals("", run.err());
    JsonNode json = run.json();
    assertEquals(Set.of("chosen", "providers", "vectorBits", "threads"), new TreeSet<>(json.propertyNames()));
    // Provider native is the better one where it was built, on a CPU that it was measured on.
    assertTrue(Set.of("native", "vector").contains(json.path("chosen").asString()), run.out());
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
  void theProbeMeasuresEveryWidthThatTheCpuHasAndTheChosenOneIsAmongThem() {
    Run run = Run.of("devices", "--json", "--probe");
    JsonNode files = run.json().path("registerFiles");
    int chosen = 0;
    for (JsonNode f : files) {
      assertTrue(f.path("gflops").doubleValue() > 0, run.out());
      if (f.path("chosen").booleanValue()) {
        chosen++;
        assertEquals(run.json().path("vectorBits").intValue(), f.path("bits").intValue());
      }
    }
    assertEquals(1, chosen, run.out());
    assertEquals("[]", Run.of("devices", "--json", "--probe", "--backend", "scalar").json().path("registerFiles").toString());
  }

  @Test
  void aWidthThatIsFasterThanTheChosenOneIsNamedWithItsOption() {
    RegisterFile wide = new RegisterFile(32, 512, 8, true, 100);
    assertEquals("confirmed: no width is faster than 512 bits",
        DevicesCommand.verdict(List.of(wide, new RegisterFile(16, 256, 4, false, 105))));
    assertEquals("256 bits are 1.20 times as fast as the chosen 512; use -Danabranch.vector.bits=256",
        DevicesCommand.verdict(List.of(wide, new RegisterFile(16, 256, 4, false, 120))));
  }

  @Test
  void withoutTheIncubatorModuleTheScalarKernelsRunAndTheReasonIsGiven(@TempDir Path dir) throws Exception {
    JsonNode devices = JsonMapper.builder().build().readTree(withoutModule(dir, "devices", "--json"));
    assertEquals("scalar", devices.path("chosen").asString());
    JsonNode vector = provider(devices, "vector");
    assertFalse(vector.path("usable").booleanValue());
    assertEquals("the module jdk.incubator.vector is not in this JVM; start it with --add-modules jdk.incubator.vector",
        vector.path("why").asString());
    Path scalar = dir.resolve("scalar.safetensors");
    Path here = dir.resolve("here.safetensors");
    withoutModule(dir, "sample", "digits", "--rows", "1", "--steps", "1", "--out", scalar.toString());
    assertEquals(0, Run.of("sample", "digits", "--rows", "1", "--steps", "1", "--out", here.toString()).code());
    assertArrayEquals(Files.readAllBytes(here), Files.readAllBytes(scalar));
  }

  private static JsonNode provider(JsonNode devices, String name) {
    for (JsonNode p : devices.path("providers")) {
      if (p.path("name").asString().equals(name)) {
        return p;
      }
    }
    throw new AssertionError("no provider " + name + ": " + devices);
  }

  @Test
  void theNativeProviderCanBeSwitchedOffAndItsNarrowProductsAreSeen(@TempDir Path dir) throws Exception {
    JsonNode off = JsonMapper.builder().build().readTree(inJvm(dir, List.of("--enable-native-access=ALL-UNNAMED",
        "-Danabranch.native=off"), "devices", "--json"));
    assertEquals("switched off by -Danabranch.native=off; leave that out", provider(off, "native").path("why").asString());
    JsonNode dots = JsonMapper.builder().build().readTree(inJvm(dir, List.of("--enable-native-access=ALL-UNNAMED",
        "-Danabranch.native.dot=bf16,int8"), "devices", "--json"));
    JsonNode found = provider(dots, "native");
    assertFalse(found.path("usable").booleanValue() && found.path("bitExact").booleanValue(), found.toString());
    assertEquals(found.path("usable").booleanValue(),
        found.path("why").asString().contains("narrow products of bf16 and int8 weights by -Danabranch.native.dot"), found.toString());
    assertFalse(provider(off, "native").path("usable").booleanValue());
  }

  /** Standard output of a command line in a JVM without the module. */
  private static String withoutModule(Path dir, String... args) throws Exception {
    return inJvm(dir, List.of(), args);
  }

  private static String inJvm(Path dir, List<String> options, String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(args));
    Path err = dir.resolve("err.txt");
    Process running = new ProcessBuilder(command).redirectError(err.toFile()).start();
    String out = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, running.waitFor(), () -> out);
    return out;
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
