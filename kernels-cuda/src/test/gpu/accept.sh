#!/bin/sh
# accept.sh [STEP...]: the acceptance on this machine's GPU from an unpacked bundle, all steps or those named, about four minutes.
# One log, accept.log; a summary at the end. Each step has a limit, and the failure of one does not keep the next from running.
#   devices  what the provider says of the card          golden    reference results, where the bundle has them
#   tests    every test of the device on the hardware    search    searches of digits and sudoku: the candidates of the CPU
#   times    products, a block, noise; SiT-XL/2          peers     the same in PyTorch, where python3 has it
#   profile  ncu on a block of 16 rows                   memcheck  compute-sanitizer on some of the tests
cd "$(dirname "$0")" || exit 1
log=accept.log
: > $log
: > summary
java="java/bin/java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:+UseParallelGC
  -XX:MaxDirectMemorySize=60g -Xmx24g -Danabranch.cusim= -Danabranch.require.native=false -Danabranch.nvcc.folder=none"
junit="-cp junit.jar:tests:lib/* org.junit.platform.console.ConsoleLauncher execute --disable-banner --disable-ansi-colors"
t=org.anabranch.cuda

# step NAME SECONDS PATTERN COMMAND...: the lines of its output that match go to the summary
step() {
  name=$1 limit=$2 pattern=$3
  shift 3
  from=$(date +%s)
  echo "== $name" | tee -a $log >> summary
  timeout "$limit" "$@" > step.log 2>&1
  rc=$?
  cat step.log >> $log
  grep -E "$pattern" step.log | tail -40 >> summary
  echo "   exit $rc after $(($(date +%s) - from)) s" | tee -a $log >> summary
}
results='\[gpu\]|tests (successful|failed|aborted)|\[X\]|=> '
run() {
  case $1 in
    devices) step devices 60 . $java -cp 'lib/*' org.anabranch.cli.Main devices ;;
    tests) step tests 200 "$results" $java $junit --details=tree --scan-classpath tests --include-tag device ;;
    times) step times 120 "$results" $java $junit --details=tree --select-class $t.GpuAcceptanceTest --select-class $t.SitStepTest ;;
    search) step search 90 "$results" $java $junit --details=tree --select-class $t.CudaSearchTest ;;
    golden) for g in golden/*/; do
        step "$g" 40 'passed|failed|anabranch:' $java -cp 'lib/*' org.anabranch.cli.Main golden "$g" --backend cuda
      done ;;
    peers) step peers 120 torch python3 peers.py ;;
    profile) step profile 90 'product|attention|norm|Duration|Throughput|Achieved|Stall' ncu --clock-control none --section SpeedOfLight --section WarpStateStats \
      --section Occupancy --section LaunchStats --launch-skip 8 --launch-count 16 -k 'regex:product|attention|norm' \
      $java $junit --details=none --select-method "$t.GpuAcceptanceTest#aBlockAndItsGraph" ;;
    memcheck) step memcheck 60 'ERROR SUMMARY|=====' compute-sanitizer --tool memcheck $java $junit --details=none \
      --select-class $t.DeviceProductsTest --select-class $t.DeviceTokensTest ;;
    *) echo "accept: no step $1" && exit 2 ;;
  esac
}
[ $# -gt 0 ] || set -- devices tests times search golden peers profile memcheck
for s in "$@"; do run "$s"; done
cat summary
