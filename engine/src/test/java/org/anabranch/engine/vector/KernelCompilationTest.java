package org.anabranch.engine.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The first compiler takes every generated kernel in its profiling tier, entered at its start and inside its loop. The policy of the
 * JVM has a trap: when the second compiler is busy, a method is compiled without profiling first and is to be profiled later; if the
 * first compiler gives up on that (it has 10,000 virtual registers), the method stays there for ever, a hundred times slower.
 */
class KernelCompilationTest {
  private static final String PACKAGE = "org.anabranch.engine.vector.generated.";
  private static final int DEPTH = 2500;

  /** A compilation: 1 is the mark of an entry inside a loop, 2 the method. */
  private static final Pattern LINE = Pattern.compile("^ *\\d+ +\\d+ ([ %])[ sbn!]* +3 +" + Pattern.quote(PACKAGE) + "(\\w+::\\w+) .*");

  @Test
  void theFirstCompilerTakesEveryKernel() throws Exception {
    Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--add-modules",
        "jdk.incubator.vector", "-XX:TieredStopAtLevel=3", "-XX:Tier3BackEdgeThreshold=1000", "-XX:-BackgroundCompilation",
        "-XX:+PrintCompilation", "-cp", System.getProperty("java.class.path"), KernelCompilationTest.class.getName())
        .redirectErrorStream(true).start();
    Set<String> entered = new TreeSet<>();
    Set<String> whole = new TreeSet<>();
    List<String> skipped = new ArrayList<>();
    String last = "";
    for (String line : child.inputReader(StandardCharsets.UTF_8).lines().toList()) {
      Matcher m = LINE.matcher(line);
      if (m.matches()) {
        (m.group(1).equals("%") ? entered : whole).add(m.group(2));
      }
      if (line.contains("COMPILE SKIPPED") && line.contains(PACKAGE)) {
        skipped.add(line);
      }
      last = line;
    }
    assertEquals(0, child.waitFor(), last);
    assertEquals(List.of(), skipped);
    List<Method> all = kernels();
    assertTrue(all.size() > 300, all.size() + " kernels");
    assertEquals(List.of(), all.stream().map(KernelCompilationTest::name).filter(k -> !whole.contains(k)).toList(), "at the start");
    assertEquals(List.of(), all.stream().filter(KernelCompilationTest::loops).map(KernelCompilationTest::name)
        .filter(k -> !entered.contains(k)).toList(), "inside the loop");
  }

  /** Runs every kernel long enough for both entries to be compiled; its numbers mean nothing. */
  public static void main(String[] args) throws ReflectiveOperationException, IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment b = arena.allocate(DEPTH * 256L * 4, 64);
      float[] floats = new float[DEPTH * 256];
      for (Method m : kernels()) {
        m.setAccessible(true);
        Object[] values = Arrays.stream(m.getParameterTypes()).map(t -> t == float[].class ? floats : t == int.class ? (Object) 0
            : t == long.class ? (Object) 0L : t == float.class ? (Object) 0f : b).toArray();
        if (loops(m)) {
          values[0] = DEPTH;
          m.invoke(null, values);
          values[0] = 1;
        }
        for (int i = 0; i < 300; i++) {
          m.invoke(null, values);
        }
      }
    }
  }

  /** All kernels but transposition have a loop over inputs, whose number is their first parameter. */
  private static boolean loops(Method m) {
    return !m.getName().equals("tile");
  }

  private static String name(Method m) {
    return m.getDeclaringClass().getSimpleName() + "::" + m.getName();
  }

  /** What public methods choose among by the number of rows, and public methods that do not choose. */
  private static List<Method> kernels() throws IOException, ClassNotFoundException {
    List<Method> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(MicroKernelGenerator.FOLDER)) {
      for (Path f : files.sorted().toList()) {
        String name = f.getFileName().toString().replace(".java", "");
        for (Method m : Class.forName(PACKAGE + name).getDeclaredMethods()) {
          boolean chosen = Modifier.isPrivate(m.getModifiers());
          if (m.getReturnType() == void.class && (chosen || m.getName().matches(".*(Row|Widen)|tile"))) {
            all.add(m);
          }
        }
      }
    }
    return all;
  }
}
