package org.anabranch.model.masked;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.CheckpointException;
import org.anabranch.model.checkpoint.Safetensors;
import org.anabranch.model.checkpoint.SafetensorsWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Variants of LLaDA that no fixture has, against plain double arithmetic; files in BF16 and in shards; layers that repeat. */
class LlamaMaskPredictorTest {
  private static final String BASE = """
      {"model_type": "llada", "d_model": 24, "n_heads": 4, "n_layers": 2, "mlp_hidden_size": 40, "max_sequence_length": 11,
       "vocab_size": 17, "embedding_size": 20, "mask_token_id": 3, "weight_tying": false, "rope": true, "rope_theta": 100.0%s}""";

  @TempDir
  private Path dir;
  private final Kernels kernels = Backend.standard().kernels();

  private static float[] logits(MaskPredictor network, int rows, int length) {
    Tensor out = Tensor.zeros(rows, length, network.vocabulary());
    network.forward(Masked.tokens(network, rows, length, 5), rows, length, MaskPredictor.NO_SIGMA, out);
    return out.floats();
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "",
    ", \"n_kv_heads\": 2, \"include_qkv_bias\": true",
    ", \"multi_query_attention\": true, \"n_kv_heads\": null, \"scale_logits\": true",
    ", \"rope\": false, \"input_emb_norm\": true, \"activation_type\": \"gelu\"",
    ", \"include_bias\": true, \"bias_for_layer_norm\": false, \"activation_type\": \"relu\"",
    ", \"weight_tying\": true, \"mlp_hidden_size\": null, \"mlp_ratio\": 1.5, \"n_kv_heads\": 2"})
  void aVariantIsWhatPlainArithmeticGives(String keys) {
    String config = BASE.formatted(keys);
    for (String key : new String[] {"rope", "weight_tying", "mlp_hidden_size"}) {
      if (keys.contains("\"" + key + "\"")) {
        config = config.replaceFirst("\"" + key + "\": [a-z0-9]+, ", "");
      }
    }
    Checkpoint checkpoint = Checkpoint.open(Masked.llada(dir, config, DType.F32, 1));
    LlamaMaskPredictor network = LlamaMaskPredictor.load(checkpoint, kernels);
    float[] got = logits(network, 2, 11);
    double[] want = new PlainLlama(checkpoint).logits(Masked.tokens(network, 2, 11, 5), 2, 11);
    double largest = 0;
    for (double v : want) {
      largest = Math.max(largest, Math.abs(v));
    }
    assertTrue(largest > 0.1, "the reference is not trivial");
    for (int i = 0; i < want.length; i++) {
      // Chains of at most 60 products and two blocks; a wrong gate, bias or position is off by 1e-2 and more.
      assertEquals(want[i], got[i], 1e-5 * largest, "element " + i);
    }
  }

  @Test
  void aFileInBf16HasTheSameBitsInBothFormats() {
    Path folder = Masked.llada(dir, BASE.formatted(", \"n_kv_heads\": 2"), DType.BF16, 2);
    float[] wide = logits(Masked.load(folder, WeightFormat.F32, kernels), 3, 9);
    assertArrayEquals(wide, logits(Masked.load(folder, WeightFormat.BF16, kernels), 3, 9));
    LlamaWeights f32 = LlamaWeights.load(Checkpoint.open(folder));
    LlamaWeights int8 = LlamaWeights.load(Checkpoint.open(folder), WeightFormat.INT8);
    assertTrue(int8.bytes() < 0.5 * f32.bytes(), int8.bytes() + " of " + f32.bytes());
    float[] narrow = logits(new LlamaMaskPredictor(int8, kernels), 3, 9);
    double error = 0;
    double size = 0;
    for (int i = 0; i < wide.length; i++) {
      error += Math.pow(narrow[i] - wide[i], 2);
      size += Math.pow(wide[i], 2);
    }
    double relative = Math.sqrt(error / size);
    assertTrue(relative > 0 && relative < 0.05, "bytes are off by " + relative);
  }

  @Test
  void shardsAreOneCheckpoint() throws IOException {
    Path folder = Masked.llada(dir.resolve("whole"), BASE.formatted(""), DType.F32, 2);
    Path shards = Files.createDirectory(dir.resolve("shards"));
    Files.copy(folder.resolve("config.json"), shards.resolve("config.json"));
    Safetensors whole = Safetensors.open(folder.resolve("model.safetensors"));
    StringBuilder index = new StringBuilder();
    for (int s = 0; s < 2; s++) {
      Map<String, Tensor> part = new LinkedHashMap<>();
      String file = "model-0000" + (s + 1) + "-of-00002.safetensors";
      for (String name : whole.names()) {
        if (Math.floorMod(name.hashCode(), 2) == s) {
          part.put(name, whole.tensor(name));
          index.append(index.isEmpty() ? "" : ",").append('"').append(name).append("\": \"").append(file).append('"');
        }
      }
      SafetensorsWriter.write(shards.resolve(file), part, Map.of());
    }
    Files.writeString(shards.resolve("model.safetensors.index.json"), "{\"metadata\": {}, \"weight_map\": {" + index + "}}");
    assertArrayEquals(logits(Masked.load(folder, WeightFormat.F32, kernels), 2, 7),
        logits(Masked.load(shards, WeightFormat.F32, kernels), 2, 7));
  }

  @Test
  void layersThatRepeatArePackedOnceAndChecked() {
    Path folder = Masked.llada(dir, BASE.formatted(", \"unique_layers\": 1"), DType.F32, 3);
    String first = "model.transformer.blocks.0.";
    String second = "model.transformer.blocks.1.";
    CheckpointException e = assertThrows(CheckpointException.class, () -> LlamaWeights.load(Checkpoint.open(folder)));
    assertEquals("weights: tensor " + second + "attn_norm.weight must repeat " + first + "attn_norm.weight as unique_layers is 1, "
        + "they differ from byte 0", e.getMessage());
    Safetensors file = Safetensors.open(folder.resolve("model.safetensors"));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    file.names().forEach(n -> tensors.put(n, file.tensor(n.replace(second, first)).toHeap()));
    SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of());
    LlamaWeights shared = LlamaWeights.load(Checkpoint.open(folder));
    assertEquals(5, shared.matrices().size(), "four of one block and the head");
    float[] got = logits(new LlamaMaskPredictor(shared, kernels), 2, 8);
    Path apart = dir.resolve("apart");
    Masked.llada(apart, BASE.formatted(""), DType.F32, 3);
    SafetensorsWriter.write(apart.resolve("model.safetensors"), tensors, Map.of());
    assertArrayEquals(logits(Masked.load(apart, WeightFormat.F32, kernels), 2, 8), got);
    tensors.keySet().removeIf(name -> name.startsWith(second));
    SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of());
    assertArrayEquals(got, logits(new LlamaMaskPredictor(LlamaWeights.load(Checkpoint.open(folder)), kernels), 2, 8));
    tensors.put(second + "ff_out.weight", tensors.get(first + "ff_out.weight"));
    SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of());
    assertTrue(assertThrows(CheckpointException.class, () -> LlamaWeights.load(Checkpoint.open(folder))).getMessage()
        .contains(second), "a block stored in part");
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "\"alibi\": true|config: alibi must be false, got true",
    "\"block_type\": \"sequential\"|config: block_type must be one of [llama], got sequential",
    "\"layer_norm_type\": \"default\"|config: layer_norm_type must be one of [rms], got default",
    "\"attention_layer_norm\": true|config: attention_layer_norm must be false, got true",
    "\"block_group_size\": 2|config: block_group_size must be 1, got 2",
    "\"include_bias\": true|config: bias_for_layer_norm must be false where include_bias is true, got null",
    "\"n_kv_heads\": 3|config: n_heads must be a multiple of n_kv_heads = 3, got 4",
    "\"unique_layers\": 3|config: unique_layers must be an integer in [1, 2], got 3",
    "\"n_kv_head\": 2|config: unknown key 'n_kv_head', did you mean 'n_kv_heads'?"})
  void aConfigThatIsNotImplementedIsRefused(String both) {
    String[] parts = both.split("\\|");
    CheckpointException e = assertThrows(CheckpointException.class,
        () -> Masked.llada(dir, BASE.formatted(", " + parts[0]), DType.F32, 1));
    assertEquals(parts[1], e.getMessage());
  }

  @Test
  void aTensorOrLayerThatDoesNotFitIsNamed() throws IOException {
    Path folder = Masked.llada(dir, BASE.formatted(""), DType.F32, 1);
    Path config = folder.resolve("config.json");
    String text = Files.readString(config);
    Files.writeString(config, text.replace("\"n_layers\": 2", "\"n_layers\": 1"));
    assertEquals("weights: " + folder + " has a tensor model.transformer.blocks.1.attn_out.weight, the config needs 1 layers",
        assertThrows(CheckpointException.class, () -> LlamaWeights.load(Checkpoint.open(folder))).getMessage());
    Files.writeString(config, text.replace("\"mlp_hidden_size\": 40", "\"mlp_hidden_size\": 41"));
    assertEquals("weights: tensor model.transformer.blocks.0.ff_proj.weight has shape [40, 24], the config needs [41, 24]",
        assertThrows(CheckpointException.class, () -> LlamaWeights.load(Checkpoint.open(folder))).getMessage());
  }
}
