package org.anabranch.engine.host;

import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.RowSpans;
import org.anabranch.engine.Tensor;

/** The shape rules of the kernels, for every provider: each broken one is told with the operation and both values. Stateless. */
public final class Checks {
  private Checks() {}

  /** Two tensors that do not fit each other. */
  public static IllegalArgumentException shape(String op, String a, Tensor ta, String b, Tensor tb) {
    return new IllegalArgumentException(op + ": " + a + " is " + ta + ", which does not fit " + b + " " + tb);
  }

  /** One shape and type. */
  public static void same(String op, Tensor x, Tensor y) {
    if (x.shape() != y.shape() && !x.shape().equals(y.shape()) || x.dtype() != y.dtype()) {
      throw new IllegalArgumentException(op + ": needs tensors of one shape and type, got " + x + " and " + y);
    }
  }

  /** A vector of the innermost width. */
  public static void vector(String what, Tensor v, Tensor x) {
    if (v.size() != x.shape().last()) {
      throw new IllegalArgumentException(what + " has " + v.size() + " elements, the innermost width is " + x.shape().last());
    }
  }

  /** A window of columns. */
  public static void window(String what, int at, int width, int columns) {
    if (at < 0 || at + (long) width > columns) {
      throw new IllegalArgumentException(what + " needs columns [" + at + ", " + (at + (long) width) + "), has " + columns);
    }
  }

  /** The number of rows of a product, or an error. */
  public static int productRows(String op, Tensor x, Linear w, Tensor y) {
    if (x.shape().last() != w.in()) {
      throw new IllegalArgumentException(op + ": x is " + x + ", the weight needs an innermost width of " + w.in());
    }
    if (y.shape().last() != w.out()) {
      throw new IllegalArgumentException(op + ": y is " + y + ", the weight gives an innermost width of " + w.out());
    }
    long m = 1;
    for (int i = 0; i < x.shape().rank() - 1; i++) {
      m *= x.shape().dim(i);
    }
    if (y.size() != m * w.out()) {
      throw shape(op, "x", x, "y", y);
    }
    return (int) m;
  }

  /** What {@link org.anabranch.engine.Kernels#likeliest} takes. */
  public static void likeliest(Tensor logits, int[] excluded, int[] best, double[] sums) {
    if (logits.shape().rank() != 2 || best.length < logits.rows() || sums.length < logits.rows()) {
      throw new IllegalArgumentException("likeliest: needs [rows, V] logits and room for each row, got " + logits + " and room for "
          + Math.min(best.length, sums.length));
    }
    for (int id : excluded) {
      if (id < 0 || id >= logits.rowSize()) {
        throw new IllegalArgumentException("likeliest: an excluded token must be in [0, " + (logits.rowSize() - 1) + "], got " + id);
      }
    }
  }

  /** What {@link org.anabranch.engine.Kernels#copy} takes. */
  public static void rectangles(Tensor from, long fromAt, long fromStride, Tensor to, long toAt, long toStride, int rows, int columns) {
    if (from.dtype() != to.dtype()) {
      throw new IllegalArgumentException("copy: needs tensors of one type, got " + from + " and " + to);
    }
    if (rows < 0 || columns < 0) {
      throw new IllegalArgumentException("copy: needs rows and columns >= 0, got " + rows + " and " + columns);
    }
    if (rows > 0 && columns > 0) {
      rectangle("from", from, fromAt, fromStride, rows, columns);
      rectangle("to", to, toAt, toStride, rows, columns);
    }
  }

  private static void rectangle(String what, Tensor t, long at, long stride, int rows, int columns) {
    long end = at + (rows - 1) * stride + columns;
    if (at < 0 || stride < 0 || end > t.size()) {
      throw new IllegalArgumentException("copy: " + what + " needs elements [" + at + ", " + end + ") of [0, " + t.size() + ")");
    }
  }

  /** What {@link org.anabranch.engine.Kernels#guide} takes. */
  public static void guide(Tensor both, int guided, Tensor y) {
    if (both.rows() % 2 != 0 || y.rowSize() != both.rowSize() || 2L * y.rows() < both.rows()) {
      throw shape("guide", "both", both, "y", y);
    }
    window("guide: the guided part", 0, guided, both.rowSize());
  }

  /** What {@link org.anabranch.engine.Kernels#mix} takes. */
  public static void mix(double[] c, Tensor[] k, int n, Tensor y) {
    if (n < 1 || n > Kernels.MOST_TERMS || c.length < n || k.length < n) {
      throw new IllegalArgumentException("mix: needs 1 to " + Kernels.MOST_TERMS + " terms and as many coefficients, got " + n + " of "
          + k.length + " terms and " + c.length + " coefficients");
    }
    for (int i = 0; i < n; i++) {
      if (k[i].size() != y.size()) {
        throw shape("mix", "term " + i, k[i], "y", y);
      }
    }
  }

