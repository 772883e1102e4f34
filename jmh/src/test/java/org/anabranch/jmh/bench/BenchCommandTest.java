package org.anabranch.jmh.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.jmh.peer.Work;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The command bench with peers that only pretend: forms of output, refusals, a peer in a process of its own. */
final class BenchCommandTest {
  private static final String FORWARD = "a forward must be NAME:ROWS with a name of [digits, sit-s2, sit-b2, sit-tiny, sudoku,"
      + " mdlm-small, mdlm-lm1b, llada-block, llada-quarter, mdlm-tiny, llada-tiny] or block-WIDTH";

  private static BenchRun bench(String... more) {
    List<String> args = new ArrayList<>(Arrays.asList(more));
    if (!args.contains("--rounds")) {
      args.addAll(List.of("--rounds", "2"));
    }
    args.addAll(List.of("--warm", "0.01", "--threads", "1"));
    return BenchRun.of(args.toArray(String[]::new));
  }

  @Test
  void jsonHasTheKeysThatToolsRelyOnAndRatiosThatFitTheTimes() {
    BenchRun run = bench("gemm", "--json", "--peers", "exact", "--shapes", "3x5x7,17x33x1");
    assertEquals(0, run.code(), run.err());
    JsonNode json = run.json();
    JsonNode machine = json.path("machine");
    for (String key : List.of("cpu", "processors", "java", "provider", "vectorBits", "threads", "fmaPeakGflops",
        "readGigabytesPerSecond", "loadBefore", "loadAfter")) {
      assertTrue(machine.has(key), key);
    }
    assertTrue(machine.path("fmaPeakGflops").doubleValue() > 0 && machine.path("readGigabytesPerSecond").doubleValue() > 0, run.out());
    assertTrue(json.path("peers").path("exact").asString().endsWith(" on 1"), run.out());
    assertEquals(2, json.path("rows").size());
    JsonNode row = json.path("rows").get(0);
    assertEquals("3x5x7", row.path("shape").asString());
    double ratio = row.path("peers").path("exact").doubleValue() / row.path("ours").doubleValue();
    assertEquals(ratio, row.path("ratioToBestPeer").doubleValue(), 1e-9 * ratio);
    assertEquals("exact", row.path("bestPeer").asString());
    double rate = 2 * 3 * 5 * 7 / row.path("ours").doubleValue() * 1e-6;
    assertEquals(rate, row.path("gflops").doubleValue(), 1e-9 * rate);
    assertTrue(row.path("fractionOfPeak").doubleValue() > 0, run.out());
  }

  @Test
  void theTableAndTheMarkdownHaveAColumnForEachPeer() {
    BenchRun text = bench("gemm", "--peers", "exact", "--shapes", "3x5x7");
    assertEquals(0, text.code(), text.err());
    assertTrue(text.out().contains("\nexact: in doubles"), text.out());
    assertTrue(text.out().lines().anyMatch(l -> l.startsWith("shape ") && l.contains(" exact ")), text.out());
    BenchRun markdown = bench("gemm", "--peers", "exact", "--shapes", "3x5x7", "--markdown");
    List<String> lines = markdown.out().lines().toList();
    assertEquals("| shape | ours | GFLOP/s | of peak | GB/s | exact | best peer / ours |", lines.get(2));
    assertEquals("|---|---|---|---|---|---|---|", lines.get(3));
    String cell = "\\| [0-9.]+ ";
    String ratios = "\\| [0-9.]+ \\([0-9.]+, [0-9.]+\\) \\| .* exact \\|";
    assertTrue(lines.get(4).matches("\\| 3x5x7 \\| [0-9.]+, [0-9.]+ " + cell.repeat(3) + ratios),
        markdown.out());
  }

