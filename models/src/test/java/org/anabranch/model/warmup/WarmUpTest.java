package org.anabranch.model.warmup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.model.Digits;
import org.junit.jupiter.api.Test;

/** A warm-up rehearses and then runs every batch size, ends at its limit, and changes no result. */
class WarmUpTest {
  @Test
  void theDigitsGiveTheSameBitsAfterIt() {
    try (WorkerPool pool = new WorkerPool(2)) {
      Backend backend = Backend.of("", pool);
      Digits digits = Digits.load();
      float[] before = velocity(digits, backend);
      WarmUp.Report report = WarmUp.field(k -> digits.field(k, Optional.empty()), backend, Duration.ofSeconds(2), 2, 5);
      assertTrue(report.calls() >= 2 && report.rehearsed() > 0 && report.seconds() >= report.rehearsed(), report.toString());
      assertArrayEquals(before, velocity(digits, backend));
    }
  }

  private static float[] velocity(Digits digits, Backend backend) {
    Tensor x = Tensor.zeros(2, 1, 28, 28);
    Tensor v = Tensor.zeros(2, 1, 28, 28);
    for (int i = 0; i < x.size(); i++) {
      x.floats()[i] = i % 7 - 3;
    }
    digits.field(backend.kernels(), Optional.empty()).evaluate(x, new double[] {0.25, 0.75}, new int[] {3, 7}, v);
    return v.toFloats().clone();
  }

  @Test
  void everyBatchSizeIsRehearsedAndThenRunUntilItIsSteady() {
    try (WorkerPool pool = new WorkerPool(1)) {
      Backend backend = Backend.of("", pool);
      List<Integer> rehearsed = new ArrayList<>();
      int[] runs = new int[4];
      WarmUp.Report report = WarmUp.run(k -> rehearsed::add, r -> runs[r]++, backend, Duration.ofMinutes(1), 3, 1);
      assertTrue(report.steady(), report.toString());
      assertEquals(List.of(3, 1), rehearsed.stream().distinct().toList());
      assertEquals(report.calls(), runs[1] + runs[3]);
      assertTrue(runs[1] >= 3 && runs[3] >= 3);
    }
  }

  @Test
  void aProviderWithNothingToCompileIsNotRehearsed() {
    try (WorkerPool pool = new WorkerPool(1)) {
      Backend backend = Backend.of("scalar", pool);
      int[] runs = new int[2];
      WarmUp.Report report = WarmUp.run(k -> r -> runs[0]++, r -> runs[1]++, backend, Duration.ofMinutes(1), 2);
      assertEquals(0, runs[0]);
      assertEquals(report.calls(), runs[1]);
      assertTrue(report.steady(), report.toString());
    }
  }

  @Test
  void whatNeverSettlesEndsAtTheLimit() {
    try (WorkerPool pool = new WorkerPool(1)) {
      Object[] kept = new Object[1];
      WarmUp.Evaluation restless = r -> kept[0] = new byte[1 << 20];
      WarmUp.Report report = WarmUp.run(k -> restless, restless, Backend.of("", pool), Duration.ofMillis(50), 1);
      assertTrue(!report.steady() && report.seconds() >= 0.05, report.toString());
    }
  }

  @Test
  void batchSizesAndTheLimitMustBePositive() {
    try (WorkerPool pool = new WorkerPool(1)) {
      Backend backend = Backend.of("", pool);
      WarmUp.Evaluation nothing = r -> { };
      assertEquals("warm-up: batch sizes must be positive and at least one, got [2, 0]", assertThrows(IllegalArgumentException.class,
          () -> WarmUp.run(k -> nothing, nothing, backend, Duration.ofSeconds(1), 2, 0)).getMessage());
      assertEquals("warm-up: the limit must be positive, got PT0S", assertThrows(IllegalArgumentException.class,
          () -> WarmUp.rehearse(k -> nothing, backend, Duration.ZERO, 1)).getMessage());
    }
  }
}
