// What samplers of tokens ask of logits.
#pragma once
#include "ranks.cuh"

/**
 * ids[r] = the first largest of row r, as a loop {@code if (x[v] > x[best]) best = v} from best = 0 finds it: a NaN is passed over, and
 * one at 0 stays. A block takes a row.
 */
extern "C" __global__ void __launch_bounds__(128) argmax_rows(const float *x, int *ids, int n) {
  __shared__ long long least[4];
  x += (long long) blockIdx.x * n;
  const int best = first_largest(x, n, least);
  if (threadIdx.x == 0) ids[blockIdx.x] = x[0] != x[0] || best < 0 ? 0 : best;
}

/**
 * ids[r, 0 .. k) = the k largest of row r in order, NaN above all, lower ids first among equals; -1 where there are fewer. A block takes
 * a row; costs k sweeps over it.
 */
extern "C" __global__ void __launch_bounds__(128) top_rows(const float *x, int *ids, int n, int k) {
  __shared__ long long least[4];
  x += (long long) blockIdx.x * n;
  long long last = -NO_RANK - 1;
  for (int i = 0; i < k; i++) {
    long long best = NO_RANK;
    for (int v = threadIdx.x; v < n; v += 128) {
      const long long rank = rank_of(x[v], v);
      best = rank > last && rank < best ? rank : best;
    }
    last = block_least(best, least);
    if (threadIdx.x == 0) ids[(long long) blockIdx.x * k + i] = last == NO_RANK ? -1 : int(last & 0xffffffffLL);
    if (last == NO_RANK) last = NO_RANK - 1;
  }
}
