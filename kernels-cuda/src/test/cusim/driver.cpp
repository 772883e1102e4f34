// A CPU stand-in for libcuda.so.1 (tests only): the part of the driver API that the module's host code uses, by its exported names.
//
// CUSIM_ASYNC=lazy     work of a stream runs only when something waits for it, so that a missing wait is seen
// CUSIM_DEVICES=n      devices, 0: as on a machine without one
// CUSIM_VERSION=n      the driver's version, 1000 major + 10 minor
// CUSIM_MEMORY=n       bytes of device memory
// CUSIM_LOST_AFTER=n   the device is lost at the launch after n more
// CUSIM_CAPABILITY=mn  compute capability major and minor, two digits or three
#include "image.h"
#include "runtime.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <time.h>
#include <vector>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace cusim {
struct Kernel { const char *name; void (*call)(void **); int count; const uint32_t *sizes; Kernel *next; };
}

using Result = int;
using Address = unsigned long long;
enum : Result {
  SUCCESS = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, NOT_INITIALIZED = 3, NO_DEVICE = 100, INVALID_DEVICE = 101, INVALID_IMAGE = 200,
  INVALID_CONTEXT = 201, INVALID_HANDLE = 400, ILLEGAL_STATE = 401, NOT_FOUND = 500, NOT_READY = 600, ILLEGAL_ADDRESS = 700,
  LAUNCH_FAILED = 719, CAPTURE_UNSUPPORTED = 900, DEVICE_LOST = 46
};
using Work = std::function<Result()>;
struct Graph { std::vector<Work> work; };
struct Stream { std::deque<Work> queue; Graph *capture = nullptr; };
struct Event { std::shared_ptr<bool> done; double at = 0; Stream *stream = nullptr; };
struct Context { unsigned flags; };
struct Module;
struct Function { std::string name; cusim::Kernel *kernel; int most_dynamic; };
struct Module { cusim::Entries entries; std::map<std::string, std::unique_ptr<Function>> functions; };
struct Allocation { size_t bytes; unsigned char *raw; };