  /** What {@link org.anabranch.engine.Kernels#gated} takes. */
  public static void gated(Tensor x, Tensor y) {
    if (x.shape().rank() < 1 || y.shape().rank() < 1 || x.shape().last() != 2 * y.shape().last() || x.size() != 2 * y.size()) {
      throw shape("gated", "x", x, "y of half its width", y);
    }
  }

  /** What {@link org.anabranch.engine.Kernels#rotary} takes. */
  public static void rotary(Tensor x, int at, int heads, int headDim, Tensor table) {
    if (x.shape().rank() != 3) {
      throw new IllegalArgumentException("rotary: x needs shape [rows, tokens, columns], got " + x);
    }
    if (heads < 0 || headDim < 2 || headDim % 2 != 0) {
      throw new IllegalArgumentException("rotary: needs heads >= 0 and an even headDim >= 2, got " + heads + " and " + headDim);
    }
    if (table.shape().rank() != 2 || table.shape().last() != headDim || table.rows() < x.shape().dim(1)) {
      throw new IllegalArgumentException("rotary: the table needs shape [" + x.shape().dim(1) + " or more, " + headDim + "], got "
          + table);
    }
    window("rotary: x", at, heads * headDim, x.shape().last());
  }

  /** What an attention takes. */
  public static void attention(Tensor q, int qAt, Tensor k, int kAt, Tensor v, int vAt, int heads, int keyHeads, int headDim,
      Tensor o) {
    if (q.shape().rank() != 3 || k.shape().rank() != 3 || v.shape().rank() != 3) {
      throw new IllegalArgumentException("attention: q, k, v need rank 3, got " + q + ", " + k + ", " + v);
    }
    if (q.rows() != k.rows() || q.rows() != v.rows() || k.shape().dim(1) != v.shape().dim(1)) {
      throw new IllegalArgumentException("attention: rows and keys must agree, got q " + q + ", k " + k + ", v " + v);
    }
    heads(q, qAt, k, kAt, v, vAt, heads, keyHeads, headDim);
    if (!o.shape().is(q.rows(), q.shape().dim(1), heads * headDim)) {
      throw new IllegalArgumentException("attention: o is " + o + ", needs [" + q.rows() + ", " + q.shape().dim(1) + ", "
          + heads * headDim + "]");
    }
  }

  /** What a convolution takes. */
  public static void convolution(String op, Tensor x, int height, int width, int enlarge, Linear w, int kernel, Tensor y) {
    if (kernel < 1 || kernel % 2 == 0 || enlarge < 1 || height < 0 || width < 0) {
      throw new IllegalArgumentException(op + ": needs an odd kernel, enlarge >= 1 and a height and width >= 0, got " + kernel + ", "
          + enlarge + ", " + height + " and " + width);
    }
    if (w.in() % (kernel * kernel) != 0) {
      throw new IllegalArgumentException(op + ": the weight needs " + kernel * kernel + " inputs for each channel, it has " + w.in());
    }
    int rows = x.shape().rank() == 3 ? x.rows() : -1;
    if (!x.shape().is(rows, height * width, w.in() / (kernel * kernel))) {
      throw new IllegalArgumentException(op + ": x is " + x + ", needs [rows, " + height * width + ", " + w.in() / (kernel * kernel)
          + "]");
    }
    if (!y.shape().is(rows, height * enlarge * width * enlarge, w.out())) {
      throw new IllegalArgumentException(op + ": y is " + y + ", needs [" + rows + ", " + height * enlarge * width * enlarge + ", "
          + w.out() + "]");
    }
  }

  /** What {@link org.anabranch.engine.Kernels#groupNorm} takes. */
  public static void groupNorm(Tensor x, int groups, Tensor weight, Tensor bias, Tensor y) {
    same("groupNorm", x, y);
    if (x.shape().rank() != 3 || groups < 1 || x.shape().last() % groups != 0) {
      throw new IllegalArgumentException("groupNorm: needs x [rows, pixels, channels] and groups that divide its channels, got " + x
          + " and " + groups);
    }
    vector("groupNorm: weight", weight, x);
    vector("groupNorm: bias", bias, x);
  }

  /** What an attention takes. */
  public static void attention(Tensor q, int qAt, Tensor k, int kAt, Tensor v, int vAt, int heads, int keyHeads, int headDim,
      RowSpans spans, Tensor o) {
    tokens("q", q, "queries", spans.queries());
    tokens("k", k, "keys", spans.keys());
    tokens("v", v, "keys", spans.keys());
    tokens("o", o, "queries", spans.queries());
    heads(q, qAt, k, kAt, v, vAt, heads, keyHeads, headDim);
    if (o.shape().last() != heads * headDim) {
      throw new IllegalArgumentException("attention: o is " + o + ", needs an innermost width of " + heads * headDim);
    }
  }

  private static void tokens(String name, Tensor t, String what, int needed) {
    if (t.shape().rank() < 1 || t.size() != (long) needed * t.shape().last()) {
      throw new IllegalArgumentException("attention: " + name + " is " + t + ", the rows have " + needed + " " + what + " in all");
    }
  }

