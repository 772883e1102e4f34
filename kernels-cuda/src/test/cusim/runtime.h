// What the driver half of the stand-in asks of the half that runs kernels.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace cusim {
struct Kernel;
struct Shape { unsigned x, y, z; };

Kernel *find_kernel(const char *name);
/** Runs all blocks of a launch; the empty string, or what went wrong. */
std::string launch(Kernel *kernel, Shape grid, Shape block, size_t dynamic_bytes, void **parameters);
/** Whether bytes lie inside one live allocation; set by the driver half. */
extern bool (*is_device_memory)(uintptr_t at, size_t bytes);
}  // namespace cusim
