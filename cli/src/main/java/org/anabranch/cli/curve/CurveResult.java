package org.anabranch.cli.curve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.anabranch.cli.domain.Domain;
import org.anabranch.cli.domain.Measure;
import org.anabranch.cli.quality.Estimate;
import org.anabranch.cli.report.Sheet;
import org.anabranch.search.BestOfN;

/**
 * A measured curve: means with Student-t intervals over cells, paired differences from best-of-n, and the fronts.
 *
 * <p>A cell is one seed and one condition. Conditions differ in difficulty, which widens the interval of a mean and cancels in a
 * paired difference: judge whether two algorithms differ by the differences.
 */
public final class CurveResult {
  /** The header of the column with the algorithms' names. */
  public static final String NAMES = "algorithm";

  private static final int SCORE_DIGITS = 3;
  private static final int SECONDS_DIGITS = 3;

  private final Domain domain;
  private final CurvePlan plan;
  private final List<Measure> measures;
  private final List<CurveSearch> searches;
  private final List<CurvePoint> points;

  private CurveResult(Domain domain, CurvePlan plan, List<Measure> measures, List<CurveSearch> searches, List<CurvePoint> points) {
    this.domain = domain;
    this.plan = plan;
    this.measures = measures;
    this.searches = searches;
    this.points = points;
  }

  /**
   * Takes the means.
   *
   * @param measures the measures that the searches hold
   * @param searches all searches of at least one cell, as {@link CurveRun#run} returns them
   */
  public static CurveResult of(Domain domain, CurvePlan plan, List<Measure> measures, List<CurveSearch> searches) {
    if (searches.isEmpty()) {
      throw new IllegalArgumentException("curve: needs the searches of at least 1 cell, got 0");
    }
    OptionalInt base = IntStream.range(0, plan.entries().size())
        .filter(i -> plan.entries().get(i).algorithm().name().equals(BestOfN.NAME)).findFirst();
    List<CurvePoint> points = new ArrayList<>();
    for (int e = 0; e < plan.entries().size(); e++) {
      for (long budget : plan.budgets()) {
        points.add(point(e, budget, base, measures, searches));
      }
    }
    return new CurveResult(domain, plan, List.copyOf(measures), List.copyOf(searches), fronts(points, measures));
  }

  private static CurvePoint point(int e, long budget, OptionalInt base, List<Measure> measures, List<CurveSearch> searches) {
    List<CurveSearch> own = searches.stream().filter(s -> s.at(e, budget)).toList();
    List<Estimate> means = new ArrayList<>();
    for (int m = 0; m < measures.size(); m++) {
      int at = m;
      means.add(mean(own, s -> s.measures()[at]));
    }
    if (base.isEmpty() || base.getAsInt() == e) {
      return new CurvePoint(e, budget, mean(own, CurveSearch::used), mean(own, CurveSearch::verifierCalls),
          mean(own, CurveSearch::seconds), mean(own, CurveSearch::score), means, Optional.empty(), List.of(), false, false);
    }
    // Searches lie cell by cell, so that the i-th of either algorithm answered the same request.
    List<CurveSearch> other = searches.stream().filter(s -> s.at(base.getAsInt(), budget)).toList();
    List<Estimate> gains = new ArrayList<>();
    for (int m = 0; m < measures.size(); m++) {
      int at = m;
      double sign = measures.get(m).higherIsBetter() ? 1 : -1;
      gains.add(difference(own, other, s -> sign * s.measures()[at]));
    }
    return new CurvePoint(e, budget, mean(own, CurveSearch::used), mean(own, CurveSearch::verifierCalls),
        mean(own, CurveSearch::seconds), mean(own, CurveSearch::score), means,
        Optional.of(difference(own, other, CurveSearch::score)), gains, false, false);
  }

  private static Estimate mean(List<CurveSearch> searches, ToDoubleFunction<CurveSearch> of) {
    return Estimate.of(searches.stream().mapToDouble(of).toArray());
  }

