package org.anabranch.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.KernelProvider;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.model.Digits;
import org.anabranch.model.Guidance;
import org.anabranch.model.SitField;
import org.anabranch.model.masked.LlamaMaskPredictor;
import org.anabranch.model.puzzle.Sudoku;
import org.anabranch.model.text.Verses;
import org.anabranch.search.Algorithms;
import org.anabranch.search.Budget;
import org.anabranch.search.Outcome;
import org.anabranch.search.SearchRequest;
import org.anabranch.search.Selector;
import org.anabranch.search.Status;
import org.anabranch.solver.Direction;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.FlowMethod;
import org.anabranch.solver.Meter;
import org.anabranch.solver.OdeMethod;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.Tableau;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.masked.Ancestral;
import org.anabranch.solver.masked.MaskedGenerator;
import org.anabranch.solver.masked.MaskedProcess;
import org.anabranch.solver.masked.MaskedSampling;
import org.anabranch.solver.masked.Order;
import org.anabranch.solver.masked.OrderedUnmasking;
import org.anabranch.solver.masked.TokenLaw;
import org.anabranch.solver.masked.TokenPredictor;
import org.anabranch.solver.masked.UnmaskingPolicy;
import org.anabranch.solver.sde.DiffusionSchedule;
import org.anabranch.solver.sde.FlowSde;
import org.anabranch.solver.sde.LastStep;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundled networks and whole searches on the device: the bits and the candidates of the CPU. */
class CudaSearchTest {
  private static final Backend CPU = Backend.of("vector", new WorkerPool(1));
  private static final Digits DIGITS = Digits.load();
  private static final FlowMethod EULER = new OdeMethod(Tableau.named("euler"));
  private static final FlowMethod SDE = new FlowSde(new DiffusionSchedule.Power(1, 1), FlowSde.Scheme.EULER_MARUYAMA, LastStep.MEAN);
  private static final int STEPS = 4;

  private CudaDevice device;
  private Backend cuda;

  @BeforeEach
  void open() {
    device = TestDevice.fresh(0);
    cuda = Backend.of(new CudaProvider(() -> device), new WorkerPool(1));
  }

  @AfterEach
  void close() {
    if (device != null) {
      device.close();
    }
  }

  @Test
  void aForwardHasTheBitsOfTheCpu() {
    Random random = new Random(4);
    Tensor x = Tensor.zeros(3, 1, 28, 28);
    for (int i = 0; i < x.size(); i++) {
      x.floats()[i] = (float) random.nextGaussian();
    }
    double[] t = {0.1, 0.4, 0.9};
    int[] y = {3, 10, 7};
    Tensor want = Tensor.zeros(3, 1, 28, 28);
    Tensor got = Tensor.zeros(3, 1, 28, 28);
    DIGITS.field(CPU.kernels(), Optional.empty()).evaluate(x, t, y, want);
    Kernels k = cuda.kernels();
    SitField field = DIGITS.field(k, Optional.empty());
    field.evaluate(x, t, y, got);
    assertArrayEquals(want.floats(), got.floats());
    Tensor own = k.allocate(DType.F32, x.shape());
    Tensor v = k.allocate(DType.F32, x.shape());
    k.copy(x, own);
    field.evaluate(own, t, y, v);
    k.copy(v, got);
    assertArrayEquals(want.floats(), got.floats());
  }

  /** Other images, times and classes, numbers of rows in turn: a graph keeps none of them. */
  @Test
  void aForwardThatComesAgainIsOneGraphOfEachNumberOfRows() {
    Random random = new Random(9);
    SitField host = DIGITS.field(CPU.kernels(), Optional.of(Guidance.of(2)));
    CudaKernels k = (CudaKernels) cuda.kernels();
    SitField field = DIGITS.field(k, Optional.of(Guidance.of(2)));
    for (int i = 0; i < 6; i++) {
      int rows = 1 + i % 2;
      Tensor x = Tensor.zeros(rows, 1, 28, 28);
      for (int j = 0; j < x.size(); j++) {
        x.floats()[j] = (float) random.nextGaussian();
      }
      double[] t = random.doubles(rows).toArray();
      int[] y = random.ints(rows, 0, 10).toArray();
      Tensor want = Tensor.zeros(rows, 1, 28, 28);
      Tensor got = Tensor.zeros(rows, 1, 28, 28);
      host.evaluate(x, t, y, want);
      field.evaluate(x, t, y, got);
      assertArrayEquals(want.floats(), got.floats(), "evaluation " + i);
      assertEquals(i < 2 ? 0 : Math.min(2, i - 1), k.recorded());
    }
  }

  @Test
  void reportsSayWhatItRunsOn() {
    assertEquals(device.toString(), cuda.provider().description());
    assertTrue(device.toString().contains("compute capability"), device.toString());
  }

