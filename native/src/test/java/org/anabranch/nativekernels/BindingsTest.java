package org.anabranch.nativekernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.anabranch.nativekernels.generated.ab_product;
import org.anabranch.nativekernels.generated.anabranch_h;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bindings are what a C compiler makes of the header: a probe prints every constant, field and signature that the header has, and
 * the bindings must have each of them, the same, and nothing else.
 */
class BindingsTest {
  private static final Path HEADER = Path.of("src/main/c/anabranch.h").toAbsolutePath();
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
    Matcher struct = Pattern.compile("(?s)typedef struct ab_product \\{(.*?)\\} ab_product;").matcher(header);
    assertTrue(struct.find());
    StringBuilder c = new StringBuilder("#include <stdio.h>\n#include <stddef.h>\n#include \"" + HEADER + "\"\n"
        + "#define KIND(x) _Generic((x), int32_t: \"int\", int64_t: \"long\", default: \"pointer\")\nint main(void) {\n"
        + "  ab_product *p = 0; (void)p;\n  printf(\"sizeof %zu\\n\", sizeof(ab_product));\n");
    names(CONSTANT, header).forEach(n -> c.append("  printf(\"constant " + n + " %lld\\n\", (long long)" + n + ");\n"));
    names(FIELD, struct.group(1)).forEach(n -> c.append("  printf(\"field " + n + " %zu %zu %s\\n\", offsetof(ab_product, " + n
        + "), sizeof p->" + n + ", KIND(p->" + n + "));\n"));
    for (String f : names(FUNCTION, header)) {
      // A pointer to the function has the type below or the compiler refuses: the text of the signature is checked by the compiler.
      c.append("  printf(\"function " + f + " %s\\n\", _Generic(&" + f + ", "
          + "int32_t (*)(void): \"int()\", int32_t (*)(int32_t, int32_t): \"int(int,int)\", "
          + "void (*)(const ab_product *, const float *): \"void(pointer,pointer)\", "
          + "void (*)(const ab_product *, const float *, const float *, const float *, float *): "
          + "\"void(pointer,pointer,pointer,pointer,pointer)\"));\n");
    }
    return Compiler.output(folder, c + "  return 0;\n}\n");
  }

  private static String kind(MemoryLayout layout) {
    return switch (layout) {
      case ValueLayout.OfInt i -> "int";
      case ValueLayout.OfLong l -> "long";
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
    lines.add("sizeof " + ab_product.sizeof());
    for (Method m : anabranch_h.class.getDeclaredMethods()) {
      if (m.getName().startsWith("AB_")) {
        lines.add("constant " + m.getName() + " " + m.invoke(null));
      } else if (m.getName().endsWith("$descriptor")) {
        lines.add("function " + m.getName().replace("$descriptor", "") + " " + signature((FunctionDescriptor) m.invoke(null)));
      }
    }
    GroupLayout layout = (GroupLayout) ab_product.layout();
    for (MemoryLayout field : layout.memberLayouts()) {
      String name = field.name().orElseThrow();
      lines.add("field " + name + " " + ab_product.class.getMethod(name + "$offset").invoke(null) + " " + field.byteSize() + " "
          + kind(field));
    }
    return lines;
  }

  @Test
  void theBindingsAreTheHeader() throws IOException, ReflectiveOperationException {
    List<String> probed = probe();
    assertTrue(probed.size() > 50, () -> "the probe found only " + probed);
    assertEquals(String.join("\n", new TreeSet<>(probed)), String.join("\n", new TreeSet<>(bindings())));
  }

  /** Every field has a getter and a setter of its own place and type. */
  @Test
  void settersAndGettersAgree() throws ReflectiveOperationException {
    try (var arena = java.lang.foreign.Arena.ofConfined()) {
      var struct = ab_product.allocate(arena);
      long value = 1;
      for (MemoryLayout field : ((GroupLayout) ab_product.layout()).memberLayouts()) {
        String name = field.name().orElseThrow();
        Method setter = Arrays.stream(ab_product.class.getMethods()).filter(m -> m.getName().equals(name) && m.getParameterCount() == 2)
            .findFirst().orElseThrow();
        Object v = switch (field) {
          case ValueLayout.OfInt i -> (int) value;
          case ValueLayout.OfLong l -> value;
          default -> java.lang.foreign.MemorySegment.ofAddress(value);
        };
        setter.invoke(null, struct, v);
        value++;
      }
      value = 1;
      for (MemoryLayout field : ((GroupLayout) ab_product.layout()).memberLayouts()) {
        Object got = ab_product.class.getMethod(field.name().orElseThrow(), java.lang.foreign.MemorySegment.class).invoke(null, struct);
        assertEquals(value, got instanceof java.lang.foreign.MemorySegment s ? s.address() : ((Number) got).longValue(),
            field.name().orElseThrow());
        value++;
      }
    }
  }
}
