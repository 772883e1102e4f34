package org.anabranch.solver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;

/** The results of torchdiffeq (commit 657943a, float64) on eight problems, and the problems as fields in their own time. */
final class SolverFixture {
  private static final Pattern ENTRY = Pattern.compile("\"([^\"]+)\":\\s*\\{([^{}]*)}");
  private static final Pattern OFFSETS = Pattern.compile("\"data_offsets\":\\s*\\[(\\d+),\\s*(\\d+)]");

  private final Map<String, double[]> values = new TreeMap<>();

  SolverFixture() {
    try (InputStream in = SolverFixture.class.getResourceAsStream("/golden/ode_solvers/io.safetensors")) {
      ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      int length = Math.toIntExact(bytes.getLong(0));
      Matcher entry = ENTRY.matcher(new String(bytes.array(), 8, length, StandardCharsets.UTF_8));
      while (entry.find()) {
        Matcher offsets = OFFSETS.matcher(entry.group(2));
        if (offsets.find()) {
          int from = Integer.parseInt(offsets.group(1));
          double[] v = new double[(Integer.parseInt(offsets.group(2)) - from) / 8];
          boolean whole = entry.group(2).contains("\"I64\"");
          Arrays.setAll(v, i -> whole ? bytes.getLong(8 + length + from + 8 * i) : bytes.getDouble(8 + length + from + 8 * i));
          values.put(entry.group(1), v);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  double[] get(String name) {
    return values.get(name).clone();
  }

  /** The largest distance between two sets of states. */
  static double distance(double[] a, double[] b) {
    double worst = 0;
    for (int i = 0; i < a.length; i++) {
      worst = Math.max(worst, Math.abs(a[i] - b[i]));
    }
    return worst;
  }

  /** The states of one row at all output times. */
  static double[] flat(AdaptiveResult result, int row) {
    int width = result.state().rowSize();
    double[] out = new double[result.outputs().size() * width];
    for (int i = 0; i < out.length; i++) {
      out[i] = result.outputs().get(i / width).get((long) row * width + i % width);
    }
    return out;
  }

  /** y' = f(y, t). The direction of its path is a label here: time is the problem's own. */
  record Problem(String name, int width, Direction direction) implements VelocityField {
    @Override
    public Shape rowShape() {
      return Shape.of(width);
    }

    @Override
    public DType dtype() {
      return DType.F64;
    }

    @Override
    public Interpolant interpolant() {
      return Interpolant.linear(direction);
    }

    @Override
    public int costPerRow() {
      return 1;
    }

    @Override
    public void checkCondition(int condition) {}

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
      double[] y = new double[width];
      double[] f = new double[width];
      for (int r = 0; r < x.rows(); r++) {
        for (int i = 0; i < width; i++) {
          y[i] = x.get((long) r * width + i);
        }
        velocity(t[r], y, f);
        System.arraycopy(f, 0, v.doubles(), v.offset() + r * width, width);
      }
    }

    private void velocity(double t, double[] y, double[] f) {
      switch (name) {
        case "decay" -> Arrays.setAll(f, i -> -0.7 * y[i]);
        case "oscillator" -> set(f, y[1], -2.0 * y[0] - 0.2 * y[1]);
        case "lotka_volterra" -> set(f, 1.5 * y[0] - y[0] * y[1], -3.0 * y[1] + y[0] * y[1]);
        case "lorenz" -> set(f, 10 * (y[1] - y[0]), y[0] * (28 - y[2]) - y[1], y[0] * y[1] - 8.0 / 3 * y[2]);
        case "cubic_spiral" -> {
          double a = y[0] * y[0] * y[0];
          double b = y[1] * y[1] * y[1];
          set(f, -0.1 * a - 2.0 * b, 2.0 * a - 0.1 * b);
        }
        case "forced" -> Arrays.setAll(f, i -> Math.sin(t) * y[i] + Math.cos(2 * t));
        case "vdp" -> set(f, y[1], 5.0 * (1 - y[0] * y[0]) * y[1] - y[0]);
        case "prothero" -> set(f, -30.0 * (y[0] - Math.cos(t)));
        default -> throw new IllegalStateException("no problem " + name);
      }
    }

    private static void set(double[] f, double... values) {
      System.arraycopy(values, 0, f, 0, values.length);
    }
  }
}