  @Test
  void tokensHaveTheLogitsOfTheCpu() {
    Sudoku sudoku = Sudoku.load();
    int[] tokens = new Random(2).ints(2L * sudoku.predictor(CPU.kernels()).maxLength(), 0, 9).toArray();
    int length = tokens.length / 2;
    int[] positions = {0, 5, length, 2 * length - 1};
    float[][] logits = new float[2][];
    for (int i = 0; i < 2; i++) {
      TokenPredictor predictor = sudoku.predictor(i == 0 ? CPU.kernels() : cuda.kernels());
      Tensor out = Tensor.zeros(4, predictor.vocabulary());
      predictor.predict(tokens, 2, length, TokenPredictor.NO_SIGMA, positions, 4, out);
      logits[i] = out.floats();
    }
    assertArrayEquals(logits[0], logits[1]);
  }

  /** TF32: other bits, the same picture, and a row of a batch as alone. */
  @Test
  void productsByTensorCoresAreOfferedAndNamed() {
    CudaProvider provider = new CudaProvider(() -> device, "tf32");
    assertEquals("", provider.refusal());
    assertFalse(provider.bitExact());
    assertEquals(device + ", products in tf32", provider.description());
    Random random = new Random(4);
    Tensor x = Tensor.zeros(5, 1, 28, 28);
    for (int i = 0; i < x.size(); i++) {
      x.floats()[i] = (float) random.nextGaussian();
    }
    double[] t = {0.1, 0.4, 0.9, 0.5, 0.7};
    int[] y = {3, 10, 7, 0, 1};
    Tensor want = Tensor.zeros(5, 1, 28, 28);
    Tensor got = Tensor.zeros(5, 1, 28, 28);
    Tensor alone = Tensor.zeros(1, 1, 28, 28);
    DIGITS.field(CPU.kernels(), Optional.empty()).evaluate(x, t, y, want);
    SitField field = DIGITS.field(provider.create(new WorkerPool(1)), Optional.empty());
    field.evaluate(x, t, y, got);
    double error = 0;
    double size = 0;
    for (int i = 0; i < x.size(); i++) {
      error += Math.pow(got.floats()[i] - want.floats()[i], 2);
      size += Math.pow(want.floats()[i], 2);
    }
    assertTrue(error > 0 && error < 1e-6 * size, "relative error " + Math.sqrt(error / size));
    field.evaluate(x.rows(4, 1), new double[] {t[4]}, new int[] {y[4]}, alone);
    assertArrayEquals(got.rows(4, 1).toFloats(), alone.floats());
    CudaProvider wrong = new CudaProvider(() -> device, "fp8");
    assertEquals("cuda: anabranch.cuda.products must be one of exact, tf32, f16, got fp8", wrong.refusal());
    assertThrows(IllegalStateException.class, () -> wrong.create(new WorkerPool(1)));
  }

  /** Other tokens, rows and positions in turn; the text network turns its queries by a table that grows with the length. */
  @Test
  void aMaskedForwardThatComesAgainIsOneGraphOfItsRowsAndLength() {
    Kernels host = CPU.kernels();
    CudaKernels sudokus = (CudaKernels) cuda.kernels();
    CudaKernels texts = (CudaKernels) cuda.kernels();
    Sudoku sudoku = Sudoku.load();
    Verses verses = Verses.load(WeightFormat.F32);
    TokenPredictor[][] networks = {{sudoku.predictor(host), sudoku.predictor(sudokus)},
        {verses.predictor(host), verses.predictor(texts)}};
    int[][][] shapes = {{{1, 81}, {2, 81}, {1, 81}, {2, 81}}, {{2, 9}, {2, 12}, {2, 9}, {2, 12}, {2, 9}}};
    Random random = new Random(6);
    for (int n = 0; n < 2; n++) {
      for (int i = 0; i < shapes[n].length; i++) {
        int rows = shapes[n][i][0];
        int length = shapes[n][i][1];
        int[] tokens = random.ints((long) rows * length, 0, 9).toArray();
        int[] positions = IntStream.range(i, rows * length).filter(p -> p % 4 != 1).toArray();
        float[][] logits = new float[2][];
        for (int j = 0; j < 2; j++) {
          Tensor out = Tensor.zeros(positions.length, networks[n][j].vocabulary());
          networks[n][j].predict(tokens, rows, length, TokenPredictor.NO_SIGMA, positions, positions.length, out);
          logits[j] = out.floats();
        }
        assertArrayEquals(logits[0], logits[1], "network " + n + ", forward " + i);
      }
    }
    assertEquals(2, sudokus.recorded());
    assertEquals(2, texts.recorded(), "the table of the first length was replaced, and its one forward not recorded");
  }

