package org.anabranch.nativekernels;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.anabranch.engine.RegisterFile;
import org.anabranch.engine.host.HostLoops;
import org.anabranch.engine.host.HostProvider;
import org.anabranch.engine.host.Product;
import org.anabranch.engine.scalar.ScalarProvider;
import org.anabranch.engine.vector.VectorProvider;

/**
 * Loops in C, where the library could be loaded: products where {@link MeasuredChoice} finds C as fast as Java and everywhere until
 * Java is compiled, attention, and what is done to rows. The rest by the Java code of provider {@code vector}, or of {@code scalar}
 * where the JVM has no Vector API.
 *
 * <p>C needs no compiler: the first call is as fast as the last. Returns the bits of the other providers, unless {@link NarrowDot}
 * products are asked for.
 */
public final class NativeProvider implements HostProvider {
  private final String refusal;
  private final Optional<CpuLevel> level;
  private final Set<NarrowDot> dots;
  private final HostProvider java;
  private final boolean vectors;
  private final NativeProduct.Choice choice;

  /** As the properties say: {@code anabranch.native}, {@code anabranch.native.level}, {@code anabranch.native.dot}. */
  public NativeProvider() {
    this(NativeLibrary.standard(), System.getProperty(CpuLevel.PROPERTY, ""), System.getProperty(NarrowDot.PROPERTY, ""),
        Optional.empty());
  }

  /**
   * A provider.
   *
   * @param level  the name of one, empty for the widest
   * @param dots   the names of some, or empty
   * @param choice for exact products, empty for the measured one
   */
  NativeProvider(NativeLibrary.Outcome library, String level, String dots, Optional<NativeProduct.Choice> choice) {
    HostProvider vector = new VectorProvider();
    this.vectors = vector.refusal().isEmpty();
    this.java = vectors ? vector : new ScalarProvider();
    String why = "";
    Optional<CpuLevel> found = Optional.empty();
    Set<NarrowDot> narrow = Set.of();
    switch (library) {
      case NativeLibrary.Refused(String reason) -> why = reason;
      case NativeLibrary.Loaded loaded -> {
        try {
          found = Optional.of(CpuLevel.named(level, loaded.cpu()));
          narrow = NarrowDot.named(dots);
          // Only who asked for tiles pays for them with larger signal frames.
          if (found.get().tiles() && !(narrow.contains(NarrowDot.BF16_TILE) && NativeCalls.allowTiles())) {
            found = found.map(CpuLevel::withoutTiles);
          }
        } catch (IllegalArgumentException e) {
          why = e.getMessage();
        }
      }
    }
    this.refusal = why;
    this.level = found;
    this.dots = narrow;
    this.choice = choice.orElseGet(() -> this.level.<NativeProduct.Choice>map(l -> new MeasuredChoice(l, vectors))
        .orElse(NativeProduct.Choice.ALWAYS));
  }

  @Override
  public String name() {
    return "native";
  }

  @Override
  public boolean bitExact() {
    return dots.isEmpty();
  }

  /** Above {@code vector} where the measured choice gives C something to do, below it elsewhere. */
  @Override
  public int priority() {
    return level.filter(l -> new MeasuredChoice(l, vectors).pays()).isPresent() ? 110 : 50;
  }

  @Override
  public String refusal() {
    return refusal;
  }

  @Override
  public int vectorBits() {
    return refusal.isEmpty() ? level.orElseThrow().vectorBits() : 0;
  }

  @Override
  public String description() {
    if (!refusal.isEmpty()) {
      return "";
    }
    String narrow = dots.isEmpty() ? "" : ", narrow products of " + dots.stream().map(NarrowDot::option)
        .collect(Collectors.joining(" and ")) + " weights by -D" + NarrowDot.PROPERTY;
    return "level " + level.orElseThrow().name() + narrow + "; products of a few rows and all else by " + java.name();
  }

  @Override
  public HostLoops loops(int workers) {
    HostLoops code = java.loops(workers);
    CpuLevel cpu = level.orElseThrow();
    Product product = new NativeProduct(code.product(), workers, cpu, choice, dots, JavaTrial.Compiled.OF_THIS_JVM);
    return new NativeLoops(code, workers, cpu, product);
  }

  /** Nothing is compiled that the first call would wait for. */
  @Override
  public boolean rehearses() {
    return false;
  }

  /** Of the Java code. */
  @Override
  public List<RegisterFile> probe() {
    return java.probe();
  }
}