namespace {
constexpr size_t RED_ZONE = 256;
constexpr int MOST_STATIC = 48 << 10;
constexpr int MOST_DYNAMIC = 99 << 10;

std::recursive_mutex mutex;
using Lock = std::lock_guard<std::recursive_mutex>;
bool initialised;
Result sticky;
std::map<uintptr_t, Allocation> memory;
size_t used, generation = 1;
Stream null_stream;
std::set<Stream *> streams{&null_stream};
long launches_left = -1;
std::string lost_setting;

std::vector<Context *> &contexts() {
  static thread_local std::vector<Context *> stack;
  return stack;
}

long setting(const char *name, long otherwise) {
  const char *value = getenv(name);
  return value && *value ? atol(value) : otherwise;
}

bool lazy() {
  const char *mode = getenv("CUSIM_ASYNC");
  return mode && !strcmp(mode, "lazy");
}

void say(const std::string &what) {
  if (!getenv("CUSIM_QUIET")) fprintf(stderr, "[cusim] %s\n", what.c_str());
}

Result ready() {
  if (!initialised) return NOT_INITIALIZED;
  if (contexts().empty() || !contexts().back()) return INVALID_CONTEXT;
  return sticky;
}

Result keep(Result r) {
  if (r) sticky = r;
  return r;
}

Result run_first(Stream *s) {
  Work w = std::move(s->queue.front());
  s->queue.pop_front();
  return keep(w());
}

Result drain(Stream *s) {
  while (!s->queue.empty()) {
    if (Result r = run_first(s)) return r;
  }
  return sticky;
}

Result drain_all() {
  for (Stream *s : streams) drain(s);
  return sticky;
}

Stream *stream_of(void *handle) { return handle ? static_cast<Stream *>(handle) : &null_stream; }

Result submit(void *handle, Work w) {
  Stream *s = stream_of(handle);
  if (!streams.count(s)) return INVALID_HANDLE;
  if (s->capture) {
    s->capture->work.push_back(std::move(w));
    return SUCCESS;
  }
  s->queue.push_back(std::move(w));
  return lazy() ? SUCCESS : drain(s);
}

bool capturing() {
  for (Stream *s : streams) {
    if (s->capture) return true;
  }
  return false;
}

// ---- memory: red zones around each allocation, and a poison of NaN inside

size_t padded(size_t bytes) { return (bytes + 255) & ~size_t(255); }

Address allocate(size_t bytes) {
  if (used + bytes > size_t(setting("CUSIM_MEMORY", 2L << 30))) return 0;
  unsigned char *raw = nullptr;
  if (posix_memalign(reinterpret_cast<void **>(&raw), 256, padded(bytes) + 2 * RED_ZONE)) return 0;
  memset(raw, 0xA5, RED_ZONE);
  memset(raw + RED_ZONE, 0xFF, bytes);
  memset(raw + RED_ZONE + bytes, 0xA5, padded(bytes) - bytes + RED_ZONE);
  uintptr_t at = uintptr_t(raw) + RED_ZONE;
  memory[at] = {bytes, raw};
  used += bytes;
  generation++;
  return at;
}

bool zones_hold(const Allocation &a) {
  for (size_t i = 0; i < RED_ZONE; i++) {
    if (a.raw[i] != 0xA5) return false;
  }
  for (size_t i = RED_ZONE + a.bytes; i < padded(a.bytes) + 2 * RED_ZONE; i++) {
    if (a.raw[i] != 0xA5) return false;
  }
  return true;
}

Result check_zones(const std::string &after) {
  for (auto &m : memory) {
    if (!zones_hold(m.second)) {
      say("out-of-bounds write near an allocation of " + std::to_string(m.second.bytes) + " bytes, seen after " + after);
      return ILLEGAL_ADDRESS;
    }
  }
  return SUCCESS;
}

std::map<uintptr_t, Allocation>::iterator holder(uintptr_t at, size_t bytes) {
  auto i = memory.upper_bound(at);
  if (i == memory.begin()) return memory.end();
  --i;
  return at + bytes <= i->first + i->second.bytes ? i : memory.end();
}

bool is_device_memory(uintptr_t at, size_t bytes) {
  static uintptr_t low, high;
  static size_t seen;
  if (seen == generation && at >= low && at + bytes <= high) return true;
  auto i = holder(at, bytes);
  if (i == memory.end()) return false;
  low = i->first;
  high = low + i->second.bytes;
  seen = generation;
  return true;
}
int registered = (cusim::is_device_memory = is_device_memory, 0);

Result release(Address at) {
  auto i = memory.find(at);
  if (i == memory.end()) return INVALID_VALUE;
  Result r = zones_hold(i->second) ? SUCCESS : ILLEGAL_ADDRESS;
  used -= i->second.bytes;
  memset(i->second.raw, 0xDD, i->second.bytes + RED_ZONE);
  free(i->second.raw);
  memory.erase(i);
  generation++;
  return r;
}

Result copy(void *to, const void *from, size_t bytes, bool to_device, bool from_device, void *stream, bool async) {
  if (to_device && holder(uintptr_t(to), bytes) == memory.end()) return INVALID_VALUE;
  if (from_device && holder(uintptr_t(from), bytes) == memory.end()) return INVALID_VALUE;
  if (async) {
    return submit(stream, [=] {
      memmove(to, from, bytes);
      return SUCCESS;
    });
  }
  if (capturing()) return CAPTURE_UNSUPPORTED;
  if (Result r = drain_all()) return r;
  memmove(to, from, bytes);
  return SUCCESS;
}

/** Counts a launch against CUSIM_LOST_AFTER; a new setting begins anew. */
bool lost() {
  const char *value = getenv("CUSIM_LOST_AFTER");
  std::string now = value ? value : "";
  if (now != lost_setting) {
    lost_setting = now;
    launches_left = now.empty() ? -1 : atol(now.c_str());
  }
  return launches_left >= 0 && launches_left-- == 0;
}

std::string layout(const std::vector<uint32_t> &sizes) {
  std::string s = "[";
  for (uint32_t z : sizes) s += std::to_string(z) + " ";
  return s + "]";
}

Result load(Module **out, const void *image) {
  auto m = std::make_unique<Module>();
  if (!cusim::read_image(image, m->entries)) return INVALID_IMAGE;
  *out = m.release();
  return SUCCESS;
}
}  // namespace

#define READY()                   \
  Lock lock(mutex);               \
  if (Result r_ = ready()) return r_

