package org.anabranch.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.model.catalog.Architecture;
import org.anabranch.model.catalog.MaskedModel;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.ConfigReader;
import org.anabranch.model.checkpoint.Safetensors;
import org.anabranch.model.checkpoint.SafetensorsWriter;
import org.anabranch.model.masked.LlamaConfig;
import org.anabranch.model.masked.LlamaLayout;
import org.anabranch.model.masked.MaskPredictor;
import org.anabranch.model.plan.MemoryPlan;
import org.anabranch.model.plan.PlanRequest;
import org.anabranch.model.text.Encoding;
import org.anabranch.model.text.Tokenizer;
import org.anabranch.model.text.Tokenizers;
import org.anabranch.solver.masked.SequenceLikelihood;
import org.anabranch.solver.masked.TokenTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The commands sample, search and inspect --plan on checkpoint folders of masked tokens. */
final class TextCommandTest {
  private static final Path TOKENIZERS = Path.of("..", "tokenizers", "src", "test", "resources");
  private static final int MASK = 283;
  private static final int END = 282;

  @TempDir
  private Path folder;

  /** A LLaDA of the tokenizer's 287 ids with random weights in bf16. */
  private Path llada() throws IOException {
    String config = """
        {"model_type": "llada", "d_model": 32, "n_heads": 2, "n_layers": 2, "mlp_hidden_size": 48, "vocab_size": 287,
         "max_sequence_length": 64, "rope": true, "weight_tying": false, "mask_token_id": 283, "eos_token_id": 282,
         "dtype": "bfloat16"}""";
    Files.writeString(folder.resolve("config.json"), config);
    Map<String, Tensor> tensors = new TreeMap<>();
    Random random = new Random(3);
    LlamaLayout.of(LlamaConfig.of(ConfigReader.open(folder.resolve("config.json")))).forEach((name, shape) -> {
      MemorySegment s = Tensor.allocateOffHeap(2 * shape.size());
      for (int i = 0; i < shape.size(); i++) {
        boolean norm = name.contains("norm") || name.contains("ln_f");
        float w = (float) (norm ? 1 + 0.1 * random.nextGaussian() : 0.3 * random.nextGaussian());
        s.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) (Float.floatToRawIntBits(w) >>> 16));
      }
      tensors.put(name, Tensor.offHeap(s, DType.BF16, shape));
    });
    SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of());
    for (String file : new String[] {"tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"}) {
      Files.copy(TOKENIZERS.resolve("byte_level").resolve(file), folder.resolve(file));
    }
    return folder;
  }

  @Test
  void anAnswerIsWrittenAfterAPrompt() throws IOException {
    Path model = llada();
    Run run = Run.of("sample", model, "--prompt", "the cat", "--gen-length", 6, "--steps", 3, "--block-length", 2, "--sampler",
        "low-confidence", "--json");
    assertEquals(0, run.code(), run.err());
    JsonNode json = run.json();
    assertEquals(3, json.get("evaluations").asLong());
    assertEquals("f32", json.get("weights").asString());
    int[] ids = ids(json.get("samples").get(0).get("ids"));
    try (Tokenizer t = Tokenizers.open(model).orElseThrow()) {
      int[] prompt = t.encode("the cat").ids();
      assertEquals(prompt.length + 6, ids.length);
      assertArrayEquals(prompt, Arrays.copyOf(ids, prompt.length), "the prompt stays");
      assertTrue(IntStream.of(ids).noneMatch(i -> i == MASK));
      int[] answer = Arrays.copyOfRange(ids, prompt.length, ids.length);
      int end = IntStream.range(0, 6).filter(i -> answer[i] == END || answer[i] == 286).findFirst().orElse(6);
      assertEquals(t.decode(Arrays.copyOf(answer, end), false), json.get("samples").get(0).get("filled").asString());
      Run byIds = Run.of("sample", model, "--prompt-ids", text(prompt), "--gen-length", 6, "--steps", 3, "--block-length", 2,
          "--json");
      assertArrayEquals(ids, ids(byIds.json().get("samples").get(0).get("ids")), "the default is low confidence at temperature 0");
      Run chat = Run.of("sample", model, "--prompt", "the cat", "--chat", "--gen-length", 2, "--json");
      Encoding turn = t.encode("<|startoftext|><|start_header_id|>user<|end_header_id|>\n\nthe cat<|eot_id|>"
          + "<|start_header_id|>assistant<|end_header_id|>\n\n");
      assertEquals(turn.length() + 2, ids(chat.json().get("samples").get(0).get("ids")).length);
    }
    Run shown = Run.of("sample", model, "--prompt", "the cat", "--gen-length", 6, "--steps", 3, "--weights", "int8", "--rows", 2,
        "--temperature", 1, "--out", folder.resolve("out.txt"));
    assertEquals(0, shown.code(), shown.err());
    assertTrue(shown.out().contains("2 samples, 3 confidence steps: 6 evaluations"), shown.out());
    assertEquals(2, Files.readAllLines(folder.resolve("out.txt")).size());
  }

  @Test
  void gapsAreFilledInAndTheRestStays() throws IOException {
    Path model = llada();
    Run run = Run.of("sample", model, "--infill", "the <mask:3> sat<|mdm_mask|>", "--json", "--temperature", 1, "--rows", 2);
    assertEquals(0, run.code(), run.err());
    JsonNode json = run.json();
    try (Tokenizer t = Tokenizers.open(model).orElseThrow()) {
      int[] the = t.encode("the ").ids();
      int[] sat = t.encode(" sat").ids();
      for (JsonNode sample : json.get("samples")) {
        int[] ids = ids(sample.get("ids"));
        assertEquals(the.length + 3 + sat.length + 1, ids.length);
        assertArrayEquals(the, Arrays.copyOf(ids, the.length));
        assertArrayEquals(sat, Arrays.copyOfRange(ids, the.length + 3, the.length + 3 + sat.length));
        assertTrue(IntStream.of(ids).noneMatch(i -> i == MASK));
        if (IntStream.of(ids).noneMatch(i -> i == END || i >= 281)) {
          assertEquals(t.decode(ids, false), sample.get("text").asString());
        }
      }
      assertEquals(8, json.get("evaluations").asLong(), "a token a step: four gaps in two rows");
    }
  }

  /** Slots in a byte-level tokenizer's tokens: words, digits, and a character that takes two tokens. */
  @Test
  void slotsOfACheckpointHoldTheirValues() throws IOException {
    Path model = llada();
    Path file = Files.writeString(folder.resolve("template.json"), """
        {"segments": [{"text": "the"}, {"slot": "what", "choice": [" cat", " mat"]}, {"text": " sat on"},
        {"slot": "n", "integer": [1, 9]}, {"open": 2}, {"slot": "u", "regex": "[\u00e9\u00fc]", "width": 2}]}""");
    Run run = Run.of("sample", model, "--template", file, "--temperature", 1, "--rows", 3, "--json");
    assertEquals(0, run.code(), run.err());
    JsonNode slots = run.json().get("slots");
    assertEquals(9, slots.size());
    for (int i = 0; i < slots.size(); i += 3) {
      assertTrue(slots.get(i).get("value").asString().matches(" [cm]at"));
      assertTrue(slots.get(i + 1).get("value").asString().matches("[1-9]"));
      assertTrue(slots.get(i + 2).get("value").asString().matches("[\u00e9\u00fc]"));
      double sum = 0;
      for (JsonNode o : slots.get(i + 2).get("alternatives")) {
        sum += o.get("probability").asDouble();
      }
      assertEquals(1, sum, 1e-12, "both characters");
    }
    assertEquals(0, Run.of("search", model, "--template", file, "--temperature", 1, "--steps", 4, "--algorithm", "best-of-n",
        "--evaluations", 16).code());
    assertEquals("template: stands in place of a prompt or a text with gaps, got --prompt too",
        refused("sample", model, "--template", file, "--prompt", "a"));
    assertEquals("template: the folder has no tokenizer.json to cut its texts with",
        refused("sample", Fixtures.ROOT.resolve("dream"), "--template", file));
    assertTrue(refused("sample", model, "--template", "{\"segments\": [{\"slot\": \"a\", \"choice\": [\"<|eot_id|>\"]}]}")
        .startsWith("slot: a value is made of tokens that are text"));
  }

  @Test
  void anEndOfTextStopsOrIsForbidden() throws IOException {
    Path model = llada();
    Object[] common = {"sample", model, "--prompt-ids", "5,6", "--gen-length", 24, "--temperature", 1, "--rows", 16, "--sampler",
        "sequential", "--json", "--end-ids", text(IntStream.range(0, 200).toArray())};
    long all = Run.of(common).json().get("evaluations").asLong();
    Run stopped = Run.of(with(common, "--end-of-text", "stop"));
    assertEquals(16 * 24, all);
    assertTrue(stopped.json().get("evaluations").asLong() < all / 2, "two tokens of three end a text");
    for (JsonNode sample : stopped.json().get("samples")) {
      int[] ids = ids(sample.get("ids"));
      int end = IntStream.range(2, 26).filter(i -> ids[i] < 200).findFirst().orElse(25);
      assertTrue(IntStream.range(end, 26).allMatch(i -> ids[i] == ids[end]));
    }
    for (JsonNode sample : Run.of(with(common, "--end-of-text", "forbid")).json().get("samples")) {
      assertTrue(IntStream.of(ids(sample.get("ids"))).skip(2).allMatch(i -> i >= 200));
    }
  }

  @Test
  void bertFillsAMaskWithItsLikeliestTokens() throws IOException {
    Fixtures.copy(Fixtures.ROOT.resolve("bert_mlm"), folder);
    Files.copy(TOKENIZERS.resolve("word_piece/tokenizer.json"), folder.resolve("tokenizer.json"));
    Files.copy(TOKENIZERS.resolve("word_piece/tokenizer_config.json"), folder.resolve("tokenizer_config.json"));
    Run run = Run.of("sample", folder, "--infill", "Paris is the capital of [MASK].", "--top", 3, "--json");
    assertEquals(0, run.code(), run.err());
    JsonNode gap = run.json().get("gaps").get(0);
    assertEquals(6, gap.get("position").asInt(), "[CLS] paris is the capital of [MASK] . [SEP]");
    int[] ids = {2, 5, 6, 7, 8, 9, 4, 11, 3};
    MaskPredictor network = MaskedModel.load(Checkpoint.open(folder), WeightFormat.F32).predictor(Backend.standard().kernels());
    Tensor logits = Tensor.zeros(1, network.vocabulary());
    network.predict(ids, 1, ids.length, new double[0], new int[] {6}, 1, logits);
    double sum = IntStream.range(0, network.vocabulary()).filter(v -> v != 4).mapToDouble(v -> Math.exp(logits.floats()[v])).sum();
    double before = 1;
    for (JsonNode token : gap.get("tokens")) {
      double p = token.get("probability").asDouble();
      // Sums of 83 doubles in another order.
      assertEquals(Math.exp(logits.floats()[token.get("id").asInt()]) / sum, p, 1e-14);
      assertTrue(p <= before);
      before = p;
    }
    Run filled = Run.of("sample", folder, "--infill", "paris is [MASK] [MASK].", "--json");
    assertEquals(0, filled.code(), filled.err());
    assertEquals(2, filled.json().get("evaluations").asLong());
    assertTrue(Run.of("sample", folder, "--infill", "paris is [MASK].", "--top", 2).out().contains("token"));
    assertEquals("prompt: a BERT fills gaps, it needs --infill or --infill-ids", refused("sample", folder, "--prompt", "paris"));
  }

  @Test
  void aSearchPicksByTheModelsOwnProbability() throws IOException {
    Path model = llada();
    Run run = Run.of("search", model, "--prompt", "the cat", "--gen-length", 8, "--steps", 4, "--temperature", 1, "--algorithm",
        "best-of-n", "--evaluations", 24, "--json");
    assertEquals(0, run.code(), run.err());
    JsonNode json = run.json();
    assertEquals("log-probability", json.get("verifier").asString());
    assertEquals(24, json.get("ledger").get("used").asLong());
    int[] ids = ids(json.get("best").get("ids"));
    assertTrue(json.get("best").has("text"));
    int prompt = ids.length - 8;
    int[] open = ids.clone();
    Arrays.fill(open, prompt, ids.length, MASK);
    MaskPredictor network = MaskedModel.load(Checkpoint.open(model), WeightFormat.F32).predictor(Backend.standard().kernels());
    assertEquals(new SequenceLikelihood(network, 8, TrajectoryKey.root(0, 0)).of(TokenTemplate.of(MASK, open), ids),
        json.get("best").get("score").asDouble());
    double most = StreamSupport.stream(json.get("scores").spliterator(), false).mapToDouble(JsonNode::asDouble).max().orElseThrow();
    assertEquals(most, json.get("best").get("score").asDouble());
    assertEquals("verifier: 'likelihood' judges samples of flows, the model is none", refused("search", model, "--prompt", "a",
        "--gen-length", 4, "--algorithm", "best-of-n", "--evaluations", 8, "--verifier", "likelihood"));
  }

  @Test
  void everyOfficialFamilyRunsFromItsFolderByIds() throws IOException {
    for (String fixture : new String[] {"llada_gqa_odd", "dream", "mdlm_odd"}) {
      Path model = Fixtures.ROOT.resolve(fixture);
      Run run = Run.of("sample", model, "--prompt-ids", "1,2,3", "--gen-length", 4, "--steps", 4, "--json");
      assertEquals(0, run.code(), fixture + run.err());
      int[] ids = ids(run.json().get("samples").get(0).get("ids"));
      assertEquals(7, ids.length);
      int mask = fixture.equals("mdlm_odd") ? Architecture.MDLM.needs(Checkpoint.open(model)).tensors()
          .get("backbone.vocab_embed.embedding").rows() - 1 : Checkpoint.open(model).config().integer("mask_token_id", 0, 1 << 20);
      assertTrue(IntStream.of(ids).noneMatch(i -> i == mask), fixture);
    }
    Run file = Run.of("sample", Fixtures.ROOT.resolve("dream"), "--prompt-ids", "1", "--gen-length", 3, "--out",
        folder.resolve("ids.safetensors"));
    assertEquals(0, file.code(), file.err());
    assertEquals(4, Safetensors.open(folder.resolve("ids.safetensors")).tensor("samples").toInts().length);
  }

  @Test
  void wrongOptionsAreOneSentence() throws IOException {
    Path model = llada();
    Path bare = Fixtures.ROOT.resolve("dream");
    assertEquals("prompt: the folder has no tokenizer.json, give token ids with --prompt-ids",
        refused("sample", bare, "--prompt", "a"));
    assertEquals("prompt: needs one of --prompt, --prompt-ids, --infill and --infill-ids, got several",
        refused("sample", model, "--prompt", "a", "--infill", "a<mask>"));
    assertEquals("infill: the text must have a gap, <mask> or <mask:N> or <|mdm_mask|>, got 'none'",
        refused("sample", model, "--infill", "none"));
    assertEquals("prompt: 68 tokens with what is filled in, " + model + " takes at most 64",
        refused("sample", model, "--prompt-ids", "1,2,3,4", "--gen-length", 64));
    assertEquals("prompt: is for a checkpoint folder of masked tokens, sudoku is none", refused("sample", "sudoku", "--prompt", "a"));
    assertEquals("prompt-ids: must be token ids with commas between them, got '1,x'", refused("sample", model, "--prompt-ids", "1,x"));
    assertEquals("end-of-text: must be none, stop, defer or forbid, got 'halt'",
        refused("sample", model, "--prompt", "a", "--end-of-text", "halt"));
    assertEquals("top: is for a checkpoint folder of masked tokens, sudoku is none", refused("sample", "sudoku", "--top", 3));
    assertEquals("template: tokens must be in [0, 286], position 0 holds 999", refused("sample", model, "--prompt-ids", "999"));
    assertEquals("chat: needs --prompt", refused("sample", model, "--chat", "--prompt-ids", "1"));
  }

  @Test
  void aPlanSaysWhatFitsAndWhatWould() throws IOException {
    Path model = llada();
    Run fits = Run.of("inspect", model, "--plan", "--weights", "bf16", "--length", 32, "--rows", 4, "--cache", "--json");
    assertEquals(0, fits.code(), fits.err());
    JsonNode json = fits.json();
    assertTrue(json.get("fits").asBoolean());
    assertEquals(MaskedModel.load(Checkpoint.open(model), WeightFormat.BF16).weights().bytes(), json.get("weightBytes").asLong());
    assertEquals(4L * 2 * 2 * 32 * 32 * 4, StreamSupport.stream(json.get("items").spliterator(), false)
        .filter(i -> i.get("name").asString().equals("keys and values")).findFirst().orElseThrow().get("heap").asLong());
    Run not = Run.of("inspect", model, "--plan", "--rows", 64, "--memory", "257m");
    assertEquals(1, not.code());
    assertTrue(not.out().contains("would fit: --rows "), not.out());
    assertTrue(not.err().contains("the limit is 257.0 MiB"), not.err());
    assertEquals(0, Run.of("inspect", Fixtures.DIT_ODD, "--plan", "--rows", 2).code());
    assertEquals("memory: must be a number with a unit, like 512KiB, 64MiB or 1.5g, got 'much'",
        refused("inspect", model, "--plan", "--memory", "much"));
    assertEquals("memory: --memory is for --plan, which is not given", refused("inspect", model, "--memory", "1g"));
    assertEquals("length: must be in [1, 64], got 65", refused("inspect", model, "--plan", "--length", 65));
    assertEquals(24L << 30, Bytes.parse("memory", "24GiB"));
    assertEquals(1536L << 20, Bytes.parse("memory", "1.5g"));
  }

  @Test
  void whatDoesNotFitIsNotLoaded() throws IOException {
    MemoryPlan plan = MemoryPlan.of(Checkpoint.open(llada()), PlanRequest.of(WeightFormat.BF16, 1, 32, 1));
    new MemoryLimits(1L << 30, 1L << 30, 1L << 30).require("m", plan);
    String machine = assertThrows(UsageException.class, () -> new MemoryLimits(1 << 20, 1L << 30, 1L << 30).require("m", plan))
        .getMessage();
    assertTrue(machine.startsWith("memory: m with --weights bf16, 1 x 32 tokens needs 256."), machine);
    assertTrue(machine.endsWith("the machine has 1.0 MiB; inspect --plan tells what takes it and what would fit"), machine);
    String jvm = assertThrows(UsageException.class, () -> new MemoryLimits(1L << 30, 1L << 30, 10).require("m", plan)).getMessage();
    assertTrue(jvm.endsWith("this JVM allows 10 B and 1.0 GiB; set ANABRANCH_JAVA_OPTS='-XX:MaxDirectMemorySize=257m'"), jvm);
  }

  private static Object[] with(Object[] common, Object... more) {
    Object[] all = Arrays.copyOf(common, common.length + more.length);
    System.arraycopy(more, 0, all, common.length, more.length);
    return all;
  }

  private static String refused(Object... args) {
    Run run = Run.of(args);
    assertEquals(2, run.code(), run.out() + run.err());
    return run.message();
  }

  private static String text(int[] ids) {
    return Arrays.toString(ids).replaceAll("[\\[\\] ]", "");
  }

  private static int[] ids(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }
}
