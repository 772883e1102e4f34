// Compiles the CUDA sources of this module with g++ for the CPU stand-in (tests only). No CUDA toolkit is needed.
//
// One block runs at a time, so that its shared memory can be plain statics in one named section, which the run-time fills with NaN
// before each block. Threads are fibers that switch only at barriers, warp collectives and exit.
#pragma once
#define CUSIM 1
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline __attribute__((always_inline))
#define __noinline__ __attribute__((noinline))
#define __launch_bounds__(...)
#define __align__(n) __attribute__((aligned(n)))
#define __restrict__ __restrict
#define __constant__ static const
#define __shared__ static __attribute__((section("cusim_shared")))
#define DYNAMIC_SHARED(T, name) T *name = reinterpret_cast<T *>(cusim::dynamic_shared)

struct alignas(8) float2 { float x, y; };
struct alignas(16) float4 { float x, y, z, w; };
struct alignas(8) int2 { int x, y; };
struct alignas(16) int4 { int x, y, z, w; };
struct alignas(16) uint4 { unsigned x, y, z, w; };
struct alignas(16) double2 { double x, y; };
inline float2 make_float2(float x, float y) { return {x, y}; }
inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
inline int4 make_int4(int x, int y, int z, int w) { return {x, y, z, w}; }

namespace cusim {
struct Index { unsigned x, y, z; };
extern Index thread_index, block_index, block_size, grid_size;
extern unsigned char *dynamic_shared;
extern unsigned lane;

void sync_threads();
enum Vote { COUNT, AND, OR };
int sync_threads_vote(int predicate, Vote vote);
void sync_warp(uint32_t mask);
/** Every lane of the mask gives a value; returns the 32 values given. */
uint64_t *warp_exchange(uint32_t mask, uint64_t value);
/** Ends the launch with an error. */
[[noreturn]] void fail(const char *why);
/** A copy that happens at the wait for its group, or when its thread ends: a missing wait reads what was there before. */
void async_copy(void *to, const void *from, size_t bytes, size_t zeros);
void async_commit();
void async_wait(int groups_left);
/** 8 KiB for each warp, for instructions that all lanes make together. */
unsigned char *warp_scratch();

template <class T> inline uint64_t pack(T v) {
  static_assert(sizeof(T) <= 8, "a lane exchanges 8 bytes at most");
  uint64_t u = 0;
  std::memcpy(&u, &v, sizeof v);
  return u;
}
template <class T> inline T unpack(uint64_t u) {
  T v;
  std::memcpy(&v, &u, sizeof v);
  return v;
}

/** A kernel and the sizes of its parameters. */
struct Kernel {
  const char *name;
  void (*call)(void **parameters);
  int count;
  const uint32_t *sizes;
  Kernel *next;
};
void add_kernel(Kernel *kernel);

template <class... A, size_t... I>
__attribute__((no_sanitize("kernel-address", "undefined"))) void invoke(void (*f)(A...), void **p, std::index_sequence<I...>) {
  f(*reinterpret_cast<std::remove_reference_t<A> *>(p[I])...);
}
template <class F, F f> struct Invoker;
template <class... A, void (*f)(A...)> struct Invoker<void (*)(A...), f> {
  static void call(void **p) { invoke(f, p, std::index_sequence_for<A...>{}); }
  static constexpr int count = sizeof...(A);
  static constexpr uint32_t sizes[count + 1] = {uint32_t(sizeof(A))..., 0};
};
}  // namespace cusim

#define CUSIM_KERNEL(k)                                                                                                   \
  static cusim::Kernel cusim_kernel_##k{#k, &cusim::Invoker<decltype(&k), &k>::call, cusim::Invoker<decltype(&k), &k>::count, \
                                        cusim::Invoker<decltype(&k), &k>::sizes, nullptr};                                \
  static int cusim_registered_##k = (cusim::add_kernel(&cusim_kernel_##k), 0);

#define threadIdx cusim::thread_index
#define blockIdx cusim::block_index
#define blockDim cusim::block_size
#define gridDim cusim::grid_size

