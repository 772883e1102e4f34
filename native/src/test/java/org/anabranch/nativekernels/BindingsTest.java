package org.anabranch.nativekernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.anabranch.nativekernels.generated.ab_attention;
import org.anabranch.nativekernels.generated.ab_product;
import org.anabranch.nativekernels.generated.ab_rows;
import org.anabranch.nativekernels.generated.anabranch_h;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bindings are what a C compiler makes of the header: a probe prints every constant, field and signature that the header has, and
 * the bindings must have each of them, the same, and nothing else.
 */
class BindingsTest {
  private static final Path HEADER = Path.of("src/main/c/anabranch.h").toAbsolutePath();
  private static final String FIVE = "\"void(pointer,pointer,pointer,pointer,pointer)\"";
  private static final Map<String, Class<?>> STRUCTS = Map.of("ab_product", ab_product.class, "ab_attention", ab_attention.class,
      "ab_rows", ab_rows.class);
  private static final Pattern CONSTANT = Pattern.compile("(?m)^#define (AB_\\w+) ");
  private static final Pattern FIELD = Pattern.compile("(?m)^  [\\w ]+?[ *](\\w+);");
  private static final Pattern FUNCTION = Pattern.compile("(?m)^\\w+ (ab_\\w+)\\(");

  @TempDir
  private Path folder;

  private static List<String> names(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(m -> m.group(1)).toList();
  }

  /** A program that prints the header as its compiler sees it. */
  private List<String> probe() throws IOException {
    String header = Files.readString(HEADER);
    StringBuilder c = new StringBuilder("#include <stdio.h>\n#include <stddef.h>\n#include \"" + HEADER + "\"\n"
        + "#define KIND(x) _Generic((x), int32_t: \"int\", int64_t: \"long\", double: \"double\", default: \"pointer\")\n"
        + "int main(void) {\n");
    names(CONSTANT, header).forEach(n -> c.append("  printf(\"constant " + n + " %lld\\n\", (long long)" + n + ");\n"));
    for (String struct : STRUCTS.keySet()) {
      Matcher m = Pattern.compile("(?s)typedef struct " + struct + " \\{(.*?)\\} " + struct + ";").matcher(header);
      assertTrue(m.find(), struct);
      c.append("  printf(\"sizeof " + struct + " %zu\\n\", sizeof(" + struct + "));\n");
      names(FIELD, m.group(1)).forEach(n -> c.append("  printf(\"field " + struct + "." + n + " %zu %zu %s\\n\", offsetof(" + struct
          + ", " + n + "), sizeof ((" + struct + " *)0)->" + n + ", KIND(((" + struct + " *)0)->" + n + "));\n"));
    }
    for (String f : names(FUNCTION, header)) {
      // A pointer to the function has the type below or the compiler refuses: the text of the signature is checked by the compiler.
      c.append("  printf(\"function " + f + " %s\\n\", _Generic(&" + f + ", "
          + "int32_t (*)(void): \"int()\", int32_t (*)(int32_t, int32_t): \"int(int,int)\", "
          + "void (*)(const ab_product *, const float *): \"void(pointer,pointer)\", "
          + "void (*)(const ab_product *, const float *, const float *, const float *, float *): " + FIVE + ", "
          + "void (*)(const ab_attention *, const float *, const float *, const float *, float *): " + FIVE + ", "
          + "void (*)(const ab_rows *, const float *, const float *, const float *, float *): " + FIVE + "));\n");
    }
    return Compiler.output(folder, c + "  return 0;\n}\n");
  }

  private static String kind(MemoryLayout layout) {
    return switch (layout) {
      case ValueLayout.OfInt i -> "int";
      case AddressLayout a -> "pointer";
      default -> layout.toString();
    };
  }

  private static String signature(FunctionDescriptor d) {
    return d.returnLayout().map(BindingsTest::kind).orElse("void") + "("
        + d.argumentLayouts().stream().map(BindingsTest::kind).collect(Collectors.joining(",")) + ")";
  }

  /** What the bindings say, in the words of the probe. */
  private static List<String> bindings() throws ReflectiveOperationException {
    List<String> lines = new ArrayList<>();
    for (Method m : anabranch_h.class.getDeclaredMethods()) {
      if (m.getName().startsWith("AB_")) {
        lines.add("constant " + m.getName() + " " + m.invoke(null));
      } else if (m.getName().endsWith("$descriptor")) {
        lines.add("function " + m.getName().replace("$descriptor", "") + " " + signature((FunctionDescriptor) m.invoke(null)));
      }
    }
    for (var struct : STRUCTS.entrySet()) {
      int fields = struct.getValue().getField("FIELDS").getInt(null);
      lines.add("sizeof " + struct.getKey() + " " + fields * Long.BYTES);
      for (Method setter : struct.getValue().getMethods()) {
        if (Modifier.isStatic(setter.getModifiers())) {
          lines.add("field " + struct.getKey() + "." + setter.getName() + " " + Long.BYTES * place(setter, fields) + " " + Long.BYTES
              + " " + kind(setter.getParameterTypes()[1]));
        }
      }
    }
    return lines;
  }

  @Test
  void theBindingsAreTheHeader() throws IOException, ReflectiveOperationException {
    List<String> probed = probe();
    assertTrue(probed.size() > 50, () -> "the probe found only " + probed);
    assertEquals(String.join("\n", new TreeSet<>(probed)), String.join("\n", new TreeSet<>(bindings())));
  }

  private static String kind(Class<?> type) {
    return type == MemorySegment.class ? "pointer" : type.getName();
  }

  /** The field that a setter sets, to the bits of its value, and it alone. */
  private static int place(Method setter, int fields) throws ReflectiveOperationException {
    long[] struct = new long[fields];
    Class<?> type = setter.getParameterTypes()[1];
    long bits = type == double.class ? Double.doubleToRawLongBits(0.3) : Long.MIN_VALUE + 77;
    setter.invoke(null, struct, type == double.class ? (Object) 0.3 : type == long.class ? bits : MemorySegment.ofAddress(bits));
    int[] set = IntStream.range(0, fields).filter(i -> struct[i] != 0).toArray();
    assertEquals(1, set.length, setter.toString());
    assertEquals(bits, struct[set[0]], setter.toString());
    return set[0];
  }
}
