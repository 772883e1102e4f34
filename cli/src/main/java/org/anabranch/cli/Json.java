package org.anabranch.cli;

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
          .addSerializer(Double.class, new Finite<>()).addSerializer(double.class, new Finite<>())
          .addSerializer(Float.class, new Finite<>()).addSerializer(float.class, new Finite<>()))
      .build();

  private Json() {}

  /** The text of one value. */
  static String text(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  private static final class Finite<T extends Number> extends ValueSerializer<T> {
    @Override
    public void serialize(T value, JsonGenerator g, SerializationContext context) {
      if (!Double.isFinite(value.doubleValue())) {
        g.writeNull();
      } else if (value instanceof Float f) {
        g.writeNumber(f);
      } else {
        g.writeNumber(value.doubleValue());
      }
    }
  }
}