  private static Estimate difference(List<CurveSearch> own, List<CurveSearch> other, ToDoubleFunction<CurveSearch> of) {
    double[] gains = new double[own.size()];
    Arrays.setAll(gains, i -> of.applyAsDouble(own.get(i)) - of.applyAsDouble(other.get(i)));
    return Estimate.of(gains);
  }

  private static List<CurvePoint> fronts(List<CurvePoint> points, List<Measure> measures) {
    ToDoubleFunction<CurvePoint> quality = quality(measures);
    return points.stream().map(p -> new CurvePoint(p.entry(), p.budget(), p.used(), p.calls(), p.seconds(), p.score(), p.measures(),
        p.scoreGain(), p.measureGains(), undominated(p, points, quality, q -> q.used().mean()),
        undominated(p, points, quality, q -> q.seconds().mean()))).toList();
  }

  /** The main measure where there is one, else the selector's score; more is better. */
  private static ToDoubleFunction<CurvePoint> quality(List<Measure> measures) {
    if (measures.isEmpty()) {
      return p -> p.score().mean();
    }
    double sign = measures.getFirst().higherIsBetter() ? 1 : -1;
    return p -> sign * p.measures().getFirst().mean();
  }

  private static boolean undominated(CurvePoint p, List<CurvePoint> points, ToDoubleFunction<CurvePoint> quality,
      ToDoubleFunction<CurvePoint> cost) {
    double q = quality.applyAsDouble(p);
    double c = cost.applyAsDouble(p);
    return points.stream().noneMatch(o -> quality.applyAsDouble(o) >= q && cost.applyAsDouble(o) <= c
        && (quality.applyAsDouble(o) > q || cost.applyAsDouble(o) < c));
  }

  /** The domain. */
  public Domain domain() {
    return domain;
  }

  /** The plan. */
  public CurvePlan plan() {
    return plan;
  }

  /** The held-out measures. */
  public List<Measure> measures() {
    return measures;
  }

  /** Every search, cell by cell. */
  public List<CurveSearch> searches() {
    return searches;
  }

  /** Every algorithm at every budget, algorithm by algorithm. */
  public List<CurvePoint> points() {
    return points;
  }

  /** The points of one algorithm, by rising budget. */
  public List<CurvePoint> points(int entry) {
    return points.stream().filter(p -> p.entry() == entry).toList();
  }

  /** Cells that were finished. */
  public int cells() {
    return searches.size() / (plan.entries().size() * plan.budgets().size());
  }

  /** The table: one row per algorithm and budget, budgets together. */
  public Sheet sheet() {
    List<String> headers = new ArrayList<>(List.of(NAMES, "budget", "evaluations", "s / search", "score"));
    boolean paired = points.stream().anyMatch(p -> p.scoreGain().isPresent());
    if (paired) {
      headers.add("over best-of-n");
    }
    measures.forEach(m -> headers.add(m.title()));
    if (paired && !measures.isEmpty()) {
      headers.add(measures.getFirst().name() + " over best-of-n");
    }
    headers.add("front");
    List<List<String>> rows = new ArrayList<>();
    for (long budget : plan.budgets()) {
      for (CurvePoint p : points.stream().filter(q -> q.budget() == budget).toList()) {
        List<String> row = new ArrayList<>(List.of(plan.entries().get(p.entry()).label(), Long.toString(budget),
            Sheet.fixed(p.used().mean(), 0), Sheet.fixed(p.seconds().mean(), SECONDS_DIGITS),
            Sheet.plusMinus(p.score(), SCORE_DIGITS)));
        if (paired) {
          row.add(p.scoreGain().map(g -> signed(g, SCORE_DIGITS)).orElse(""));
        }
        for (int m = 0; m < measures.size(); m++) {
          row.add(Sheet.plusMinus(p.measures().get(m), measures.get(m).digits()));
        }
        if (paired && !measures.isEmpty()) {
          row.add(p.measureGains().isEmpty() ? "" : signed(p.measureGains().getFirst(), measures.getFirst().digits()));
        }
        row.add((p.front() ? "evaluations" : "") + (p.front() && p.timeFront() ? ", " : "") + (p.timeFront() ? "time" : ""));
        rows.add(row);
      }
    }
    return new Sheet(headers, rows);
  }

