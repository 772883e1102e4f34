#!/bin/sh
# bundle.sh OUT [GOLDEN]: everything that the acceptance on a GPU needs, for a machine that has a driver and neither JDK nor Maven:
# a Java run time, the jars with a cubin for each architecture, the tests, and reference results from folder GOLDEN for the command
# golden; without the bundled networks, tokenizers and plots that it does not ask for: 60 MB as OUT.tar.xz.
# There: tar -xf OUT.tar.xz && sh OUT/accept.sh. Here JAVA_HOME names a JDK of release 25, and mvn, zip and xz are called.
set -eu
out=$1
golden=${2:-}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../../.." && pwd)
jlink=${JAVA_HOME:?names a JDK of release 25}/bin/jlink
junit=org.junit.platform:junit-platform-console-standalone:1.13.4
[ ! -e "$out" ] || { echo "bundle: $out is there already"; exit 1; }
mkdir -p "$out/lib"
out=$(cd "$out" && pwd)

(cd "$root" && mvn -B -q package -DskipTests -Dcuda.cubins=true -pl cli -am)
mvn -B -q -f "$root/pom.xml" dependency:copy -N "-Dartifact=$junit" "-DoutputDirectory=$out"
mv "$out"/junit-platform-console-standalone-*.jar "$out/junit.jar"
cp "$root"/cli/target/lib/*.jar "$root"/cli/target/anabranch-cli-*.jar "$out/lib/"
rm "$out"/lib/tokenizers-*.jar
for m in text protein countdown sudoku-proseco; do
  zip -q -d "$out"/lib/anabranch-models-*.jar "org/anabranch/model/$m/*.safetensors" "org/anabranch/model/$m/*.gz" || true
done
cp -r "$root/kernels-cuda/target/test-classes" "$out/tests"
cp "$here/accept.sh" "$here/peers.py" "$out/"
[ -z "$golden" ] || cp -r "$golden" "$out/golden"
"$jlink" --add-modules java.base,java.logging,java.management,java.naming,java.xml,jdk.incubator.vector,jdk.management,jdk.unsupported \
  --strip-debug --no-header-files --no-man-pages --output "$out/java"
tar -C "$(dirname "$out")" -cf - "$(basename "$out")" | xz -T0 -6 > "$out.tar.xz"
ls -l "$out.tar.xz"
