package org.anabranch.search;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Search algorithms by name. */
public final class Algorithms {
  private static final Map<String, Function<Params, SearchAlgorithm>> BY_NAME = new TreeMap<>(Map.ofEntries(
      Map.entry(Beam.NAME, p -> new Beam(StepOptions.from(p, Beam.DEFAULT, "width", false))),
      Map.entry(BestOfN.NAME, p -> new BestOfN(BestOfN.Options.from(p))),
      Map.entry(Bfs.NAME, p -> new Bfs(Bfs.Options.from(p, Bfs.Options.DEFAULT))),
      Map.entry(Bfs.PRUNE_NAME, p -> new Bfs(Bfs.Options.from(p, Bfs.Options.PRUNE))),
      Map.entry(Code.NAME, p -> new Code(StepOptions.from(p, Code.DEFAULT, "chains", true))),
      Map.entry(Das.NAME, p -> new Das(Das.Options.from(p))),
      Map.entry(Dfs.NAME, p -> new Dfs(Dfs.Options.from(p))),
      Map.entry(Dts.NAME, p -> new Dts(Dts.Options.from(p))),
      Map.entry(DtsStar.NAME, p -> new DtsStar(DtsStar.Options.from(p))),
      Map.entry(EpsilonGreedy.NAME, p -> new EpsilonGreedy(EpsilonGreedy.Options.from(p))),
      Map.entry(FeynmanKac.NAME, p -> new FeynmanKac(FeynmanKac.Options.from(p))),
      Map.entry(Langevin.NAME, p -> new Langevin(Langevin.Options.from(p))),
      Map.entry(LiteralRbf.NAME, p -> new LiteralRbf(LiteralRbf.Options.from(p))),
      Map.entry(NoiseSearch.NAME, p -> new NoiseSearch(NoiseSearch.Options.from(p))),
      Map.entry(NoiseTrajectories.NAME, p -> new NoiseTrajectories(NoiseTrajectories.Options.from(p))),
      Map.entry(ParticleGuidance.NAME, p -> new ParticleGuidance(ParticleGuidance.Options.from(p))),
      Map.entry(Prism.NAME, p -> new Prism(Prism.Options.from(p))),
      Map.entry(Psi.NAME, p -> new Psi(Psi.Options.from(p))),
      Map.entry(Rbf.NAME, p -> new Rbf(Rbf.Options.from(p))),
      Map.entry(SearchOverPaths.NAME, p -> new SearchOverPaths(SearchOverPaths.Options.from(p))),
      Map.entry(Smc.NAME, p -> new Smc(Smc.options(p))),
      Map.entry(SoftSvdd.NAME, p -> new SoftSvdd(SoftSvdd.Options.from(p))),
      Map.entry(SrSmc.NAME, p -> new SrSmc(SrSmc.Options.from(p))),
      Map.entry(Svdd.NAME, p -> new Svdd(StepOptions.from(p, Svdd.DEFAULT, "chains", false))),
      Map.entry(Tds.NAME, p -> new Tds(Tds.Options.from(p))),
      Map.entry(TreeG.NAME, p -> new TreeG(TreeG.Options.from(p))),
      Map.entry(UnMaskFork.NAME, p -> new UnMaskFork(UnMaskFork.Options.from(p)))));

  private Algorithms() {}

  /** All names, in alphabetical order. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /**
   * The algorithm of this name; its search survives the loss of a device, as {@link Status#DEVICE_LOST}.
   *
   * @param params options as text, by the names of its options record; an absent one has its default
   * @throws IllegalArgumentException for an unknown name or option (listing the known ones), or a value out of range
   */
  public static SearchAlgorithm byName(String name, Map<String, String> params) {
    Function<Params, SearchAlgorithm> make = BY_NAME.get(name);
    if (make == null) {
      throw new IllegalArgumentException("algorithm: unknown name \"" + name + "\", known: " + String.join(", ", names()));
    }
    Params p = new Params(name, params);
    SearchAlgorithm algorithm = make.apply(p);
    p.done();
    return new Surviving(algorithm);
  }
}
