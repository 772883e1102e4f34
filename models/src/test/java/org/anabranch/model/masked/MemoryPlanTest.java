package org.anabranch.model.masked;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.DiffusionTransformer;
import org.anabranch.model.DiffusionTransformerConfig;
import org.anabranch.model.DiffusionTransformerWeights;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.CheckpointException;
import org.anabranch.model.checkpoint.ConfigReader;
import org.anabranch.model.checkpoint.SafetensorsWriter;
import org.anabranch.model.plan.MemoryPlan;
import org.anabranch.model.plan.PlanRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A plan of memory is compared with what a network holds once it is loaded and has run, byte for byte. */
final class MemoryPlanTest {
  /** The config of LLaDA-8B as it was published. */
  private static final String LLADA_8B = """
      {"activation_type": "silu", "alibi": false, "alibi_bias_max": 8.0, "architectures": ["LLaDAModelLM"], "attention_dropout": 0.0,
       "attention_layer_norm": false, "attention_layer_norm_with_affine": true, "auto_map": {"AutoConfig":
       "configuration_llada.LLaDAConfig"}, "bias_for_layer_norm": false, "block_group_size": 1, "block_type": "llama", "d_model": 4096,
       "embedding_dropout": 0.0, "embedding_size": 126464, "eos_token_id": 126081, "flash_attention": false, "include_bias": false,
       "include_qkv_bias": false, "init_cutoff_factor": null, "init_device": "meta", "init_fn": "mitchell", "init_std": 0.02,
       "input_emb_norm": false, "layer_norm_type": "rms", "layer_norm_with_affine": true, "mask_token_id": 126336,
       "max_sequence_length": 4096, "mlp_hidden_size": 12288, "mlp_ratio": 4, "model_type": "llada", "multi_query_attention": null,
       "n_heads": 32, "n_kv_heads": 32, "n_layers": 32, "pad_token_id": 126081, "precision": "amp_bf16", "residual_dropout": 0.0,
       "rms_norm_eps": 1e-05, "rope": true, "rope_full_precision": true, "rope_theta": 500000.0, "scale_logits": false,
       "torch_dtype": "bfloat16", "transformers_version": "4.46.3", "use_cache": false, "vocab_size": 126464, "weight_tying": false}
      """;

  private final Kernels kernels = Backend.standard().kernels();

