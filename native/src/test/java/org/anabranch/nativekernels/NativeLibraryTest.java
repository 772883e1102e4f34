package org.anabranch.nativekernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.anabranch.engine.Backend;
import org.anabranch.engine.WorkerPool;
import org.anabranch.nativekernels.generated.anabranch_h;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which the library fails to load is a reason with its cure, and none an exception. */
class NativeLibraryTest {
  @TempDir
  private Path folder;

  private static String reason(NativeLibrary.Outcome outcome) {
    return assertInstanceOf(NativeLibrary.Refused.class, outcome).reason();
  }

  /** A provider with that library refuses with that reason, and does not say it is anything else. */
  private static String refusal(NativeLibrary.Outcome outcome) {
    NativeProvider p = new NativeProvider(outcome, "", "", Optional.empty());
    assertEquals(reason(outcome), p.refusal());
    assertEquals(0, p.vectorBits());
    assertEquals("", p.description());
    return p.refusal();
  }

  private static void contains(String sentence, String... parts) {
    for (String part : parts) {
      assertTrue(sentence.contains(part), () -> "'" + part + "' is not in: " + sentence);
    }
  }

  private static byte[] built() {
    Natives.library();
    try (InputStream in = NativeLibrary.class.getResourceAsStream(NativeLibrary.resource())) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Path compiled(String source) {
    return Compiler.library(folder, source);
  }

  @Test
  void switchedOff() {
    contains(refusal(NativeLibrary.load("off", true, () -> InputStream.nullInputStream())), "-Danabranch.native=off");
  }

  @Test
  void noNativeAccess() {
    contains(refusal(NativeLibrary.load("", false, () -> InputStream.nullInputStream())), "--enable-native-access=ALL-UNNAMED");
  }

  @Test
  void noLibraryInTheJar() {
    contains(refusal(NativeLibrary.load("", true, () -> null)), NativeLibrary.resource(), "C compiler");
  }

  @Test
  void aCorruptedJarEntry() {
    byte[] text = "not a library".getBytes(StandardCharsets.US_ASCII);
    contains(refusal(NativeLibrary.load("", true, () -> new ByteArrayInputStream(text))), NativeLibrary.resource(), "build the module");
    byte[] half = built();
    byte[] cut = Arrays.copyOf(half, 300);
    contains(refusal(NativeLibrary.load("", true, () -> new ByteArrayInputStream(cut))), "build the module");
  }

  @Test
  void aJarEntryThatCannotBeRead() {
    InputStream broken = new InputStream() {
      @Override
      public int read() throws IOException {
        throw new IOException("the disk is gone");
      }
    };
    contains(refusal(NativeLibrary.load("", true, () -> broken)), "the disk is gone", "-Danabranch.native=PATH");
  }

  @Test
  void aPathWithoutALibrary() {
    Path none = folder.resolve("none.so");
    contains(refusal(NativeLibrary.load(none.toString(), true, () -> null)), none.toString(), "no library that this system can open");
  }

  @Test
  void anotherAbi() {
    Path old = compiled("int ab_abi(void) { return 9999; } int ab_cpu(void) { return 1; }"
        + " int ab_block_inputs(int a, int b) { return a + b; } int ab_block_words(int a, int b) { return a; }"
        + " int ab_allow_tiles(void) { return 0; }"
        + " void ab_pack(void) {} void ab_multiply(void) {} void ab_attend(void) {} void ab_run(void) {}");
    contains(refusal(NativeLibrary.load(old.toString(), true, () -> null)), "ABI 9999", "needs " + anabranch_h.AB_ABI());
  }

  @Test
  void aMissingFunction() {
    Path part = compiled("int ab_abi(void) { return 1; } int ab_cpu(void) { return 1; } void ab_pack(void) {}");
    contains(refusal(NativeLibrary.load(part.toString(), true, () -> null)), "no function ab_allow_tiles");
  }

  @Test
  void aCpuWithoutKernels() {
    Path narrow = compiled("int ab_abi(void) { return " + anabranch_h.AB_ABI() + "; } int ab_cpu(void) { return 0; }"
        + " int ab_block_inputs(int a, int b) { return a + b; } int ab_block_words(int a, int b) { return a; }"
        + " int ab_allow_tiles(void) { return 0; }"
        + " void ab_pack(void) {} void ab_multiply(void) {} void ab_attend(void) {} void ab_run(void) {}");
    contains(refusal(NativeLibrary.load(narrow.toString(), true, () -> null)), "no kernels for this CPU", "--backend vector");
  }

  @Test
  void aLevelOrADotThatThereIsNot() {
    NativeLibrary.Loaded library = Natives.library();
    contains(new NativeProvider(library, "v9", "", Optional.empty()).refusal(), "-Danabranch.native.level", "'v9'",
        CpuLevel.of(library.cpu()).getFirst().name());
    contains(new NativeProvider(library, "", "fp8", Optional.empty()).refusal(), "-Danabranch.native.dot", "'fp8'", "bf16");
  }

  @Test
  void theOneOfTheJarAndOneByItsPath() throws IOException {
    byte[] bytes = built();
    Path copy = Files.write(folder.resolve("copy.so"), bytes);
    var byPath = assertInstanceOf(NativeLibrary.Loaded.class, NativeLibrary.load(copy.toString(), true, () -> null));
    assertEquals(Natives.library().cpu(), byPath.cpu());
    contains(byPath.origin(), copy.toString());
  }

  /** Nothing is left of the unpacked file, and while it is there only the user can reach it. */
  @Test
  void theUnpackedFileIsPrivateAndDeletedAtOnce() throws IOException {
    byte[] bytes = built();
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    List<String> permissions = new ArrayList<>();
    InputStream spying = new FilterInputStream(new ByteArrayInputStream(bytes)) {
      @Override
      public int read(byte[] to, int at, int n) throws IOException {
        ours(temporary).forEach(p -> permissions.add(permissionsOf(p)));
        return super.read(to, at, n);
      }
    };
    List<Path> before = ours(temporary);
    assertInstanceOf(NativeLibrary.Loaded.class, NativeLibrary.load("", true, () -> spying));
    assertFalse(permissions.isEmpty());
    assertTrue(permissions.stream().allMatch("rwx------"::equals), permissions::toString);
    assertArrayEquals(before.toArray(), ours(temporary).toArray());
  }

  private static List<Path> ours(Path temporary) {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.filter(f -> f.getFileName().toString().startsWith("anabranch-native-")).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String permissionsOf(Path p) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(p));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theProviderIsFoundAndReported() {
    Natives.library();
    var report = Backend.standard().reports().stream().filter(r -> r.name().equals("native")).findFirst().orElseThrow();
    assertTrue(report.usable() && report.bitExact(), report::toString);
    contains(report.why(), "level ", "all else by vector");
    try (WorkerPool pool = new WorkerPool(1)) {
      assertEquals("native", Backend.of("native", pool).kernels().provider().name());
    }
  }

  /** The same sources give the same bytes, wherever they stand. */
  @Test
  void theBuildIsReproducible() throws IOException {
    byte[] bytes = built();
    Path elsewhere = Files.createDirectories(folder.resolve("else/where"));
    try (Stream<Path> sources = Files.list(Path.of("src/main/c"))) {
      for (Path source : sources.toList()) {
        Files.copy(source, elsewhere.resolve(source.getFileName()));
      }
    }
    Compiler.run(folder, "sh", elsewhere.resolve("build.sh").toString(), folder.resolve("out").toString());
    String inJar = NativeLibrary.resource().replace("/META-INF/native/", "");
    assertArrayEquals(bytes, Files.readAllBytes(folder.resolve("out").resolve(inJar)));
  }
}
