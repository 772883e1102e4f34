package org.anabranch.nativekernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kernels without a JVM: src/test/c/selftest.c, with the checks of memory and of undefined behaviour on this machine, and on a
 * 64-bit Arm under an emulator where Debian's cross compiler and qemu-user are installed (they are never required).
 */
class SelfTestTest {
  private static final String SOURCES = Path.of("src/main/c").toAbsolutePath().toString();
  private static final String TEST = Path.of("src/test/c/selftest.c").toAbsolutePath().toString();
  private static final List<String> FLAGS = List.of("-std=gnu11", "-O1", "-ffp-contract=off", "-fno-math-errno", "-Wno-psabi");

  @TempDir
  private Path folder;

  private static void check(List<String> lines) {
    List<String> results = lines.stream().filter(l -> l.endsWith(" wrong")).toList();
    assertEquals(9, results.size(), lines::toString);
    assertTrue(results.stream().allMatch(l -> l.matches(".* 0 wrong")), results::toString);
  }

  private static boolean installed(String program) {
    return Stream.of(System.getenv("PATH").split(":")).anyMatch(p -> Files.isExecutable(Path.of(p, program)));
  }

  private List<String> run(String... command) {
    return Compiler.run(folder, command);
  }

  @Test
  void withChecksOfMemoryAndOfUndefinedBehaviour() {
    Natives.library();
    boolean arm = NativeLibrary.resource().contains("aarch64");
    List<String> link = command("gcc", "-fsanitize=address,undefined", "-fno-sanitize-recover=undefined");
    if (!arm) {
      link.add("-march=x86-64-v2");
    }
    link.addAll(List.of("-o", folder.resolve("selftest").toString(), TEST));
    for (String level : arm ? List.of("neon") : List.of("v2", "v3", "v4")) {
      for (String source : List.of("product", "attention", "rows")) {
        String object = folder.resolve(source + "-" + level + ".o").toString();
        List<String> compile = command("gcc", "-fsanitize=address,undefined", "-fno-sanitize-recover=undefined", "-DAB_LEVEL=" + level,
            "-c", SOURCES + "/" + source + ".c", "-o", object);
        if (!arm) {
          compile.add("-march=x86-64-" + level);
        }
        run(compile.toArray(String[]::new));
        link.add(object);
      }
    }
    link.addAll(List.of(SOURCES + "/dispatch.c", "-lm"));
    run(link.toArray(String[]::new));
    check(run(folder.resolve("selftest").toString()));
  }

  private static List<String> command(String compiler, String... more) {
    List<String> command = new ArrayList<>(List.of(compiler));
    command.addAll(FLAGS);
    command.addAll(List.of(more));
    return command;
  }

  @Test
  void onAnArmUnderAnEmulator() {
    String cc = "aarch64-linux-gnu-gcc";
    for (String program : List.of(cc, "qemu-aarch64")) {
      if (!installed(program)) {
        System.err.println("SKIPPED, the NEON kernels are not tested: no " + program + " (Debian: gcc-aarch64-linux-gnu, qemu-user)");
      }
      assumeTrue(installed(program), "no " + program);
    }
    run("sh", SOURCES + "/build.sh", folder.toString(), "aarch64");
    Path library = folder.resolve("linux-aarch64/libanabranch.so");
    List<String> link = command(cc, "-o", folder.resolve("selftest").toString(), TEST, library.toString(),
        "-Wl,-rpath," + library.getParent(), "-lm");
    run(link.toArray(String[]::new));
    check(run("qemu-aarch64", "-L", "/usr/aarch64-linux-gnu", folder.resolve("selftest").toString()));
  }
}
