package org.anabranch.cli.solving;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.anabranch.solver.ForkingProcess;
import org.anabranch.solver.masked.MaskedRow;
import org.anabranch.solver.masked.MaskedTrace;

/** Keeps what a trace tells of one search: every row's states in order, and which row it is a copy of. Not thread-safe. */
final class RowLog implements MaskedTrace {
  private final List<Line> lines = new ArrayList<>();
  private final List<ForkingProcess.Action> actions = new ArrayList<>();
  private final Map<MaskedRow, Line> alive = new IdentityHashMap<>();

  /**
   * Where a row stood.
   *
   * @param step             rounds made
   * @param tokens           of the whole sequence, as of then
   * @param logProbabilities what each was committed with, 0 where masked or given
   */
  record State(int step, List<Integer> tokens, List<Double> logProbabilities) {
    private static State of(int step, MaskedRow row) {
      return new State(step, IntStream.range(0, row.template().length()).mapToObj(row::token).toList(),
          IntStream.range(0, row.template().length()).mapToObj(row::logProbability).toList());
    }
  }

  /** A row from its start, or from the row that it is a copy of. */
  static final class Line {
    private final Optional<Line> parent;
    private final List<State> states = new ArrayList<>();
    private Optional<Integer> action = Optional.empty();
    private int remasked;

    private Line(Optional<Line> parent, State first) {
      this.parent = parent;
      states.add(first);
    }

    /** The row that it is a copy of; none of a start. */
    Optional<Line> parent() {
      return parent;
    }

    /** From the first to the last; the second stands at the same step as the first where tokens were masked again. */
    List<State> states() {
      return Collections.unmodifiableList(states);
    }

    State first() {
      return states.getFirst();
    }

    State last() {
      return states.getLast();
    }

    /** The number of the action that made its steps, in the order of first use. */
    Optional<Integer> action() {
      return action;
    }

    /** Tokens that were masked again before its first step. */
    int remasked() {
      return remasked;
    }

    /** The start that it comes from. */
    Line root() {
      return parent.map(Line::root).orElse(this);
    }
  }

  /** All rows, in the order of their making. */
  List<Line> lines() {
    return Collections.unmodifiableList(lines);
  }

  /** Rows that have made a step of their own. */
  List<Line> moved() {
    return lines.stream().filter(l -> l.last().step() > l.first().step()).toList();
  }

  /** The names of the actions, by their numbers. */
  List<String> actions() {
    return actions.stream().map(ForkingProcess.Action::name).toList();
  }

  private void add(MaskedRow row, Optional<Line> parent, int step) {
    Line line = new Line(parent, State.of(step, row));
    lines.add(line);
    alive.put(row, line);
  }

  @Override
  public void started(MaskedRow row) {
    add(row, Optional.empty(), 0);
  }

  @Override
  public void copied(MaskedRow parent, MaskedRow row, int step) {
    add(row, Optional.of(alive.get(parent)), step);
  }

  @Override
  public void chosen(MaskedRow row, ForkingProcess.Action action) {
    int number = IntStream.range(0, actions.size()).filter(i -> actions.get(i) == action).findFirst().orElse(actions.size());
    if (number == actions.size()) {
      actions.add(action);
    }
    alive.get(row).action = Optional.of(number);
  }

  @Override
  public void stepped(MaskedRow row, int step) {
    alive.get(row).states.add(State.of(step, row));
  }

  @Override
  public void remasked(MaskedRow row, int step) {
    Line line = alive.get(row);
    State now = State.of(step, row);
    int mask = row.template().mask();
    line.remasked += (int) IntStream.range(0, now.tokens().size())
        .filter(i -> now.tokens().get(i) == mask && line.last().tokens().get(i) != mask).count();
    line.states.add(now);
  }

  @Override
  public void released(MaskedRow row) {
    alive.remove(row);
  }
}
