// Random numbers in device memory and the steps of stochastic solvers, which draw and mix in double and round once.
//
// Row r has the key (keys[2 r], keys[2 r + 1]), seed and path, and elements 0, 1, ... of its stream. What changes from step to step
// lies in memory, so that a captured graph serves every step: the step's number in {@code step}, coefficients in {@code c}. Where there
// is an array z of doubles it is taken in place of the draw: noise that was mixed from several streams.
#pragma once
#include "maps.cu"
#include "random.cuh"

/** The even element of the pair that thread i draws: row, and place in the row. */
struct Pair {
  long long row;
  int at;
};

__device__ __forceinline__ Pair pair_of(long long i, int width) {
  const int pairs = (width + 1) / 2;
  return {i / pairs, int(i % pairs) * 2};
}

template <class T> __device__ __forceinline__ T rounded(double v);
template <> __device__ __forceinline__ float rounded<float>(double v) { return __double2float_rn(v); }
template <> __device__ __forceinline__ double rounded<double>(double v) { return v; }

__device__ __forceinline__ void draw_pair(int law, const long long *keys, const int *step, int purpose, Pair p, double &even,
    double &odd) {
  const unsigned step_and_purpose = unsigned(step[0]) << 8 | unsigned(purpose);
  draw(law, Word(keys[2 * p.row]), Word(keys[2 * p.row + 1]), step_and_purpose, unsigned(p.at / 2), even, odd);
}

/** Where the noise of a step comes from. */
struct Noise {
  const double *z;
  const long long *keys;
  const int *step;
  int purpose;

  __device__ __forceinline__ void pair(Pair p, int width, double &even, double &odd) const {
    if (z) {
      even = z[p.row * width + p.at];
      odd = p.at + 1 < width ? z[p.row * width + p.at + 1] : 0.0;
    } else {
      draw_pair(LAW_NORMAL, keys, step, purpose, p, even, odd);
    }
  }
};

template <class T>
__device__ __forceinline__ void draw_rows(int law, const long long *keys, const int *step, int purpose, double factor, T *y,
    long long pairs, int width) {
  const long long i = element();
  if (i >= pairs) return;
  const Pair p = pair_of(i, width);
  T *to = y + p.row * width + p.at;
  if (law == LAW_UNIFORM && sizeof(T) == 4) {
    Word a, b;
    philox(Word(keys[2 * p.row]), Word(keys[2 * p.row + 1]), unsigned(step[0]) << 8 | unsigned(purpose), unsigned(p.at / 2), a, b);
    to[0] = T(uniform_float_of(a));
    if (p.at + 1 < width) to[1] = T(uniform_float_of(b));
    return;
  }
  double even, odd;
  draw_pair(law, keys, step, purpose, p, even, odd);
  if (factor != 1.0) {
    even = mul64(even, factor);
    odd = mul64(odd, factor);
  }
  to[0] = rounded<T>(even);
  if (p.at + 1 < width) to[1] = rounded<T>(odd);
}

/** y[r, i] = factor times element i of the row's law; the noise that trajectories start from. */
extern "C" __global__ void __launch_bounds__(256) draw_floats(int law, const long long *keys, const int *step, int purpose,
    double factor, float *y, long long pairs, int width) {
  draw_rows<float>(law, keys, step, purpose, factor, y, pairs, width);
}
extern "C" __global__ void __launch_bounds__(256) draw_doubles(int law, const long long *keys, const int *step, int purpose,
    double factor, double *y, long long pairs, int width) {
  draw_rows<double>(law, keys, step, purpose, factor, y, pairs, width);
}

/** x + h (a x + b u), plus size z where size > 0: coefficients c = a, b, h, size. */
__device__ __forceinline__ double euler(double x, double u, double z, double a, double b, double h, double size) {
  const double moved = plus64(x, mul64(h, plus64(mul64(a, x), mul64(b, u))));
  return size > 0.0 ? plus64(moved, mul64(size, z)) : moved;
}

