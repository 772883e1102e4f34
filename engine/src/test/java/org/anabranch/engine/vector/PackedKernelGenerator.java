package org.anabranch.engine.vector;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the register blocks over packed rows: rows a constant distance apart, so that one general register reaches all of them and
 * every broadcast is a load at a constant offset. Flat Java for the reasons of {@link MicroKernelGenerator}. A chain that begins goes
 * on from zeros: one method less for each number of rows is one less for the compiler to work on at a start.
 *
 * <p>Run its {@code main} from the module's folder to write the files anew; {@link MicroKernelGeneratorTest} fails when one checked in
 * is not what it writes.
 */
final class PackedKernelGenerator {
  private static final int PANEL = 32;

  /** Multiples of this many floats lie between rows. */
  private static final int LINE = 16;

  /** Bits of the vectors, rows and vectors of the block, inputs of a call. */
  private record Block(int bits, int rows, int vectors, int depth) {
    int lanes() {
      return bits / 32;
    }
  }

  /** 26 accumulators in 32 registers, 12 in 16. Depths were measured: docs/performance-intel.md. */
  private static final List<Block> BLOCKS = List.of(new Block(512, 13, 2, 768), new Block(256, 6, 2, 128), new Block(128, 6, 4, 128));

  private final Block block;
  private final StringBuilder out = new StringBuilder();

  /** What a register block begins with and what it leaves behind. */
  private enum End {
    ADD("add", "c = t + s, the chain of multiply-adds going on from t", "float[] t, int to, int ldt, "),
    BIASED("biased", "c = t + s + bias, the chain going on from t", "float[] t, int to, int ldt, float[] bias, int bo2, ");

    private final String method;
    private final String text;
    private final String parameters;

    End(String method, String text, String parameters) {
      this.method = method;
      this.text = text;
      this.parameters = parameters;
    }

    /** The names of the parameters, each moved on by a number of columns. */
    private String arguments(int column) {
      String p = plus(column);
      return parameters.replace("float[] ", "").replace("int to", "to" + p).replace("int ldt", "ldt").replace("int bo2", "bo2" + p);
    }
  }

  private PackedKernelGenerator(Block block) {
    this.block = block;
  }

  /** Rewrites the generated files. */
  public static void main(String[] args) throws IOException {
    for (Map.Entry<String, String> e : sources().entrySet()) {
      Files.writeString(MicroKernelGenerator.FOLDER.resolve(e.getKey() + ".java"), e.getValue());
    }
  }

  /** The text of each class, by its name. */
  static Map<String, String> sources() {
    Map<String, String> all = new LinkedHashMap<>();
    for (Block b : BLOCKS) {
      PackedKernelGenerator g = new PackedKernelGenerator(b);
      all.put(g.name(), g.write());
    }
    return all;
  }

  private String name() {
    return "PackedGemm" + block.bits;
  }

  private String write() {
    line("// Written by PackedKernelGenerator; do not edit.");
    line("package org.anabranch.engine.vector.generated;");
    line("");
    line("import java.lang.foreign.MemorySegment;");
    line("import java.nio.ByteOrder;");
    line("import jdk.incubator.vector.FloatVector;");
    line("import jdk.incubator.vector.VectorSpecies;");
    line("");
    line("/**");
    line(" * s = a b: a[m, kc] times an off-heap panel b[kc, 32] by " + block.bits
        + "-bit vectors. Rows of a stand LDA apart; b begins at byte bo.");
    line(" */");
    line("public final class " + name() + " {");
    line("  /** Rows of the register block. */");
    line("  public static final int ROWS = " + block.rows + ";");
    line("");
    line("  /** Most inputs of a call, of which a panel is " + block.depth * PANEL * 4 / 1024 + " KiB. */");
    line("  public static final int DEPTH = " + block.depth + ";");
    line("");
    line("  /** Floats between rows: no power of two, so that rows do not fall into one set of the cache. */");
    line("  public static final int LDA = DEPTH + " + LINE + ";");
    line("");
    line("  private static final VectorSpecies<Float> S = FloatVector.SPECIES_" + block.bits + ";");
    line("  private static final ByteOrder LE = ByteOrder.nativeOrder();");
    line("");
    line("  private " + name() + "() {}");
    for (End end : End.values()) {
      family(end);
    }
    line("}");
    return out.toString();
  }

  private static String signature(End end) {
    return "int kc, float[] a, int ao, MemorySegment b, long bo, " + end.parameters + "float[] c, int co, int ldc";
  }

  private void family(End end) {
    line("");
    line("  /** " + end.text + ", for m = 1 .. ROWS rows. */");
    line("  public static void " + end.method + "(int m, " + signature(end) + ") {");
    line("    switch (m) {");
    for (int m = 1; m <= block.rows; m++) {
      List<String> calls = new ArrayList<>();
      for (int column = 0; column < PANEL; column += block.vectors * block.lanes()) {
        calls.add(end.method + m + "(kc, a, ao, b, bo" + (column == 0 ? "" : " + " + 4 * column + "L") + ", " + end.arguments(column)
            + "c, co" + plus(column) + ", ldc);");
      }
      if (calls.size() == 1) {
        line("      case " + m + " -> " + calls.getFirst());
      } else {
        line("      case " + m + " -> {");
        calls.forEach(c -> line("        " + c));
        line("      }");
      }
    }
    line("      default -> throw new IllegalArgumentException(\"rows: \" + m);");
    line("    }");
    line("  }");
    for (int m = 1; m <= block.rows; m++) {
      kernel(end, m);
    }
  }

  private void kernel(End end, int rows) {
    line("");
    line("  private static void " + end.method + rows + "(" + signature(end) + ") {");
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < block.vectors; j++) {
        line("    FloatVector c" + i + "_" + j + " = FloatVector.fromArray(S, t, " + place("to", "ldt", i, j) + ");");
      }
    }
    line("    for (int k = 0; k < kc; k++) {");
    for (int j = 0; j < block.vectors; j++) {
      line("      FloatVector b" + j + " = FloatVector.fromMemorySegment(S, b, bo + k * " + PANEL * 4 + "L" + (j == 0 ? "" : " + "
          + j * block.lanes() * 4 + "L") + ", LE);");
    }
    for (int i = 0; i < rows; i++) {
      line("      FloatVector v" + i + " = FloatVector.broadcast(S, a[ao + k" + (i == 0 ? "" : " + " + i + " * LDA") + "]);");
      for (int j = 0; j < block.vectors; j++) {
        line("      c" + i + "_" + j + " = v" + i + ".fma(b" + j + ", c" + i + "_" + j + ");");
      }
    }
    line("    }");
    for (int j = 0; j < block.vectors && end == End.BIASED; j++) {
      line("    FloatVector s" + j + " = FloatVector.fromArray(S, bias, bo2" + plus(j * block.lanes()) + ");");
    }
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < block.vectors; j++) {
        String c = "c" + i + "_" + j;
        String at = place("co", "ldc", i, j);
        line("    " + c + (end == End.BIASED ? ".add(s" + j + ")" : "") + ".intoArray(c, " + at + ");");
      }
    }
    line("  }");
  }

  private String place(String base, String stride, int row, int vector) {
    return base + (row == 0 ? "" : row == 1 ? " + " + stride : " + " + row + " * " + stride) + plus(vector * block.lanes());
  }

  private static String plus(int n) {
    return n == 0 ? "" : " + " + n;
  }

  private void line(String s) {
    out.append(s).append('\n');
  }
}
