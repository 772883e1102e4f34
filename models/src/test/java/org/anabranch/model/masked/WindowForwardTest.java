package org.anabranch.model.masked;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.WorkerPool;
import org.anabranch.solver.masked.KeyValues;
import org.anabranch.solver.masked.TokenPredictor;
import org.anabranch.solver.masked.TokenQuery;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows of positions beside kept keys, and rows of any length in one batch: the bits of each row's forward of its own. */
class WindowForwardTest {
  private static final int[] LENGTHS = {13, 1, 9, 13, 5, 12, 2};

  @TempDir
  private Path dir;

  private Path folder(String fixture) throws IOException {
    if (!fixture.equals("mdlm_odd")) {
      return Masked.fixture(fixture);
    }
    // The fixture is told noise levels; its twin is not.
    for (String name : List.of("config.json", "weights.safetensors")) {
      Files.copy(Masked.fixture(fixture).resolve(name), dir.resolve(name));
    }
    Path config = dir.resolve("config.json");
    Files.writeString(config, Files.readString(config).replaceAll("\"time_conditioning\": *true", "\"time_conditioning\": false"));
    return dir;
  }

  private static List<int[]> rows(MaskPredictor network) {
    return Arrays.stream(LENGTHS).mapToObj(n -> Masked.tokens(network, 1, n, 100 + n)).toList();
  }

  /** The logits that speak of some positions, by the row's own forward. */
  private static float[] alone(MaskPredictor network, int[] tokens, int... positions) {
    Tensor out = Tensor.zeros(positions.length, network.vocabulary());
    network.predict(tokens, 1, tokens.length, TokenPredictor.NO_SIGMA, positions, positions.length, out);
    return out.floats();
  }

