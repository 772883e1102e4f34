// All kernels as one translation unit, hence one image and one module.
#include "rows.cu"
#include "products.cu"
#include "attention.cu"
#include "maps.cu"
#include "moves.cu"
#include "images.cu"
#include "noise.cu"
#include "tokens.cu"
