package org.anabranch.cli;

import java.util.function.BiConsumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** The one way to write JSON: maps, lists and records, indented; a number that is not finite becomes null. */
final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder()
      .enable(SerializationFeature.INDENT_OUTPUT)
      .addModule(new SimpleModule()
          .addSerializer(Double.class, new Finite<>(Json::number)).addSerializer(double.class, new Finite<>(Json::number))
          .addSerializer(Float.class, new Finite<>(Json::number)).addSerializer(float.class, new Finite<>(Json::number))
          .addSerializer(double[].class, new Finite<>(Json::numbers)).addSerializer(float[].class, new Finite<>(Json::numbers)))
      .build();

  private Json() {}

  /** The text of one value. */
  static String text(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  private static void number(JsonGenerator g, Number value) {
    if (!Double.isFinite(value.doubleValue())) {
      g.writeNull();
    } else if (value instanceof Float f) {
      g.writeNumber(f);
    } else {
      g.writeNumber(value.doubleValue());
    }
  }

  private static void numbers(JsonGenerator g, double[] values) {
    g.writeStartArray();
    for (double v : values) {
      number(g, v);
    }
    g.writeEndArray();
  }

  private static void numbers(JsonGenerator g, float[] values) {
    g.writeStartArray();
    for (float v : values) {
      number(g, v);
    }
    g.writeEndArray();
  }

  private static final class Finite<T> extends ValueSerializer<T> {
    private final BiConsumer<JsonGenerator, T> write;

    Finite(BiConsumer<JsonGenerator, T> write) {
      this.write = write;
    }

    @Override
    public void serialize(T value, JsonGenerator g, SerializationContext context) {
      write.accept(g, value);
    }
  }
}
