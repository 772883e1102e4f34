package org.anabranch.cli.solving;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The states that a search by actions went through, as its trace has them: equal states of one start are one node. */
final class StateGraph {
  private final Map<Key, Node> nodes = new LinkedHashMap<>();
  private final Set<Edge> edges = new LinkedHashSet<>();
  private final List<Integer> steps;

  /** What makes a node. */
  private record Key(RowLog.Line root, int step, List<Integer> tokens) {}

  /** A state. */
  static final class Node {
    private final RowLog.State state;
    private final List<Edge> in = new ArrayList<>();
    private double place;

    private Node(RowLog.State state) {
      this.state = state;
    }

    RowLog.State state() {
      return state;
    }

    /** Edges that lead here, the first made first. */
    List<Edge> in() {
      return Collections.unmodifiableList(in);
    }

    /** Where it is drawn within its level, in (0, 1). */
    double place() {
      return place;
    }
  }

  /** From a state to another by an action. */
  record Edge(Node from, int action, Node to) {}

  /** The graph of a log. */
  StateGraph(RowLog log) {
    for (RowLog.Line line : log.moved()) {
      Node from = node(line, line.first());
      Node to = node(line, line.last());
      Edge edge = new Edge(from, line.action().orElse(0), to);
      if (edges.add(edge)) {
        to.in.add(edge);
      }
    }
    steps = nodes.values().stream().map(n -> n.state.step()).distinct().sorted().toList();
    for (int step : steps) {
      List<Node> level = level(step);
      Map<Node, Double> mean = new LinkedHashMap<>();
      level.forEach(n -> mean.put(n, n.in.stream().mapToDouble(e -> e.from.place).average().orElse(0.5)));
      level.sort(Comparator.comparingDouble(mean::get));
      for (int i = 0; i < level.size(); i++) {
        level.get(i).place = (i + 0.5) / level.size();
      }
    }
  }

  private Node node(RowLog.Line line, RowLog.State state) {
    return nodes.computeIfAbsent(new Key(line.root(), state.step(), state.tokens()), k -> new Node(state));
  }

  /** The steps at which states are, in order. */
  List<Integer> steps() {
    return steps;
  }

  /** The states of a step. */
  List<Node> level(int step) {
    return new ArrayList<>(nodes.values().stream().filter(n -> n.state.step() == step).toList());
  }

  /** All states. */
  List<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  /** All edges, each once. */
  List<Edge> edges() {
    return List.copyOf(edges);
  }

  /** States that more than one edge leads to. */
  long meetings() {
    return nodes.values().stream().filter(n -> n.in.size() > 1).count();
  }

  /** Ways from a start to a state of the last step, which is how often that many samples made alone would have gone. */
  long ways() {
    Map<Node, Long> ways = new LinkedHashMap<>();
    for (int step : steps) {
      for (Node n : level(step)) {
        ways.put(n, n.in.isEmpty() ? 1 : n.in.stream().mapToLong(e -> ways.get(e.from)).sum());
      }
    }
    return level(steps.getLast()).stream().mapToLong(ways::get).sum();
  }

  /** The edges by which the first state with these tokens at the last step was first reached, from its start on. */
  List<Edge> way(List<Integer> tokens) {
    List<Edge> way = new ArrayList<>();
    Optional<Node> at = level(steps.getLast()).stream().filter(n -> n.state.tokens().equals(tokens)).findFirst();
    while (at.isPresent() && !at.get().in.isEmpty()) {
      way.addFirst(at.get().in.getFirst());
      at = Optional.of(way.getFirst().from);
    }
    return way;
  }
}