EXPORT Result cuInit(unsigned) {
  if (setting("CUSIM_DEVICES", 1) == 0) return NO_DEVICE;
  initialised = true;
  return SUCCESS;
}
EXPORT Result cuDriverGetVersion(int *v) {
  *v = int(setting("CUSIM_VERSION", 13000));
  return SUCCESS;
}
EXPORT Result cuGetErrorName(Result e, const char **name) {
  static const std::map<int, const char *> names{
      {0, "CUDA_SUCCESS"}, {1, "CUDA_ERROR_INVALID_VALUE"}, {2, "CUDA_ERROR_OUT_OF_MEMORY"}, {3, "CUDA_ERROR_NOT_INITIALIZED"},
      {46, "CUDA_ERROR_DEVICE_UNAVAILABLE"}, {100, "CUDA_ERROR_NO_DEVICE"}, {101, "CUDA_ERROR_INVALID_DEVICE"},
      {200, "CUDA_ERROR_INVALID_IMAGE"}, {201, "CUDA_ERROR_INVALID_CONTEXT"}, {400, "CUDA_ERROR_INVALID_HANDLE"},
      {401, "CUDA_ERROR_ILLEGAL_STATE"}, {500, "CUDA_ERROR_NOT_FOUND"}, {600, "CUDA_ERROR_NOT_READY"},
      {700, "CUDA_ERROR_ILLEGAL_ADDRESS"}, {719, "CUDA_ERROR_LAUNCH_FAILED"}, {900, "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED"}};
  auto i = names.find(e);
  if (i == names.end()) return INVALID_VALUE;
  *name = i->second;
  return SUCCESS;
}
EXPORT Result cuGetErrorString(Result e, const char **text) { return cuGetErrorName(e, text); }

EXPORT Result cuDeviceGetCount(int *n) {
  if (!initialised) return NOT_INITIALIZED;
  *n = int(setting("CUSIM_DEVICES", 1));
  return SUCCESS;
}
EXPORT Result cuDeviceGet(int *device, int ordinal) {
  if (!initialised) return NOT_INITIALIZED;
  if (ordinal < 0 || ordinal >= setting("CUSIM_DEVICES", 1)) return INVALID_DEVICE;
  *device = ordinal;
  return SUCCESS;
}
EXPORT Result cuDeviceGetName(char *name, int n, int) {
  snprintf(name, n, "CPU stand-in");
  return SUCCESS;
}
EXPORT Result cuDeviceTotalMem_v2(size_t *n, int) {
  *n = size_t(setting("CUSIM_MEMORY", 2L << 30));
  return SUCCESS;
}
EXPORT Result cuDeviceGetAttribute(int *v, int attribute, int) {
  const int capability = int(setting("CUSIM_CAPABILITY", 80));
  switch (attribute) {
    case 1: *v = 1024; break;           // threads of a block
    case 8: *v = MOST_STATIC; break;    // shared memory of a block
    case 10: *v = 32; break;            // warp size
    case 16: *v = 1; break;             // multiprocessors
    case 75: *v = capability / 10; break;
    case 76: *v = capability % 10; break;
    case 97: *v = MOST_DYNAMIC; break;  // shared memory of a block that asks for it
    case 115: *v = 1; break;            // memory pools
    default: *v = 0;
  }
  return SUCCESS;
}

EXPORT Result cuCtxCreate_v2(Context **c, unsigned flags, int) {
  Lock lock(mutex);
  if (!initialised) return NOT_INITIALIZED;
  *c = new Context{flags};
  contexts().push_back(*c);
  return SUCCESS;
}
EXPORT Result cuCtxDestroy_v2(Context *c) {
  Lock lock(mutex);
  auto &s = contexts();
  if (!s.empty() && s.back() == c) s.pop_back();
  delete c;
  for (Stream *x : streams) x->queue.clear();
  if (!memory.empty()) say("context destroyed with " + std::to_string(memory.size()) + " live allocations");
  while (!memory.empty()) release(memory.begin()->first);
  sticky = SUCCESS;
  return SUCCESS;
}
EXPORT Result cuCtxSetCurrent(Context *c) {
  auto &s = contexts();
  if (s.empty()) s.push_back(c);
  else s.back() = c;
  return SUCCESS;
}
EXPORT Result cuCtxSynchronize() {
  READY();
  Result r = drain_all();
  return r ? r : keep(check_zones("cuCtxSynchronize"));
}

