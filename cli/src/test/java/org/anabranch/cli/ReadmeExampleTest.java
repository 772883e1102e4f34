package org.anabranch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Tensor;
import org.anabranch.model.ConvClassifier;
import org.anabranch.model.Digits;
import org.anabranch.search.BestOfN;
import org.anabranch.search.Budget;
import org.anabranch.search.Outcome;
import org.anabranch.search.SearchRequest;
import org.anabranch.search.Selector;
import org.anabranch.solver.Direction;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.Tableau;
import org.anabranch.solver.TimeGrid;
import org.junit.jupiter.api.Test;

/** The embedding example of the README compiles, runs, and stands there word for word. */
class ReadmeExampleTest {
  @Test
  void theExampleRuns() {
    // README begins
    Backend backend = Backend.standard();
    Digits digits = Digits.load();
    FlowGenerator flow = new FlowGenerator(() -> digits.field(backend.kernels(), Optional.empty()), backend,
        Tableau.named("euler"), TimeGrid.uniform(Direction.DATA_AT_ONE, 8), "digits");
    ConvClassifier verifier = digits.verifier(backend.kernels());
    Selector selector = Selector.of("log p(label | x)", verifier::logProbability);

    Outcome outcome = new BestOfN(BestOfN.Options.DEFAULT).run(
        SearchRequest.of(flow, selector, Budget.ofEvaluations(128).withDeadline(Duration.ofSeconds(5)))
            .withCondition(3).withSeed(1));

    Tensor best = outcome.best().orElseThrow().sample();          // [1, 28, 28], pixels in [-1, 1]
    System.out.println(outcome.status() + " after " + outcome.ledger().used() + " evaluations");
    // README ends
    assertTrue(best.shape().is(1, 28, 28));
    assertTrue(outcome.ledger().used() <= 128);
    assertEquals(3, outcome.best().orElseThrow().condition());
  }

  @Test
  void theReadmeShowsThisCode() throws IOException {
    String source = Files.readString(Path.of("src/test/java/org/anabranch/cli/ReadmeExampleTest.java"));
    String code = source.substring(source.indexOf("// README begins\n") + 17, source.indexOf("    // README ends"));
    String readme = Files.readString(Path.of("../README.md"));
    assertTrue(readme.contains(code.indent(-4)), "README.md must hold the example as it stands here:\n" + code.indent(-4));
  }
}