  private static void heads(Tensor q, int qAt, Tensor k, int kAt, Tensor v, int vAt, int heads, int keyHeads, int headDim) {
    if (keyHeads < 1 || heads < 1 || heads % keyHeads != 0) {
      throw new IllegalArgumentException("attention: heads must be a multiple of key heads, got " + heads + " and " + keyHeads);
    }
    window("attention: q", qAt, heads * headDim, q.shape().last());
    window("attention: k", kAt, keyHeads * headDim, k.shape().last());
    window("attention: v", vAt, keyHeads * headDim, v.shape().last());
  }

  /** The tokens that share a row of a gate, or an error. */
  public static int gateTokens(Linear w, Tensor modulation, int gateAt, Tensor y) {
    int rows = modulation.rows();
    if (rows == 0 ? y.size() != 0 : y.size() % rows != 0 || (y.size() / rows) % Math.max(1, w.out()) != 0) {
      throw shape("linearGatedResidual", "y", y, "modulation", modulation);
    }
    window("linearGatedResidual: gate", gateAt, w.out(), modulation.rowSize());
    return rows == 0 || w.out() == 0 ? 1 : (int) (y.size() / w.out() / rows);
  }

  /** The tokens that share a row of a modulation, or an error. */
  public static int modulatedTokens(String op, Tensor x, Tensor modulation, int shiftAt, int scaleAt) {
    int rows = modulation.rows();
    int width = x.shape().last();
    int tokens = rows == 0 || width == 0 ? 1 : (int) (x.size() / width / rows);
    if (width != 0 && x.size() != (long) tokens * rows * width) {
      throw shape(op, "x", x, "modulation", modulation);
    }
    window("modulation: shift", shiftAt, width, modulation.rowSize());
    window("modulation: scale", scaleAt, width, modulation.rowSize());
    return Math.max(1, tokens);
  }

  /** What {@link org.anabranch.engine.Kernels#embedding} takes; ids are checked as they are read. */
  public static void embedding(Tensor table, int[] ids, int n, Tensor y) {
    if (y.rows() < n || y.rowSize() != table.rowSize() || n > ids.length) {
      throw new IllegalArgumentException("embedding: " + n + " ids of a table " + table + " do not fit " + ids.length
          + " ids and y " + y);
    }
  }

  /** An id of a table. */
  public static void id(Tensor table, int id) {
    if (id < 0 || id >= table.rows()) {
      throw new IllegalArgumentException("embedding: id must be in [0, " + (table.rows() - 1) + "], got " + id);
    }
  }

  /** What {@link org.anabranch.engine.Kernels#unfold} takes. */
  public static void unfold(Tensor image, int kernel, int stride, int padding, Tensor patches) {
    if (image.shape().rank() != 4 || kernel < 1 || stride < 1 || padding < 0) {
      throw new IllegalArgumentException("unfold: needs an image [rows, channels, height, width], kernel and stride >= 1 and "
          + "padding >= 0, got " + image + ", " + kernel + ", " + stride + ", " + padding);
    }
    int height = image.shape().dim(2);
    int width = image.shape().dim(3);
    int outH = (height + 2 * padding - kernel) / stride + 1;
    int outW = (width + 2 * padding - kernel) / stride + 1;
    int columns = image.shape().dim(1) * kernel * kernel;
    if (height + 2 * padding < kernel || width + 2 * padding < kernel || !patches.shape().is(image.rows(), outH * outW, columns)) {
      throw new IllegalArgumentException("unfold: image " + image + " with kernel " + kernel + ", stride " + stride
          + ", padding " + padding + " needs patches [" + image.rows() + ", " + outH * outW + ", " + columns + "], got " + patches);
    }
  }

  /** What {@link org.anabranch.engine.Kernels#unpatchify} takes. */
  public static void unpatchify(Tensor tokens, int patch, Tensor image) {
    int channels = image.shape().dim(1);
    int gridH = image.shape().dim(2) / patch;
    int gridW = image.shape().dim(3) / patch;
    int width = tokens.shape().last();
    int tokenChannels = width / (patch * patch);
    if (tokens.rows() != image.rows() || tokens.shape().dim(1) != gridH * gridW || tokenChannels * patch * patch != width
        || channels > tokenChannels || gridH * patch != image.shape().dim(2) || gridW * patch != image.shape().dim(3)) {
      throw new IllegalArgumentException("unpatchify: tokens " + tokens + " with patch " + patch + " do not fit " + image);
    }
  }

  /** What {@link org.anabranch.engine.Kernels#transpose} takes. */
  public static void transpose(Tensor x, Tensor y) {
    if (x.shape().rank() != 3 || !y.shape().is(x.rows(), x.shape().dim(2), x.shape().dim(1))) {
      throw new IllegalArgumentException("transpose: x " + x + " does not give y " + y);
    }
  }

  /** What {@link org.anabranch.engine.Kernels#add} takes where x has elements. */
  public static void add(Tensor x, Tensor y) {
    if (y.size() == 0 || x.size() % y.size() != 0) {
      throw shape("add", "x", x, "y", y);
    }
  }
}
