package org.anabranch.model.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON objects read with Jackson's streaming parser: a key twice is an error, and so is anything after the object.
 *
 * <p>Values are String, Boolean, Long, Double, {@code List} and {@code Map} in file order, and {@link #NULL}; an integer beyond
 * 64 bits becomes a Double.
 */
final class StrictJson {
  /** JSON's null. */
  static final Object NULL = new Object() {
    @Override
    public String toString() {
      return "null";
    }
  };

  /** The one factory; thread-safe. */
  static final JsonFactory FACTORY = JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private StrictJson() {}

  /**
   * Parses one JSON object.
   *
   * @param what begins the message of the error, e.g. {@code config: /path/config.json}
   */
  static Map<String, Object> object(byte[] json, String what) {
    try (JsonParser p = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      if (p.nextToken() != JsonToken.START_OBJECT) {
        throw new CheckpointException(what + " must hold a JSON object, it begins with " + begin(p));
      }
      Map<String, Object> object = map(p);
      if (p.nextToken() != null) {
        throw new CheckpointException(what + " must hold one JSON object, more follows it at byte "
            + p.currentTokenLocation().getByteOffset());
      }
      return object;
    } catch (JacksonException e) {
      throw broken(what, e);
    }
  }

  /** The sentence for JSON that cannot be parsed. */
  static CheckpointException broken(String what, JacksonException e) {
    String where = e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset();
    return new CheckpointException(what + " is not valid JSON" + where + ": " + firstLine(e.getOriginalMessage()), e);
  }

  private static String begin(JsonParser p) {
    return p.currentToken() == null ? "nothing" : p.currentToken().toString();
  }

  private static String firstLine(String s) {
    int end = s.indexOf('\n');
    return end < 0 ? s : s.substring(0, end);
  }

  private static Map<String, Object> map(JsonParser p) {
    Map<String, Object> out = new LinkedHashMap<>();
    while (p.nextToken() != JsonToken.END_OBJECT) {
      String name = p.currentName();
      p.nextToken();
      out.put(name, value(p));
    }
    return out;
  }

  private static Object value(JsonParser p) {
    return switch (p.currentToken()) {
      case VALUE_STRING -> p.getString();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NUMBER_INT -> integer(p);
      case VALUE_NUMBER_FLOAT -> p.getDoubleValue();
      case START_OBJECT -> map(p);
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (p.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(p));
        }
        yield list;
      }
      default -> NULL;
    };
  }

  private static Object integer(JsonParser p) {
    return p.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? (Object) p.getDoubleValue() : (Object) p.getLongValue();
  }
}
