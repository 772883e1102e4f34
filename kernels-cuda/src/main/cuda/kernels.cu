// All kernels as one translation unit, hence one image and one module.
#include "rows.cu"
