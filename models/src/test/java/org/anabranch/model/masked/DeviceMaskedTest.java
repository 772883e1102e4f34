package org.anabranch.model.masked;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.hidden.HiddenProvider;
import org.anabranch.solver.masked.KeyValues;
import org.anabranch.solver.masked.TokenPredictor;
import org.anabranch.solver.masked.TokenQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Masked networks on kernels whose memory the host cannot reach: the host's bits, and of the logits those that were asked for. */
class DeviceMaskedTest {
  private static final int LENGTH = 13;

  private final HiddenProvider provider = new HiddenProvider();
  private final Kernels device = provider.create(new WorkerPool(1));
  private final Kernels host = Backend.of("scalar", new WorkerPool(1)).kernels();

  @ParameterizedTest
  @ValueSource(strings = {"mdlm_odd", "llada_gqa_odd", "dream", "bert_mlm"})
  void aForwardHasTheHostsBits(String fixture) {
    float[][] got = new float[2][];
    for (int i = 0; i < 2; i++) {
      MaskedNetwork network = Masked.load(fixture, i == 0 ? host : device);
      assertEquals(i == 1, network.onDevice());
      int[] tokens = Masked.tokens(network, 5, LENGTH, 3);
      Tensor logits = Tensor.zeros(5, LENGTH, network.vocabulary());
      network.forward(tokens, 5, LENGTH, Masked.sigma(network, 0, 5), logits);
      got[i] = logits.floats();
    }
    assertArrayEquals(got[0], got[1]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mdlm_odd", "llada_gqa_odd", "dream", "bert_mlm"})
  void onlyTheLogitsAskedForComeDown(String fixture) {
    int[] positions = {0, 1, LENGTH, 2 * LENGTH + 4, 5 * LENGTH - 1};
    float[][] got = new float[2][];
    for (int i = 0; i < 2; i++) {
      MaskedNetwork network = Masked.load(fixture, i == 0 ? host : device);
      int[] tokens = Masked.tokens(network, 5, LENGTH, 3);
      double[] sigma = Masked.sigma(network, 0, 5);
      Tensor logits = Tensor.zeros(5, network.vocabulary());
      network.predict(tokens, 5, LENGTH, sigma, positions, 5, logits);
      provider.forgetCopies();
      network.predict(tokens, 5, LENGTH, sigma, positions, 5, logits);
      got[i] = logits.floats();
      assertEquals(i == 0 ? 0 : 4L * 5 * network.vocabulary(), provider.bytesDown());
      assertEquals(i == 0 || !fixture.equals("mdlm_odd") ? 0 : 4L * 256 * 5, provider.bytesUp());
    }
    assertArrayEquals(got[0], got[1]);
  }

  /** Other tokens, rows and lengths in turn; a longer text makes a rotary table anew, which no recording of the old one reads. */
  @ParameterizedTest
  @CsvSource({"mdlm_odd, 2", "llada_gqa_odd, 2", "dream, 2", "bert_mlm, 3"})
  void aTrunkThatComesAgainIsTheSameOperations(String fixture, int repeats) {
    int[][] shapes = {{2, 7}, {2, LENGTH}, {2, 7}, {2, LENGTH}, {1, LENGTH}, {2, 7}};
    MaskedNetwork[] networks = {Masked.load(fixture, host), Masked.load(fixture, device)};
    for (int i = 0; i < shapes.length; i++) {
      int rows = shapes[i][0];
      int length = shapes[i][1];
      int[] positions = IntStream.range(0, rows * length).filter(p -> p % 3 != 1).toArray();
      float[][] got = new float[2][];
      for (int j = 0; j < 2; j++) {
        Tensor logits = Tensor.zeros(positions.length - i, networks[j].vocabulary());
        networks[j].predict(Masked.tokens(networks[j], rows, length, i), rows, length, Masked.sigma(networks[j], i, rows), positions,
            positions.length - i, logits);
        got[j] = logits.floats();
      }
      assertArrayEquals(got[0], got[1], "forward " + i);
    }
    assertEquals(repeats, provider.repeats());
  }

  @ParameterizedTest
  @ValueSource(strings = {"llada_gqa_odd", "dream", "bert_mlm"})
  void keptKeysStayOnTheDevice(String fixture) {
    float[][] got = new float[2][];
    for (int i = 0; i < 2; i++) {
      MaskedNetwork network = Masked.load(fixture, i == 0 ? host : device);
      int[] a = Masked.tokens(network, 1, LENGTH, 1);
      int[] b = Masked.tokens(network, 1, 9, 2);
      KeyValues[] made = new KeyValues[2];
      network.predict(List.of(TokenQuery.keeping(a, new int[0], 4, 8), TokenQuery.all(b, new int[0])), TokenPredictor.NO_SIGMA,
          Tensor.zeros(0, network.vocabulary()), made);
      assertTrue(made[1] == null);
      int[] later = a.clone();
      Arrays.fill(later, 5, 7, 5);
      Tensor out = Tensor.zeros(3 + 9, network.vocabulary());
      provider.forgetCopies();
      network.predict(List.of(TokenQuery.using(later, new int[] {5, 6, 7}, 4, 8, made[0]),
          TokenQuery.keeping(b, IntStream.range(0, 9).toArray(), 0, 9)), TokenPredictor.NO_SIGMA, out, made);
      assertEquals(0, provider.bytesUp());
      assertEquals(i == 0 ? 0 : 4 * out.size(), provider.bytesDown());
      got[i] = out.floats();
    }
    assertArrayEquals(got[0], got[1]);
  }

  @Test
  void paddingMasksGoUpWithTheirBatch() {
    int[] mask = new int[3 * LENGTH];
    Arrays.setAll(mask, i -> i % LENGTH < 7 ? 1 : 0);
    float[][] got = new float[2][];
    for (int i = 0; i < 2; i++) {
      BertMaskPredictor network = (BertMaskPredictor) Masked.load("bert_mlm", i == 0 ? host : device);
      Tensor logits = Tensor.zeros(3, LENGTH, network.vocabulary());
      provider.forgetCopies();
      network.forward(Masked.tokens(network, 3, LENGTH, 4), new int[0], mask, 3, LENGTH, logits, (name, value) -> { });
      got[i] = logits.floats();
      assertEquals(i == 0 ? 0 : 4L * 3 * LENGTH, provider.bytesUp());
    }
    assertArrayEquals(got[0], got[1]);
  }
}
