package org.anabranch.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of the format, one broken at a time. */
class SafetensorsTest {
  @TempDir
  private Path folder;

  static Safetensors of(long headerLength, String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer b = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    b.putLong(headerLength == -1 ? json.length : headerLength).put(json);
    MemorySegment s = Tensor.allocateOffHeap(b.capacity());
    s.copyFrom(MemorySegment.ofArray(b.array()));
    return Safetensors.of(s, "x.safetensors");
  }

  private static Safetensors of(String header, int dataBytes) {
    return of(-1, header.replace('\'', '"'), dataBytes);
  }

  private static String refusal(String header, int dataBytes) {
    return assertThrows(CheckpointException.class, () -> of(header, dataBytes)).getMessage();
  }

  @Test
  void readsTensorsOfEveryTypeAndTheMetadata() {
    StringBuilder header = new StringBuilder("{'__metadata__':{'format':'pt'}");
    int at = 0;
    for (DType d : DType.values()) {
      int end = at + 3 * d.bytes();
      header.append(",'" + d + "':{'dtype':'" + d + "','shape':[3],'data_offsets':[" + at + "," + end + "]}");
      at = end;
    }
    Safetensors f = of(header.append('}').toString(), at);
    assertEquals(Map.of("format", "pt"), f.metadata());
    assertEquals(DType.values().length, f.names().size());
    for (DType d : DType.values()) {
      assertEquals(d, f.dtype(d.name()));
      assertEquals(Shape.of(3), f.tensor(d.name()).shape());
      assertEquals(0, f.tensor(d.name()).get(2));
    }
  }

  @Test
  void readsScalarsAndEmptyTensors() {
    Safetensors f = of("{'a':{'dtype':'F32','shape':[],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[0,7],"
        + "'data_offsets':[4,4]}}   ", 4);
    assertEquals(Shape.SCALAR, f.shape("a"));
    assertEquals(0, f.tensor("b").size());
    assertEquals(0, of("{}", 0).names().size());
  }

  @Test
  void refusesFilesShorterThanTheyAnnounce() {
    String empty = assertThrows(CheckpointException.class,
        () -> Safetensors.of(Tensor.allocateOffHeap(7), "x")).getMessage();
    assertEquals("weights: x must hold at least 8 bytes, it holds 7", empty);
    String header = assertThrows(CheckpointException.class, () -> of(1000, "{}", 0)).getMessage();
    assertEquals("weights: x.safetensors is truncated: it announces a header of 1000 bytes, 2 follow", header);
    assertEquals("weights: x.safetensors is truncated: tensor a ends at byte 8 of the data, the file holds 5",
        refusal("{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}", 5));
  }

