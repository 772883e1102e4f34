package org.anabranch.cli.domain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.BundledModels;
import org.anabranch.model.puzzle.Sudoku;

/** The domains by their names. */
public final class Domains {
  private static final Map<String, Function<WeightFormat, Domain>> BY_NAME = byName();

  private Domains() {}

  /** All names. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /** Loads a domain, the matrices of its network in a format; empty if there is none of this name. */
  public static Optional<Domain> open(String name, WeightFormat format) {
    return Optional.ofNullable(BY_NAME.get(name)).map(make -> make.apply(format));
  }

  private static Map<String, Function<WeightFormat, Domain>> byName() {
    Map<String, Function<WeightFormat, Domain>> all = new LinkedHashMap<>();
    all.put(BundledModels.DIGITS, DigitsDomain::new);
    all.put(BundledModels.PROTEIN, ProteinDomain::new);
    Sudoku.MODELS.forEach(model -> all.put(model, format -> SudokuDomain.heldOut(model, format, TokenChoice.STANDARD)));
    all.put(BundledModels.COUNTDOWN, format -> CountdownDomain.heldOut(format, TokenChoice.STANDARD));
    all.put(BundledModels.TEXT, format -> VersesDomain.heldOut(format, VersesDomain.LENGTH, TokenChoice.STANDARD));
    all.put(ToyDomain.NAME, format -> new ToyDomain());
    return all;
  }
}
