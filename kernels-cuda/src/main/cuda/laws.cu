// Laws of tokens from rows of logits: org.anabranch.engine.LogitRow operation for operation. A block of 128 threads takes a row.
//
// Sums run over ascending ids in one chain of additions, so a row costs its length in dependent additions for each sum; terms are made
// beside them, and rows run beside rows.
#pragma once
#include "ranks.cuh"
#include "strict.cuh"

/** Threads that make terms while the first warp adds. */
constexpr int MAKERS = 96;
constexpr int TILE = 8 * MAKERS;
/** Ranks that are sorted at once, and how many of them are worth a sort. */
constexpr int WINDOW = 512;
constexpr int ENOUGH = WINDOW / 4;

struct LawMemory {
  double terms[2][TILE];
  Word window[WINDOW];
  int counts[256];
  Word bound;
  Word last;
  double value;
  int number;
};

// ---- sums in order

/** step(v, term(v)) for v = 0, 1, ... until a step is not 0: all warps but one make a tile of terms while a thread takes the steps of the last. */
template <class Term, class Step> __device__ __forceinline__ void walk(int n, LawMemory &m, Term term, Step step) {
  for (int from = 0; from < n + TILE; from += TILE) {
    const int tile = from / TILE & 1;
    int stop = 0;
    if (threadIdx.x >= 32) {
      for (int i = threadIdx.x - 32; i < TILE && from + i < n; i += MAKERS) m.terms[tile][i] = term(from + i);
    } else if (threadIdx.x == 0 && from > 0) {
      const int first = from - TILE;
      const int count = n - first < TILE ? n - first : TILE;
      for (int i = 0; i < count && !stop; i++) stop = step(first + i, m.terms[tile ^ 1][i]);
    }
    if (__syncthreads_or(stop)) return;
  }
}

/** The first thread's value, in every thread. */
__device__ __forceinline__ double shared_value(double v, LawMemory &m) {
  if (threadIdx.x == 0) m.value = v;
  __syncthreads();
  v = m.value;
  __syncthreads();
  return v;
}

/** ((term(0) + term(1)) + term(2)) + ..., in every thread. */
template <class Term> __device__ __forceinline__ double sum_in_order(int n, LawMemory &m, Term term) {
  double sum = 0.0;
  walk(n, m, term, [&](int, double t) {
    sum = plus64(sum, t);
    return 0;
  });
  return shared_value(sum, m);
}

/** The first v at which the sum of positive terms passes a target; the last of them where it does not. In every thread. */
template <class Term> __device__ __forceinline__ int first_beyond(double target, int n, LawMemory &m, Term term) {
  double below = 0.0;
  int last = -1;
  walk(n, m, term, [&](int v, double t) {
    if (!(t > 0.0)) return 0;
    last = v;
    below = plus64(below, t);
    return target < below ? 1 : 0;
  });
  if (threadIdx.x == 0) m.number = last;
  __syncthreads();
  last = m.number;
  __syncthreads();
  return last;
}

// ---- a law

/** A rank as a word: the likeliest token has the least. */
__device__ __forceinline__ Word order_of(const float *x, int v) { return Word(rank_of(x[v], v)) ^ 0x8000000000000000ull; }

/** softmax(x / temperature), of which the ranks up to a last one are kept, whose mass is divided by. */
struct TokenLaw {
  const float *x;
  double largest;
  double temperature;
  double total;
  double mass;
  Word last;

  __device__ __forceinline__ double weight(int v) const { return strict_exp(__ddiv_rn(minus64(double(x[v]), largest), temperature)); }
  __device__ __forceinline__ double whole(int v) const { return __ddiv_rn(weight(v), total); }
  __device__ __forceinline__ double of(int v) const { return order_of(x, v) <= last ? __ddiv_rn(whole(v), mass) : 0.0; }
};

/**
 * Sorts some of the ranks from one on, between ENOUGH and WINDOW of them as long as there are so many, into the window: the lowest.
 * Returns how many.
 */
