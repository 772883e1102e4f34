#!/bin/sh
# build.sh OUT [ARCH]: compiles the C kernels for this machine, or with a cross compiler from Debian for another (x86_64, aarch64),
# into OUT/linux-ARCH/libanabranch.so. The same sources give the same bytes, wherever they stand. Without a compiler nothing is made
# and the exit code is 0, or 1 with ANABRANCH_REQUIRE_NATIVE=true.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$1
case $(uname -m) in x86_64|amd64) host=x86_64 ;; aarch64|arm64) host=aarch64 ;; *) host=$(uname -m) ;; esac
arch=${2:-$host}

none() {
  echo "native: $1: the module has no library, and its provider refuses with that reason" >&2
  [ "${ANABRANCH_REQUIRE_NATIVE:-}" != true ] || exit 1
  exit 0
}

[ "$(uname -s)" = Linux ] || none "no build on $(uname -s)"
case $arch in
  x86_64) levels='v2 v3 v4' ;;
  aarch64) levels=neon ;;
  *) none "no kernels for $arch" ;;
esac
if [ "$arch" = "$host" ]; then cc=${CC:-gcc}; else cc=$arch-linux-gnu-gcc; fi
command -v "$cc" >/dev/null 2>&1 || none "no C compiler $cc"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
flags="-std=gnu11 -O3 -g0 -fPIC -fvisibility=hidden -ffp-contract=off -fno-math-errno -fno-trapping-math -Wall -Wextra -Werror -Wno-psabi
  -ffile-prefix-map=$here=. -frandom-seed=anabranch"
objects=$work/dispatch.o
# shellcheck disable=SC2086
"$cc" $flags -c -o "$objects" "$here/dispatch.c"
for level in $levels; do
  case $level in
    v4) march='-march=x86-64-v4 -mprefer-vector-width=512' ;;
    v*) march="-march=x86-64-$level" ;;
    *) march='' ;;
  esac
  for source in product attention rows; do
    # shellcheck disable=SC2086
    "$cc" $flags $march -DAB_LEVEL="$level" -c -o "$work/$source-$level.o" "$here/$source.c"
    objects="$objects $work/$source-$level.o"
  done
done
mkdir -p "$out/linux-$arch"
# shellcheck disable=SC2086
"$cc" -shared -o "$work/libanabranch.so" $objects -Wl,-soname,libanabranch.so -Wl,--build-id=none -Wl,-z,relro,-z,now -Wl,-z,noexecstack \
  -Wl,--no-undefined -s
mv "$work/libanabranch.so" "$out/linux-$arch/libanabranch.so"
