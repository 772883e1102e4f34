package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.junit.jupiter.api.Test;

/** Distances, effective numbers and coverage of sets whose values are known. */
class DiversityTest {
  @Test
  void meanDistanceIsThatOfAllPairs() {
    Diversity d = Diversity.of(Tensor.of(new double[] {0, 0, 3, 4, 0, 4}, 3, 2));
    assertEquals(3, d.samples());
    assertEquals((5 + 4 + 3) / Math.sqrt(2) / 3, d.meanDistance(), 1e-15);
  }

  @Test
  void equalSamplesCountOnceAndDistantOnesEach() {
    assertEquals(1, Diversity.of(Tensor.of(new double[] {2, 2, 2, 2}, 4, 1)).effective(), 1e-15);
    assertEquals(4, Diversity.of(Tensor.of(new double[] {0, 9, 18, 27}, 4, 1)).effective(), 1e-15);
    // Two groups of two and six: 8^2 / (2^2 + 6^2).
    assertEquals(1.6, Diversity.of(Tensor.of(new float[] {5, 5, 0, 0, 0, 0, 0, 0}, 8, 1)).effective(), 1e-15);
    double d = 0.25;
    assertEquals(4 / (2 + 2 * Math.exp(-1)), Diversity.of(Tensor.of(new double[] {0, d}, 2, 1)).effective(), 1e-15);
  }

  @Test
  void tokensDifferOrDoNot() {
    Tensor a = Tensor.offHeap(Tensor.allocateOffHeap(16), DType.I32, Shape.of(4));
    Tensor b = Tensor.offHeap(Tensor.allocateOffHeap(16), DType.I32, Shape.of(4));
    b.segment().set(ValueLayout.JAVA_INT, 4, 700);
    assertEquals(Math.sqrt(0.25), Diversity.of(List.of(a, b)).meanDistance(), 1e-15);
  }

  @Test
  void noneAndOneAndWhatIsNotFinite() {
    assertEquals(new Diversity(0, 0, 0), Diversity.of(List.of()));
    assertEquals(new Diversity(1, 0, 1), Diversity.of(Tensor.of(new double[] {3, Double.NaN}, 2, 1)));
  }

  @Test
  void coverageIsTheShareOfNeighbourhoodsThatAreHit() {
    Tensor reference = Tensor.of(new double[] {0, 1, 10, 11, 20, 23}, 6, 1);
    assertEquals(0, Diversity.coverage(reference, Tensor.of(new double[] {5}, 1, 1), 1));
    assertEquals(2 / 6.0, Diversity.coverage(reference, Tensor.of(new double[] {0.5, 0.6, 5}, 3, 1), 1), 1e-15);
    assertEquals(1, Diversity.coverage(reference, reference, 1));
    assertEquals("coverage: needs 1 <= k < references, got k 6 and 6 references",
        OutcomeAssertions.messageOf(() -> Diversity.coverage(reference, reference, 6)));
  }

  /** Samples of the reference's law cover 1 - 1/2^k: each of the k nearest of 2n - 1 is a reference with probability 1/2. */
  @Test
  void samplesOfTheSameLawCoverWhatTheyShould() {
    int n = 400;
    double[] x = new double[4 * n];
    RandomStream.normals(TrajectoryKey.root(1, 0), 0, Purpose.START, x, 0, 4 * n);
    double coverage = Diversity.coverage(Tensor.of(Arrays.copyOf(x, 2 * n), n, 2),
        Tensor.of(Arrays.copyOfRange(x, 2 * n, 4 * n), n, 2), 3);
    assertEquals(0.875, coverage, 4 * Math.sqrt(0.875 * 0.125 / n));
  }

  @Test
  void anOutcomeMeasuresItsCandidates() {
    Outcome o = new BestOfN(BestOfN.Options.of(6)).run(SearchRequest.of(ToyGenerator.normal(3, 2),
        Selector.ofRows("x", (x, condition) -> x.get(0)), Budget.ofEvaluations(100)).withKeep(4));
    assertEquals(4, o.diversity().samples());
    assertEquals(Diversity.of(o.candidates().stream().map(Candidate::sample).toList()), o.diversity());
    assertTrue(o.diversity().meanDistance() > 0);
  }
}
