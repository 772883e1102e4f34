#include "image.h"
#include <cctype>
#include <cstdlib>
#include <cstring>
#include <elf.h>

namespace cusim {
namespace {
/** Bytes of a declaration like ".param .u64 name" or ".param .align 8 .b8 name[24]". */
uint32_t parameter_bytes(const std::string &declaration) {
  size_t bracket = declaration.find('[');
  if (bracket != std::string::npos) return uint32_t(atoi(declaration.c_str() + bracket + 1));
  size_t type = declaration.find('.', declaration.find(".param") + 6);
  while (type != std::string::npos && !strncmp(declaration.c_str() + type, ".ptr", 4)) type = declaration.find('.', type + 1);
  if (type == std::string::npos) return 0;
  size_t digits = declaration.find_first_of("0123456789", type);
  return uint32_t(atoi(declaration.c_str() + digits)) / 8;
}

bool read_ptx(const std::string &text, Entries &entries) {
  bool any = false;
  for (size_t at = text.find(".entry"); at != std::string::npos; at = text.find(".entry", at)) {
    at += 6;
    while (isspace(static_cast<unsigned char>(text[at]))) at++;
    size_t end = at;
    while (isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_' || text[end] == '$') end++;
    std::vector<uint32_t> sizes;
    size_t open = text.find_first_of("({", end);
    if (open != std::string::npos && text[open] == '(') {
      std::string list = text.substr(open, text.find(')', open) - open);
      for (size_t p = list.find(".param"); p != std::string::npos; p = list.find(".param", p + 6)) {
        sizes.push_back(parameter_bytes(list.substr(p, list.find(',', p) - p)));
      }
    }
    entries[text.substr(at, end - at)] = sizes;
    any = true;
    at = end;
  }
  return any;
}

/** Reads the EIATTR_KPARAM_INFO records of the sections .nv.info.<kernel>. */
bool read_cubin(const unsigned char *image, Entries &entries) {
  const Elf64_Ehdr *header = reinterpret_cast<const Elf64_Ehdr *>(image);
  const Elf64_Shdr *sections = reinterpret_cast<const Elf64_Shdr *>(image + header->e_shoff);
  const char *names = reinterpret_cast<const char *>(image) + sections[header->e_shstrndx].sh_offset;
  bool any = false;
  for (int i = 0; i < header->e_shnum; i++) {
    const char *name = names + sections[i].sh_name;
    if (strncmp(name, ".nv.info.", 9)) continue;
    std::map<int, uint32_t> sizes;
    const unsigned char *p = image + sections[i].sh_offset;
    const unsigned char *end = p + sections[i].sh_size;
    while (p + 4 <= end) {
      const unsigned format = p[0], attribute = p[1], length = p[2] | p[3] << 8;
      if (format == 4 && attribute == 0x17) {
        uint16_t ordinal;
        uint32_t word;
        memcpy(&ordinal, p + 8, 2);
        memcpy(&word, p + 12, 4);
        sizes[ordinal] = word >> 18;
      }
      p += format == 4 ? 4 + length : 4;
    }
    std::vector<uint32_t> list;
    for (auto &s : sizes) list.push_back(s.second);
    entries[name + 9] = list;
    any = true;
  }
  return any;
}
}  // namespace

bool read_image(const void *image, Entries &entries) {
  const unsigned char *bytes = static_cast<const unsigned char *>(image);
  if (!memcmp(bytes, "\x7f" "ELF", 4)) return read_cubin(bytes, entries);
  const char *text = static_cast<const char *>(image);
  return strstr(text, ".version") && read_ptx(text, entries);
}
}  // namespace cusim
