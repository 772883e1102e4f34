// Memory and race checks. In the library built for them, g++ compiles every access of a kernel into a call of this file
// (-fsanitize=kernel-address and -fsanitize=alignment,bounds with outline calls), so that no sanitizer run-time enters the JVM.
//
// Every byte of shared memory remembers its last writer and reader, and the number of barriers they had passed.
#include "cusim.h"
#include "internal.h"
#include "runtime.h"
#include <algorithm>
#include <cstdio>
#include <vector>
#undef threadIdx
#undef blockIdx
#undef blockDim
#undef gridDim

extern "C" {
extern char __ehdr_start __attribute__((visibility("hidden")));
extern char _end __attribute__((visibility("hidden")));
}

namespace cusim {
bool (*is_device_memory)(uintptr_t at, size_t bytes);

namespace {
constexpr uint16_t NOBODY = 0xffff;
constexpr uint16_t SEVERAL = 0xfffe;
struct Access { uint16_t thread; uint32_t barrier, warp; };
struct Byte { Access writer, reader; };

std::vector<Byte> bytes_of_shared;
uintptr_t shared_at, dynamic_at;
size_t shared_size, dynamic_size;

/** Whether an earlier access is unordered with one that the current thread makes now. */
bool unordered(const Access &a) {
  if (a.barrier != barrier_epoch || a.thread == NOBODY || a.thread == current) return false;
  const int warp = current >> 5;
  return a.thread == SEVERAL || a.thread >> 5 != warp || a.warp == warp_epoch[warp];
}

/** Whether the byte belongs to a launch's parameters, 8 bytes each, or to the table of them, which ends with a null. */
bool is_parameter(uintptr_t at) {
  for (void **p = parameters;; p++) {
    if (at - uintptr_t(p) < sizeof *p) return true;
    if (!*p) return false;
    if (at - uintptr_t(*p) < 8) return true;
  }
}

void check_race(size_t offset, size_t n, bool write) {
  for (size_t i = offset; i < offset + n; i++) {
    Byte &b = bytes_of_shared[i];
    const bool written = unordered(b.writer);
    if (written || (write && unordered(b.reader))) {
      char text[200];
      snprintf(text, sizeof text, "shared-memory race: thread %d %s byte %zu that thread %d %s since the last barrier", current,
               write ? "writes" : "reads", i, written ? b.writer.thread : b.reader.thread, written ? "wrote" : "read");
      fail(text);
    }
    const Access now{uint16_t(current), barrier_epoch, warp_epoch[current >> 5]};
    if (write) {
      b.writer = now;
    } else {
      const Access &r = b.reader;
      const bool others = r.barrier == barrier_epoch && r.thread != current && r.thread != NOBODY
          && (r.thread == SEVERAL || r.thread >> 5 != current >> 5);
      b.reader = now;
      if (others) b.reader.thread = SEVERAL;
    }
  }
}
}  // namespace

void begin_checks(unsigned char *shared, size_t shared_bytes, unsigned char *dynamic, size_t dynamic_bytes) {
  shared_at = uintptr_t(shared);
  shared_size = shared_bytes;
  dynamic_at = uintptr_t(dynamic);
  dynamic_size = dynamic_bytes;
#ifdef CUSIM_CHECKS
  bytes_of_shared.assign(shared_bytes + dynamic_bytes, Byte{{NOBODY, 0, 0}, {NOBODY, 0, 0}});
#endif
}

void check_access(uintptr_t at, size_t n, bool write) {
#ifdef CUSIM_CHECKS
  if (at - uintptr_t(stacks) < size_t(MOST_THREADS) * STACK_BYTES) return;
  if (at - shared_at < shared_size) {
    check_race(at - shared_at, std::min(n, shared_size - (at - shared_at)), write);
    return;
  }
  if (at - dynamic_at < dynamic_size && at + n <= dynamic_at + dynamic_size) {
    check_race(shared_size + (at - dynamic_at), n, write);
    return;
  }
  if (is_device_memory(at, n)) return;
  if (at >= uintptr_t(&__ehdr_start) && at < uintptr_t(&_end)) return;
  if (is_parameter(at)) return;
  char text[160];
  snprintf(text, sizeof text, "illegal address: %s of %zu bytes at %p", write ? "write" : "read", n, reinterpret_cast<void *>(at));
  fail(text);
#else
  (void) at, (void) n, (void) write;
#endif
}
}  // namespace cusim

#ifdef CUSIM_CHECKS
extern "C" {
#define CUSIM_SIZE(n)                                                                  \
  void __asan_load##n##_noabort(uintptr_t a) { cusim::check_access(a, n, false); }      \
  void __asan_store##n##_noabort(uintptr_t a) { cusim::check_access(a, n, true); }
CUSIM_SIZE(1)
CUSIM_SIZE(2)
CUSIM_SIZE(4)
CUSIM_SIZE(8)
CUSIM_SIZE(16)
void __asan_loadN_noabort(uintptr_t a, size_t n) { cusim::check_access(a, n, false); }
void __asan_storeN_noabort(uintptr_t a, size_t n) { cusim::check_access(a, n, true); }
void __asan_handle_no_return() {}
void __asan_before_dynamic_init(const char *) {}
void __asan_after_dynamic_init() {}
void __asan_register_globals(void *, size_t) {}
void __asan_unregister_globals(void *, size_t) {}
void __asan_init() {}
void __asan_version_mismatch_check_v8() {}

struct SourceLocation { const char *file; uint32_t line, column; };
struct TypeMismatch { SourceLocation location; void *type; unsigned char log_alignment, kind; };

void __ubsan_handle_type_mismatch_v1(TypeMismatch *m, uintptr_t at) {
  char text[300];
  snprintf(text, sizeof text, "misaligned address %p (needs a multiple of %d) at %s:%u", reinterpret_cast<void *>(at),
           1 << m->log_alignment, m->location.file, m->location.line);
  cusim::fail(text);
}
void __ubsan_handle_out_of_bounds(SourceLocation *l, uintptr_t index) {
  char text[300];
  snprintf(text, sizeof text, "array index %ld out of bounds at %s:%u", long(index), l->file, l->line);
  cusim::fail(text);
}
}
#endif
