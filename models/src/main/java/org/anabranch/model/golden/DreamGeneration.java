package org.anabranch.model.golden;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.engine.LogitRow;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.masked.MaskedSampling;
import org.anabranch.solver.masked.Order;
import org.anabranch.solver.masked.OrderedUnmasking;
import org.anabranch.solver.masked.Quota;
import org.anabranch.solver.masked.TokenDistribution;
import org.anabranch.solver.masked.TokenLaw;
import org.anabranch.solver.masked.TokenPredictor;

/**
 * Outputs of Dream's sampler: {@code gen.ALGORITHM_sS.history}, the state after each step at temperature 0, and {@code st.*}, tokens
 * and confidences of single logits.
 */
final class DreamGeneration {
  private static final Map<String, Order> ALGORITHMS =
      Map.of("maskgit_plus", Order.CONFIDENCE, "topk_margin", Order.MARGIN, "entropy", Order.ENTROPY);
  private static final Pattern RUN = Pattern.compile("gen\\.(\\w+?)_s(\\d+)\\.history");
  private static final Pattern TOKEN = Pattern.compile("st\\.(plain|margin|negent|topk(\\d+)|topp([0-9.]+))\\.(x0|confidence)");

  private final GoldenFolder folder;
  private final TokenPredictor network;

  DreamGeneration(GoldenFolder folder, TokenPredictor network) {
    this.folder = folder;
    this.network = network;
  }

  private boolean canRun() {
    return folder.hasInput("gen.prompt") && network.maskToken().isPresent();
  }

  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    if (canRun() && folder.hasInput("x")) {
      for (String algorithm : List.of("maskgit_plus", "topk_margin", "entropy")) {
        names.add("gen." + algorithm + "_s5.history");
        names.add("gen." + algorithm + "_s12.history");
      }
    }
    if (folder.hasInput("st.logits")) {
      for (String kind : List.of("plain", "margin", "negent", "topk4", "topp0.8")) {
        names.add("st." + kind + ".x0");
        names.add("st." + kind + ".confidence");
      }
    }
    return names;
  }

  Optional<Tensor> compute(String name, Optional<Shape> shape) {
    Matcher run = RUN.matcher(name);
    if (run.matches() && ALGORITHMS.containsKey(run.group(1)) && canRun() && (shape.isPresent() || folder.hasInput("x"))) {
      int length = shape.map(s -> s.dim(2)).orElseGet(() -> folder.input("x").shape().dim(1));
      return Optional.of(run(ALGORITHMS.get(run.group(1)), Integer.parseInt(run.group(2)), length));
    }
    Matcher token = TOKEN.matcher(name);
    return token.matches() && folder.hasInput("st.logits") ? Optional.of(token(token)) : Optional.empty();
  }

  private Tensor run(Order order, int steps, int length) {
    Tensor prompt = folder.input("gen.prompt");
    OrderedUnmasking policy = OrderedUnmasking.of(steps, order).withShapedScores()
        .withQuota(new Quota.Shrinking(Quota.Shrinking.OFFICIAL_END));
    return Generation.run(network, MaskedSampling.of(policy, TokenLaw.GREEDY), network.maskToken().getAsInt(), prompt.toInts(),
        prompt.rows(), length, List.of()).states(1, steps + 1);
  }

  private Tensor token(Matcher kind) {
    TokenLaw law = kind.group(2) != null ? TokenLaw.GREEDY.withTopK(Integer.parseInt(kind.group(2)))
        : kind.group(3) != null ? TokenLaw.GREEDY.withTopP(Double.parseDouble(kind.group(3))) : TokenLaw.GREEDY;
    Tensor logits = folder.input("st.logits").toHeap();
    TokenDistribution d = new TokenDistribution(logits.rowSize(), law);
    long[] tokens = new long[logits.rows()];
    double[] confidence = new double[logits.rows()];
    for (int r = 0; r < tokens.length; r++) {
      d.load(logits.floats(), r * logits.rowSize());
      tokens[r] = d.best();
      confidence[r] = switch (kind.group(1)) {
        case "margin" -> LogitRow.margin(d.shaped());
        case "negent" -> -LogitRow.entropy(d.shaped());
        default -> d.shaped()[d.best()];
      };
    }
    return kind.group(4).equals("x0") ? Integers.of(tokens, tokens.length) : Tensor.of(confidence, confidence.length);
  }
}
