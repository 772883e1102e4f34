package org.anabranch.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders of weights: what is found, and what is refused with which words. */
class CheckpointTest {
  @TempDir
  private Path folder;

  private void write(String file, Map<String, Tensor> tensors) {
    SafetensorsWriter.write(folder.resolve(file), tensors, Map.of());
  }

  private String refusal(Executable open) {
    return assertThrows(CheckpointException.class, open).getMessage();
  }

  private Checkpoint sharded(String index) throws IOException {
    Files.writeString(folder.resolve("model.safetensors.index.json"), index.replace('\'', '"'));
    return Checkpoint.open(folder);
  }

  @Test
  void findsTheWeightsByTheirUsualNames() throws IOException {
    write("other.safetensors", Map.of("other", Tensor.zeros(1)));
    assertEquals(List.of("other"), List.copyOf(Checkpoint.open(folder).names()));
    write("weights.safetensors", Map.of("weights", Tensor.zeros(1)));
    assertEquals(List.of("weights"), List.copyOf(Checkpoint.open(folder).names()));
    write("model.safetensors", Map.of("model", Tensor.zeros(1)));
    assertEquals(List.of("model"), List.copyOf(Checkpoint.open(folder).names()));
    assertEquals(List.of("other"), List.copyOf(Checkpoint.open(folder.resolve("other.safetensors")).names()));
    Checkpoint sharded = sharded("{'metadata':{'total_size':8},'weight_map':{"
        + "'other':'other.safetensors','model':'model.safetensors'}}");
    assertEquals(2, sharded.names().size());
    assertEquals(2, sharded.parameters());
  }

  @Test
  void foldersWithoutOneCandidateAreRefused() {
    String rule = "checkpoint: " + folder + " must hold model.safetensors.index.json, model.safetensors, weights.safetensors or "
        + "one *.safetensors, it holds ";
    assertEquals(rule + "none", refusal(() -> Checkpoint.open(folder)));
    write("a.safetensors", Map.of());
    write("b.safetensors", Map.of());
    assertEquals(rule + "[a.safetensors, b.safetensors]", refusal(() -> Checkpoint.open(folder)));
    Path nowhere = folder.resolve("nowhere");
    assertEquals("checkpoint: " + nowhere + " does not exist", refusal(() -> Checkpoint.open(nowhere)));
    assertEquals("bundle: there is no atlantis/config.json in the jar", refusal(() -> Checkpoint.bundled("atlantis")));
  }

  @Test
  void wrongShapesAndMissingTensorsAreNamed() {
    write("model.safetensors", Map.of("blocks.3.mlp.fc1.weight", Tensor.zeros(384, 96), "unrelated", Tensor.zeros(1)));
    Checkpoint c = Checkpoint.open(folder);
    assertEquals("weights: tensor blocks.3.mlp.fc1.weight has shape [384, 96], the config needs [392, 96]",
        refusal(() -> c.tensor("blocks.3.mlp.fc1.weight", 392, 96)));
    assertEquals("weights: tensor blocks.3.mlp.fc1.bias is missing from " + folder
        + ", the nearest names are [blocks.3.mlp.fc1.weight]", refusal(() -> c.tensor("blocks.3.mlp.fc1.bias", 384)));
    assertEquals(List.of("blocks.3.mlp.fc1.weight", "unrelated"), c.unused());
    c.tensor("blocks.3.mlp.fc1.weight", 384, 96);
    assertEquals(List.of("unrelated"), c.unused());
    assertEquals("checkpoint: " + folder + " has no config.json", refusal(c::config));
  }

  @ParameterizedTest
  @EnumSource(value = DType.class, names = {"F64", "F32", "F16", "BF16"})
  void weightsThatAreNotFiniteAreRefusedWhereverTheyStand(DType dtype) {
    int n = 5000;
    long nan = switch (dtype) {
      case F64 -> 0x7ff8000000000000L;
      case F32 -> 0x7fc00000L;
      case F16 -> 0x7e00L;
      default -> 0x7fc0L;
    };
    for (int at : new int[] {0, 17, 4095, 4096, n - 1}) {
      MemorySegment s = Tensor.allocateOffHeap((long) n * dtype.bytes());
      for (int b = 0; b < dtype.bytes(); b++) {
        s.set(ValueLayout.JAVA_BYTE, (long) at * dtype.bytes() + b, (byte) (nan >>> 8 * b));
      }
      write("model.safetensors", Map.of("x", Tensor.offHeap(s, dtype, Shape.of(n))));
      assertEquals("weights: tensor x holds NaN at element " + at, refusal(() -> Checkpoint.open(folder).tensor("x", n)));
    }
  }

