package org.anabranch.jmh.ode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.anabranch.cli.Main;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.WorkerPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The problems against an independent solver, interpolation at equal accuracy, and the command's forms of output. */
class SolversCommandTest {
  @TempDir
  private Path folder;

  private final Kernels kernels = Backend.of("scalar", new WorkerPool(1)).kernels();

  private record Run(int code, String out, String err) {
    static Run of(String... more) {
      List<String> args = new ArrayList<>(List.of("bench", "solvers", "--rounds", "2", "--warm", "0.001", "--threads", "1"));
      args.addAll(Arrays.asList(more));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      int code = Main.run(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
          args.toArray(String[]::new));
      return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
  }

  static List<DetestProblem> problems() {
    return DetestProblem.all();
  }

  @ParameterizedTest
  @MethodSource("problems")
  void oursAndHipparchusAgree(DetestProblem problem) {
    double[] reference = WorkPrecision.reference(problem);
    for (String method : List.of("dopri8", "tsit5")) {
      Integrator.Arrival ours = Integrator.ours(method, kernels).integrate(problem, 1e-11);
      assertTrue(WorkPrecision.error(ours.state(), reference) < 1e-7,
          problem.name() + ", " + method + " is off by " + WorkPrecision.error(ours.state(), reference));
    }
    assertTrue(DetestProblem.all().stream().map(p -> p.name().substring(0, 1)).distinct().toList()
        .equals(List.of("A", "B", "C", "D", "E")));
  }

  @Test
  void pricesAreInterpolatedInLogarithms() {
    List<WorkPrecision.Point> points = List.of(point("x", true, 1e-2, 100, 10), point("x", true, 1e-6, 10_000, 1000),
        point("y", false, 1e-3, 50, 1), point("y", false, 1e-5, 200, 400));
    WorkPrecision.Price price = WorkPrecision.price(points.subList(0, 2), 1e-4).orElseThrow();
    assertEquals(1000, price.evaluations(), 1e-9);
    assertEquals(100, price.micros(), 1e-9);
    assertTrue(WorkPrecision.price(points.subList(0, 2), 1e-8).isEmpty());
    List<WorkPrecision.Duel> duels = WorkPrecision.duels(points);
    assertEquals(List.of(1e-3, 1e-5), duels.stream().map(WorkPrecision.Duel::error).toList());
    assertEquals(1 / 31.6227766, duels.get(0).ratio(), 1e-6);
    assertEquals(400 / 316.227766, duels.get(1).ratio(), 1e-6);
    assertEquals(Math.sqrt(duels.get(0).ratio() * duels.get(1).ratio()), WorkPrecision.meanRatio(duels), 1e-12);
  }

  @Test
  void aSolverThatFailsHasNoTimeAndNoPart() {
    DetestProblem broken = new DetestProblem("X", "infinite at 1", new double[] {1}, (t, y, i, f, o) -> f[o] = y[i] * y[i]);
    assertThrows(IllegalStateException.class, () -> Integrator.peers().get(0).integrate(broken, 1e-6));
    assertThrows(IllegalStateException.class, () -> Integrator.ours("dopri5", kernels).integrate(broken, 1e-6));
    List<WorkPrecision.Point> points = List.of(point("x", true, Double.NaN, 0, Double.NaN), point("x", true, 1e-6, 10_000, 1000),
        point("y", false, 1e-3, 50, 1), point("y", false, 1e-5, 200, 400));
    assertTrue(points.get(0).failed());
    assertEquals(List.of(), WorkPrecision.duels(points));
  }

  private static WorkPrecision.Point point(String solver, boolean ours, double error, long evaluations, double micros) {
    return new WorkPrecision.Point("p", solver, ours, 0, error, evaluations, micros, 0);
  }

  @Test
  void jsonHasRowsPointsAndDriversAndThePlotIsAPicture() throws Exception {
    Path png = folder.resolve("plot.png");
    Run run = Run.of("--problems", "B5,A3", "--tolerances", "1e-4,1e-8", "--widths", "1,40", "--plot", png.toString(), "--json");
    assertEquals(0, run.code, run.err);
    JsonNode json = JsonMapper.builder().build().readTree(run.out);
    assertEquals(2 * 8 * 2, json.path("points").size());
    assertTrue(json.path("rows").size() >= 2, run.out);
    JsonNode row = json.path("rows").get(0);
    assertEquals(row.path("peerMicroseconds").doubleValue() / row.path("oursMicroseconds").doubleValue(),
        row.path("ratio").doubleValue(), 1e-9);
    assertEquals(4, json.path("drivers").size());
    for (JsonNode driver : json.path("drivers")) {
      assertTrue(driver.path("handMicroseconds").doubleValue() > 0, run.out);
    }
    assertEquals(2 * 360, ImageIO.read(Files.newInputStream(png)).getWidth());
  }

  @Test
  void tablesAreTextOrMarkdown() {
    Run text = Run.of("--problems", "B5", "--tolerances", "1e-3,1e-6", "--widths", "1");
    assertEquals(0, text.code, text.err);
    assertTrue(text.out.contains("Geometric mean of the ratios") && text.out.contains("dopri5, double"), text.out);
    Run table = Run.of("--problems", "B5", "--tolerances", "1e-3,1e-6", "--widths", "1", "--markdown");
    assertTrue(table.out.contains("| problem | error | ours |"), table.out);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "--problems Z9 | problems: there are [A3, B1, B5, C1, C4, D1, D3, D5, E2, E3], got 'Z9'",
      "--tolerances 1e-6,1e-5 | tolerances: must fall, got 1.0E-6 before 1.0E-5",
      "--tolerances 2 | tolerances: must be in [1.0E-13, 0.1], got 2.0",
      "--widths 0 | widths: must be in [1.0, 1.0E7], got 0.0",
      "--plot x.jpg | plot: must end in .png, got 'x.jpg'",
      "--json --markdown | bench: one of --json and --markdown, got both"})
  void refusesBadUsage(String arguments, String message) {
    Run run = Run.of(arguments.split(" "));
    assertEquals(2, run.code);
    assertTrue((run.err + run.out).contains(message), run.err + run.out);
  }
}
