package org.anabranch.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.junit.jupiter.api.Test;

/** Moves against the scalar oracle. */
class DeviceMovesTest extends DeviceFixture {
  @Test
  void imagesAreCutAndPutBackAsTheOracleDoes() {
    DeviceMoves moves = new DeviceMoves(stream);
    int[][] cases = {{2, 3, 8, 8, 2, 2, 0}, {1, 2, 7, 5, 3, 1, 1}, {2, 1, 6, 9, 3, 2, 2}};
    for (int[] c : cases) {
      Tensor image = normal(c[0], c[1], c[2], c[3]);
      int outH = (c[2] + 2 * c[6] - c[4]) / c[5] + 1;
      int outW = (c[3] + 2 * c[6] - c[4]) / c[5] + 1;
      Tensor patches = Tensor.zeros(c[0], outH * outW, c[1] * c[4] * c[4]);
      scalar.unfold(image, c[4], c[5], c[6], patches);
      DeviceBuffer d = room(patches.size());
      moves.unfold(put(image).address(), c[0], c[1], c[2], c[3], c[4], c[5], c[6], d.address());
      same("unfold", patches, d);
    }
    Tensor tokens = normal(2, 3 * 5, 2 * 2 * 4);
    Tensor image = Tensor.zeros(2, 3, 6, 10);
    scalar.unpatchify(tokens, 2, image);
    DeviceBuffer d = room(image.size());
    moves.unpatchify(put(tokens).address(), 2, 3, 3, 5, 2, 4, d.address());
    same("unpatchify", image, d);
  }

  @Test
  void transposesAsTheOracleDoes() {
    DeviceMoves moves = new DeviceMoves(stream);
    for (int[] s : new int[][] {{1, 1, 1}, {2, 33, 5}, {3, 32, 64}, {1, 70, 65}}) {
      Tensor x = normal(s[0], s[1], s[2]);
      Tensor y = Tensor.zeros(s[0], s[2], s[1]);
      scalar.transpose(x, y);
      DeviceBuffer d = room(y.size());
      moves.transpose(put(x).address(), s[0], s[1], s[2], d.address());
      same("transpose", y, d);
    }
  }

  @Test
  void embeddingsOfEveryStoredTypeAreTheOracles() {
    DeviceMoves moves = new DeviceMoves(stream);
    int rows = 11;
    int width = 19;
    int[] ids = {3, 0, 10, 3, 7};
    DeviceBuffer fault = put(DeviceMoves.NO_FAULT);
    for (DType type : new DType[] {DType.F32, DType.BF16, DType.F16}) {
      MemorySegment segment = Tensor.allocateOffHeap((long) rows * width * type.bytes());
      for (int i = 0; i < rows * width; i++) {
        float v = (float) random.nextGaussian() * (i % 7 == 0 ? 1e-6f : 1f);
        switch (type) {
          case F32 -> segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, v);
          case BF16 -> segment.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) (Float.floatToRawIntBits(v) >>> 16));
          default -> segment.setAtIndex(ValueLayout.JAVA_SHORT, i, Float.floatToFloat16(v));
        }
      }
      Tensor table = Tensor.offHeap(segment, type, Shape.of(rows, width));
      Tensor y = Tensor.zeros(ids.length, width);
      scalar.embedding(table, ids, ids.length, y);
      DeviceBuffer dt = keep(stream.allocate(segment.byteSize()));
      stream.upload(segment, dt, 0);
      DeviceBuffer dy = room(y.size());
      moves.embedding(dt.address(), type, rows, width, put(ids).address(), ids.length, fault.address(), dy.address());
      same("embedding of " + type, y, dy);
    }
    assertThrows(IllegalArgumentException.class, () -> moves.embedding(0, DType.I64, 1, 1, 0, 1, 0, 0));
  }

  @Test
  void everyHalfFloatWidensExactly() {
    int n = 1 << 16;
    short[] halves = new short[n];
    Tensor want = Tensor.zeros(1, n);
    for (int i = 0; i < n; i++) {
      halves[i] = (short) i;
      want.floats()[i] = Float.float16ToFloat((short) i);
    }
    DeviceBuffer table = keep(stream.allocate(2L * n));
    stream.upload(MemorySegment.ofArray(halves), table, 0);
    DeviceBuffer y = room(n);
    new DeviceMoves(stream).embedding(table.address(), DType.F16, 1, n, put(0).address(), 1, put(DeviceMoves.NO_FAULT).address(),
        y.address());
    same("half floats", want, y);
  }

  @Test
  void idsOutsideTheTableAreReported() {
    DeviceBuffer fault = put(DeviceMoves.NO_FAULT);
    DeviceBuffer y = room(4 * 3);
    new DeviceMoves(stream).embedding(put(normal(5, 3)).address(), DType.F32, 5, 3, put(1, 4, 5, -1).address(), 4, fault.address(),
        y.address());
    int[] first = new int[1];
    stream.download(fault, 0, MemorySegment.ofArray(first));
    assertArrayEquals(new int[] {2}, first);
  }

  @Test
  void rowsAreGatheredByIndexAndByAddress() {
    DeviceMoves moves = new DeviceMoves(stream);
    Tensor x = normal(4, 21);
    Tensor other = normal(2, 21);
    int[] parents = {3, 3, 0, 1};
    Tensor y = Tensor.zeros(4, 21);
    for (int i = 0; i < 4; i++) {
      System.arraycopy(x.floats(), parents[i] * 21, y.floats(), i * 21, 21);
    }
    DeviceBuffer dx = put(x);
    DeviceBuffer dy = room(y.size());
    moves.gather(dx.address(), put(parents).address(), 4, 21, dy.address());
    same("gather", y, dy);
    DeviceBuffer dOther = put(other);
    System.arraycopy(other.floats(), 21, y.floats(), 21, 21);
    moves.gatherSources(put(dx.floats(63), dOther.floats(21), dx.floats(0), dx.floats(21)).address(), 4, 21, dy.address());
    same("gather from two", y, dy);
  }
}
