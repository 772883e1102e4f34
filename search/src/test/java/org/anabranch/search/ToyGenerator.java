package org.anabranch.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntConsumer;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.GenerativeProcess;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;

/**
 * A generator whose samples are known exactly: noise z in R^d is mapped coordinate by coordinate, and the steps only cost.
 *
 * <p>After k of S evaluations the look-ahead is k/S of the way from 0 to the sample. A condition is 0 to 9 and adds 100 of itself
 * to the sample.
 */
final class ToyGenerator implements Generator {
  private final int dims;
  private final int steps;
  private final int cost;
  private final DoubleUnaryOperator map;
  private final IntConsumer onEvaluation;
  private int batches;
  private Meter lastMeter = Meter.unlimited();

  private ToyGenerator(int dims, int steps, int cost, DoubleUnaryOperator map, IntConsumer onEvaluation) {
    this.dims = dims;
    this.steps = steps;
    this.cost = cost;
    this.map = map;
    this.onEvaluation = onEvaluation;
  }

  /** The 1-D mixture of {@link ToyMixture}. */
  static ToyGenerator mixture(int steps) {
    return new ToyGenerator(1, steps, 1, ToyMixture::endpoint, batch -> {});
  }

  /** x = z in R^dims. */
  static ToyGenerator normal(int dims, int steps) {
    return new ToyGenerator(dims, steps, 1, z -> z, batch -> {});
  }

  /** The same, with an action after each batched evaluation, which gets its number from 0 on. */
  ToyGenerator onEvaluation(IntConsumer action) {
    return new ToyGenerator(dims, steps, cost, map, action);
  }

  /** The same, at so many evaluations per row and step. */
  ToyGenerator costing(int evaluations) {
    return new ToyGenerator(dims, steps, evaluations, map, onEvaluation);
  }

  /** Batched evaluations made, over all processes. */
  int batches() {
    return batches;
  }

  /** The meter that the last process was opened with. */
  Meter lastMeter() {
    return lastMeter;
  }

  /** The exact sample of a start under condition 0. */
  double[] sample(Start start) {
    double[] x = noise(start);
    for (int i = 0; i < dims; i++) {
      x[i] = map.applyAsDouble(x[i]);
    }
    return x;
  }

  private double[] noise(Start start) {
    return switch (start) {
      case Start.Fresh f -> normals(f.key());
      case Start.Projected p -> throw new IllegalArgumentException("toy: knows no projections, got " + p);
      case Start.Near n -> mix(noise(n.centre()), normals(n.key()), n.radius());
    };
  }

  private static double[] mix(double[] centre, double[] z, double radius) {
    double[] out = new double[z.length];
    double keep = Math.sqrt(1 - radius * radius);
    for (int i = 0; i < z.length; i++) {
      out[i] = keep * centre[i] + radius * z[i];
    }
    return out;
  }

  private double[] normals(TrajectoryKey key) {
    SplittableRandom random = new SplittableRandom(key.seed() * 0x9e3779b97f4a7c15L ^ key.child(0).path());
    double[] z = new double[dims];
    for (int i = 0; i < dims; i++) {
      z[i] = random.nextGaussian();
    }
    return z;
  }

  @Override
  public Shape sampleShape() {
    return Shape.of(dims);
  }

  @Override
  public DType dtype() {
    return DType.F64;
  }

  @Override
  public int steps() {
    return steps;
  }

  @Override
  public long evaluations(int from, int to) {
    return (long) cost * (to - from);
  }

  @Override
  public long evaluationsPerLook() {
    return cost;
  }

  @Override
  public long evaluationsAfterLook(int from, int to) {
    return evaluations(from, to) - (from < to ? cost : 0);
  }

  /** Forks draw no numbers: only rewinds do. */
  @Override
  public boolean isStochastic(int from, int to) {
    return false;
  }

  @Override
  public String description() {
    return "toy, " + dims + "-D, " + steps + " steps";
  }

  @Override
  public GenerativeProcess open(Meter meter) {
    lastMeter = meter;
    return new Process(meter);
  }

