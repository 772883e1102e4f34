package org.anabranch.solver.slots;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.anabranch.solver.masked.Conditionals;

/**
 * log-probabilities of several sequences at the same positions of one context, by the chain rule:
 * <pre>
 *   log p(v | context) = sum over k of log p(x[i(k)] = v[k] | context, x[i(1)] = v[1], .., x[i(k-1)] = v[k-1])
 * </pre>
 * in the order i(1), i(2), .. of the positions given, what comes later being masked. A network's conditionals need not fit together, so
 * the order is part of the definition. Sequences share the evaluations of their common beginnings.
 */
public final class ChainRule {
  private ChainRule() {}

  /**
   * What is asked.
   *
   * @param tokens    [L] the context; what stands at the positions does not matter
   * @param mask      the mask token
   * @param positions in the order of the chain, at least one
   * @param values    sequences of as many tokens
   */
  public record Span(int[] tokens, int mask, int[] positions, List<int[]> values) {
    /** Checks the sizes. */
    public Span {
      if (positions.length == 0 || values.isEmpty() || values.stream().anyMatch(v -> v.length != positions.length)) {
        throw new IllegalArgumentException("chain rule: needs positions and values of as many tokens, got " + positions.length
            + " positions and values of " + values.stream().map(v -> v.length).distinct().toList());
      }
    }

    /** Evaluations that this takes: the distinct beginnings, the empty one included. */
    public long evaluations() {
      long count = 0;
      for (int k = 0; k < positions.length; k++) {
        count += beginnings(k).size();
      }
      return count;
    }

    /** The distinct first k tokens, in the order of the values, with the numbers of the values that begin so. */
    private Map<List<Integer>, List<Integer>> beginnings(int k) {
      Map<List<Integer>, List<Integer>> all = new LinkedHashMap<>();
      for (int v = 0; v < values.size(); v++) {
        List<Integer> begin = Arrays.stream(values.get(v), 0, k).boxed().toList();
        all.computeIfAbsent(begin, b -> new ArrayList<>()).add(v);
      }
      return all;
    }
  }

  /**
   * log p of every value of every span, in nats, not normalised over the values; spans are evaluated together, a token of the chain a
   * batch.
   *
   * @return empty if the meter stopped it, which {@link Conditionals#admission} explains
   */
  public static Optional<double[][]> logProbabilities(Conditionals network, List<Span> spans) {
    double[][] out = spans.stream().map(s -> new double[s.values().size()]).toArray(double[][]::new);
    int longest = spans.stream().mapToInt(s -> s.positions().length).max().orElse(0);
    for (int k = 0; k < longest; k++) {
      List<Conditionals.Query> queries = new ArrayList<>();
      List<int[]> asked = new ArrayList<>();
      List<List<Integer>> which = new ArrayList<>();
      for (int s = 0; s < spans.size(); s++) {
        Span span = spans.get(s);
        if (k >= span.positions().length) {
          continue;
        }
        for (Map.Entry<List<Integer>, List<Integer>> begin : span.beginnings(k).entrySet()) {
          int[] tokens = span.tokens().clone();
          for (int j = 0; j < span.positions().length; j++) {
            tokens[span.positions()[j]] = j < k ? begin.getKey().get(j) : span.mask();
          }
          queries.add(new Conditionals.Query(tokens, new int[] {span.positions()[k]}));
          asked.add(new int[] {s});
          which.add(begin.getValue());
        }
      }
      Optional<double[][][]> said = network.of(queries, spans.getFirst().mask());
      if (said.isEmpty()) {
        return Optional.empty();
      }
      for (int q = 0; q < queries.size(); q++) {
        int s = asked.get(q)[0];
        for (int v : which.get(q)) {
          out[s][v] += said.get()[q][0][spans.get(s).values().get(v)[k]];
        }
      }
    }
    return Optional.of(out);
  }
}
