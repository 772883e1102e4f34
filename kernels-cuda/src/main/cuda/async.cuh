// Asynchronous copies to shared memory, inline PTX with a body for the stand-in: a thread's copies are in groups, in order, and are there
// for other threads after a barrier that follows the wait.
#pragma once
#include "numerics.cuh"

#ifndef CUSIM

/** Copies 16 bytes, or zeros beyond the first {@code bytes} of them. */
__device__ __forceinline__ void copy_async(void *to, const void *from, int bytes) {
  const unsigned shared = unsigned(__cvta_generic_to_shared(to));
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(shared), "l"(from), "r"(bytes) : "memory");
}
__device__ __forceinline__ void commit_copies() { asm volatile("cp.async.commit_group;" ::: "memory"); }
/** Waits until at most LEFT groups of copies are under way. */
template <int LEFT> __device__ __forceinline__ void wait_for_copies() { asm volatile("cp.async.wait_group %0;" ::"n"(LEFT) : "memory"); }
/** Copies 4 bytes, or zeros. */
__device__ __forceinline__ void copy_word_async(void *to, const void *from, bool there) {
  const unsigned shared = unsigned(__cvta_generic_to_shared(to));
  asm volatile("cp.async.ca.shared.global [%0], [%1], 4, %2;" ::"r"(shared), "l"(from), "r"(there ? 4 : 0) : "memory");
}

#else

inline void copy_async(void *to, const void *from, int bytes) { cusim::async_copy(to, from, 16, 16 - bytes); }
inline void commit_copies() { cusim::async_commit(); }
template <int LEFT> inline void wait_for_copies() { cusim::async_wait(LEFT); }
inline void copy_word_async(void *to, const void *from, bool there) { cusim::async_copy(to, from, 4, there ? 0 : 4); }

#endif
