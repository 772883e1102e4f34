package org.anabranch.model.slots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.anabranch.engine.Backend;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.model.puzzle.Countdown;
import org.anabranch.model.puzzle.CountdownProblem;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.masked.Conditionals;
import org.anabranch.solver.masked.MaskedGenerator;
import org.anabranch.solver.masked.MaskedProcess;
import org.anabranch.solver.masked.MaskedSampling;
import org.anabranch.solver.masked.Order;
import org.anabranch.solver.masked.OrderedUnmasking;
import org.anabranch.solver.masked.TokenLaw;
import org.anabranch.solver.slots.Calibration;
import org.anabranch.solver.slots.SlotReader;
import org.junit.jupiter.api.Test;

/** From a template with slots to answers with probabilities, on the bundled countdown network. */
final class SlotAnswerTest {
  @Test
  void answersAreValuesWithProbabilities() {
    Backend backend = Backend.standard();
    Countdown countdown = Countdown.load();
    SlotTemplate template = SlotTemplate.of(new CountdownProblem(List.of(3, 7, 12), 33).template(), Countdown.vocabulary())
        .with(SlotSpec.of("operator", new SlotType.Choice(List.of("+", "*"))), 14)
        .with(SlotSpec.of("result", new SlotType.IntegerRange(20, 40, SlotType.Zeros.FIXED)), 18);
    MaskedGenerator generator = new MaskedGenerator(() -> countdown.predictor(backend.kernels()), backend.pool(),
        MaskedSampling.of(OrderedUnmasking.of(4, Order.CONFIDENCE), TokenLaw.MODEL), List.of(template.template()), "countdown");
    MaskedProcess process = generator.open(Meter.unlimited());
    Population p = process.start(List.of(new Start.Fresh(TrajectoryKey.root(1, 0))), new int[1]);
    process.advance(p, 4);
    int[] tokens = process.finish(p).toInts();
    Meter meter = Meter.unlimited();
    SlotReader reader = new SlotReader(new Conditionals(() -> countdown.predictor(backend.kernels()), backend.pool(), meter), 100);
    List<SlotAnswer> answers = template.answers(reader, tokens, 3, Optional.empty()).orElseThrow();
    assertEquals(List.of("operator", "result"), answers.stream().map(SlotAnswer::slot).toList());
    // One operator of one token; numbers of two digits that begin with 2, 3 or 4.
    assertEquals(1 + 4, meter.used());
    SlotAnswer operator = answers.get(0);
    SlotAnswer result = answers.get(1);
    assertTrue(List.of("+", "*").contains(operator.value()));
    assertEquals(1, operator.alternatives().stream().mapToDouble(SlotAnswer.Alternative::probability).sum(), 1e-12);
    int value = Integer.parseInt(result.value());
    assertTrue(20 <= value && value <= 40, result.value());
    assertEquals(3, result.alternatives().size());
    assertTrue(result.complete() && !result.calibrated());
    SlotAnswer softer = template.answers(reader, tokens, 3, Optional.of(new Calibration.Temperature(3))).orElseThrow().get(1);
    assertTrue(softer.calibrated());
    assertTrue(softer.alternatives().getFirst().probability() < result.alternatives().getFirst().probability());
    assertEquals(result.alternatives().getFirst().value(), softer.alternatives().getFirst().value());
    SlotReader none = new SlotReader(new Conditionals(() -> countdown.predictor(backend.kernels()), backend.pool(),
        Meter.of(1, () -> false)), 100);
    assertFalse(template.answers(none, tokens, 3, Optional.empty()).isPresent());
    int[] foreign = tokens.clone();
    foreign[14] = CountdownProblem.VOCABULARY.indexOf('-');
    assertEquals("slot operator: holds one of its values, got '-'",
        assertThrows(IllegalArgumentException.class, () -> template.answers(reader, foreign, 3, Optional.empty())).getMessage());
  }
}