  private static String signed(Estimate gain, int digits) {
    return (gain.mean() >= 0 ? "+" : "") + Sheet.plusMinus(gain, digits);
  }

  /** For machines: the plan, the points and every search. */
  public Map<String, Object> json() {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("model", domain.name());
    out.put("verifier", plan.verifier());
    out.put("score", domain.title(plan.verifier()));
    out.put("measures", measures.stream().map(m -> named("name", m.name(), "unit", m.unit(), "higherIsBetter", m.higherIsBetter()))
        .toList());
    out.put("firstSeed", plan.firstSeed());
    out.put("seeds", plan.seeds());
    out.put("conditions", plan.conditions());
    plan.policy().ifPresent(p -> out.put("policy", p.name()));
    out.put("cells", cells());
    out.put("cellsAsked", plan.cells());
    out.put("algorithms", plan.entries().stream().map(e -> named("name", e.label(), "solver", e.sampling().solver().orElse(""),
        "steps", e.sampling().steps().orElse(0))).toList());
    out.put("points", points.stream().map(this::json).toList());
    out.put("searches", searches.stream().map(this::json).toList());
    return out;
  }

  private Map<String, Object> json(CurvePoint p) {
    Map<String, Object> out = named("algorithm", plan.entries().get(p.entry()).label(), "budget", p.budget(), "evaluations",
        p.used().mean());
    out.put("verifierCalls", p.calls().mean());
    out.put("seconds", json(p.seconds()));
    out.put("score", json(p.score()));
    out.put("measures", p.measures().stream().map(CurveResult::json).toList());
    p.scoreGain().ifPresent(g -> out.put("scoreOverBestOfN", json(g)));
    if (!p.measureGains().isEmpty()) {
      out.put("measuresOverBestOfN", p.measureGains().stream().map(CurveResult::json).toList());
    }
    out.put("paretoEvaluations", p.front());
    out.put("paretoTime", p.timeFront());
    return out;
  }

  private Map<String, Object> json(CurveSearch s) {
    Map<String, Object> out = named("algorithm", plan.entries().get(s.entry()).label(), "budget", s.budget(), "seed", s.seed());
    out.put("condition", s.condition());
    out.put("status", s.status().name());
    out.put("evaluations", s.used());
    out.put("verifierCalls", s.verifierCalls());
    out.put("seconds", s.seconds());
    out.put("score", s.score());
    out.put("measures", s.measures());
    return out;
  }

  private static Map<String, Object> json(Estimate e) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("mean", e.mean());
    e.halfWidth().ifPresent(h -> out.put("halfWidth95", h));
    out.put("n", e.n());
    return out;
  }

  private static Map<String, Object> named(String a, Object av, String b, Object bv, String c, Object cv) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put(a, av);
    out.put(b, bv);
    out.put(c, cv);
    return out;
  }

  /** Every search as comma-separated values, with a line of headers. */
  public String csv() {
    StringBuilder out = new StringBuilder("algorithm,budget,seed,condition,status,evaluations,verifier_calls,seconds,score");
    measures.forEach(m -> out.append(',').append(quoted(m.name())));
    out.append('\n');
    for (CurveSearch s : searches) {
      out.append(quoted(plan.entries().get(s.entry()).label())).append(',').append(s.budget()).append(',').append(s.seed()).append(',')
          .append(s.condition()).append(',').append(s.status()).append(',').append(s.used()).append(',').append(s.verifierCalls())
          .append(',').append(s.seconds()).append(',').append(s.score());
      for (double m : s.measures()) {
        out.append(',').append(m);
      }
      out.append('\n');
    }
    return out.toString();
  }

  private static String quoted(String text) {
    return text.matches("[\\w .=:+-]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
  }
}