  private static Outcome search(Backend backend, String algorithm, FlowMethod method, long evaluations) {
    FlowGenerator flow = new FlowGenerator(() -> DIGITS.field(backend.kernels(), Optional.empty()), backend, method,
        TimeGrid.uniform(Direction.DATA_AT_ONE, STEPS), "digits", 256);
    Selector verifier = Selector.of("verifier", DIGITS.verifier(backend.kernels())::logProbability);
    return Algorithms.byName(algorithm, Map.of()).run(
        SearchRequest.of(flow, verifier, Budget.ofEvaluations(evaluations)).withSeed(5).withCondition(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"best-of-n", "noise-search", "beam", "smc"})
  void aSearchFindsTheCandidatesOfTheCpu(String algorithm) {
    FlowMethod method = algorithm.equals("best-of-n") || algorithm.equals("noise-search") ? EULER : SDE;
    Outcome want = search(CPU, algorithm, method, 20);
    Outcome got = search(cuda, algorithm, method, 20);
    assertEquals(want.ledger().used(), got.ledger().used());
    assertFalse(got.candidates().isEmpty());
    assertEquals(want.candidates().size(), got.candidates().size());
    for (int i = 0; i < want.candidates().size(); i++) {
      assertEquals(want.candidates().get(i).score(), got.candidates().get(i).score());
      assertArrayEquals(want.candidates().get(i).sample().toFloats(), got.candidates().get(i).sample().toFloats());
    }
  }

  /** Whole boards in three rounds, of the model's logits tokens and numbers come down. */
  @ParameterizedTest
  @ValueSource(strings = {"ancestral", "confidence"})
  void aMaskedSamplerDrawsTheTokensOfTheCpu(String policy) {
    Sudoku sudoku = Sudoku.load();
    Sudoku.Puzzle puzzle = Sudoku.heldOut(Sudoku.Difficulty.EASY).getFirst();
    UnmaskingPolicy how = policy.equals("ancestral") ? Ancestral.of(3) : OrderedUnmasking.of(3, Order.CONFIDENCE).withNoise(0.1);
    List<String> seen = new ArrayList<>();
    for (Backend backend : List.of(CPU, cuda)) {
      LlamaMaskPredictor predictor = sudoku.predictor(backend.kernels());
      assertEquals(backend == cuda, predictor.device().isPresent());
      MaskedProcess process = new MaskedGenerator(() -> predictor, backend.pool(),
          MaskedSampling.of(how, TokenLaw.atTemperature(0.7).withTopP(0.9)), List.of(puzzle.grid().template()), "sudoku")
          .open(Meter.unlimited());
      Population p = process.start(List.of(new Start.Fresh(TrajectoryKey.root(1, 0)), new Start.Fresh(TrajectoryKey.root(2, 0))),
          new int[2]);
      process.advance(p, 2);
      String half = Arrays.toString(process.lookAhead(p).toInts());
      process.advance(p, 3);
      seen.add(half + Arrays.toString(process.finish(p).toInts()) + process.logPath(p, 0) + " " + process.logPath(p, 1));
    }
    assertEquals(seen.get(0), seen.get(1));
  }

  @Test
  void aLostDeviceEndsTheSearchWithTheBestSoFarAndIsRefusedFromThenOn() {
    assumeTrue(TestDevice.isStandIn(), "a GPU is not lost on purpose");
    search(cuda, "best-of-n", EULER, STEPS);
    Outcome[] lost = new Outcome[1];
    TestDevice.with("CUSIM_LOST_AFTER", "400", () -> lost[0] = search(cuda, "noise-search", EULER, 400));
    assertEquals(Status.DEVICE_LOST, lost[0].status());
    assertTrue(lost[0].best().orElseThrow().complete());
    assertTrue(lost[0].warnings().getFirst().startsWith("cuda: "), lost[0].warnings().toString());
    assertTrue(cuda.provider().refusal().startsWith("cuda: the device was lost, start again: cuda: "), cuda.provider().refusal());
    assertEquals(cuda.provider().refusal(), assertThrows(IllegalStateException.class, cuda::kernels).getMessage());
  }

  @Test
  void aProviderWithoutADeviceSaysWhyAndOpensNothing() {
    CudaProvider provider = new CudaProvider(() -> {
      throw CudaException.refused("cuda: no NVIDIA driver, cannot open libcuda.so.1");
    });
    assertEquals("cuda: no NVIDIA driver, cannot open libcuda.so.1", provider.refusal());
    assertEquals("", provider.description());
    assertThrows(IllegalStateException.class, () -> provider.create(new WorkerPool(1)));
    assertEquals("cuda: cannot be opened: java.lang.UnsatisfiedLinkError: no library", new CudaProvider(() -> {
      throw new UnsatisfiedLinkError("no library");
    }).refusal());
    assertTrue(ServiceLoader.load(KernelProvider.class).stream().anyMatch(p -> p.type() == CudaProvider.class), "found as a service");
  }

  @Test
  void weightsThatDoNotFitAreToldWithBothNumbers() {
    try (CudaDevice small = TestDevice.fresh(1 << 20)) {
      Backend backend = Backend.of(new CudaProvider(() -> small), new WorkerPool(1));
      CudaException e = assertThrows(CudaException.class, () -> search(backend, "best-of-n", EULER, STEPS));
      assertTrue(e.isOutOfMemory());
      assertTrue(e.getMessage().startsWith("cuda: buffers may hold 1048576 bytes, "), e.getMessage());
      assertEquals("", backend.provider().refusal());
      assertTrue(backend.kernels().allocate(DType.F32, Shape.of(10)).isOnDevice(), "the device is still usable");
    }
  }
}