EXPORT Result cuModuleLoadData(Module **m, const void *image) {
  READY();
  return load(m, image);
}
EXPORT Result cuModuleUnload(Module *m) {
  delete m;
  return SUCCESS;
}
EXPORT Result cuModuleGetFunction(Function **f, Module *m, const char *name) {
  READY();
  auto e = m->entries.find(name);
  if (e == m->entries.end()) return NOT_FOUND;
  auto &known = m->functions[name];
  if (!known) {
    cusim::Kernel *k = cusim::find_kernel(name);
    if (!k) return NOT_FOUND;
    std::vector<uint32_t> source(k->sizes, k->sizes + k->count);
    if (source != e->second) {
      say("stale image: parameters of " + e->first + " are " + layout(e->second) + ", the source's " + layout(source));
      return INVALID_IMAGE;
    }
    known = std::make_unique<Function>(Function{name, k, MOST_STATIC});
  }
  *f = known.get();
  return SUCCESS;
}
EXPORT Result cuFuncSetAttribute(Function *f, int attribute, int v) {
  if (attribute == 8) {  // dynamic shared memory
    if (v > MOST_DYNAMIC) return INVALID_VALUE;
    f->most_dynamic = v;
  }
  return SUCCESS;
}
EXPORT Result cuLaunchKernel(Function *f, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, unsigned shared,
                             void *stream, void **values, void **extra) {
  READY();
  if (!f) return INVALID_HANDLE;
  const bool shape = gx && gy && gz && bx && by && bz && uint64_t(bx) * by * bz <= 1024 && bz <= 64 && gx < 0x80000000u && gy <= 65535
      && gz <= 65535;
  if (!shape || extra || int(shared) > f->most_dynamic || (f->kernel->count && !values)) return INVALID_VALUE;
  if (lost()) return keep(DEVICE_LOST);
  auto held = std::make_shared<std::vector<uint64_t>>(f->kernel->count);
  for (int i = 0; i < f->kernel->count; i++) {
    if (f->kernel->sizes[i] > 8) return INVALID_VALUE;
    memcpy(held->data() + i, values[i], f->kernel->sizes[i]);
  }
  return submit(stream, [=]() -> Result {
    std::vector<void *> pointers;
    for (uint64_t &v : *held) pointers.push_back(&v);
    pointers.push_back(nullptr);
    std::string error = cusim::launch(f->kernel, {gx, gy, gz}, {bx, by, bz}, shared, pointers.data());
    if (!error.empty()) {
      say(error);
      const bool memory_error = error.find("address") != std::string::npos;
      return memory_error ? ILLEGAL_ADDRESS : LAUNCH_FAILED;
    }
    return check_zones(f->name);
  });
}

EXPORT Result cuMemGetInfo_v2(size_t *free_bytes, size_t *total) {
  READY();
  *total = size_t(setting("CUSIM_MEMORY", 2L << 30));
  *free_bytes = *total - used;
  return SUCCESS;
}
EXPORT Result cuMemAllocAsync(Address *p, size_t n, void *) {
  READY();
  if (!n) return INVALID_VALUE;
  if (capturing()) return CAPTURE_UNSUPPORTED;
  *p = allocate(n);
  return *p ? SUCCESS : OUT_OF_MEMORY;
}
EXPORT Result cuMemFreeAsync(Address p, void *stream) {
  READY();
  if (!memory.count(p)) return INVALID_VALUE;
  return submit(stream, [=] { return release(p); });
}
EXPORT Result cuMemAllocHost_v2(void **p, size_t n) {
  READY();
  *p = malloc(n);
  return *p ? SUCCESS : OUT_OF_MEMORY;
}
EXPORT Result cuMemFreeHost(void *p) {
  Lock lock(mutex);
  drain_all();
  free(p);
  return SUCCESS;
}
EXPORT Result cuMemcpyHtoDAsync_v2(Address d, const void *s, size_t n, void *stream) {
  READY();
  return copy(reinterpret_cast<void *>(d), s, n, true, false, stream, true);
}
EXPORT Result cuMemcpyDtoHAsync_v2(void *d, Address s, size_t n, void *stream) {
  READY();
  return copy(d, reinterpret_cast<void *>(s), n, false, true, stream, true);
}
EXPORT Result cuMemcpyDtoDAsync_v2(Address d, Address s, size_t n, void *stream) {
  READY();
  return copy(reinterpret_cast<void *>(d), reinterpret_cast<void *>(s), n, true, true, stream, true);
}
EXPORT Result cuMemcpyHtoD_v2(Address d, const void *s, size_t n) {
  READY();
  return copy(reinterpret_cast<void *>(d), s, n, true, false, nullptr, false);
}
EXPORT Result cuMemcpyDtoH_v2(void *d, Address s, size_t n) {
  READY();
  return copy(d, reinterpret_cast<void *>(s), n, false, true, nullptr, false);
}
EXPORT Result cuMemsetD8Async(Address d, unsigned char v, size_t n, void *stream) {
  READY();
  if (holder(d, n) == memory.end()) return INVALID_VALUE;
  return submit(stream, [=] {
    memset(reinterpret_cast<void *>(d), v, n);
    return SUCCESS;
  });
}

