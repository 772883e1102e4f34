package org.anabranch.model.checkpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * The JSON header of a safetensors file, checked by the rules of the official implementation.
 *
 * <p>{@code {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [begin, end]}, ..., "__metadata__": {"key": "value"}}};
 * offsets count from the first byte after the header. Tensors lie back to back from 0 to the end of the file: no hole, no
 * overlap, nothing outside.
 *
 * @param entries  by name, in the order of their bytes
 * @param metadata the strings of {@code __metadata__}
 */
record SafetensorsHeader(Map<String, Entry> entries, Map<String, String> metadata) {
  /** The key that is not a tensor. */
  static final String METADATA = "__metadata__";

  /** One tensor: bytes [begin, end) after the header. */
  record Entry(String name, DType dtype, Shape shape, long begin, long end) {}

  /**
   * Parses and checks a header.
   *
   * @param json      the header's bytes
   * @param dataBytes bytes of the file that follow it
   * @param file      the name that begins each error
   */
  static SafetensorsHeader parse(byte[] json, long dataBytes, String file) {
    String what = "weights: the header of " + file;
    if (json.length == 0 || json[0] != '{') {
      throw new CheckpointException(what + " must be a JSON object and begin with '{'"
          + (json.length == 0 ? ", it is empty" : ", it begins with byte 0x" + Integer.toHexString(json[0] & 0xff)));
    }
    try (JsonParser p = StrictJson.FACTORY.createParser(ObjectReadContext.empty(), json)) {
      p.nextToken();
      List<Entry> entries = new ArrayList<>();
      Map<String, String> metadata = new LinkedHashMap<>();
      while (p.nextToken() != JsonToken.END_OBJECT) {
        String name = p.currentName();
        if (p.nextToken() != JsonToken.START_OBJECT) {
          throw new CheckpointException(what + " must hold an object under '" + name + "', it holds " + p.currentToken());
        }
        if (name.equals(METADATA)) {
          readMetadata(p, metadata, what);
        } else {
          entries.add(readEntry(p, name, file));
        }
      }
      if (p.nextToken() != null) {
        throw new CheckpointException(what + " must be one JSON object, more follows it");
      }
      return new SafetensorsHeader(layOut(entries, dataBytes, file), metadata);
    } catch (JacksonException e) {
      throw StrictJson.broken(what, e);
    }
  }

  private static void readMetadata(JsonParser p, Map<String, String> metadata, String what) {
    while (p.nextToken() != JsonToken.END_OBJECT) {
      String key = p.currentName();
      if (p.nextToken() != JsonToken.VALUE_STRING) {
        throw new CheckpointException(what + " must map __metadata__ keys to strings, '" + key + "' holds " + p.currentToken());
      }
      metadata.put(key, p.getString());
    }
  }

  private static Entry readEntry(JsonParser p, String name, String file) {
    String dtype = "";
    long[] shape = null;
    long[] offsets = null;
    while (p.nextToken() != JsonToken.END_OBJECT) {
      String key = p.currentName();
      JsonToken value = p.nextToken();
      switch (key) {
        case "dtype" -> {
          expect(value == JsonToken.VALUE_STRING, name, "dtype must be a string", value);
          dtype = p.getString();
        }
        case "shape" -> shape = longs(p, name, "shape");
        case "data_offsets" -> offsets = longs(p, name, "data_offsets");
        default -> throw new CheckpointException("weights: tensor " + name + " of " + file + " has the unknown key '" + key
            + "', known are dtype, shape, data_offsets");
      }
    }
    if (dtype.isEmpty() || shape == null || offsets == null) {
      throw new CheckpointException("weights: tensor " + name + " of " + file
          + " needs dtype, shape and data_offsets, it lacks "
          + (dtype.isEmpty() ? "dtype" : shape == null ? "shape" : "data_offsets"));
    }
    return check(name, dtype, shape, offsets);
  }

  private static Entry check(String name, String dtypeName, long[] shape, long[] offsets) {
    DType dtype = Arrays.stream(DType.values()).filter(d -> d.name().equals(dtypeName)).findFirst().orElseThrow(
        () -> new CheckpointException("weights: tensor " + name + " has dtype " + dtypeName + ", known are "
            + Arrays.toString(DType.values())));
    if (offsets.length != 2) {
      throw new CheckpointException("weights: tensor " + name + " needs data_offsets [begin, end], it has "
          + Arrays.toString(offsets));
    }
    if (offsets[0] > offsets[1]) {
      throw new CheckpointException("weights: tensor " + name + " needs begin <= end, its data_offsets are "
          + Arrays.toString(offsets));
    }
    int[] dims = new int[shape.length];
    long bytes = dtype.bytes();
    try {
      for (int i = 0; i < dims.length; i++) {
        bytes = Math.multiplyExact(bytes, shape[i]);
        dims[i] = Math.toIntExact(shape[i]);
      }
    } catch (ArithmeticException e) {
      throw new CheckpointException("weights: tensor " + name + " has shape " + Arrays.toString(shape)
          + ", dimensions must stay under 2^31 and bytes under 2^63", e);
    }
    if (bytes != offsets[1] - offsets[0]) {
      throw new CheckpointException("weights: tensor " + name + " of " + dtype + Arrays.toString(shape) + " needs " + bytes
          + " bytes, its data_offsets " + Arrays.toString(offsets) + " hold " + (offsets[1] - offsets[0]));
    }
    return new Entry(name, dtype, Shape.of(dims), offsets[0], offsets[1]);
  }

  /** Sorts by offset and checks that the tensors tile the data exactly. */
  private static Map<String, Entry> layOut(List<Entry> entries, long dataBytes, String file) {
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    Map<String, Entry> out = new LinkedHashMap<>();
    long at = 0;
    String before = "the header";
    for (Entry e : entries) {
      if (e.end > dataBytes) {
        throw new CheckpointException("weights: " + file + " is truncated: tensor " + e.name + " ends at byte " + e.end
            + " of the data, the file holds " + dataBytes);
      }
      if (e.begin != at) {
        throw new CheckpointException("weights: tensor " + e.name + " of " + file + " must begin at byte " + at + " where "
            + before + " ends, it begins at " + e.begin + (e.begin < at ? " (overlap)" : " (hole)"));
      }
      at = e.end;
      before = "tensor " + e.name;
      out.put(e.name, e);
    }
    if (at != dataBytes) {
      throw new CheckpointException("weights: the tensors of " + file + " cover " + at + " bytes, the file holds " + dataBytes
          + " after its header");
    }
    return out;
  }

  private static long[] longs(JsonParser p, String name, String key) {
    expect(p.currentToken() == JsonToken.START_ARRAY, name, key + " must be an array", p.currentToken());
    List<Long> out = new ArrayList<>();
    while (p.nextToken() != JsonToken.END_ARRAY) {
      expect(p.currentToken() == JsonToken.VALUE_NUMBER_INT, name, key + " must hold integers", p.currentToken());
      if (p.getNumberType() == JsonParser.NumberType.BIG_INTEGER || p.getLongValue() < 0) {
        throw new CheckpointException("weights: tensor " + name + " needs " + key + " in [0, 2^63), it holds " + p.getString());
      }
      out.add(p.getLongValue());
    }
    return out.stream().mapToLong(Long::longValue).toArray();
  }

  private static void expect(boolean ok, String name, String rule, JsonToken got) {
    if (!ok) {
      throw new CheckpointException("weights: tensor " + name + ": " + rule + ", got " + got);
    }
  }
}
