/* Products of BF16 pairs by tiles (AMX). */
#ifndef AB_AMX_H
#define AB_AMX_H

#include "tile.h"

#if LANES == 16
#define WITH_AMX __attribute__((target("amx-tile,amx-bf16")))

/*
 * Sixteen rows of 64 bytes in each of the eight tiles. What stands behind the last row is multiplied too and never looked at. A constant,
 * since the compiler does not know that ldtilecfg reads all of it.
 */
static const struct {
  uint8_t palette, start, reserved[14];
  uint16_t bytes[16];
  uint8_t rows[16];
} TILES = {1, 0, {0}, {64, 64, 64, 64, 64, 64, 64, 64}, {16, 16, 16, 16, 16, 16, 16, 16}};

WITH_AMX static void amx_begin(void) { _tile_loadconfig(&TILES); }

WITH_AMX static void amx_end(void) { _tile_release(); }

/* Two tiles of rows by the two halves of the panel, or the first tile of rows alone. */
#define ROW_BYTES (4 * AB_PANEL)
WITH_AMX static void amx_block(int rows, int steps, const uint32_t *a, const uint32_t *b, float *t, int first) {
  /* Nor does it know that tiles are loaded from memory. */
  __asm__ volatile("" ::: "memory");
  for (int i = 0; i < rows; i += 32, a += 32 * AB_STRIDE, t += 32 * AB_PANEL) {
    int both = rows - i > 16;
    float *below = t + 16 * AB_PANEL;
    if (first) {
      _tile_zero(0);
      _tile_zero(1);
      _tile_zero(2);
      _tile_zero(3);
    } else {
      _tile_loadd(0, t, ROW_BYTES);
      _tile_loadd(1, t + 16, ROW_BYTES);
      if (both) {
        _tile_loadd(2, below, ROW_BYTES);
        _tile_loadd(3, below + 16, ROW_BYTES);
      }
    }
    for (int k = 0; k < steps; k += 16) {
      _tile_loadd(6, b + k * AB_PANEL, ROW_BYTES);
      _tile_loadd(7, b + k * AB_PANEL + 16, ROW_BYTES);
      _tile_loadd(4, a + k, 4 * AB_STRIDE);
      _tile_dpbf16ps(0, 4, 6);
      _tile_dpbf16ps(1, 4, 7);
      if (both) {
        _tile_loadd(5, a + k + 16 * AB_STRIDE, 4 * AB_STRIDE);
        _tile_dpbf16ps(2, 5, 6);
        _tile_dpbf16ps(3, 5, 7);
      }
    }
    _tile_stored(0, t, ROW_BYTES);
    _tile_stored(1, t + 16, ROW_BYTES);
    if (both) {
      _tile_stored(2, below, ROW_BYTES);
      _tile_stored(3, below + 16, ROW_BYTES);
    }
  }
  __asm__ volatile("" ::: "memory");
}
#endif

#endif
