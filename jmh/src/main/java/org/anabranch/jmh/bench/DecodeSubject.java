package org.anabranch.jmh.bench;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.anabranch.cli.domain.CountdownDomain;
import org.anabranch.cli.domain.MaskedDomain;
import org.anabranch.cli.domain.Measure;
import org.anabranch.cli.domain.SudokuDomain;
import org.anabranch.cli.domain.TokenChoice;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.WeightFormat;
import org.anabranch.jmh.peer.MaskedNetwork;
import org.anabranch.model.puzzle.Sudoku;
import org.anabranch.solver.masked.TokenPredictor;
import org.anabranch.solver.masked.TokenTemplate;

/**
 * What {@code bench decode} fills in: held-out puzzles of a bundled network with the share that is solved, or an answer of some length
 * behind a prompt of random tokens by a network with random weights, whose result says nothing and whose time does.
 *
 * @param name      on the command line
 * @param network   for one thread's kernels, over shared weights
 * @param templates to be filled in, row i the i-th
 * @param block     positions of a block unless said otherwise
 * @param steps     rounds unless said otherwise
 * @param measure   what is told of the samples
 */
record DecodeSubject(String name, Function<Kernels, ? extends TokenPredictor> network, List<TokenTemplate> templates, int block,
    int steps, Optional<Measure> measure) {
  /** Tokens of an answer by random weights, its block, and the rounds for it. */
  private static final int ANSWER = 64;
  private static final int BLOCK = 32;
  private static final int ROUNDS = 16;
  private static final int SUDOKU_BLOCK = 27;
  private static final int SUDOKU_ROUNDS = 18;
  private static final int COUNTDOWN_BLOCK = 9;
  private static final int COUNTDOWN_ROUNDS = 8;

  /**
   * A subject by its name: sudoku, countdown, or NETWORK:LENGTH of {@link MaskedNetwork#ALL}.
   *
   * @throws IllegalArgumentException naming what there is, or the range of the length
   */
  static DecodeSubject named(String name, int rows, long seed) {
    return switch (name) {
      case "sudoku" -> of(name, SudokuDomain.of(name, WeightFormat.F32, List.of(Sudoku.Difficulty.INTERMEDIATE), TokenChoice.STANDARD),
          rows,
          SUDOKU_BLOCK, SUDOKU_ROUNDS);
      case "countdown" -> of(name, CountdownDomain.heldOut(WeightFormat.F32, TokenChoice.STANDARD),
          rows, COUNTDOWN_BLOCK,
          COUNTDOWN_ROUNDS);
      default -> random(name, rows, seed);
    };
  }

  private static DecodeSubject of(String name, MaskedDomain domain, int rows, int block, int steps) {
    Ranges.check("rows", rows, 1, domain.conditions());
    return new DecodeSubject(name, domain::predictor, domain.templates().subList(0, rows), block, steps,
        domain.measures(Backend.standard().kernels()).stream().findFirst());
  }

  private static DecodeSubject random(String name, int rows, long seed) {
    String[] parts = name.split(":", -1);
    MaskedNetwork network = MaskedNetwork.ALL.stream().filter(n -> n.name().equals(parts[0])).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("decode: must be sudoku, countdown or NETWORK:LENGTH with a network of "
            + MaskedNetwork.ALL.stream().map(MaskedNetwork::name).toList() + ", got '" + name + "'"));
    boolean told = parts.length == 2 && parts[1].matches("\\d{1,6}");
    int length = parts.length == 1 ? network.length() : told ? Integer.parseInt(parts[1]) : 0;
    if (length <= BLOCK || length > network.length()) {
      throw new IllegalArgumentException("decode: the length of " + parts[0] + " must be in [" + (BLOCK + 1) + ", " + network.length()
          + "], got '" + name + "'");
    }
    Function<Kernels, ? extends TokenPredictor> makes = network.pack(seed);
    TokenPredictor one = makes.apply(Backend.standard().kernels());
    int mask = one.maskToken().orElseThrow();
    int prompt = Math.max(1, length - ANSWER);
    Random random = new Random(seed);
    List<TokenTemplate> templates = IntStream.range(0, rows).mapToObj(r -> TokenTemplate.of(mask, IntStream.range(0, length)
        .map(i -> i < prompt ? (mask + 1 + random.nextInt(one.vocabulary() - 1)) % one.vocabulary() : mask).toArray())).toList();
    return new DecodeSubject(name, makes, templates, BLOCK, ROUNDS, Optional.empty());
  }

  /** Tokens to be committed. */
  long tokens() {
    return templates.stream().mapToLong(TokenTemplate::openCount).sum();
  }
}
