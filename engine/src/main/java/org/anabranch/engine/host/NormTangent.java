package org.anabranch.engine.host;

/** The tangents of one token's layer norm: its statistics once, then each tangent. Belongs to one worker. */
final class NormTangent {
  /** One operation. Fields are set before a job and read by its chunks. */
  static final class Call {
    int width;
    int tokens;
    int probes;
    float eps;
    float[] x;
    int xAt;
    float[] scale;
    int scaleAt;
    int stride;
    float[] dx;
    int dxAt;
    float[] dy;
    int dyAt;
  }

  private final HostTangents loops;
  private final float[] lane = HostTangents.lanes();
  private float[] unit = {};
  private float[] gain = {};

  NormTangent(HostTangents loops) {
    this.loops = loops;
  }

  /** All tangents of token number {@code at} of the batch. */
  void run(Call c, int at) {
    int w = c.width;
    if (unit.length < w) {
      unit = new float[w];
      gain = new float[w];
    }
    int row = at / c.tokens;
    int token = at % c.tokens;
    int x = c.xAt + at * w;
    int scale = c.scaleAt + row * c.stride;
    float mean = loops.sum(c.x, x, w, lane) / w;
    float inverse = 1f / (float) Math.sqrt(loops.squares(c.x, x, w, mean, lane) / w + c.eps);
    for (int i = 0; i < w; i++) {
      unit[i] = (c.x[x + i] - mean) * inverse;
      gain[i] = (c.scale[scale + i] + 1f) * inverse;
    }
    for (int p = 0; p < c.probes; p++) {
      int offset = ((row * c.probes + p) * c.tokens + token) * w;
      float m = loops.sum(c.dx, c.dxAt + offset, w, lane) / w;
      float b = loops.dot(unit, 0, c.dx, c.dxAt + offset, w, lane) / w;
      loops.project(c.dx, c.dxAt + offset, m, unit, b, gain, c.dy, c.dyAt + offset, w);
    }
  }
}
