// What runtime.cpp and checks.cpp share.
#pragma once
#include <cstddef>
#include <cstdint>

namespace cusim {
constexpr int MOST_THREADS = 1024;
constexpr size_t STACK_BYTES = 128 << 10;

extern unsigned char *stacks;
extern unsigned barrier_epoch;
extern unsigned warp_epoch[MOST_THREADS / 32];
extern int current;
extern void **parameters;

/** Where the shared memory of the launch lies. */
void begin_checks(unsigned char *shared, size_t shared_bytes, unsigned char *dynamic, size_t dynamic_bytes);
/** Fails the launch if the bytes may not be touched, or if two threads touch them without a barrier between. */
void check_access(uintptr_t at, size_t bytes, bool write);
}  // namespace cusim
