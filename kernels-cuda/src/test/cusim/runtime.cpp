// Runs the blocks of a launch one after the other, each thread of a block as a fiber.
//
// A kernel without barriers runs all threads on one fiber; a thread that blocks keeps its fiber, and the next thread gets another.
// CUSIM_SCHED chooses who runs next: forward (ascending), reverse (descending, blocks too) or random. Code that is right gives the
// same bits in each; a missing barrier does not.
#include "cusim.h"
#include "internal.h"
#include "runtime.h"
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <sys/mman.h>
#include <vector>
#undef threadIdx
#undef blockIdx
#undef blockDim
#undef gridDim

#if defined(__x86_64__)
asm(R"(
.text
.globl cusim_switch
.type cusim_switch,@function
cusim_switch:
    pushq %rbp; pushq %rbx; pushq %r12; pushq %r13; pushq %r14; pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15; popq %r14; popq %r13; popq %r12; popq %rbx; popq %rbp
    ret
.size cusim_switch,.-cusim_switch
)");
#else
#error "the stand-in has a fiber switch for x86-64 only"
#endif
extern "C" void cusim_switch(void **save_stack, void *to_stack);
extern "C" {
__attribute__((weak)) extern unsigned char __start_cusim_shared[], __stop_cusim_shared[];
}

