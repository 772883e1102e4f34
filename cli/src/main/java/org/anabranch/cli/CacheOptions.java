package org.anabranch.cli;

import java.util.Arrays;
import java.util.Optional;
import org.anabranch.solver.masked.CachePolicy;
import picocli.CommandLine.Option;

/** Which keys and values of a masked network are kept from one evaluation to the next. */
final class CacheOptions {
  private static final int MOST_MIB = 1 << 20;

  @Option(names = "--cache", paramLabel = "C",
      description = {"Masked models: keep keys and values of positions before the block (prefix) or outside it (dual).",
          "none (default) computes all positions. The result is another one, except with --refresh 1."})
  private Optional<String> cache = Optional.empty();

  @Option(names = "--refresh", paramLabel = "N",
      description = "With --cache: compute all positions at every N-th evaluation of a row too, not only where a block begins.")
  private Optional<Integer> refresh = Optional.empty();

  @Option(names = "--refresh-tokens", paramLabel = "X",
      description = "With --cache: compute all positions too when more than X tokens changed since that was done.")
  private Optional<Integer> changed = Optional.empty();

  @Option(names = "--cache-memory", paramLabel = "MIB",
      description = "With --cache: memory of all rows' keys (default: 512); rows beyond it compute theirs again.")
  private Optional<Integer> memory = Optional.empty();

  /** Whether any of the options was given. */
  boolean isAsked() {
    return cache.isPresent() || refresh.isPresent() || changed.isPresent() || memory.isPresent();
  }

  /**
   * What was asked for.
   *
   * @throws IllegalArgumentException if a value is out of range, or there is no cache for it
   */
  CachePolicy policy() {
    CachePolicy.Reach reach = reach(cache.orElse(CachePolicy.Reach.NONE.word()));
    CachePolicy policy = CachePolicy.of(reach);
    if (reach == CachePolicy.Reach.NONE) {
      if (refresh.isPresent() || changed.isPresent() || memory.isPresent()) {
        throw new IllegalArgumentException("cache: --refresh, --refresh-tokens and --cache-memory need --cache prefix or dual, got "
            + cache.orElse("no --cache"));
      }
      return CachePolicy.NONE;
    }
    if (refresh.isPresent()) {
      policy = policy.withRefresh(atLeast("refresh", refresh.get(), 1));
    }
    if (changed.isPresent()) {
      policy = policy.withChanged(atLeast("refresh-tokens", changed.get(), 0));
    }
    return memory.isEmpty() ? policy : policy.withBytes((long) atLeast("cache-memory", memory.get(), 1) << 20);
  }

  private static CachePolicy.Reach reach(String word) {
    return Arrays.stream(CachePolicy.Reach.values()).filter(r -> r.word().equals(word)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("cache: must be one of "
            + Arrays.stream(CachePolicy.Reach.values()).map(CachePolicy.Reach::word).toList() + ", got '" + word + "'"));
  }

  private static int atLeast(String name, int value, int low) {
    if (value < low || value > MOST_MIB) {
      throw new IllegalArgumentException(name + ": must be in [" + low + ", " + MOST_MIB + "], got " + value);
    }
    return value;
  }
}