__device__ __forceinline__ int next_ranks(const float *x, int n, Word lowest, LawMemory &m) {
  // Digit by digit, the highest first: the digits whose ranks all fit, then into the first one whose do not.
  constexpr Word ALL = ~0ull;
  int taken = 0;
  Word prefix = 0;
  for (int shift = 56; shift >= 0; shift -= 8) {
    for (int i = threadIdx.x; i < 256; i += 128) m.counts[i] = 0;
    __syncthreads();
    for (int v = threadIdx.x; v < n; v += 128) {
      const Word rank = order_of(x, v);
      if (rank >= lowest && (shift == 56 || rank >> (shift + 8) == prefix)) atomicAdd(&m.counts[rank >> shift & 255], 1);
    }
    __syncthreads();
    if (threadIdx.x == 0) {
      int digit = 0;
      while (digit < 256 && taken + m.counts[digit] <= WINDOW) taken += m.counts[digit++];
      m.number = taken;
      m.bound = digit == 256 ? ALL : (prefix << 8 | Word(digit)) << shift;
    }
    __syncthreads();
    taken = m.number;
    prefix = m.bound >> shift;
    if (taken >= ENOUGH || m.bound == ALL) break;
  }
  const Word bound = m.bound;
  __syncthreads();
  if (threadIdx.x == 0) m.number = 0;
  __syncthreads();
  for (int v = threadIdx.x; v < n; v += 128) {
    const Word rank = order_of(x, v);
    if (rank >= lowest && rank < bound) m.window[atomicAdd(&m.number, 1)] = rank;
  }
  int size = 1;
  while (size < taken) size <<= 1;
  for (int i = taken + threadIdx.x; i < size; i += 128) m.window[i] = ALL;
  __syncthreads();
  // Bitonic.
  for (int k = 2; k <= size; k <<= 1) {
    for (int by = k >> 1; by > 0; by >>= 1) {
      for (int i = threadIdx.x; i < size; i += 128) {
        const int j = i ^ by;
        const Word a = m.window[i];
        if (j > i && (a > m.window[j]) == ((i & k) == 0)) {
          m.window[i] = m.window[j];
          m.window[j] = a;
        }
      }
      __syncthreads();
    }
  }
  return taken;
}

/** Cuts a law to a nucleus and to the likeliest top_k; 0 for all. */
__device__ __forceinline__ void cut(TokenLaw &law, int n, int top_k, double top_p, int crossing, LawMemory &m) {
  Word lowest = 0;
  double mass = 0.0;
  int kept = 0;
  for (;;) {
    const int count = next_ranks(law.x, n, lowest, m);
    for (int i = threadIdx.x; i < count; i += 128) m.terms[0][i] = law.whole(int(m.window[i] & 0xffffffffull));
    __syncthreads();
    int done = 0;
    if (threadIdx.x == 0) {
      done = count == 0;
      for (int i = 0; i < count && !done; i++) {
        const double next = plus64(mass, m.terms[0][i]);
        // From the first 0 on nothing is added.
        done = (top_k > 0 && kept == top_k) || m.terms[0][i] == 0.0
            || (top_p < 1.0 && kept > 0 && (crossing ? mass : next) > top_p);
        if (!done) {
          mass = next;
          kept++;
          m.last = m.window[i];
        }
      }
    }
    if (__syncthreads_or(done)) break;
    lowest = m.window[count - 1] + 1;
    __syncthreads();
  }
  law.last = m.last;
  law.mass = shared_value(mass, m);
}

/** The two largest of a row and the id of the larger; a lower id comes first among equals. */
struct TwoLargest {
  double first;
  double second;
  int id;

  __device__ __forceinline__ void see(double v, int at) {
    if (v > first || (v == first && at < id)) {
      second = first;
      first = v;
      id = at;
    } else if (v > second) {
      second = v;
    }
  }
};

/** Over all tokens but one, -1 for none; in the first thread. */
__device__ __forceinline__ TwoLargest two_largest(const TokenLaw &law, int n, int but, LawMemory &m) {
  TwoLargest t{-1.0, -1.0, 0x7fffffff};
  for (int v = threadIdx.x; v < n; v += 128) {
    if (v != but) t.see(law.of(v), v);
  }
  m.terms[0][threadIdx.x] = t.first;
  m.terms[1][threadIdx.x] = t.second;
  m.counts[threadIdx.x] = t.id;
  __syncthreads();
  if (threadIdx.x == 0) {
    for (int i = 1; i < 128; i++) {
      t.see(m.terms[0][i], m.counts[i]);
      if (m.terms[1][i] > t.second) t.second = m.terms[1][i];
    }
  }
  return t;
}

// ---- kernels

/** What is likeliest in a row: its id and the sum of exp(x - largest). */
struct Likeliest {
  double sum;
  int id;
  int unused;
};