EXPORT Result cuStreamCreate(Stream **s, unsigned) {
  READY();
  *s = new Stream;
  streams.insert(*s);
  return SUCCESS;
}
EXPORT Result cuStreamDestroy_v2(Stream *s) {
  Lock lock(mutex);
  if (!streams.count(s)) return INVALID_HANDLE;
  if (!sticky) drain(s);
  streams.erase(s);
  delete s;
  return sticky;
}
EXPORT Result cuStreamSynchronize(void *handle) {
  READY();
  Stream *s = stream_of(handle);
  if (!streams.count(s)) return INVALID_HANDLE;
  return s->capture ? Result(CAPTURE_UNSUPPORTED) : drain(s);
}
EXPORT Result cuStreamQuery(void *handle) {
  READY();
  return stream_of(handle)->queue.empty() ? SUCCESS : NOT_READY;
}
EXPORT Result cuStreamWaitEvent(void *handle, Event *e, unsigned) {
  READY();
  if (!e->done) return SUCCESS;
  auto done = e->done;
  Stream *from = e->stream;
  return submit(handle, [=]() -> Result {
    while (!*done && streams.count(from) && !from->queue.empty()) {
      if (Result r = run_first(from)) return r;
    }
    return SUCCESS;
  });
}
EXPORT Result cuStreamBeginCapture_v2(Stream *s, int) {
  READY();
  if (!s || !streams.count(s)) return CAPTURE_UNSUPPORTED;
  if (s->capture) return ILLEGAL_STATE;
  s->capture = new Graph;
  return SUCCESS;
}
EXPORT Result cuStreamEndCapture(Stream *s, Graph **g) {
  READY();
  if (!s->capture) return ILLEGAL_STATE;
  *g = s->capture;
  s->capture = nullptr;
  return SUCCESS;
}

EXPORT Result cuEventCreate(Event **e, unsigned) {
  READY();
  *e = new Event;
  return SUCCESS;
}
EXPORT Result cuEventDestroy_v2(Event *e) {
  delete e;
  return SUCCESS;
}
EXPORT Result cuEventRecord(Event *e, void *handle) {
  READY();
  auto done = std::make_shared<bool>(false);
  e->done = done;
  e->stream = stream_of(handle);
  return submit(handle, [=] {
    timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    e->at = t.tv_sec * 1e3 + t.tv_nsec * 1e-6;
    *done = true;
    return SUCCESS;
  });
}
EXPORT Result cuEventQuery(Event *e) {
  READY();
  return !e->done || *e->done ? SUCCESS : NOT_READY;
}
EXPORT Result cuEventSynchronize(Event *e) {
  READY();
  while (e->done && !*e->done && !e->stream->queue.empty()) {
    if (Result r = run_first(e->stream)) return r;
  }
  return SUCCESS;
}
EXPORT Result cuEventElapsedTime(float *ms, Event *from, Event *to) {
  READY();
  if (!from->done || !to->done) return INVALID_HANDLE;
  if (!*from->done || !*to->done) return NOT_READY;
  *ms = float(to->at - from->at);
  return SUCCESS;
}

EXPORT Result cuGraphInstantiateWithFlags(Graph **executable, Graph *g, unsigned long long) {
  READY();
  *executable = new Graph{g->work};
  return SUCCESS;
}
EXPORT Result cuGraphLaunch(Graph *executable, void *stream) {
  READY();
  auto work = executable->work;
  return submit(stream, [work]() -> Result {
    for (auto &w : work) {
      if (Result r = w()) return r;
    }
    return SUCCESS;
  });
}
EXPORT Result cuGraphGetNodes(Graph *g, void **, size_t *n) {
  READY();
  *n = g->work.size();
  return SUCCESS;
}
EXPORT Result cuGraphExecDestroy(Graph *g) {
  delete g;
  return SUCCESS;
}
EXPORT Result cuGraphDestroy(Graph *g) {
  delete g;
  return SUCCESS;
}
