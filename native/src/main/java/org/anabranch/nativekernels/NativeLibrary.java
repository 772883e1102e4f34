package org.anabranch.nativekernels;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.anabranch.nativekernels.generated.anabranch_h;

/**
 * The C library of this JVM, or the reason why there is none.
 *
 * <p>It is unpacked from the jar into a new folder that only the user may enter, loaded, checked and deleted at once: the mapping
 * outlives the name. {@code -Danabranch.native=off} takes no library, {@code -Danabranch.native=PATH} takes that one. Loading never
 * throws. A library is never unloaded.
 */
final class NativeLibrary {
  /** What the property is called. */
  static final String PROPERTY = "anabranch.native";

  private static final String FILE = "libanabranch.so";
  private static final List<String> FUNCTIONS = List.of("ab_abi", "ab_cpu", "ab_allow_tiles", "ab_block_inputs", "ab_block_words",
      "ab_pack", "ab_multiply", "ab_attend", "ab_run");

  /** What came of loading. */
  sealed interface Outcome permits Loaded, Refused {}

  /**
   * A library that passed every check.
   *
   * @param origin where it came from
   * @param cpu    the instruction sets it found
   */
  record Loaded(SymbolLookup symbols, String origin, int cpu) implements Outcome {
    /** A call of a function; a critical one may be given heap arrays, and must be short. */
    MethodHandle function(String name, FunctionDescriptor descriptor, boolean critical) {
      MemorySegment symbol = symbols.find(name).orElseThrow();
      Linker linker = Linker.nativeLinker();
      return critical ? linker.downcallHandle(symbol, descriptor, Linker.Option.critical(true))
          : linker.downcallHandle(symbol, descriptor);
    }
  }

  /** No library: one sentence, why not and what would cure it. */
  record Refused(String reason) implements Outcome {}

  private NativeLibrary() {}

  private static final class Standard {
    static final Outcome OUTCOME = load(System.getProperty(PROPERTY, ""), NativeLibrary.class.getModule().isNativeAccessEnabled(),
        () -> NativeLibrary.class.getResourceAsStream(resource()));
  }

  /** The library of this JVM, loaded when first asked for. */
  static Outcome standard() {
    return Standard.OUTCOME;
  }

  /** Where in the jar the library of this platform lies. */
  static String resource() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch");
    return "/META-INF/native/" + (os.contains("linux") ? "linux" : os.replace(" ", "-")) + "-"
        + (arch.equals("amd64") ? "x86_64" : arch) + "/" + FILE;
  }

  /**
   * Loads a library.
   *
   * @param choice   {@code off}, a path, or empty for the one in the jar
   * @param access   whether this module may call native code
   * @param resource opens the one in the jar, null where there is none
   */
  static Outcome load(String choice, boolean access, Supplier<InputStream> resource) {
    if (choice.equals("off")) {
      return new Refused("switched off by -D" + PROPERTY + "=off; leave that out");
    }
    if (!access) {
      return new Refused("this JVM lets no class path call native code; start it with --enable-native-access=ALL-UNNAMED");
    }
    try {
      return choice.isEmpty() ? unpacked(resource) : checked(Path.of(choice).toAbsolutePath(), "-D" + PROPERTY + "=" + choice);
    } catch (IOException | RuntimeException | LinkageError e) {
      return new Refused("the library could not be loaded: " + e + "; give another with -D" + PROPERTY + "=PATH");
    }
  }

  private static Outcome unpacked(Supplier<InputStream> resource) throws IOException {
    try (InputStream in = resource.get()) {
      if (in == null) {
        return new Refused("the jar has no " + resource() + "; build the module native on this platform with a C compiler (gcc)");
      }
      FileAttribute<?> onlyTheUser = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
      Path folder = Files.createTempDirectory("anabranch-native-", onlyTheUser);
      Path file = folder.resolve(FILE);
      try {
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        return checked(file, "the jar's " + resource());
      } finally {
        Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
      }
    }
  }

  private static Outcome checked(Path file, String origin) {
    SymbolLookup symbols;
    try {
      symbols = SymbolLookup.libraryLookup(file, Arena.global());
    } catch (IllegalArgumentException e) {
      return new Refused(origin + " is no library that this system can open: " + e.getMessage()
          + "; build the module native again, or give a library with -D" + PROPERTY + "=PATH");
    }
    List<String> missing = FUNCTIONS.stream().filter(f -> symbols.find(f).isEmpty()).toList();
    if (!missing.isEmpty()) {
      return new Refused(origin + " has no function " + missing.getFirst() + "; build the module native again, its sources are newer");
    }
    int abi = ask(symbols, "ab_abi");
    if (abi != anabranch_h.AB_ABI()) {
      return new Refused(origin + " has ABI " + abi + ", this version needs " + anabranch_h.AB_ABI()
          + "; build the module native again");
    }
    int cpu = ask(symbols, "ab_cpu");
    if (cpu == 0) {
      return new Refused(origin + " has no kernels for this CPU, which lacks x86-64-v2; use --backend vector or scalar");
    }
    return new Loaded(symbols, origin, cpu);
  }

  private static int ask(SymbolLookup symbols, String function) {
    try {
      return (int) new Loaded(symbols, "", 0).function(function, FunctionDescriptor.of(anabranch_h.C_INT), false).invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException(function + " failed", e);
    }
  }
}
