package org.anabranch.nativekernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.PaddingLayout;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
        + "#define KIND(x) _Generic((x), int32_t: \"int\", int64_t: \"long\", float: \"float\", default: \"pointer\")\n"
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
      case ValueLayout.OfLong l -> "long";
      case ValueLayout.OfFloat f -> "float";
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
      lines.add("sizeof " + struct.getKey() + " " + struct.getValue().getMethod("sizeof").invoke(null));
      for (MemoryLayout field : fields(struct.getValue())) {
        String name = field.name().orElseThrow();
        lines.add("field " + struct.getKey() + "." + name + " " + struct.getValue().getMethod(name + "$offset").invoke(null) + " "
            + field.byteSize() + " " + kind(field));
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

  /** Without the padding at the end. */
  private static List<MemoryLayout> fields(Class<?> struct) throws ReflectiveOperationException {
    return ((GroupLayout) struct.getMethod("layout").invoke(null)).memberLayouts().stream()
        .filter(l -> !(l instanceof PaddingLayout)).toList();
  }

  /** Every field has a getter and a setter of its own place and type. */
  @Test
  void settersAndGettersAgree() throws ReflectiveOperationException {
    for (Class<?> type : STRUCTS.values()) {
      try (Arena arena = Arena.ofConfined()) {
        Object struct = type.getMethod("allocate", SegmentAllocator.class).invoke(null, arena);
        long value = 1;
        for (MemoryLayout field : fields(type)) {
          Method setter = Arrays.stream(type.getMethods())
              .filter(m -> m.getName().equals(field.name().orElseThrow()) && m.getParameterCount() == 2).findFirst().orElseThrow();
          Object v = switch (field) {
            case ValueLayout.OfInt i -> (int) value;
            case ValueLayout.OfLong l -> value;
            case ValueLayout.OfFloat f -> (float) value;
            default -> MemorySegment.ofAddress(value);
          };
          setter.invoke(null, struct, v);
          value++;
        }
        value = 1;
        for (MemoryLayout field : fields(type)) {
          String name = field.name().orElseThrow();
          Object got = type.getMethod(name, MemorySegment.class).invoke(null, struct);
          assertEquals(value, got instanceof MemorySegment s ? s.address() : ((Number) got).longValue(), type + " " + name);
          value++;
        }
      }
    }
  }
}
