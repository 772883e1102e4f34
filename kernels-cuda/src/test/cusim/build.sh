#!/bin/sh
# build.sh OUT: compiles the module's kernels and a stand-in for libcuda.so.1 with g++, four times:
#   OUT/fast/libcuda.so.1      as fast as may be
#   OUT/checks/libcuda.so.1    every access checked (memory, races, alignment, bounds)
#   OUT/lacking/libcuda.so.1   without the symbol cuMemAllocAsync
# Nothing is done where the sources have not changed.
set -eu
out=$1
here=$(cd "$(dirname "$0")" && pwd)
kernels=$here/../../main/cuda
command -v g++ >/dev/null 2>&1 || { echo "cusim: no g++, the tests of the GPU kernels are skipped"; exit 0; }
mkdir -p "$out/fast" "$out/checks" "$out/lacking"
key=$(cat "$here"/* "$kernels"/*.cu "$kernels"/*.cuh | sha256sum | cut -d' ' -f1)
[ -f "$out/key" ] && [ "$(cat "$out/key")" = "$key" ] && exit 0
rm -f "$out/key"

# The sources inside an anonymous namespace: what they declare in the section of shared memory must not be comdat.
registry() {
  echo "namespace {"
  for f in "$@"; do echo "#include \"$f\""; done
  for f in "$@"; do
    for g in "$f" $(sed -n 's/^#include "\(.*\.cu\)"$/\1/p' "$f" | sed "s|^|$(dirname "$f")/|"); do
      tr '\n' ' ' < "$g" | sed 's/extern "C" __global__/\n&/g' \
        | sed -nE 's/^extern "C" __global__ +void +(__launch_bounds__\([^)]*\) +)?([A-Za-z_0-9]+)\(.*/CUSIM_KERNEL(\2)/p'
    done
  done
  echo "}"
}
registry "$kernels/kernels.cu" "$here/planted.cu" > "$out/registry.cpp"

# Contraction stays off: the sources spell out each fused multiply-add.
flags="-std=c++17 -fPIC -fvisibility=hidden -ffp-contract=off -fno-strict-aliasing -w -I$kernels -I$here"
fma=$(grep -q -m1 -w fma /proc/cpuinfo && echo -mfma || true)
checks="-fsanitize=kernel-address --param asan-instrumentation-with-call-threshold=0 --param asan-stack=0 --param asan-globals=0
  -fsanitize=alignment,bounds"
g++ $flags $fma -O1 -include "$here/cusim.h" -c "$out/registry.cpp" -o "$out/fast.o" &
first=$!
g++ $flags $fma -O1 -g1 $checks -include "$here/cusim.h" -c "$out/registry.cpp" -o "$out/checked.o"
for f in runtime driver image; do g++ $flags -O2 -c "$here/$f.cpp" -o "$out/$f.o"; done
g++ $flags -O2 -c "$here/checks.cpp" -o "$out/checks-off.o"
g++ $flags -O2 -DCUSIM_CHECKS -c "$here/checks.cpp" -o "$out/checks-on.o"
wait $first
common="$out/runtime.o $out/driver.o $out/image.o"
link="g++ -shared -Wl,-soname,libcuda.so.1"
$link -o "$out/fast/libcuda.so.1" "$out/fast.o" "$out/checks-off.o" $common
$link -o "$out/checks/libcuda.so.1" "$out/checked.o" "$out/checks-on.o" $common
echo '{ local: cuMemAllocAsync; };' > "$out/lacking.map"
$link -Wl,--version-script="$out/lacking.map" -o "$out/lacking/libcuda.so.1" "$out/fast.o" "$out/checks-off.o" $common
echo "$key" > "$out/key"