  @TempDir
  private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"llada_gqa_odd", "dream", "mdlm_odd", "bert_mlm"})
  void aMaskedNetworkHoldsWhatWasPlanned(String fixture) {
    Checkpoint checkpoint = Checkpoint.open(Masked.fixture(fixture));
    for (WeightFormat format : WeightFormat.values()) {
      MemoryPlan plan = MemoryPlan.of(checkpoint, PlanRequest.of(format, 3, 11, 1));
      MaskedNetwork network = Masked.load(Masked.fixture(fixture), format, kernels);
      assertEquals(plan.weights(), held(checkpoint, format), fixture + " " + format);
      predictAll(network, 3, 11);
      assertEquals(item(plan, "temporaries").heap(), network.workspaceBytes(), fixture);
    }
  }

  @Test
  void soDoSlicesOfABatch() {
    Checkpoint checkpoint = Checkpoint.open(Masked.fixture("llada_gqa_odd"));
    for (int rows : new int[] {1, 7, 19, 200}) {
      MaskedNetwork network = Masked.load("llada_gqa_odd", kernels);
      predictAll(network, rows, 9);
      MemoryPlan plan = MemoryPlan.of(checkpoint, PlanRequest.of(WeightFormat.F32, rows, 9, 200));
      assertEquals(item(plan, "temporaries").heap(), network.workspaceBytes(), rows + " rows");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dit_odd", "sit_odd"})
  void aFlowHoldsWhatWasPlanned(String fixture) {
    Checkpoint checkpoint = Checkpoint.open(Masked.fixture(fixture));
    DiffusionTransformerConfig c = DiffusionTransformerConfig.of(checkpoint.config());
    for (WeightFormat format : WeightFormat.values()) {
      DiffusionTransformerWeights weights = DiffusionTransformerWeights.load(checkpoint, format);
      for (int n : new int[] {2, 41}) {
        MemoryPlan plan = MemoryPlan.of(checkpoint, PlanRequest.of(format, n, 1, 64));
        assertEquals(plan.weights(), weights.bytes(), fixture + " " + format);
        DiffusionTransformer network = new DiffusionTransformer(weights, kernels);
        network.forward(Tensor.zeros(c.batchShape(n).toArray()), new double[n], new int[n],
            Tensor.zeros(c.outputShape(n).toArray()));
        assertEquals(item(plan, "temporaries").heap(), network.workspaceBytes(), fixture + ", " + n + " rows");
      }
    }
  }

  /** The widths of LLaDA-8B by a sixteenth, its proportions, names, types and shards. */
  @ParameterizedTest
  @EnumSource(WeightFormat.class)
  void aShardedCheckpointInBf16HoldsWhatWasPlanned(WeightFormat format) throws IOException {
    String config = LLADA_8B.replace("\"d_model\": 4096", "\"d_model\": 256").replace("12288", "768").replace("126464", "7904")
        .replace("126336", "7903").replace("_heads\": 32", "_heads\": 4").replace("n_layers\": 32", "n_layers\": 2");
    sharded(config);
    Checkpoint checkpoint = Checkpoint.open(folder);
    MemoryPlan plan = MemoryPlan.of(checkpoint, PlanRequest.of(format, 2, 24, 1));
    assertEquals(plan.weights(), held(checkpoint, format));
    assertEquals(2 * checkpoint.parameters(), plan.file(), "bytes of bf16");
    LlamaMaskPredictor network = LlamaMaskPredictor.load(Checkpoint.open(folder), format, kernels);
    predictAll(network, 2, 24);
    assertEquals(item(plan, "temporaries").heap(), network.workspaceBytes());
  }

  @Test
  void llada8bFitsTwentyFourGibibytes() throws IOException {
    Checkpoint checkpoint = official();
    assertEquals(8_015_581_184L, checkpoint.parameters(), "the published count");
    for (WeightFormat format : List.of(WeightFormat.BF16, WeightFormat.INT8, WeightFormat.INT8_GROUP)) {
      MemoryPlan plan = MemoryPlan.of(checkpoint, PlanRequest.of(format, 1, 1024, 2));
      assertTrue(plan.resident() < 24L << 30, format + " takes " + plan.resident());
    }
    MemoryPlan wide = MemoryPlan.of(checkpoint, PlanRequest.of(WeightFormat.F32, 1, 1024, 2));
    assertTrue(wide.resident() > 24L << 30, "f32 takes " + wide.resident());
    long matrices = 32L * (4L * 4096 * 4096 + 3L * 4096 * 12288) + 126464L * 4096;
    assertEquals(2 * matrices, MemoryPlan.of(checkpoint, PlanRequest.of(WeightFormat.BF16, 1, 1, 1)).offHeap());
    assertEquals(matrices, MemoryPlan.of(checkpoint, PlanRequest.of(WeightFormat.INT8, 1, 1, 1)).offHeap());
  }

  @Test
  void keysAndValuesAreCountedWhereTheyAreKept() throws IOException {
    MemoryPlan plan = MemoryPlan.of(official(), new PlanRequest(WeightFormat.BF16, 3, 512, 128, 2, true));
    assertEquals(2L * 32 * 32 * 128 * 512 * 3 * 4, item(plan, "keys and values").heap());
    assertEquals(3L * 128 * 126464 * 4, item(plan, "logits kept by rows").heap());
  }

  @Test
  void wrongRequestsAreOneSentence() {
    Checkpoint checkpoint = Checkpoint.open(Masked.fixture("dream"));
    assertEquals("length: must be in [1, 256], got 257", assertThrows(IllegalArgumentException.class,
        () -> MemoryPlan.of(checkpoint, PlanRequest.of(WeightFormat.F32, 1, 257, 1))).getMessage());
    assertThrows(IllegalArgumentException.class, () -> PlanRequest.of(WeightFormat.F32, 0, 1, 1));
    Checkpoint other = Checkpoint.open(Masked.fixture("ode_solvers").resolve("io.safetensors"));
    assertThrows(CheckpointException.class, () -> MemoryPlan.of(other, PlanRequest.of(WeightFormat.F32, 1, 1, 1)));
  }

  private static MemoryPlan.Item item(MemoryPlan plan, String name) {
    return plan.items().stream().filter(i -> i.name().equals(name)).findFirst().orElseThrow();
  }

  private static long held(Checkpoint checkpoint, WeightFormat format) {
    return switch (checkpoint.config().text("model_type").orElseThrow()) {
      case "mdlm" -> MdlmWeights.load(checkpoint, format).bytes();
      case "bert" -> BertWeights.load(checkpoint, format).bytes();
      default -> LlamaWeights.load(checkpoint, format).bytes();
    };
  }

  private static void predictAll(MaskedNetwork network, int rows, int length) {
    int[] positions = IntStream.range(0, rows * length).toArray();
    network.predict(Masked.tokens(network, rows, length, 5), rows, length, Masked.sigma(network, 0, rows), positions, positions.length,
        Tensor.zeros(positions.length, network.vocabulary()));
  }

  /** Two shards of small bf16 numbers. */
  private void sharded(String config) throws IOException {
    Files.writeString(folder.resolve("config.json"), config);
    Map<String, Tensor> first = new TreeMap<>();
    Map<String, Tensor> second = new TreeMap<>();
    List<String> entries = new ArrayList<>();
    layout(config).forEach((name, shape) -> {
      MemorySegment s = Tensor.allocateOffHeap(2 * shape.size());
      for (long i = 0; i < s.byteSize(); i += 2) {
        s.set(ValueLayout.JAVA_BYTE, i + 1, (byte) 0x3c);
        s.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 37));
      }
      boolean early = name.contains("blocks.0") || name.contains("wte");
      (early ? first : second).put(name, Tensor.offHeap(s, DType.BF16, shape));
      entries.add("\"" + name + "\": \"model-0000" + (early ? 1 : 2) + "-of-00002.safetensors\"");
    });
    SafetensorsWriter.write(folder.resolve("model-00001-of-00002.safetensors"), first, Map.of("format", "pt"));
    SafetensorsWriter.write(folder.resolve("model-00002-of-00002.safetensors"), second, Map.of("format", "pt"));
    Files.writeString(folder.resolve("model.safetensors.index.json"),
        "{\"metadata\": {\"total_size\": 0}, \"weight_map\": {" + String.join(", ", entries) + "}}");
  }

  /** The 16 GB file of LLaDA-8B as a sparse one: a header, and a hole. */
  private Checkpoint official() throws IOException {
    Files.writeString(folder.resolve("config.json"), LLADA_8B);
    StringBuilder header = new StringBuilder("{");
    long at = 0;
    for (Map.Entry<String, Shape> e : layout(LLADA_8B).entrySet()) {
      long end = at + 2 * e.getValue().size();
      header.append(at == 0 ? "" : ",").append('"').append(e.getKey()).append("\":{\"dtype\":\"BF16\",\"shape\":")
          .append(e.getValue()).append(",\"data_offsets\":[").append(at).append(',').append(end).append("]}");
      at = end;
    }
    byte[] json = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer begin = ByteBuffer.allocate(8 + json.length).order(ByteOrder.LITTLE_ENDIAN);
    begin.putLong(json.length).put(json).flip();
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("model.safetensors").toFile(), "rw")) {
      file.setLength(8 + json.length + at);
      file.write(begin.array());
    }
    return Checkpoint.open(folder);
  }

  private static Map<String, Shape> layout(String config) {
    return new LinkedHashMap<>(LlamaLayout.of(LlamaConfig.of(
        ConfigReader.parse(config.getBytes(StandardCharsets.UTF_8), "config"))));
  }
}
