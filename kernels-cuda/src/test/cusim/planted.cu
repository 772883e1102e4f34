// Kernels with one bug each, of the kinds that the stand-in says it finds. Tests only; no image that ships names them.
#include "numerics.cuh"

/** Without a barrier between the write and the neighbour's read. */
extern "C" __global__ void planted_missing_barrier(float *y) {
  __shared__ float s[128];
  s[threadIdx.x] = float(threadIdx.x);
  y[threadIdx.x] = s[(threadIdx.x + 1) & 127];
}

/** The same with it: what the others are compared with. */
extern "C" __global__ void planted_nothing(float *y) {
  __shared__ float s[128];
  s[threadIdx.x] = float(threadIdx.x);
  __syncthreads();
  y[threadIdx.x] = s[(threadIdx.x + 1) & 127];
}

/** One float beyond n. */
extern "C" __global__ void planted_write_beyond(float *y, int n) { y[threadIdx.x == 0 ? n : int(threadIdx.x)] = 1.0f; }

extern "C" __global__ void planted_read_beyond(const float *x, float *y, int n) {
  y[threadIdx.x] = x[threadIdx.x == 0 ? n : int(threadIdx.x)];
}

/** A vector of four at an address that is a multiple of four bytes only. */
extern "C" __global__ void planted_misaligned(const float *x, float *y) {
  float4 v = *reinterpret_cast<const float4 *>(x + 1 + 4 * threadIdx.x);
  y[threadIdx.x] = v.x + v.y + v.z + v.w;
}

/** Half of the warp leaves before the shuffle that names it. */
extern "C" __global__ void planted_divergent_shuffle(float *y) {
  if (threadIdx.x >= 16) return;
  y[threadIdx.x] = __shfl_xor_sync(ALL_LANES, float(threadIdx.x), 1);
}

/** Half of a warp waits at the block's barrier, the other half at the warp's. */
extern "C" __global__ void planted_divergent_barrier(float *y) {
  if (threadIdx.x < 16) __syncthreads();
  else __syncwarp();
  y[threadIdx.x] = 1.0f;
}

/** Never ends its copy. */
extern "C" __global__ void planted_missing_wait(const float *x, float *y) {
  __shared__ __align__(16) float s[128];
#ifdef CUSIM
  cusim::async_copy(s + 4 * threadIdx.x, x + 4 * threadIdx.x, 16, 0);
  cusim::async_commit();
#endif
  __syncthreads();
  y[threadIdx.x] = s[threadIdx.x];
}
