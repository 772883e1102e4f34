package org.anabranch.model.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.anabranch.engine.Backend;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.BundledModels;
import org.anabranch.model.catalog.WeightComparison.Matrix;
import org.anabranch.model.catalog.WeightComparison.Result;
import org.anabranch.model.checkpoint.Checkpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What narrow weights cost the trained digits network, within bounds that follow from the rounding of a weight. */
class WeightComparisonTest {
  private static final Checkpoint DIGITS = BundledModels.checkpoint(BundledModels.DIGITS);

  @Test
  void errorsOfWeightsAndOutputsAreBoundedByTheRounding() {
    WeightComparison comparison = new WeightComparison(DIGITS, 4, 1, Backend.standard().kernels());
    Map<WeightFormat, Result> results = new EnumMap<>(WeightFormat.class);
    for (WeightFormat f : WeightFormat.values()) {
      results.put(f, comparison.compare(f));
    }
    Result f32 = results.get(WeightFormat.F32);
    assertEquals(0, f32.relativeL2());
    assertEquals(0, f32.maxError());
    assertEquals(1, f32.cosine(), 1e-12);
    assertEquals(30, f32.matrices().size());
    for (WeightFormat f : new WeightFormat[] {WeightFormat.BF16, WeightFormat.INT8, WeightFormat.INT8_GROUP}) {
      Result r = results.get(f);
      // To nearest: half a step of 2^-7 of the weight's own binade (bf16), half a step of 1/127 of the largest weight (bytes).
      double unit = f == WeightFormat.BF16 ? 0x1p-8 : 1 / 253.99;
      double worstRms = 0;
      for (Matrix m : r.matrices()) {
        assertTrue(m.error() > 0 && m.relative() <= unit, f + " " + m);
        worstRms = Math.max(worstRms, m.rms());
      }
      // A product's relative error is about that of its matrix, errors of different weights and blocks are independent, and the
      // residual stream carries part of the output past every matrix: the output is better than the worst matrix. Measured, of
      // the worst matrix's rms: 0.60 to 0.65 (bf16), 0.44 to 0.47 (int8), 0.43 to 0.45 (int8-group).
      assertTrue(r.relativeL2() > worstRms / 10 && r.relativeL2() < worstRms, f + " " + r.relativeL2() + ", worst " + worstRms);
      assertEquals(1 - r.relativeL2() * r.relativeL2() / 2, r.cosine(), r.relativeL2() * r.relativeL2(), f.toString());
    }
    // A weight near its binade's lower end has an error of up to 2^-8 of itself, of a normal one about 2^-9.3 (1.7e-3) by rms.
    assertTrue(results.get(WeightFormat.BF16).relativeL2() < 0x1p-9);
    assertTrue(results.get(WeightFormat.INT8).relativeL2() < 0x1p-7);
    assertTrue(results.get(WeightFormat.INT8_GROUP).relativeL2() < results.get(WeightFormat.INT8).relativeL2());
    assertTrue(results.get(WeightFormat.BF16).bytes() < 0.55 * f32.bytes());
    assertTrue(results.get(WeightFormat.INT8).bytes() < results.get(WeightFormat.INT8_GROUP).bytes());
    assertTrue(results.get(WeightFormat.INT8_GROUP).bytes() < 0.32 * f32.bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mdlm_odd", "llada_gqa_odd", "dream", "bert_mlm"})
  void maskedNetworksAreComparedOnTheirLogits(String fixture) throws URISyntaxException {
    Path folder = Path.of(Objects.requireNonNull(WeightComparisonTest.class.getResource("/golden/" + fixture)).toURI());
    WeightComparison comparison = new WeightComparison(Checkpoint.open(folder), 2, 1, Backend.standard().kernels());
    assertEquals(0, comparison.compare(WeightFormat.F32).maxError());
    Result bf16 = comparison.compare(WeightFormat.BF16);
    Result int8 = comparison.compare(WeightFormat.INT8);
    // Random weights of a few blocks: errors as those of their products, 2^-9.3 by rms for halves.
    assertTrue(bf16.relativeL2() > 1e-4 && bf16.relativeL2() < 0x1p-7, fixture + " " + bf16.relativeL2());
    assertTrue(int8.relativeL2() > bf16.relativeL2() && int8.relativeL2() < 0x1p-4, fixture + " " + int8.relativeL2());
    assertTrue(int8.bytes() < bf16.bytes());
  }

  @Test
  void resultsAreAFunctionOfTheSeed() {
    Result[] r = new Result[3];
    for (int i = 0; i < 3; i++) {
      r[i] = new WeightComparison(DIGITS, 1, i / 2, Backend.standard().kernels()).compare(WeightFormat.INT8);
    }
    assertEquals(r[0], r[1]);
    assertTrue(r[0].relativeL2() != r[2].relativeL2());
  }

  @Test
  void rowsAreChecked() {
    assertEquals("rows: must be at least 1, got 0", assertThrows(IllegalArgumentException.class,
        () -> new WeightComparison(DIGITS, 0, 1, Backend.standard().kernels())).getMessage());
  }
}