  @Test
  void infinityIsRefusedAndTheLargestNumbersAreNot() {
    write("model.safetensors", Map.of("x", Tensor.of(new float[] {Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE}, 3),
        "y", Tensor.of(new float[] {0, Float.NEGATIVE_INFINITY}, 2)));
    Checkpoint c = Checkpoint.open(folder);
    assertEquals(3, c.tensor("x", 3).size());
    assertEquals("weights: tensor y holds -infinity at element 1", refusal(() -> c.tensor("y", 2)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a.safetensors", "/a.safetensors", "sub/a.safetensors", "..", "", "a\\\\b"})
  void shardNamesThatLeaveTheFolderAreRefused(String shard) {
    String message = refusal(() -> sharded("{'weight_map':{'x':'" + shard + "'}}"));
    assertTrue(message.contains("must be a plain file name"), message);
  }

  @Test
  void brokenIndicesAreRefused() {
    write("a.safetensors", Map.of("x", Tensor.zeros(1), "y", Tensor.zeros(1)));
    write("b.safetensors", Map.of("x", Tensor.zeros(1), "z", Tensor.zeros(1)));
    Path index = folder.resolve("model.safetensors.index.json");
    assertEquals("weights: shard c.safetensors is named by " + index + " and missing from its folder",
        refusal(() -> sharded("{'weight_map':{'x':'c.safetensors'}}")));
    assertEquals("weights: the index says that tensor w is in a.safetensors, it is not",
        refusal(() -> sharded("{'weight_map':{'x':'a.safetensors','y':'a.safetensors','w':'a.safetensors'}}")));
    assertEquals("weights: tensor x must be in one shard, it is in " + folder.resolve("a.safetensors") + " and in "
        + folder.resolve("b.safetensors"),
        refusal(() -> sharded("{'weight_map':{'x':'a.safetensors','y':'a.safetensors','z':'b.safetensors'}}")));
    assertTrue(refusal(() -> sharded("{'weight_map':{'x':'a.safetensors'}}")).contains("is missing from the index"));
    assertTrue(refusal(() -> sharded("{'weight_map':[1]}")).contains("must hold an object under 'weight_map'"));
    assertTrue(refusal(() -> sharded("{'weight_map':{'x':3}}")).contains("must map tensor x to a file name, got 3"));
    assertTrue(refusal(() -> sharded("{'weight_map':{}}")).contains("names no tensor"));
    assertTrue(refusal(() -> sharded("{'weight_map':")).contains("is not valid JSON"));
    assertTrue(refusal(() -> sharded("{'weight_map':{'x':'a','x':'b'}}")).contains("Duplicate"));
  }

  @Test
  void unknownConfigKeysAreNamedWithWhatWasMeant() {
    ConfigReader json = ConfigReader.parse("{\"hiden_size\": 3}".getBytes(), "c");
    json.integer("hidden_size", 1, 10, 5);
    json.integer("depth", 1, 10, 5);
    assertEquals("config: unknown key 'hiden_size', did you mean 'hidden_size'?", refusal(json::finish));
    assertEquals("config: key 'hidden_size' is missing, 'hiden_size' is there",
        refusal(() -> json.fresh().integer("hidden_size", 1, 10)));
  }

  @Test
  void configValuesAreCheckedForTypeAndRange() {
    ConfigReader json = ConfigReader.parse("""
        {"a": 11, "b": "x", "c": true, "d": [1, 2], "e": 1.5, "f": null, "g": 1e400, "h": 99999999999999999999}
        """.getBytes(), "c");
    assertEquals("config: a must be an integer in [1, 10], got 11", refusal(() -> json.integer("a", 1, 10)));
    assertEquals("config: b must be a number in [0.0, 1.0], got x", refusal(() -> json.number("b", 0, 1, 0)));
    assertEquals("config: e must be an integer in [1, 10], got 1.5", refusal(() -> json.integer("e", 1, 10)));
    assertEquals("config: f must be true or false, got null", refusal(() -> json.flag("f", false)));
    assertEquals("config: c must be a string, got true", refusal(() -> json.text("c")));
    assertEquals("config: d must be a list of 3 numbers, got [1, 2]", refusal(() -> json.numbers("d", 3, new double[3])));
    assertEquals("config: b must be one of [y, z], got x", refusal(() -> json.oneOf("b", "y", "z")));
    assertThrows(CheckpointException.class, () -> json.number("g", 0, 1, 0));
    assertThrows(CheckpointException.class, () -> json.integer("h", 0, 10));
    assertEquals(Optional.of("x"), json.text("b"));
    assertTrue(refusal(() -> ConfigReader.parse("[]".getBytes(), "c")).contains("must hold a JSON object"));
    assertTrue(refusal(() -> ConfigReader.parse("{\"a\":1,\"a\":2}".getBytes(), "c")).contains("Duplicate"));
  }
}