/**
 * Puts -infinity at the excluded tokens of row r, then told[r]: the first largest and the sum. The id is ~v where the row holds a NaN or
 * +infinity, first at v, and is left as it was; and ~n where nothing is above -infinity.
 */
extern "C" __global__ void __launch_bounds__(128, 10) likeliest_rows(float *x, int n, const int *excluded, int count, Likeliest *told) {
  __shared__ LawMemory m;
  __shared__ long long least[4];
  x += (long long) blockIdx.x * n;
  long long fault = NO_RANK;
  for (int v = threadIdx.x; v < n; v += 128) {
    if (!(x[v] < infinity()) && v < fault) fault = v;
  }
  fault = block_least(fault, least);
  if (fault != NO_RANK) {
    if (threadIdx.x == 0) told[blockIdx.x] = {0.0, ~int(fault), 0};
    return;
  }
  for (int i = threadIdx.x; i < count; i += 128) x[excluded[i]] = -infinity();
  __syncthreads();
  const int best = first_largest(x, n, least);
  if (!(x[best] > -infinity())) {
    if (threadIdx.x == 0) told[blockIdx.x] = {0.0, ~n, 0};
    return;
  }
  const TokenLaw model{x, double(x[best]), 1.0, 1.0, 1.0, ~0ull};
  const double sum = sum_in_order(n, m, [&](int v) { return model.weight(v); });
  if (threadIdx.x == 0) told[blockIdx.x] = {sum, best, 0};
}

/** A row that is read: its likeliest token and sum, and the part of the law's mass below the token that is drawn. */
struct Asked {
  const float *x;
  double sum;
  double fraction;
  int best;
  int unused;
};

/** The token drawn, another, the probability of the first by the model, a score. */
struct Told {
  int token;
  int other;
  double probability;
  double score;
};

/** In the order of org.anabranch.engine.LogitReads.Score. */
enum Score { SCORE_NONE, SCORE_DRAWN, SCORE_LARGEST, SCORE_MARGIN, SCORE_ENTROPY, SCORE_SECOND };

/** A token of each row by the law or, if greedy, the likeliest; its probability, and a score by the law or by the model. */
extern "C" __global__ void __launch_bounds__(128) read_rows(const Asked *asked, Told *told, int n, double temperature, int top_k,
    double top_p, int crossing, int greedy, int score, int by_law) {
  __shared__ LawMemory m;
  const Asked a = asked[blockIdx.x];
  const TokenLaw model{a.x, double(a.x[a.best]), 1.0, a.sum, 1.0, ~0ull};
  TokenLaw law = model;
  if (!greedy || by_law) {
    law.temperature = temperature;
    if (temperature != 1.0) law.total = sum_in_order(n, m, [&](int v) { return law.weight(v); });
    if (top_k > 0 || top_p < 1.0) cut(law, n, top_k, top_p, crossing, m);
  }
  int token = a.best;
  if (!greedy) {
    const double all = sum_in_order(n, m, [&](int v) { return law.of(v); });
    token = first_beyond(mul64(a.fraction, all), n, m, [&](int v) { return law.of(v); });
  }
  Told t{token, token, 0.0, 0.0};
  const TokenLaw scored = by_law ? law : model;
  if (score == SCORE_ENTROPY) {
    t.score = sum_in_order(n, m, [&](int v) {
      const double p = scored.of(v);
      return p > 0.0 ? -mul64(p, strict_log(p)) : 0.0;
    });
  } else if (score == SCORE_MARGIN || score == SCORE_SECOND) {
    const TwoLargest two = two_largest(scored, n, score == SCORE_SECOND ? a.best : -1, m);
    if (score == SCORE_SECOND) {
      t.other = n == 1 ? 0 : two.id;
      t.score = n == 1 ? model.of(0) : two.first;
    } else {
      t.score = minus64(two.first, two.second < 0.0 ? 0.0 : two.second);
    }
  } else if (score != SCORE_NONE) {
    t.score = scored.of(score == SCORE_DRAWN ? token : a.best);
  }
  t.probability = model.of(token);
  if (threadIdx.x == 0) told[blockIdx.x] = t;
}

/** y = exp(x), or log(x) where asked for, as StrictMath has them. */
extern "C" __global__ void __launch_bounds__(256) strict_doubles(const double *x, double *y, long long n, int logarithm) {
  const long long i = (long long) blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = logarithm ? strict_log(x[i]) : strict_exp(x[i]);
}
