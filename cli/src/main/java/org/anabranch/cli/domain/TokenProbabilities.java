package org.anabranch.cli.domain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.anabranch.cli.report.Sheet;
import org.anabranch.cli.verify.PseudoLikelihood;

/** What a masked network thinks of the tokens that were filled in: each alone, and all of them from what was given. */
final class TokenProbabilities {
  private static final int ALTERNATIVES = 3;

  private TokenProbabilities() {}

  /**
   * One row per open position.
   *
   * @param text  [L] ids, complete
   * @param open  the positions that were filled in
   * @param piece the text of a token
   * @param whole the text of all of them
   */
  static Details of(PseudoLikelihood network, int[] text, int[] open, IntFunction<String> piece, String whole) {
    double[][] rest = open.length == 0 ? new double[0][] : network.logProbabilities(text, open);
    double[][] prompt = open.length == 0 ? new double[0][] : network.together(text, open);
    List<List<String>> rows = new ArrayList<>();
    List<Map<String, Object>> json = new ArrayList<>();
    for (int j = 0; j < open.length; j++) {
      int id = text[open[j]];
      double p = StrictMath.exp(rest[j][id]);
      double fromPrompt = StrictMath.exp(prompt[j][id]);
      Map<String, Object> likeliest = new LinkedHashMap<>();
      List<String> shown = new ArrayList<>();
      for (int other : likeliest(rest[j])) {
        double q = StrictMath.exp(rest[j][other]);
        likeliest.put(piece.apply(other), q);
        shown.add(String.format(Locale.ROOT, "%s %.3f", quoted(piece.apply(other)), q));
      }
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("position", open[j]);
      entry.put("id", id);
      entry.put("token", piece.apply(id));
      entry.put("probability", p);
      entry.put("probabilityFromPrompt", fromPrompt);
      entry.put("likeliest", likeliest);
      json.add(entry);
      rows.add(List.of(String.valueOf(open[j]), quoted(piece.apply(id)), String.format(Locale.ROOT, "%.4f", p),
          String.format(Locale.ROOT, "%.4f", fromPrompt), String.join(", ", shown)));
    }
    Map<String, Object> named = new LinkedHashMap<>();
    named.put("text", whole);
    named.put("tokens", json);
    List<String> headers = List.of("position", "token", "p, rest given", "p, prompt given", "likeliest, rest given");
    return new Details(new Sheet(headers, rows), named);
  }

  private static String quoted(String piece) {
    return "'" + piece.replace("\n", "\\n") + "'";
  }

  /** The ids of the largest values, ties to the lower id. */
  private static List<Integer> likeliest(double[] logs) {
    List<Integer> best = new ArrayList<>();
    for (int v = 0; v < logs.length; v++) {
      int at = best.size();
      while (at > 0 && logs[best.get(at - 1)] < logs[v]) {
        at--;
      }
      if (at < ALTERNATIVES) {
        best.add(at, v);
      }
      if (best.size() > ALTERNATIVES) {
        best.removeLast();
      }
    }
    return best;
  }
}
