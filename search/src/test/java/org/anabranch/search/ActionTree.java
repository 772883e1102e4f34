package org.anabranch.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.ForkingProcess;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.StateKey;

/**
 * Toy U: every state has the same actions, an edge costs one evaluation, a sample is the list of actions that led to it. With
 * {@code merging}, states are the same whose actions are the same in any order. Its edges cost an evaluation each even where the
 * state has
 * been looked at, as published counts have it: a look is none of a step's evaluations.
 */
final class ActionTree implements Generator {
  final int actions;
  final int depth;
  private final boolean merging;

  ActionTree(int actions, int depth, boolean merging) {
    this.actions = actions;
    this.depth = depth;
    this.merging = merging;
  }

  private record Way(String name, int number) implements ForkingProcess.Action {
    @Override
    public boolean dependsOnStart() {
      return false;
    }

    @Override
    public int family() {
      return 0;
    }
  }

  private static final class Paths implements Population {
    private final int[][] paths;
    private final Start[] starts;
    private final int[] action;
    private int step;

    Paths(int[][] paths, Start[] starts, int[] action, int step) {
      this.paths = paths;
      this.starts = starts;
      this.action = action;
      this.step = step;
    }

    @Override
    public int rows() {
      return paths.length;
    }

    @Override
    public int step() {
      return step;
    }

    @Override
    public Start start(int i) {
      return starts[i];
    }

    @Override
    public Start draw(int i) {
      return starts[i];
    }

    @Override
    public int condition(int i) {
      return 0;
    }
  }

  @Override
  public Shape sampleShape() {
    return Shape.of(depth);
  }

  @Override
  public DType dtype() {
    return DType.F64;
  }

  @Override
  public int steps() {
    return depth;
  }

  @Override
  public long evaluations(int from, int to) {
    return to - from;
  }

  @Override
  public long evaluationsPerLook() {
    return 1;
  }

  @Override
  public long evaluationsAfterLook(int from, int to) {
    return to - from;
  }

  @Override
  public boolean isStochastic(int from, int to) {
    return false;
  }

  @Override
  public String description() {
    return actions + " actions, " + depth + " levels";
  }

  @Override
  public ForkingProcess open(Meter meter) {
    return new Process(meter);
  }

  private final class Process implements ForkingProcess {
    private final Meter meter;

    Process(Meter meter) {
      this.meter = meter;
    }

    @Override
    public Generator generator() {
      return ActionTree.this;
    }

    @Override
    public Meter meter() {
      return meter;
    }

    @Override
    public Population start(List<Start> starts, int[] conditions) {
      return new Paths(new int[starts.size()][0], starts.toArray(new Start[0]), new int[starts.size()], 0);
    }

    @Override
    public Admission evaluate(Population p) {
      return p.step() == depth ? Admission.ADMITTED : meter.admit(p.rows());
    }

    @Override
    public boolean isEvaluated(Population p) {
      return p.step() == depth;
    }

    @Override
    public Admission advance(Population p, int toStep) {
      Paths paths = (Paths) p;
      while (paths.step < toStep) {
        Admission a = meter.admit(p.rows());
        if (a != Admission.ADMITTED) {
          return a;
        }
        for (int i = 0; i < p.rows(); i++) {
          int[] path = Arrays.copyOf(paths.paths[i], paths.step + 1);
          path[paths.step] = paths.action[i];
          paths.paths[i] = path;
        }
        paths.step++;
      }
      return Admission.ADMITTED;
    }

    @Override
    public boolean canLookAhead(Population p) {
      return p.step() > 0;
    }

    @Override
    public Tensor lookAhead(Population p) {
      double[] out = new double[p.rows() * depth];
      for (int i = 0; i < p.rows(); i++) {
        int[] path = ((Paths) p).paths[i].clone();
        if (merging) {
          Arrays.sort(path);
        }
        for (int j = 0; j < path.length; j++) {
          out[i * depth + j] = path[j];
        }
      }
      return Tensor.of(out, p.rows(), depth);
    }

    @Override
    public void rewind(Population p, int toStep, TrajectoryKey[] keys) {
      throw new UnsupportedOperationException("rewind");
    }

    @Override
    public Population gather(List<Population.Row> parents, List<Start> draws) {
      int step = parents.getFirst().population().step();
      return new Paths(parents.stream().map(r -> ((Paths) r.population()).paths[r.index()]).toArray(int[][]::new),
          parents.stream().map(r -> r.population().start(r.index())).toArray(Start[]::new),
          parents.stream().mapToInt(r -> ((Paths) r.population()).action[r.index()]).toArray(), step);
    }

    @Override
    public Tensor finish(Population p) {
      return lookAhead(p);
    }

    @Override
    public List<String> standardActions() {
      return IntStream.range(0, actions).mapToObj(Integer::toString).toList();
    }

    @Override
    public List<Action> actions(List<String> names) {
      List<Action> out = new ArrayList<>();
      names.forEach(n -> out.add(new Way(n, Integer.parseInt(n))));
      return out;
    }

    @Override
    public void choose(Population p, List<Action> by) {
      Arrays.setAll(((Paths) p).action, i -> ((Way) by.get(i)).number());
    }

    @Override
    public StateKey key(Population p, int row) {
      int[] path = ((Paths) p).paths[row].clone();
      if (merging) {
        Arrays.sort(path);
      }
      return StateKey.of(path);
    }
  }
}
