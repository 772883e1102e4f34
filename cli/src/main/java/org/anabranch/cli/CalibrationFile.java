package org.anabranch.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.model.checkpoint.ConfigReader;
import org.anabranch.solver.slots.Calibration;

/**
 * A calibration as a JSON object: {@code model}, {@code method} and its numbers, {@code temperature} or the knots {@code from} and
 * {@code to}; what else the command calibrate wrote there is a report.
 */
final class CalibrationFile {
  private CalibrationFile() {}

  /** The keys that a calibration is read from. */
  static Map<String, Object> json(String model, Calibration calibration) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", model);
    switch (calibration) {
      case Calibration.Temperature t -> {
        json.put("method", "temperature");
        json.put("temperature", t.temperature());
      }
      case Calibration.Isotonic i -> {
        json.put("method", "isotonic");
        json.put("from", i.from());
        json.put("to", i.to());
      }
    }
    return json;
  }

  /**
   * Reads a calibration.
   *
   * @throws IllegalArgumentException if it is another model's, or a number is missing or breaks a rule
   */
  static Calibration parse(byte[] json, String model, String source) {
    Map<String, Object> values = ConfigReader.parse(json, source).values();
    if (!model.equals(values.get("model"))) {
      throw new IllegalArgumentException("calibration: " + source + " is of the model " + values.get("model") + ", asked for " + model);
    }
    if ("temperature".equals(values.get("method")) && values.get("temperature") instanceof Number t) {
      return new Calibration.Temperature(t.doubleValue());
    }
    if ("isotonic".equals(values.get("method"))) {
      return new Calibration.Isotonic(numbers(values, "from", source), numbers(values, "to", source));
    }
    throw new IllegalArgumentException("calibration: " + source + " must have a method, temperature or isotonic, with its numbers, got "
        + values.get("method"));
  }

  private static double[] numbers(Map<String, Object> values, String key, String source) {
    if (values.get(key) instanceof List<?> list && list.stream().allMatch(Number.class::isInstance)) {
      return list.stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
    }
    throw new IllegalArgumentException("calibration: " + source + " must have numbers " + key + ", got " + values.get(key));
  }
}