template <class T>
__device__ __forceinline__ void euler_rows(const T *x, const T *u, const double *c, const Noise &noise, T *y, long long pairs,
    int width) {
  const long long i = element();
  if (i >= pairs) return;
  const Pair p = pair_of(i, width);
  const long long at = p.row * width + p.at;
  double even = 0.0, odd = 0.0;
  if (c[3] > 0.0) noise.pair(p, width, even, odd);
  y[at] = rounded<T>(euler(x[at], u[at], even, c[0], c[1], c[2], c[3]));
  if (p.at + 1 < width) y[at + 1] = rounded<T>(euler(x[at + 1], u[at + 1], odd, c[0], c[1], c[2], c[3]));
}

#define NOISE_PARAMETERS const double *z, const long long *keys, const int *step, int purpose
#define NOISE (Noise{z, keys, step, purpose})

/** Euler-Maruyama: y = x + h (a x + b u) + size z, c = a, b, h, size; y may be x. */
extern "C" __global__ void __launch_bounds__(256) euler_floats(const float *x, const float *u, const double *c, NOISE_PARAMETERS,
    float *y, long long pairs, int width) {
  euler_rows<float>(x, u, c, NOISE, y, pairs, width);
}
extern "C" __global__ void __launch_bounds__(256) euler_doubles(const double *x, const double *u, const double *c, NOISE_PARAMETERS,
    double *y, long long pairs, int width) {
  euler_rows<double>(x, u, c, NOISE, y, pairs, width);
}

template <class T>
__device__ __forceinline__ void noise_rows(const T *x, const double *c, const Noise &noise, T *y, long long pairs, int width) {
  const long long i = element();
  if (i >= pairs) return;
  const Pair p = pair_of(i, width);
  const long long at = p.row * width + p.at;
  double even = 0.0, odd = 0.0;
  const bool drawn = c[1] > 0.0;
  if (drawn) noise.pair(p, width, even, odd);
  auto mixed = [&](double v, double e) {
    const double kept = c[0] == 1.0 ? v : mul64(c[0], v);
    return drawn ? plus64(kept, mul64(c[1], e)) : kept;
  };
  y[at] = rounded<T>(mixed(x[at], even));
  if (p.at + 1 < width) y[at + 1] = rounded<T>(mixed(x[at + 1], odd));
}

/** y = keep x + size z, c = keep, size; the noise of a step before its drift, and rewinding; y may be x. */
extern "C" __global__ void __launch_bounds__(256) noise_floats(const float *x, const double *c, NOISE_PARAMETERS, float *y,
    long long pairs, int width) {
  noise_rows<float>(x, c, NOISE, y, pairs, width);
}
extern "C" __global__ void __launch_bounds__(256) noise_doubles(const double *x, const double *c, NOISE_PARAMETERS, double *y,
    long long pairs, int width) {
  noise_rows<double>(x, c, NOISE, y, pairs, width);
}

/** x + (drift ((a x + b u) + g) + spread z), c = a, b, drift, spread. */
template <class T>
__device__ __forceinline__ void langevin_rows(const T *x, const T *u, const T *g, const double *c, const Noise &noise, T *y,
    long long pairs, int width) {
  const long long i = element();
  if (i >= pairs) return;
  const Pair p = pair_of(i, width);
  const long long at = p.row * width + p.at;
  double even, odd;
  noise.pair(p, width, even, odd);
  auto moved = [&](double v, double velocity, double push, double e) {
    const double score = plus64(mul64(c[0], v), mul64(c[1], velocity));
    return plus64(v, plus64(mul64(c[2], plus64(score, push)), mul64(c[3], e)));
  };
  y[at] = rounded<T>(moved(x[at], u[at], g[at], even));
  if (p.at + 1 < width) y[at + 1] = rounded<T>(moved(x[at + 1], u[at + 1], g[at + 1], odd));
}