  /** Rows of noise and the step that they have reached. */
  private record Rows(List<Start> starts, List<Start> draws, int[] conditions, double[][] noise, int[] at, boolean[] looked)
      implements Population {
    @Override
    public int rows() {
      return starts.size();
    }

    @Override
    public int step() {
      return at[0];
    }

    @Override
    public Start start(int i) {
      return starts.get(i);
    }

    @Override
    public Start draw(int i) {
      return draws.get(i);
    }

    @Override
    public int condition(int i) {
      return conditions[i];
    }
  }

  /** Charges, counts and maps. */
  private final class Process implements GenerativeProcess {
    private final Meter meter;

    Process(Meter meter) {
      this.meter = meter;
    }

    @Override
    public Generator generator() {
      return ToyGenerator.this;
    }

    @Override
    public Meter meter() {
      return meter;
    }

    @Override
    public Population start(List<Start> starts, int[] conditions) {
      for (int c : conditions) {
        if (c < 0 || c > 9) {
          throw new IllegalArgumentException("condition: must be in [0, 9], got " + c);
        }
      }
      double[][] noise = starts.stream().map(ToyGenerator.this::noise).toArray(double[][]::new);
      return new Rows(List.copyOf(starts), new ArrayList<>(starts), conditions.clone(), noise, new int[1], new boolean[1]);
    }

    @Override
    public Admission advance(Population p, int toStep) {
      Rows rows = (Rows) p;
      while (rows.at[0] < toStep) {
        Admission a = evaluate(p);
        if (a != Admission.ADMITTED) {
          return a;
        }
        rows.at[0]++;
        rows.looked[0] = false;
      }
      return Admission.ADMITTED;
    }

    @Override
    public Admission evaluate(Population p) {
      Admission a = isEvaluated(p) ? Admission.ADMITTED : meter.admit((long) cost * p.rows());
      if (a == Admission.ADMITTED && !isEvaluated(p)) {
        ((Rows) p).looked[0] = true;
        onEvaluation.accept(batches++);
      }
      return a;
    }

    @Override
    public boolean isEvaluated(Population p) {
      return ((Rows) p).looked[0] || p.step() == steps;
    }

    @Override
    public boolean canLookAhead(Population p) {
      return p.step() > 0 || isEvaluated(p);
    }

    @Override
    public Tensor lookAhead(Population p) {
      if (!canLookAhead(p)) {
        throw new IllegalStateException("look-ahead: needs an evaluation, step is 0");
      }
      int seen = p.step() + (isEvaluated(p) && p.step() < steps ? 1 : 0);
      return samples((Rows) p, (double) seen / steps);
    }

    @Override
    public void rewind(Population p, int toStep, TrajectoryKey[] keys) {
      Rows rows = (Rows) p;
      double radius = (double) (p.step() - toStep) / steps;
      for (int i = 0; i < p.rows(); i++) {
        rows.noise[i] = mix(rows.noise[i], normals(keys[i]), radius);
      }
      rows.draws.clear();
      Arrays.stream(keys).forEach(k -> rows.draws.add(new Start.Fresh(k)));
      rows.looked[0] = rows.looked[0] && toStep == rows.at[0];
      rows.at[0] = toStep;
    }

    @Override
    public Population gather(List<Population.Row> parents, List<Start> draws) {
      Rows first = (Rows) parents.getFirst().population();
      List<Start> starts = parents.stream().map(r -> r.population().start(r.index())).toList();
      int[] conditions = parents.stream().mapToInt(r -> r.population().condition(r.index())).toArray();
      double[][] noise = parents.stream().map(r -> ((Rows) r.population()).noise[r.index()].clone()).toArray(double[][]::new);
      return new Rows(starts, new ArrayList<>(draws), conditions, noise, first.at.clone(), first.looked.clone());
    }

    @Override
    public Tensor finish(Population p) {
      if (p.step() != steps) {
        throw new IllegalStateException("finish: needs step " + steps + ", the population is at " + p.step());
      }
      return samples((Rows) p, 1);
    }

    private Tensor samples(Rows p, double part) {
      Tensor out = Tensor.zerosF64(p.rows(), dims);
      for (int i = 0; i < p.rows(); i++) {
        for (int j = 0; j < dims; j++) {
          out.doubles()[i * dims + j] = part * (map.applyAsDouble(p.noise[i][j]) + 100.0 * p.conditions[i]);
        }
      }
      return out;
    }
  }
}
