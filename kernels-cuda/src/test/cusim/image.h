// The kernels that a device image (PTX text or a cubin) says it holds.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace cusim {
/** Parameter sizes by kernel. */
using Entries = std::map<std::string, std::vector<uint32_t>>;

/** Reads PTX text or an ELF cubin; false if it is neither. */
bool read_image(const void *image, Entries &entries);
}  // namespace cusim