  private static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }

  /** Window of a row: its middle, or all of a short one. */
  private static int[] window(int length) {
    return length < 4 ? new int[] {0, length} : new int[] {length / 3, length - 2};
  }

  private static float[] predict(MaskPredictor network, List<TokenQuery> queries, KeyValues[] made) {
    Tensor out = Tensor.zeros(queries.stream().mapToInt(q -> q.positions().length).sum(), network.vocabulary());
    network.predict(queries, TokenPredictor.NO_SIGMA, out, made);
    return out.floats();
  }

  private static void assertRows(MaskPredictor network, List<TokenQuery> queries, float[] got) {
    int at = 0;
    for (TokenQuery q : queries) {
      float[] want = alone(network, q.tokens(), q.positions());
      assertArrayEquals(want, Arrays.copyOfRange(got, at, at + want.length), q.mode() + " of " + q.tokens().length + " tokens");
      at += want.length;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mdlm_odd", "llada_gqa_odd", "dream", "bert_mlm"})
  @Tag("bits")
  void freshKeysGiveTheBitsOfTheWholeForward(String fixture) throws IOException {
    Path folder = folder(fixture);
    for (int threads : new int[] {1, 2}) {
      try (WorkerPool pool = new WorkerPool(threads)) {
        MaskedNetwork network = Masked.load(folder, WeightFormat.F32, Backend.of("", pool).kernels());
        List<int[]> rows = rows(network);
        List<TokenQuery> all = rows.stream().map(r -> TokenQuery.all(r, range(0, r.length))).toList();
        assertRows(network, all, predict(network, all, new KeyValues[rows.size()]));

        List<TokenQuery> keeping = rows.stream().map(r -> TokenQuery.keeping(r, range(0, r.length), window(r.length)[0],
            window(r.length)[1])).toList();
        KeyValues[] made = new KeyValues[rows.size()];
        assertRows(network, keeping, predict(network, keeping, made));

        // One batch of everything: rows that use, rows that keep, rows that do neither.
        List<TokenQuery> mixed = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
          int[] w = window(rows.get(i).length);
          int back = w[0] == 0 ? 0 : network.lookBack();
          mixed.add(TokenQuery.using(rows.get(i), range(w[0] + back, w[1]), w[0], w[1], made[i]));
        }
        mixed.add(2, all.get(5));
        mixed.add(keeping.get(0));
        assertRows(network, mixed, predict(network, mixed, new KeyValues[mixed.size()]));
      }
    }
  }

  /** In a network of one block, keys depend on their own tokens alone: kept ones are never stale. */
  @Test
  void inOneBlockKeptKeysAreNeverStaleAndInTwoTheyAre() {
    Kernels kernels = Backend.standard().kernels();
    for (int layers : new int[] {1, 2}) {
      MaskedNetwork network = Masked.load(Masked.llada(dir.resolve("layers" + layers), """
          {"model_type": "llada", "d_model": 24, "n_heads": 4, "n_layers": %d, "mlp_hidden_size": 40, "max_sequence_length": 32,
           "vocab_size": 17, "embedding_size": 20, "mask_token_id": 3, "weight_tying": false, "rope": false, "n_kv_heads": 2}"""
          .formatted(layers), DType.F32, 1), WeightFormat.F32, kernels);
      int[] before = Masked.tokens(network, 1, 30, 1);
      KeyValues[] made = new KeyValues[1];
      predict(network, List.of(TokenQuery.keeping(before, new int[0], 11, 19)), made);
      int[] after = before.clone();
      after[12] = (after[12] + 1) % 17;
      after[17] = (after[17] + 5) % 17;
      float[] got = predict(network, List.of(TokenQuery.using(after, range(11, 19), 11, 19, made[0])), new KeyValues[1]);
      assertEquals(layers == 1, Arrays.equals(alone(network, after, range(11, 19)), got));
      assertFalse(Arrays.equals(alone(network, before, range(11, 19)), got));
    }
  }

  /** Stale keys are somebody's too: what the oracle says of them is what every provider and thread count says. */
  @ParameterizedTest
  @ValueSource(strings = {"llada_gqa_odd", "dream"})
  @Tag("bits")
  void staleKeysHaveOneSetOfBits(String fixture) {
    float[] oracle = stale(fixture, "scalar", 1);
    assertArrayEquals(oracle, stale(fixture, "", 1));
    assertArrayEquals(oracle, stale(fixture, "", 2));
  }

  private static float[] stale(String fixture, String backend, int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      MaskedNetwork network = Masked.load(Masked.fixture(fixture), WeightFormat.F32, Backend.of(backend, pool).kernels());
      int[] tokens = Masked.tokens(network, 1, 40, 1);
      KeyValues[] made = new KeyValues[1];
      predict(network, List.of(TokenQuery.keeping(tokens, new int[0], 10, 20)), made);
      int[] later = tokens.clone();
      Arrays.fill(later, 12, 18, 5);
      return predict(network, List.of(TokenQuery.using(later, range(11, 20), 10, 20, made[0])), new KeyValues[1]);
    }
  }

  @Test
  void noiseLevelsLeaveNothingToKeep() {
    MaskedNetwork network = Masked.load("mdlm_odd", Backend.standard().kernels());
    assertEquals(0, network.keyBytes());
    List<TokenQuery> rows = rows(network).stream().map(r -> TokenQuery.all(r, range(0, r.length))).toList();
    double[] sigma = Masked.sigma(network, 0, rows.size());
    Tensor out = Tensor.zeros(Arrays.stream(LENGTHS).sum(), network.vocabulary());
    network.predict(rows, sigma, out, new KeyValues[rows.size()]);
    int at = 0;
    for (int i = 0; i < rows.size(); i++) {
      int[] tokens = rows.get(i).tokens();
      Tensor want = Tensor.zeros(tokens.length, network.vocabulary());
      network.predict(tokens, 1, tokens.length, new double[] {sigma[i]}, range(0, tokens.length), tokens.length, want);
      int n = want.floats().length;
      assertArrayEquals(want.floats(), Arrays.copyOfRange(out.floats(), at, at + n));
      at += n;
    }
    assertEquals("predict: keys cannot be kept of this network, row 0 has mode KEEP", assertThrows(UnsupportedOperationException.class,
        () -> network.predict(List.of(TokenQuery.keeping(new int[4], new int[0], 1, 2)), new double[1],
            Tensor.zeros(0, network.vocabulary()), new KeyValues[1])).getMessage());
  }

  @Test
  void whatDoesNotFitIsToldWithBothValues() {
    MaskedNetwork network = Masked.load("dream", Backend.standard().kernels());
    KeyValues[] made = new KeyValues[1];
    int[] tokens = Masked.tokens(network, 1, 12, 1);
    predict(network, List.of(TokenQuery.keeping(tokens, new int[0], 4, 8)), made);
    assertEquals("predict: needs keys outside [4, 9) of 12 positions, got keys outside [4, 8) of 12 positions",
        refusal(network, TokenQuery.using(tokens, new int[0], 4, 9, made[0])));
    assertEquals("predict: the logits of position 4 are made at 3, the window begins at 4",
        refusal(network, TokenQuery.using(tokens, new int[] {4}, 4, 8, made[0])));
    int most = network.maxLength();
    assertEquals("forward: length must be in [1, " + most + "], got " + (most + 1),
        refusal(network, TokenQuery.all(new int[most + 1], new int[0])));
    assertEquals("embedding: id must be in [0, 79], got 80", refusal(network, TokenQuery.all(new int[] {80}, new int[0])));
    KeyValues foreign = new KeyValues() {
      @Override
      public String toString() {
        return "a stranger's";
      }
    };
    assertEquals("predict: needs keys outside [4, 8) of 12 positions, got a stranger's",
        refusal(network, TokenQuery.using(tokens, new int[0], 4, 8, foreign)));
  }

  private static String refusal(MaskedNetwork network, TokenQuery query) {
    return assertThrows(IllegalArgumentException.class, () -> predict(network, List.of(query), new KeyValues[1])).getMessage();
  }
}
