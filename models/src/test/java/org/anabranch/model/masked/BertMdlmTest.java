package org.anabranch.model.masked;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.ForwardObserver;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.CheckpointException;
import org.anabranch.model.checkpoint.Safetensors;
import org.anabranch.model.checkpoint.SafetensorsWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What BERT and MDLM have beyond their fixtures: older names, an untied head, padding, the network without noise levels. */
class BertMdlmTest {
  @TempDir
  private Path dir;
  private final Kernels kernels = Backend.standard().kernels();

  private Path copy(String fixture, UnaryOperator<String> config, UnaryOperator<String> names) throws IOException {
    Path source = Masked.fixture(fixture);
    Files.writeString(dir.resolve("config.json"), config.apply(Files.readString(source.resolve("config.json"))));
    Safetensors old = Safetensors.open(source.resolve("weights.safetensors"));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    old.names().forEach(n -> tensors.put(names.apply(n), old.tensor(n).toHeap()));
    SafetensorsWriter.write(dir.resolve("weights.safetensors"), tensors, Map.of());
    return dir;
  }

  private float[] logits(MaskedNetwork network, double[] sigma) {
    Tensor out = Tensor.zeros(3, 12, network.vocabulary());
    network.forward(Masked.tokens(network, 3, 12, 8), 3, 12, sigma, out);
    return out.floats();
  }

  @Test
  void normsOfTheFirstBertsAreCalledGammaAndBeta() throws IOException {
    Path renamed = copy("bert_mlm", c -> c,
        n -> n.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"));
    assertArrayEquals(logits(Masked.load("bert_mlm", kernels), MaskPredictor.NO_SIGMA),
        logits(Masked.load(renamed, WeightFormat.F32, kernels), MaskPredictor.NO_SIGMA));
  }

  @Test
  void anUntiedHeadHasItsOwnMatrix() throws IOException {
    Path untied = copy("bert_mlm", c -> c.replaceFirst("\\{", "{\"tie_word_embeddings\": false,"), n -> n);
    assertEquals("weights: tensor cls.predictions.decoder.weight is missing from " + untied, assertThrows(CheckpointException.class,
        () -> Masked.load(untied, WeightFormat.F32, kernels)).getMessage().replaceFirst("(; |, ).*", ""));
    Safetensors old = Safetensors.open(untied.resolve("weights.safetensors"));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    old.names().forEach(n -> tensors.put(n, old.tensor(n).toHeap()));
    Tensor words = tensors.get("bert.embeddings.word_embeddings.weight");
    float[] doubled = words.toFloats();
    for (int i = 0; i < doubled.length; i++) {
      doubled[i] *= 2;
    }
    tensors.put("cls.predictions.decoder.weight", Tensor.of(doubled, words.shape().toArray()));
    tensors.put("cls.predictions.bias", Tensor.zeros(words.rows()));
    SafetensorsWriter.write(untied.resolve("weights.safetensors"), tensors, Map.of());
    float[] twice = logits(Masked.load(untied, WeightFormat.F32, kernels), MaskPredictor.NO_SIGMA);
    tensors.remove("cls.predictions.decoder.weight");
    SafetensorsWriter.write(untied.resolve("weights.safetensors"), tensors, Map.of());
    Files.copy(Masked.fixture("bert_mlm").resolve("config.json"), untied.resolve("config.json"),
        StandardCopyOption.REPLACE_EXISTING);
    float[] once = logits(Masked.load(untied, WeightFormat.F32, kernels), MaskPredictor.NO_SIGMA);
    for (int i = 0; i < once.length; i++) {
      assertEquals(2 * once[i], twice[i], "element " + i);
    }
  }

  @Test
  void whatIsMaskedOutDoesNotCount() {
    BertMaskPredictor network = BertMaskPredictor.load(Checkpoint.open(Masked.fixture("bert_mlm")), kernels);
    int[] tokens = Masked.tokens(network, 2, 12, 8);
    int[] mask = new int[24];
    Arrays.fill(mask, 1);
    Arrays.fill(mask, 7, 12, 0);
    Tensor padded = Tensor.zeros(2, 12, network.vocabulary());
    network.forward(tokens, new int[0], mask, 2, 12, padded, ForwardObserver.NONE);
    Tensor alone = Tensor.zeros(1, 7, network.vocabulary());
    network.forward(tokens, 1, 7, MaskPredictor.NO_SIGMA, alone);
    for (int i = 0; i < alone.size(); i++) {
      // Sums over 12 keys of which 5 weigh 0 have other lanes than sums over 7: a few ulps.
      assertEquals(alone.floats()[i], padded.floats()[i], 2e-5, "element " + i);
    }
    Tensor whole = Tensor.zeros(2, 12, network.vocabulary());
    network.forward(tokens, 2, 12, MaskPredictor.NO_SIGMA, whole);
    assertFalse(Arrays.equals(whole.rows(0, 1).toFloats(), padded.rows(0, 1).toFloats()), "the mask of a call ends with it");
    assertArrayEquals(whole.rows(1, 1).toFloats(), padded.rows(1, 1).toFloats());
    assertEquals("forward: attention mask must be none or 24, got 23", assertThrows(IllegalArgumentException.class,
        () -> network.forward(tokens, new int[0], new int[23], 2, 12, whole, ForwardObserver.NONE)).getMessage());
  }

  @Test
  void anMdlmWithoutTimeConditioningStandsAtNoiseZero() throws IOException {
    MaskedNetwork told = Masked.load("mdlm_odd", kernels);
    MaskedNetwork untold = Masked.load(copy("mdlm_odd", c -> c.replace("\"time_conditioning\": true", "\"time_conditioning\": false"),
        n -> n), WeightFormat.F32, kernels);
    float[] zero = logits(told, new double[3]);
    assertArrayEquals(zero, logits(untold, MaskPredictor.NO_SIGMA));
    assertFalse(Arrays.equals(zero, logits(told, new double[] {1, 1, 1})));
  }

  @Test
  void configsAreChecked() {
    assertEquals("config: hidden_dim must be an even multiple of n_heads = 7, got 60", assertThrows(CheckpointException.class,
        () -> MdlmConfig.of(Checkpoint.open(copy("mdlm_odd", c -> c.replace("\"n_heads\": 3", "\"n_heads\": 7"), n -> n)).config()))
        .getMessage());
    assertEquals("config: position_embedding_type must be one of [absolute], got relative_key", assertThrows(
        CheckpointException.class, () -> BertConfig.of(Checkpoint.open(copy("bert_mlm",
            c -> c.replace("\"absolute\"", "\"relative_key\""), n -> n)).config())).getMessage());
  }
}