  @ParameterizedTest
  @CsvSource({"attention, 2x5x3x8, 1x17x1x24, true", "elementwise, softmax:3x7, silu:1x33, false",
      "forward, sit-tiny:1, block-64:2, true", "forward, mdlm-tiny:2, sudoku:1, true"})
  void everyKindIsMeasuredEvenWithoutAPeerForIt(String kind, String first, String second, boolean counted) {
    BenchRun run = bench(kind, "--json", "--peers", "exact", "--shapes", first + "," + second);
    assertEquals(0, run.code(), run.err());
    JsonNode rows = run.json().path("rows");
    assertEquals(List.of(first, second), List.of(rows.get(0).path("shape").asString(), rows.get(1).path("shape").asString()));
    assertTrue(rows.get(1).path("ours").doubleValue() > 0 && rows.get(1).path("ratioToBestPeer").isNull(), run.out());
    assertEquals(counted, rows.get(1).path("gflops").isNumber(), run.out());
  }

  @Test
  void functionsHaveAUsualSize() {
    assertEquals("exp:256x768", bench("elementwise", "--json", "--peers", "exact", "--shapes", "exp", "--rounds", "1").json()
        .path("rows").get(0).path("shape").asString());
  }

  @ParameterizedTest
  @CsvSource({"wrong, wrong: element 14 of 3x5x7 must be within ", "short, 'short: the result of 3x5x7 must have 15 elements, got 1'"})
  void aPeerThatDisagreesIsAnErrorAndNotAColumn(String peer, String message) {
    BenchRun run = bench("gemm", "--json", "--peers", "exact," + peer, "--shapes", "3x5x7");
    assertEquals(1, run.code());
    assertTrue(run.json().path("error").asString().startsWith(message), run.out());
    assertTrue(run.err().contains("anabranch: " + message), run.err());
  }

