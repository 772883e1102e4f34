#!/bin/sh
# build.sh OUT CACHE CUBINS: the images of the jar, with their digests, into OUT.
#   with nvcc of the pinned release: PTX for compute_80, its .version lowered to what the code needs, and if CUBINS is true (or
#   CACHE holds them for these sources) a cubin for each architecture
#   without: the committed PTX
# Every image is the same bytes whatever the folder and machine. "build.sh --accept" replaces the committed PTX.
set -eu
cd "$(dirname "$0")"
pinned="release 13.0"
ptx_version=7.0
architectures="80 86 89 90 100 120"

find_nvcc() {
  for c in "${NVCC:-nvcc}" "${CUDA_HOME:-/usr/local/cuda}/bin/nvcc"; do
    if command -v "$c" >/dev/null 2>&1 && "$c" --version | grep -q "$pinned"; then echo "$c"; return; fi
  done
}
flags="-std=c++17 -fmad=false -prec-div=true -prec-sqrt=true -ftz=false"

# The comment header names the compiler's build; it is dropped, and the .version relabelled.
ptx() {
  "$nvcc" $flags -ptx -arch=compute_80 -o "$1.raw" kernels.cu
  sed -e '/^\/\//d' -e "s/^\.version .*/.version $ptx_version/" "$1.raw" > "$1"
  rm "$1.raw"
}

nvcc=$(find_nvcc)
if [ "${1:-}" = --accept ]; then
  [ -n "$nvcc" ] || { echo "cuda: --accept needs nvcc of $pinned"; exit 1; }
  ptx prebuilt/kernels.ptx
  exit 0
fi
out=$1
cache=$2
cubins=$3
mkdir -p "$out" "$cache"
key=$(cat ./*.cu ./*.cuh build.sh | sha256sum | cut -d' ' -f1)
if [ ! -f "$cache/key" ] || [ "$(cat "$cache/key")" != "$key" ]; then
  rm -rf "${cache:?}"/*
  if [ -n "$nvcc" ]; then
    ptx "$cache/kernels.ptx"
    echo "$key" > "$cache/key"
  fi
fi
if [ "$cubins" = true ] && [ -n "$nvcc" ]; then
  for a in $architectures; do
    [ -f "$cache/kernels_sm_$a.cubin" ] && continue
    # From the PTX that ships: what its driver would make of it, and a proof that the lowered .version is enough.
    "$nvcc" -cubin -arch="sm_$a" -Xptxas -v -o "$cache/tmp.cubin" "$cache/kernels.ptx" > "$cache/kernels_sm_$a.log" 2>&1 \
      || { cat "$cache/kernels_sm_$a.log" >&2; exit 1; }
    mv "$cache/tmp.cubin" "$cache/kernels_sm_$a.cubin"
  done
fi

rm -f "$out"/kernels*
if [ -f "$cache/kernels.ptx" ]; then
  cp "$cache/kernels.ptx" "$out/"
  if [ "$cubins" = true ]; then cp "$cache"/kernels_sm_*.cubin "$out/"; fi
else
  echo "cuda: no nvcc of $pinned, the jar takes the committed PTX"
  cp prebuilt/kernels.ptx "$out/"
fi
for f in "$out"/kernels*; do echo "$(basename "$f")=$(sha256sum "$f" | cut -d' ' -f1)"; done > "$out/images.properties"