  @ParameterizedTest
  @CsvSource({"-9223372036854775808, 9223372036854775808", "100000001, 100000001", "-5, 18446744073709551611"})
  void refusesHeadersBeyondTheLimit(long length, String shown) {
    String message = assertThrows(CheckpointException.class, () -> of(length, "{}", 0)).getMessage();
    assertEquals("weights: x.safetensors must have a header of at most 100000000 bytes, it announces " + shown, message);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
      [1]                                                              | must be a JSON object and begin with '{'
      x                                                                | must be a JSON object and begin with '{'
      {                                                                | is not valid JSON
      {'a':3}                                                          | must hold an object under 'a'
      {'a':{}} {}                                                      | needs dtype, shape and data_offsets
      {} {}                                                            | must be one JSON object, more follows it
      {'__metadata__':{'n':3}}                                         | 'n' holds VALUE_NUMBER_INT
      {'a':{'dtype':'F32','shape':[1]}}                                | it lacks data_offsets
      {'a':{'dtype':'F8','shape':[1],'data_offsets':[0,1]}}            | has dtype F8, known are [F64, F32,
      {'a':{'dtype':'F32','shape':[1],'data_offsets':[4]}}             | needs data_offsets [begin, end], it has [4]
      {'a':{'dtype':'F32','shape':[1],'data_offsets':[4,0]}}           | needs begin <= end
      {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}           | needs 8 bytes, its data_offsets [0, 4] hold 4
      {'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}}          | needs shape in [0, 2^63), it holds -1
      {'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,4]}}         | shape must hold integers
      {'a':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,4]}} | needs shape in [0, 2^63)
      {'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,4]}} | dimensions must stay under 2^31
      {'a':{'dtype':'F32','shape':[2147483647,2147483647,2147483647],'data_offsets':[0,4]}} | bytes under 2^63
      {'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4],'x':1}}     | has the unknown key 'x'
      {'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | Duplicate
      """)
  void refusesHeadersThatBreakARule(String header, String rule) {
    String message = refusal(header, 4);
    assertTrue(message.startsWith("weights: ") && message.contains(rule), message);
  }

  @Test
  void refusesTensorsThatDoNotTileTheFile() {
    String a = "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},";
    assertEquals("weights: tensor b of x.safetensors must begin at byte 4 where tensor a ends, it begins at 2 (overlap)",
        refusal(a + "'b':{'dtype':'F32','shape':[1],'data_offsets':[2,6]}}", 6));
    assertEquals("weights: tensor b of x.safetensors must begin at byte 4 where tensor a ends, it begins at 8 (hole)",
        refusal(a + "'b':{'dtype':'F32','shape':[1],'data_offsets':[8,12]}}", 12));
    assertEquals("weights: tensor b of x.safetensors must begin at byte 4 where tensor a ends, it begins at 0 (overlap)",
        refusal(a + "'b':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}", 4));
    assertEquals("weights: the tensors of x.safetensors cover 4 bytes, the file holds 9 after its header",
        refusal(a.substring(0, a.length() - 1) + "}", 9));
  }

  @Test
  void writesWhatItReads() {
    Path file = folder.resolve("a.safetensors");
    Tensor f32 = Tensor.of(new float[] {1, -2.5f, Float.NaN, 4, 5, 6}, 2, 3);
    Tensor f64 = Tensor.of(new double[] {Math.PI, -0.0}, 2);
    MemorySegment ints = Tensor.allocateOffHeap(24);
    ints.set(ValueLayout.JAVA_LONG, 8, -7);
    Tensor i64 = Tensor.offHeap(ints, DType.I64, Shape.of(3));
    SafetensorsWriter.write(file, Map.of("x", f32, "a", f64, "é \"n\"", i64, "window", f32.rows(1, 1)), Map.of("k", "v"));
    Safetensors f = Safetensors.open(file);
    assertArrayEquals(f32.floats(), f.tensor("x").toFloats());
    assertArrayEquals(new float[] {4, 5, 6}, f.tensor("window").toFloats());
    assertEquals(Math.PI, f.tensor("a").get(0));
    assertArrayEquals(new int[] {0, -7, 0}, f.tensor("é \"n\"").toInts());
    assertEquals(Map.of("k", "v"), f.metadata());
    assertEquals(List.of("a", "é \"n\"", "window", "x"), List.copyOf(f.names()));
  }

  @Test
  void bytesDoNotDependOnTheOrderOfTheMap() throws IOException {
    Tensor t = Tensor.of(new float[] {1, 2, 3}, 3);
    Map<String, Tensor> forward = new LinkedHashMap<>();
    Map<String, Tensor> backward = new LinkedHashMap<>();
    for (int i = 0; i < 9; i++) {
      forward.put("t" + i, t);
      backward.put("t" + (8 - i), t);
    }
    SafetensorsWriter.write(folder.resolve("f"), forward, Map.of("a", "1", "b", "2"));
    SafetensorsWriter.write(folder.resolve("b"), backward, Map.of("b", "2", "a", "1"));
    byte[] bytes = Files.readAllBytes(folder.resolve("f"));
    assertArrayEquals(bytes, Files.readAllBytes(folder.resolve("b")));
    long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertEquals(0, header % 8);
  }

  @Test
  void aFailedWriteLeavesNothingBehindAndTheOldFileInPlace() throws IOException {
    Path file = folder.resolve("a.safetensors");
    SafetensorsWriter.write(file, Map.of("x", Tensor.zeros(3)), Map.of());
    byte[] before = Files.readAllBytes(file);
    Tensor dead;
    try (var arena = Arena.ofConfined()) {
      dead = Tensor.offHeap(arena.allocate(8), DType.F32, Shape.of(2));
    }
    assertThrows(IllegalStateException.class,
        () -> SafetensorsWriter.write(file, Map.of("x", Tensor.zeros(3), "y", dead), Map.of()));
    assertArrayEquals(before, Files.readAllBytes(file));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void outputThatCannotBeWrittenIsNamedWithTheReason() throws IOException {
    Path missing = folder.resolve("no/such/a.safetensors");
    assertEquals("output: cannot write " + missing + ": no such file or folder",
        assertThrows(CheckpointException.class, () -> SafetensorsWriter.write(missing, Map.of(), Map.of())).getMessage());
    Path taken = Files.createDirectories(folder.resolve("taken/child")).getParent();
    String message = assertThrows(CheckpointException.class,
        () -> SafetensorsWriter.write(taken, Map.of("x", Tensor.zeros(1)), Map.of())).getMessage();
    assertTrue(message.startsWith("output: cannot write " + taken + ": "), message);
    try (var files = Files.list(folder)) {
      assertEquals(List.of(taken), files.toList());
    }
    assertThrows(CheckpointException.class,
        () -> SafetensorsWriter.write(folder.resolve("m"), Map.of("__metadata__", Tensor.zeros(1)), Map.of()));
  }
}
