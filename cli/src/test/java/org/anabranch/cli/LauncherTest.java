package org.anabranch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code anabranch}, with JDKs and a Maven that only say what they were asked. */
class LauncherTest {
  private static final Path SCRIPT = Path.of("..", "anabranch");
  private static final String SENTENCE =
      "anabranch: no JDK 25.0.3 or later found: set ANABRANCH_JAVA_HOME or JAVA_HOME";
  private static final String PRINT_ARGUMENTS = "#!/bin/sh\nfor a in \"$@\"; do printf '<%s>\\n' \"$a\"; done\n";

  private record Result(int code, String out, String err) {
    List<String> arguments() {
      return out.lines().toList();
    }
  }

  @TempDir
  private Path dir;
  private Path root;
  private Path jar;
  private final Map<String, String> environment = new TreeMap<>();

  @BeforeEach
  void copyTheScript() throws IOException {
    assumeTrue(new File("/bin/sh").canExecute(), "the launcher is a POSIX shell script");
    root = Files.createDirectories(dir.resolve("a root"));
    Files.copy(SCRIPT, root.resolve("anabranch"));
    executable(root.resolve("anabranch"));
    Files.createDirectories(root.resolve("cli/target/lib"));
    jar = Files.writeString(root.resolve("cli/target/anabranch-cli-1.jar"), "jar");
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    old(root.resolve("pom.xml"));
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void old(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
  }

  private Path jdk(String name, String release) throws IOException {
    Path home = dir.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), release);
    Files.writeString(home.resolve("bin/java"), PRINT_ARGUMENTS + "printf '<%s>\\n' '" + name + "'\n");
    executable(home.resolve("bin/java"));
    return home;
  }

  private static String release(String version) {
    return "IMPLEMENTOR=\"x\"\nJAVA_RUNTIME_VERSION=\"" + version + "+9\"\nJAVA_VERSION=\"" + version
        + "\"\nMODULES=\"java.base jdk.incubator.vector jdk.zipfs\"\n";
  }

  /**
   * Runs the script and waits until everything that has its standard error has closed it: the launcher's filter may outlive the
   * script by a moment, and a Java process stream ends with the process.
   */
  private Result run(Path script, String... args) throws IOException, InterruptedException {
    Path out = dir.resolve("out");
    Path err = dir.resolve("err");
    Path code = dir.resolve("code");
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c",
        "out=$1 err=$2 code=$3; shift 3; { \"$@\" >\"$out\"; echo $? >\"$code\"; } 2>&1 | cat >\"$err\"", "sh", out.toString(),
        err.toString(), code.toString(), script.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile())
        .redirectInput(new File("/dev/null")).redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
    builder.environment().keySet().removeIf(k -> k.startsWith("ANABRANCH_") || k.equals("JAVA_HOME"));
    builder.environment().putAll(environment);
    assertEquals(0, builder.start().waitFor());
    return new Result(Integer.parseInt(Files.readString(code).strip()), Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private Result run(String... args) throws IOException, InterruptedException {
    return run(root.resolve("anabranch"), args);
  }

  /** A Maven at the head of the PATH that runs these lines. */
  private void maven(String lines) throws IOException {
    Path bin = Files.createDirectories(dir.resolve("maven bin"));
    Files.writeString(bin.resolve("mvn"), "#!/bin/sh\n" + lines);
    executable(bin.resolve("mvn"));
    environment.put("PATH", bin + File.pathSeparator + System.getenv("PATH"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"25.0.3", "25.0.4", "25.0.10", "25.1", "26", "26-ea", "100.0.1"})
  void acceptsTheVersionAndLaterOnes(String version) throws Exception {
    environment.put("ANABRANCH_JAVA_HOME", jdk("new jdk", release(version)).toString());
    Result result = run("devices");
    assertEquals(0, result.code, result.err);
    assertTrue(result.arguments().contains("<new jdk>"), result.out);
  }

  @ParameterizedTest
  @ValueSource(strings = {"25.0.2", "25", "25.0.2.9", "24.0.9", "17.0.15", "9", "1.8.0_400"})
  void refusesEarlierVersions(String version) throws Exception {
    environment.put("ANABRANCH_JAVA_HOME", jdk("old jdk", release(version)).toString());
    Result result = run("devices");
    assertEquals(78, result.code);
    assertEquals("", result.out);
    assertEquals(1, result.err.lines().count(), result.err);
    assertTrue(result.err.startsWith(SENTENCE + " (ANABRANCH_JAVA_HOME is " + dir.resolve("old jdk") + ", version "), result.err);
  }

  @Test
  void refusesWhatIsNoJdkOrHasNoVectorModule() throws Exception {
    for (Path home : List.of(dir.resolve("nothing"), jdk("odd", "garbage\n"),
        jdk("runtime", release("25.0.3").replace("jdk.incubator.vector ", "")))) {
      environment.put("ANABRANCH_JAVA_HOME", home.toString());
      Result result = run("devices");
      assertEquals(78, result.code, home.toString());
      assertTrue(result.err.startsWith(SENTENCE), result.err);
    }
  }

  @Test
  void javaHomeComesBeforeThePathAndIsPassedOverWhenTooOld() throws Exception {
    Path onPath = jdk("on path", release("25.0.3"));
    environment.put("PATH", onPath.resolve("bin") + File.pathSeparator + System.getenv("PATH"));
    environment.put("JAVA_HOME", jdk("home", release("25.0.3")).toString());
    assertTrue(run("devices").arguments().contains("<home>"));
    environment.put("JAVA_HOME", jdk("too old", release("21.0.9")).toString());
    assertTrue(run("devices").arguments().contains("<on path>"));
  }

  @Test
  void passesArgumentsAndOptionsOnAsTheyAre() throws Exception {
    environment.put("ANABRANCH_JAVA_HOME", jdk("jdk", release("25.0.3")).toString());
    environment.put("ANABRANCH_JAVA_OPTS", "-Xmx1g -Da=*");
    List<String> arguments = run("inspect", "a b", "", "*", "$x").arguments();
    int at = arguments.indexOf("<-jar>");
    assertEquals(List.of("<-jar>", "<" + jar + ">", "<inspect>", "<a b>", "<>", "<*>", "<$x>", "<jdk>"),
        arguments.subList(at, arguments.size()));
    assertEquals(List.of("<--add-modules>", "<jdk.incubator.vector>", "<--enable-native-access=ALL-UNNAMED>",
        "<-XX:+UseParallelGC>"), arguments.subList(0, 4));
    assertEquals(List.of("<-Xmx1g>", "<-Da=*>"), arguments.subList(at - 2, at));
    environment.put("ANABRANCH_JAVA_OPTS", "-XX:+UseZGC");
    assertFalse(run("devices").arguments().contains("<-XX:+UseParallelGC>"));
  }

  @Test
  void worksThroughSymbolicLinksFromAnotherFolder() throws Exception {
    environment.put("ANABRANCH_JAVA_HOME", jdk("jdk", release("25.0.3")).toString());
    Path links = Files.createDirectories(dir.resolve("my links"));
    Files.createSymbolicLink(links.resolve("one"), Path.of("../a root/anabranch"));
    Files.createSymbolicLink(links.resolve("two"), links.resolve("one"));
    Result result = run(links.resolve("two"), "devices");
    assertEquals(0, result.code, result.err);
    assertTrue(result.arguments().stream().anyMatch(a -> a.endsWith("/a root/cli/target/anabranch-cli-1.jar>")), result.out);
  }

  @Test
  void buildsWhenASourceIsNewerThanTheJarAndThenNotAgain() throws Exception {
    Path home = jdk("jdk", release("25.0.3"));
    environment.put("ANABRANCH_JAVA_HOME", home.toString());
    maven("echo building >&2\necho \"$PWD $JAVA_HOME $*\" >>'" + dir.resolve("calls") + "'\n");
    Path sources = Files.createDirectories(root.resolve("engine/src/main/java"));
    Path source = Files.writeString(sources.resolve("A.java"), "class A {}");
    old(jar);
    Result result = run("devices");
    assertEquals(0, result.code, result.err);
    assertEquals("anabranch: building, about a minute the first time", result.err.strip());
    List<String> calls = Files.readAllLines(dir.resolve("calls"));
    assertTrue(calls.getFirst().startsWith(root.toRealPath() + " " + home + " -B -q -ntp "), calls.toString());
    assertTrue(calls.getFirst().endsWith(" package"), calls.toString());
    assertEquals("", run("devices").err);
    assertEquals(1, Files.readAllLines(dir.resolve("calls")).size());
    Path other = Files.createDirectories(root.resolve("engine/src/test/java"));
    Files.setLastModifiedTime(Files.writeString(other.resolve("T.java"), "class T {}"), later());
    assertEquals("", run("devices").err, "tests are not part of the jars");
    Files.setLastModifiedTime(source, later());
    assertEquals("anabranch: building, about a minute the first time", run("devices").err.strip());
    Files.setLastModifiedTime(jar, later());
    assertEquals("", run("devices").err);
    Files.writeString(root.resolve("cli/target/build.started"), "");
    assertEquals("anabranch: building, about a minute the first time", run("devices").err.strip(), "a build that did not end");
  }

  @Test
  void theBenchIsBuiltWithItsProfileAndRunsOnItsOwnClassPath() throws Exception {
    environment.put("ANABRANCH_JAVA_HOME", jdk("jdk", release("25.0.3")).toString());
    Path made = root.resolve("peers/target");
    maven("echo \"$*\" >>'" + dir.resolve("calls") + "'\nmkdir -p '" + made + "/lib'\ntouch '" + made + "/anabranch-peers-1.jar'\n");
    Result result = run("bench", "gemm", "--json");
    assertEquals(0, result.code, result.err);
    assertEquals("anabranch: building, about a minute the first time, and 430 MB of other libraries to measure beside",
        result.err.strip());
    assertTrue(Files.readString(dir.resolve("calls")).strip().endsWith(" -Ppeers -pl peers -am package"));
    String target = root.toRealPath().resolve("peers/target").toString();
    List<String> arguments = result.arguments();
    assertEquals(List.of("<--sun-misc-unsafe-memory-access=allow>", "<-Danabranch.natives=" + target + "/natives>", "<-cp>",
        "<" + target + "/anabranch-peers-1.jar:" + target + "/lib/*>", "<org.anabranch.cli.Main>", "<bench>", "<gemm>", "<--json>",
        "<jdk>"), arguments.subList(arguments.size() - 9, arguments.size()));
    assertTrue(run("help", "bench").arguments().contains("<org.anabranch.cli.Main>"));
    assertEquals(1, Files.readAllLines(dir.resolve("calls")).size(), "built once");
    Path source = Files.createDirectories(root.resolve("peers/src/main/java")).resolve("P.java");
    Files.setLastModifiedTime(Files.writeString(source, "class P {}"), later());
    assertEquals("", run("devices").err, "the command line has nothing of the peers");
    assertFalse(run("bench", "gemm").err.isEmpty());
  }

  @Test
  void dropsTheAnnouncementOfTheIncubatorModuleAndNothingElse() throws Exception {
    Path home = jdk("jdk", release("25.0.3"));
    Files.writeString(home.resolve("bin/java"), "#!/bin/sh\necho 'WARNING: Using incubator modules: jdk.incubator.vector' >&2\n"
        + "echo 'WARNING: something else' >&2\necho program >&3\nprintf 'no end of line' >&2\nexit 7\n");
    environment.put("ANABRANCH_JAVA_HOME", home.toString());
    Result result = run("devices");
    assertEquals(7, result.code);
    assertEquals(Set.of("WARNING: something else", "no end of line", "program"), Set.copyOf(result.err.lines().toList()));
    environment.put("TMPDIR", dir.resolve("no such folder").toString());
    assertTrue(run("devices").err.contains("WARNING: something else"));
  }

  private static FileTime later() {
    return FileTime.from(Instant.now().plusSeconds(60));
  }

  @Test
  void aBuildThatFailsShowsItsOutput() throws Exception {
    environment.put("ANABRANCH_JAVA_HOME", jdk("jdk", release("25.0.3")).toString());
    maven("echo '[ERROR] A.java: it is broken'\nexit 1\n");
    Files.delete(jar);
    Result result = run("devices");
    assertEquals(1, result.code);
    assertEquals("", result.out);
    assertTrue(result.err.contains("\n[ERROR] A.java: it is broken\nanabranch: the build failed, its output is above"), result.err);
    maven("exit 0\n");
    Result nothing = run("devices");
    assertEquals(1, nothing.code);
    assertTrue(nothing.err.contains("anabranch: the build left no jar in "), nothing.err);
  }
}
