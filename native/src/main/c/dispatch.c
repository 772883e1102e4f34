/* What the library exports: asks the CPU, and calls the kernels of the widest instruction set that the caller allows. */
#include "dispatch.h"

#if defined(__x86_64__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

#define EXPORT __attribute__((visibility("default")))

#if defined(__x86_64__)

extern const ab_kernels ab_kernels_v2, ab_kernels_v3, ab_kernels_v4;

extern ab_attend_kernel ab_attend_v2, ab_attend_v3, ab_attend_v4;
extern ab_run_kernel ab_run_v2, ab_run_v3, ab_run_v4;

#define WIDEST(cpu, name) ((cpu) & AB_CPU_V4 ? name##_v4 : (cpu) & AB_CPU_V3 ? name##_v3 : name##_v2)

#define ARCH_GET_XCOMP_SUPP 0x1021
#define ARCH_REQ_XCOMP_PERM 0x1023
#define XFEATURE_TILEDATA 18

static int has_tiles(void) {
  uint64_t supported = 0;
  return __builtin_cpu_supports("amx-tile") && __builtin_cpu_supports("amx-bf16")
      && syscall(SYS_arch_prctl, ARCH_GET_XCOMP_SUPP, &supported) == 0 && (supported >> XFEATURE_TILEDATA & 1);
}

/* __builtin_cpu_supports asks the operating system too whether it keeps the registers. */
EXPORT int32_t ab_cpu(void) {
  __builtin_cpu_init();
  int32_t cpu = 0;
  if (__builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("ssse3")) {
    cpu |= AB_CPU_V2;
  }
  if (cpu && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi")
      && __builtin_cpu_supports("bmi2")) {
    cpu |= AB_CPU_V3;
  }
  if (cpu & AB_CPU_V3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd")
      && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
    cpu |= AB_CPU_V4;
    cpu |= __builtin_cpu_supports("avx512bf16") ? AB_CPU_BF16 : 0;
    cpu |= __builtin_cpu_supports("avx512vnni") ? AB_CPU_VNNI : 0;
    cpu |= has_tiles() ? AB_CPU_AMX : 0;
    /* One in two cycles on the Intel server core it was measured on, which starts two multiply-adds in each. */
    cpu |= (cpu & AB_CPU_BF16) && __builtin_cpu_is("intel") ? AB_CPU_SLOW_BF16 : 0;
  }
  return cpu;
}

/* A process must ask for the registers of tiles before it touches them: they make its signal frames larger. */
EXPORT int32_t ab_allow_tiles(void) {
  return has_tiles() && syscall(SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, XFEATURE_TILEDATA) == 0;
}

#elif defined(__aarch64__)

extern const ab_kernels ab_kernels_neon;

extern ab_attend_kernel ab_attend_neon;
extern ab_run_kernel ab_run_neon;

#define WIDEST(cpu, name) ((void)(cpu), name##_neon)

/* Every 64-bit Arm has it. */
EXPORT int32_t ab_cpu(void) { return AB_CPU_NEON; }

EXPORT int32_t ab_allow_tiles(void) { return 0; }

#else
#error "no kernels for this processor"
#endif

EXPORT int32_t ab_abi(void) { return AB_ABI; }

EXPORT int32_t ab_block_inputs(int32_t arithmetic, int32_t cpu) {
  return WIDEST(cpu, ab_kernels).block_inputs(arithmetic, cpu);
}

EXPORT int32_t ab_block_words(int32_t arithmetic, int32_t cpu) {
  return WIDEST(cpu, ab_kernels).block_words(arithmetic, cpu);
}

EXPORT void ab_pack(const ab_product *p, const float *x) { WIDEST(p->cpu, ab_kernels).pack(p, x); }

EXPORT void ab_multiply(const ab_product *p, const float *scales, const float *bias, const float *gate, float *y) {
  WIDEST(p->cpu, ab_kernels).multiply(p, scales, bias, gate, y);
}

EXPORT void ab_attend(const ab_attention *p, const float *q, const float *k, const float *v, float *o) {
  WIDEST(p->cpu, ab_attend)(p, q, k, v, o);
}

EXPORT void ab_run(const ab_rows *p, const float *x, const float *a, const float *b, float *y) {
  WIDEST(p->cpu, ab_run)(p, x, a, b, y);
}