// ---- barriers and warp collectives

inline void __syncthreads() { cusim::sync_threads(); }
inline int __syncthreads_count(int p) { return cusim::sync_threads_vote(p != 0, cusim::COUNT); }
inline int __syncthreads_or(int p) { return cusim::sync_threads_vote(p != 0, cusim::OR); }
inline void __syncwarp(unsigned mask = 0xffffffffu) { cusim::sync_warp(mask); }

template <class T> inline T cusim_shuffle(unsigned mask, T v, int source) {
  uint64_t *given = cusim::warp_exchange(mask, cusim::pack(v));
  if (!((mask >> source) & 1)) cusim::fail("a shuffle reads a lane outside its mask");
  return cusim::unpack<T>(given[source]);
}
template <class T> inline T __shfl_sync(unsigned mask, T v, int source) { return cusim_shuffle(mask, v, source & 31); }
template <class T> inline T __shfl_xor_sync(unsigned mask, T v, int with) { return cusim_shuffle(mask, v, int(cusim::lane) ^ with); }
template <class T> inline T __shfl_down_sync(unsigned mask, T v, unsigned by) {
  int source = int(cusim::lane) + int(by);
  return cusim_shuffle(mask, v, source > 31 ? int(cusim::lane) : source);
}
inline unsigned __ballot_sync(unsigned mask, int p) {
  uint64_t *given = cusim::warp_exchange(mask, p != 0);
  unsigned r = 0;
  for (int i = 0; i < 32; i++) {
    if ((mask >> i) & 1) r |= unsigned(given[i] & 1) << i;
  }
  return r;
}
inline int __any_sync(unsigned mask, int p) { return __ballot_sync(mask, p) != 0; }

// ---- atomics: fibers switch at barriers only, so that a plain read and write is atomic

#define CUSIM_ATOMIC __attribute__((no_sanitize("kernel-address"))) inline
template <class T> CUSIM_ATOMIC T atomicCAS(T *p, T expected, T v) {
  T old = *p;
  if (old == expected) *p = v;
  return old;
}
template <class T> CUSIM_ATOMIC T atomicAdd(T *p, T v) {
  T old = *p;
  *p = old + v;
  return old;
}
template <class T> CUSIM_ATOMIC T atomicMin(T *p, T v) {
  T old = *p;
  if (v < old) *p = v;
  return old;
}

// ---- intrinsics; the file is compiled with -ffp-contract=off

inline float __fmaf_rn(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
inline float __fadd_rn(float a, float b) { return a + b; }
inline float __fsub_rn(float a, float b) { return a - b; }
inline float __fmul_rn(float a, float b) { return a * b; }
inline float __fdiv_rn(float a, float b) { return a / b; }
inline float __fsqrt_rn(float a) { return __builtin_sqrtf(a); }
inline double __fma_rn(double a, double b, double c) { return __builtin_fma(a, b, c); }
inline double __dadd_rn(double a, double b) { return a + b; }
inline double __dsub_rn(double a, double b) { return a - b; }
inline double __dmul_rn(double a, double b) { return a * b; }
inline double __ddiv_rn(double a, double b) { return a / b; }
inline double __dsqrt_rn(double a) { return __builtin_sqrt(a); }
inline float __double2float_rn(double a) { return float(a); }
inline float __int2float_rn(int a) { return float(a); }
inline double __longlong_as_double(long long a) { return cusim::unpack<double>(cusim::pack(a)); }
inline long long __double_as_longlong(double a) { return cusim::unpack<long long>(cusim::pack(a)); }
inline float __int_as_float(int a) { return cusim::unpack<float>(cusim::pack(a)); }
inline int __float_as_int(float a) { return cusim::unpack<int>(cusim::pack(a)); }
inline float __uint_as_float(unsigned a) { return cusim::unpack<float>(cusim::pack(a)); }
inline unsigned __float_as_uint(float a) { return cusim::unpack<unsigned>(cusim::pack(a)); }
template <class T> inline T __ldg(const T *p) { return *p; }
using std::rint;
