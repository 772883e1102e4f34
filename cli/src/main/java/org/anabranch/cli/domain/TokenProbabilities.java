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
   * The tokens at open positions.
   *
   * @param text  [L] ids, complete
   * @param open  the positions that were filled in
   * @param piece the text of a token
   */
  static List<FilledToken> filled(PseudoLikelihood network, int[] text, int[] open, IntFunction<String> piece) {
    double[][] rest = open.length == 0 ? new double[0][] : network.logProbabilities(text, open);
    double[][] prompt = open.length == 0 ? new double[0][] : network.together(text, open);
    List<FilledToken> out = new ArrayList<>();
    for (int j = 0; j < open.length; j++) {
      int id = text[open[j]];
      Map<String, Double> likeliest = new LinkedHashMap<>();
      for (int other : likeliest(rest[j])) {
        likeliest.put(piece.apply(other), StrictMath.exp(rest[j][other]));
      }
      out.add(new FilledToken(open[j], id, piece.apply(id), StrictMath.exp(rest[j][id]), StrictMath.exp(prompt[j][id]), likeliest));
    }
    return out;
  }

  /**
   * One row per token that was filled in.
   *
   * @param whole the text of all tokens
   */
  static Details of(List<FilledToken> tokens, String whole) {
    List<List<String>> rows = new ArrayList<>();
    List<Map<String, Object>> json = new ArrayList<>();
    for (FilledToken t : tokens) {
      List<String> shown = new ArrayList<>();
      t.likeliest().forEach((piece, q) -> shown.add(String.format(Locale.ROOT, "%s %.3f", quoted(piece), q)));
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("position", t.position());
      entry.put("id", t.id());
      entry.put("token", t.piece());
      entry.put("probability", t.probability());
      entry.put("probabilityFromPrompt", t.fromPrompt());
      entry.put("likeliest", t.likeliest());
      json.add(entry);
      rows.add(List.of(String.valueOf(t.position()), quoted(t.piece()), String.format(Locale.ROOT, "%.4f", t.probability()),
          String.format(Locale.ROOT, "%.4f", t.fromPrompt()), String.join(", ", shown)));
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