  @Test
  void aPeerThatCannotBeLoadedIsNamedWithItsReasonAndLeftOut() {
    BenchRun run = bench("gemm", "--json", "--peers", "absent,exact", "--shapes", "3x5x7");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.err().contains("anabranch: warning: peer absent is left out: its natives are for another planet"), run.err());
    assertEquals(Set.of("exact"), new TreeSet<>(run.json().path("rows").get(0).path("peers").propertyNames()));
  }

  @Test
  void aPeerInAProcessOfItsOwnHasItsRatioFromThere() {
    BenchRun run = bench("gemm", "--json", "--peers", "apart,exact", "--shapes", "3x5x7,5x4x3");
    assertEquals(0, run.code(), run.err());
    JsonNode json = run.json();
    String here = "process " + ProcessHandle.current().pid() + " ";
    assertTrue(json.path("peers").path("exact").asString().contains(here), run.out());
    assertFalse(json.path("peers").path("apart").asString().contains(here), run.out());
    JsonNode row = json.path("rows").get(1);
    double ours = row.path("peers").path("apart").doubleValue() / row.path("ratios").path("apart").doubleValue();
    assertTrue(ours > 0);
    assertNotEquals(row.path("ours").doubleValue(), ours, "the ratio is to ours of that process");
  }

  @Test
  void anUnknownPeerIsToldTheKnownOnesAndOurOtherProviders() {
    BenchRun run = bench("gemm", "--peers", "nobody", "--backend", "vector");
    assertEquals(2, run.code(), run.err());
    assertTrue(run.err().contains("anabranch: peers: there are [exact, wrong, short, absent, apart, dying, hungry, ")
        && run.err().contains("scalar], got [nobody]"), run.err());
  }

  @Test
  void anotherProviderOfOursIsAColumnWhereItIsNamed() {
    BenchRun run = bench("gemm", "--json", "--backend", "vector", "--peers", "scalar", "--shapes", "3x5x7");
    assertEquals(0, run.code(), run.err());
    assertEquals(Set.of("scalar"), new TreeSet<>(run.json().path("rows").get(0).path("peers").propertyNames()));
    assertEquals("provider scalar, 1 threads", run.json().path("peers").path("scalar").asString());
  }

  @Test
  void aShapeBeyondTheSystemsMemoryIsNotBegun() {
    assumeTrue(Files.isReadable(Path.of("/proc/meminfo")), "nobody says how much memory is available on this system");
    BenchRun run = bench("forward", "--json", "--peers", "exact", "--shapes", "sit-tiny:9000000,mdlm-tiny:1");
    assertEquals(1, run.code());
    assertTrue(run.json().path("error").asString().matches(
        "sit-tiny:9000000: 3 contenders need about [0-9.]+ .iB and [0-9.]+ .iB are available"), run.out());
    assertEquals(1, run.json().path("rows").size());
    assertEquals("mdlm-tiny:1", run.json().path("rows").get(0).path("shape").asString());
  }

  @Test
  void aShapeThatDoesNotFitIntoMemoryLeavesTheOthersTheirRows() {
    BenchRun run = bench("gemm", "--json", "--peers", "hungry", "--shapes", "3x5x7,17x33x1,4x4x4");
    assertEquals(1, run.code());
    assertEquals(2, run.json().path("rows").size());
    assertEquals("4x4x4", run.json().path("rows").get(1).path("shape").asString());
    assertTrue(run.json().path("error").asString().startsWith("17x33x1: out of memory with a heap of at most "), run.out());
    assertTrue(run.err().contains("anabranch: 17x33x1: out of memory"), run.err());
  }

  @Test
  void aProcessThatDiesIsAnErrorAndTheOtherColumnsStay() {
    JsonNode both = bench("gemm", "--json", "--peers", "exact,dying", "--shapes", "3x5x7").json();
    assertTrue(both.path("rows").get(0).path("peers").has("exact"));
    assertEquals("dying: its process ended with code 1 and no result", both.path("error").asString());
  }

  @Test
  void aProcessThatDiesIsAnError() {
    BenchRun run = bench("gemm", "--json", "--peers", "dying", "--shapes", "3x5x7");
    assertEquals(1, run.code());
    assertEquals("dying: its process ended with code 1 and no result", run.json().path("error").asString());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "conv | bench: there are [gemm, attention, elementwise, forward], got 'conv'",
      "gemm --rounds 0 | rounds: must be in [1, 1000000], got 0",
      "gemm --full | bench: --full goes with --odd, got --full alone",
      "gemm --odd --shapes 1x1x1 | bench: --shapes and --odd both choose the shapes, got both",
      "gemm --json --markdown | bench: one of --json and --markdown, got both",
      "attention --odd | bench: --odd and --full are for gemm, got 'attention'",
      "gemm --shapes 3x5 | shape: a product must be MxNxK, got '3x5'",
      "gemm --shapes 3x0x5 | shape: must be positive whole numbers with an x between each two, got '3x0x5'",
      "attention --shapes 3x5x1 | shape: an attention must be ROWSxTOKENSxHEADSxWIDTH, got '3x5x1'",
      "elementwise --shapes cos | shape: there are the functions [exp, softmax, layerNorm, geluTanh, geluErf, silu], got 'cos'",
      "forward --shapes 16 | shape: " + FORWARD + ", got '16'",
      "forward --shapes dit:1 | shape: " + FORWARD + ", got 'dit:1'",
      "forward --shapes block-65:1 | shape: a block's width must be a multiple of 64, got 65",
      "gemm --seconds 0 | seconds: must be in [0.001, 3600.0], got 0.0",
  })
  void aBadRequestIsOneSentenceWithTheRuleAndTheValue(String line, String message) {
    BenchRun run = bench(line.split(" "));
    assertEquals(2, run.code(), run.err());
    assertTrue(run.says(message), run.err());
  }

  @Test
  void helpExplainsTheCommand() {
    assertTrue(bench("--help").out().contains("--markdown"));
  }

  @Test
  void everyUsualForwardIsAShape() {
    Bench forward = Bench.named("forward");
    List<String> usual = forward.shapes(Bench.Extent.USUAL);
    assertEquals(usual, forward.works(usual, 0).stream().map(Work::shape).toList());
  }

  @Test
  void theOddSizesMeetEveryRowCountAndEveryWeight() {
    List<String> odd = Bench.named("gemm").shapes(Bench.Extent.ODD);
    List<String> full = Bench.named("gemm").shapes(Bench.Extent.ODD_FULL);
    assertEquals(285, full.size());
    assertTrue(full.containsAll(odd) && odd.size() < 50);
    assertEquals(split(full, 0), split(odd, 0));
    assertEquals(split(full, 1), split(odd, 1));
  }

  private static Set<String> split(List<String> shapes, int part) {
    Set<String> parts = new TreeSet<>();
    shapes.forEach(s -> parts.add(s.split("x", 2)[part]));
    return parts;
  }
}