namespace cusim {
Index thread_index, block_index, block_size, grid_size;
unsigned char *dynamic_shared;
unsigned lane;
unsigned char *stacks;
unsigned barrier_epoch;
unsigned warp_epoch[MOST_THREADS / 32];
int current;
void **parameters;

namespace {
enum Order { FORWARD, REVERSE, RANDOM };
struct Pending { void *to; const void *from; size_t bytes, zeros; int group; };
constexpr int MOST_MASKS = 16;
/** Lanes that exchange values; two generations of slots, so that a fast lane does not overwrite what a slow one still reads. */
struct Exchange { uint32_t mask, arrived; unsigned generation; uint64_t slots[2][32]; };
struct Warp { Exchange exchanges[MOST_MASKS]; int masks; uint32_t exited; unsigned char scratch[8192]; };

Kernel *kernels;
Kernel *running;
std::string error;
Order order;
uint64_t seed = 0x9E3779B97F4A7C15ull;
int threads, started, live, waiting;
int vote_now[3], vote_result[3];
int sequence[MOST_THREADS];
uint64_t ready[MOST_THREADS / 64];
uint32_t at_barrier[MOST_THREADS / 32];
Warp warps[MOST_THREADS / 32];
std::vector<Pending> pending[MOST_THREADS];
int open_group[MOST_THREADS];
bool syncing_warp;

void *main_stack;
void *fiber_stack[MOST_THREADS];
int fiber_of[MOST_THREADS];
int fibers, free_fibers[MOST_THREADS], free_count;

uint64_t next_random() {
  seed ^= seed << 13;
  seed ^= seed >> 7;
  seed ^= seed << 17;
  return seed;
}

void set_current(int t) {
  current = t;
  lane = t & 31;
  thread_index = {t % block_size.x, t / block_size.x % block_size.y, t / (block_size.x * block_size.y)};
}

void mark(int t) { ready[t >> 6] |= 1ull << (t & 63); }
void unmark(int t) { ready[t >> 6] &= ~(1ull << (t & 63)); }

int pick_random(int words) {
  int n = 0;
  for (int i = 0; i < words; i++) n += __builtin_popcountll(ready[i]);
  if (n == 0) return -1;
  int k = int(next_random() % n);
  for (int i = 0;; i++) {
    int c = __builtin_popcountll(ready[i]);
    if (k < c) {
      uint64_t bits = ready[i];
      while (k-- > 0) bits &= bits - 1;
      return i * 64 + __builtin_ctzll(bits);
    }
    k -= c;
  }
}

/** The next thread that can run, -1 if none can. */
int pick() {
  const int words = (threads + 63) / 64;
  if (order == RANDOM) return pick_random(words);
  if (order == REVERSE) {
    for (int i = words - 1; i >= 0; i--) {
      if (ready[i]) return i * 64 + 63 - __builtin_clzll(ready[i]);
    }
    return -1;
  }
  int w = current >> 6;
  uint64_t bits = ready[w] & ~((2ull << (current & 63)) - 1);
  if (bits) return w * 64 + __builtin_ctzll(bits);
  for (int i = 1; i <= words; i++) {
    int x = (w + i) % words;
    if (ready[x]) return x * 64 + __builtin_ctzll(ready[x]);
  }
  return -1;
}

std::string where() {
  char text[200];
  snprintf(text, sizeof text, " [kernel %s block (%u,%u,%u) thread %d]", running->name, block_index.x, block_index.y, block_index.z,
           current);
  return text;
}

[[noreturn]] void abort_launch(const std::string &why) {
  if (error.empty()) error = why;
  void *unused;
  cusim_switch(&unused, main_stack);
  __builtin_unreachable();
}

void finish(Pending &p) {
  memcpy(p.to, p.from, p.bytes - p.zeros);
  memset(static_cast<char *>(p.to) + p.bytes - p.zeros, 0, p.zeros);
}

void release_barrier() {
  waiting = 0;
  barrier_epoch++;
  for (int i = 0; i < 3; i++) vote_result[i] = vote_now[i];
  vote_now[COUNT] = 0;
  vote_now[AND] = 1;
  vote_now[OR] = 0;
  for (int w = 0; w * 32 < threads; w++) {
    ready[w >> 1] |= uint64_t(at_barrier[w]) << ((w & 1) * 32);
    at_barrier[w] = 0;
  }
}

/** What a fiber does: threads that have not begun, then whoever can run. */
void fiber_main() {
  for (;;) {
    const int me = int((static_cast<unsigned char *>(__builtin_frame_address(0)) - stacks) / STACK_BYTES);
    while (started < threads) {
      int t = sequence[started++];
      fiber_of[t] = me;
      mark(t);
      set_current(t);
      pending[t].clear();
      open_group[t] = 0;
      running->call(parameters);
      t = current;
      unmark(t);
      live--;
      warps[t >> 5].exited |= 1u << (t & 31);
      for (Pending &p : pending[t]) finish(p);
      pending[t].clear();
      if (live > 0 && waiting == live) release_barrier();
    }
    free_fibers[free_count++] = me;
    void *to = main_stack;
    if (live > 0) {
      int t = pick();
      if (t < 0) abort_launch("deadlock: threads ended while others wait" + where());
      set_current(t);
      to = fiber_stack[fiber_of[t]];
    }
    cusim_switch(&fiber_stack[me], to);
  }
}

int new_fiber() {
  if (free_count > 0) return free_fibers[--free_count];
  int f = fibers++;
  // Stacks begin at different offsets, else the hot lines of all fibers would fall into one set of the cache.
  unsigned char *top = stacks + size_t(f + 1) * STACK_BYTES - (size_t(f * 1088) % 16384 & ~size_t(63));
  void **sp = reinterpret_cast<void **>(uintptr_t(top) & ~uintptr_t(15));
  *--sp = nullptr;
  *--sp = reinterpret_cast<void *>(&fiber_main);
  for (int i = 0; i < 6; i++) *--sp = nullptr;
  fiber_stack[f] = sp;
  return f;
}

/** Gives up the processor until marked ready. */
void block() {
  const int me = current;
  const int fiber = fiber_of[me];
  unmark(me);
  if (started < threads) {
    int f = new_fiber();
    cusim_switch(&fiber_stack[fiber], fiber_stack[f]);
  } else {
    int t = pick();
    if (t < 0) abort_launch("deadlock: a barrier or warp collective that not all threads reach" + where());
    if (t != me) {
      set_current(t);
      cusim_switch(&fiber_stack[fiber], fiber_stack[fiber_of[t]]);
    }
  }
  set_current(me);
}

Exchange &exchange_of(Warp &w, uint32_t mask) {
  for (int i = 0; i < w.masks; i++) {
    if (w.exchanges[i].mask == mask) return w.exchanges[i];
  }
  if (w.masks == MOST_MASKS) fail("a warp exchanges under more masks than the stand-in holds");
  Exchange &e = w.exchanges[w.masks++];
  e.mask = mask;
  e.arrived = e.generation = 0;
  return e;
}

void prepare(size_t dynamic_bytes) {
  memset(dynamic_shared, 0xff, dynamic_bytes);
  if (__start_cusim_shared) memset(__start_cusim_shared, 0xff, __stop_cusim_shared - __start_cusim_shared);
  for (int t = 0; t < threads; t++) sequence[t] = order == REVERSE ? threads - 1 - t : t;
  for (int t = threads - 1; order == RANDOM && t > 0; t--) std::swap(sequence[t], sequence[next_random() % (t + 1)]);
  barrier_epoch++;
  started = waiting = 0;
  live = threads;
  vote_now[COUNT] = vote_now[OR] = 0;
  vote_now[AND] = 1;
  memset(ready, 0, sizeof ready);
  memset(at_barrier, 0, sizeof at_barrier);
  for (int w = 0; w * 32 < threads; w++) {
    warps[w].exited = 0;
    warps[w].masks = 0;
  }
}
}  // namespace

void add_kernel(Kernel *kernel) {
  kernel->next = kernels;
  kernels = kernel;
}

Kernel *find_kernel(const char *name) {
  for (Kernel *k = kernels; k; k = k->next) {
    if (!strcmp(k->name, name)) return k;
  }
  return nullptr;
}

void fail(const char *why) { abort_launch(why + where()); }

void sync_threads() {
  if (++waiting == live) {
    release_barrier();
    return;
  }
  at_barrier[current >> 5] |= 1u << (current & 31);
  block();
}

int sync_threads_vote(int predicate, Vote vote) {
  vote_now[COUNT] += predicate;
  vote_now[AND] &= predicate;
  vote_now[OR] |= predicate;
  sync_threads();
  return vote_result[vote];
}

uint64_t *warp_exchange(uint32_t mask, uint64_t value) {
  const bool barrier = syncing_warp;
  syncing_warp = false;
  Warp &w = warps[current >> 5];
  const int lanes = threads - (current & ~31) < 32 ? threads - (current & ~31) : 32;
  if (lanes < 32) mask &= (1u << lanes) - 1;
  if (!((mask >> lane) & 1)) fail("a lane makes a warp collective whose mask lacks it");
  if (mask & w.exited) fail("a warp collective names a lane that has ended");
  Exchange &e = exchange_of(w, mask);
  uint64_t *slots = e.slots[e.generation & 1];
  slots[lane] = value;
  e.arrived |= 1u << lane;
  if (e.arrived == mask) {
    e.arrived = 0;
    e.generation++;
    if (barrier) warp_epoch[current >> 5]++;
    ready[current >> 6] |= uint64_t(mask) << (current & 32);
  } else {
    block();
  }
  return slots;
}

void sync_warp(uint32_t mask) {
  syncing_warp = true;
  warp_exchange(mask, 0);
}

unsigned char *warp_scratch() { return warps[current >> 5].scratch; }

void async_copy(void *to, const void *from, size_t bytes, size_t zeros) {
  if (bytes != 4 && bytes != 8 && bytes != 16) fail("cp.async copies 4, 8 or 16 bytes");
  if ((uintptr_t(to) | uintptr_t(from)) % bytes) fail("misaligned address of cp.async");
  if (bytes > zeros) check_access(uintptr_t(from), bytes - zeros, false);
  pending[current].push_back({to, from, bytes, zeros, open_group[current]});
}

void async_commit() { open_group[current]++; }

void async_wait(int groups_left) {
  std::vector<Pending> &p = pending[current];
  size_t n = 0;
  for (; n < p.size() && p[n].group < open_group[current] - groups_left; n++) {
    check_access(uintptr_t(p[n].to), p[n].bytes, true);
    finish(p[n]);
  }
  p.erase(p.begin(), p.begin() + n);
}

std::string launch(Kernel *kernel, Shape grid, Shape block, size_t dynamic_bytes, void **values) {
  static std::mutex one_at_a_time;
  static std::vector<unsigned char> dynamic;
  std::lock_guard<std::mutex> lock(one_at_a_time);
  if (!stacks) {
    stacks = static_cast<unsigned char *>(mmap(nullptr, size_t(MOST_THREADS) * STACK_BYTES, PROT_READ | PROT_WRITE,
                                               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
  }
  const char *chosen = getenv("CUSIM_SCHED");
  order = !chosen ? FORWARD : !strcmp(chosen, "reverse") ? REVERSE : !strcmp(chosen, "random") ? RANDOM : FORWARD;
  dynamic.resize(dynamic_bytes + 256);
  dynamic_shared = reinterpret_cast<unsigned char *>((uintptr_t(dynamic.data()) + 127) & ~uintptr_t(127));
  running = kernel;
  parameters = values;
  error.clear();
  threads = int(block.x * block.y * block.z);
  block_size = {block.x, block.y, block.z};
  grid_size = {grid.x, grid.y, grid.z};
  begin_checks(__start_cusim_shared, __start_cusim_shared ? __stop_cusim_shared - __start_cusim_shared : 0, dynamic_shared,
               dynamic_bytes);
  const size_t blocks = size_t(grid.x) * grid.y * grid.z;
  for (size_t i = 0; i < blocks; i++) {
    size_t b = order == REVERSE ? blocks - 1 - i : i;
    block_index = {unsigned(b % grid.x), unsigned(b / grid.x % grid.y), unsigned(b / grid.x / grid.y)};
    prepare(dynamic_bytes);
    int f = new_fiber();
    cusim_switch(&main_stack, fiber_stack[f]);
    if (!error.empty()) {
      fibers = free_count = 0;
      for (auto &p : pending) p.clear();
      return error;
    }
  }
  return "";
}
}  // namespace cusim