/** A Langevin move along the score a x + b u and a gradient g; y may be x. */
extern "C" __global__ void __launch_bounds__(256) langevin_floats(const float *x, const float *u, const float *g, const double *c,
    NOISE_PARAMETERS, float *y, long long pairs, int width) {
  langevin_rows<float>(x, u, g, c, NOISE, y, pairs, width);
}
extern "C" __global__ void __launch_bounds__(256) langevin_doubles(const double *x, const double *u, const double *g, const double *c,
    NOISE_PARAMETERS, double *y, long long pairs, int width) {
  langevin_rows<double>(x, u, g, c, NOISE, y, pairs, width);
}

/** (keep x + push g) + spread z, c = keep, push, spread. */
template <class T>
__device__ __forceinline__ void propose_rows(const T *x, const T *g, const double *c, const Noise &noise, T *y, long long pairs,
    int width) {
  const long long i = element();
  if (i >= pairs) return;
  const Pair p = pair_of(i, width);
  const long long at = p.row * width + p.at;
  double even, odd;
  noise.pair(p, width, even, odd);
  auto moved = [&](double v, double push, double e) {
    return plus64(plus64(mul64(c[0], v), mul64(c[1], push)), mul64(c[2], e));
  };
  y[at] = rounded<T>(moved(x[at], g[at], even));
  if (p.at + 1 < width) y[at + 1] = rounded<T>(moved(x[at + 1], g[at + 1], odd));
}

/** A preconditioned Crank-Nicolson proposal with a gradient g; y may be x. */
extern "C" __global__ void __launch_bounds__(256) propose_floats(const float *x, const float *g, const double *c, NOISE_PARAMETERS,
    float *y, long long pairs, int width) {
  propose_rows<float>(x, g, c, NOISE, y, pairs, width);
}
extern "C" __global__ void __launch_bounds__(256) propose_doubles(const double *x, const double *g, const double *c, NOISE_PARAMETERS,
    double *y, long long pairs, int width) {
  propose_rows<double>(x, g, c, NOISE, y, pairs, width);
}

/** y = a x + b u, c = a, b: conversions between predictions, and a last step that replaces the state; y may be x. */
extern "C" __global__ void __launch_bounds__(256) combine_floats(const float *x, const float *u, const double *c, float *y,
    long long n) {
  const long long i = element();
  if (i < n) y[i] = __double2float_rn(plus64(mul64(c[0], double(x[i])), mul64(c[1], double(u[i]))));
}
extern "C" __global__ void __launch_bounds__(256) combine_doubles(const double *x, const double *u, const double *c, double *y,
    long long n) {
  const long long i = element();
  if (i < n) y[i] = plus64(mul64(c[0], x[i]), mul64(c[1], u[i]));
}

/**
 * The end of a Heun step: y = x + (h / 2) ((a x + b u) + (a' x' + b' u')), c = a, b, a', b', h / 2, with the predicted state x' and its
 * velocity u'; y may be x.
 */
__device__ __forceinline__ double heun(double x, double u, double x1, double u1, const double *c) {
  const double begin = plus64(mul64(c[0], x), mul64(c[1], u));
  const double end = plus64(mul64(c[2], x1), mul64(c[3], u1));
  return plus64(x, mul64(c[4], plus64(begin, end)));
}
extern "C" __global__ void __launch_bounds__(256) heun_floats(const float *x, const float *u, const float *x1, const float *u1,
    const double *c, float *y, long long n) {
  const long long i = element();
  if (i < n) y[i] = __double2float_rn(heun(x[i], u[i], x1[i], u1[i], c));
}
extern "C" __global__ void __launch_bounds__(256) heun_doubles(const double *x, const double *u, const double *x1, const double *u1,
    const double *c, double *y, long long n) {
  const long long i = element();
  if (i < n) y[i] = heun(x[i], u[i], x1[i], u1[i], c);
}
