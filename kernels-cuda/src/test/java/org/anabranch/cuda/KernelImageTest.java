package org.anabranch.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be known of the kernels' PTX without a GPU: names, parameters, instructions, and that the committed text is fresh. */
class KernelImageTest {
  private static final Path COMMITTED = Path.of("src/main/cuda/prebuilt/kernels.ptx");

  private final Ptx ptx = Ptx.parse(new String(KernelImage.named("kernels.ptx").bytes(), StandardCharsets.UTF_8));

  @Test
  void theKernelsAndTheirParametersAreThoseOfTheLaunchers() {
    assertEquals(Arrays.stream(DeviceKernel.values()).map(DeviceKernel::symbol).sorted().toList(),
        ptx.parameters().keySet().stream().sorted().toList());
    for (DeviceKernel k : DeviceKernel.values()) {
      // PTX does not tell addresses from longs.
      assertEquals(k.parameters().replace('p', 'u').replace('l', 'u'), ptx.parameters().get(k.symbol()), k.symbol());
    }
  }

  @Test
  void threadsOfABlockAreThoseOfTheLaunchers() {
    for (DeviceKernel k : DeviceKernel.values()) {
      assertTrue(ptx.bodies().get(k.symbol()).contains(".maxntid " + k.threads()), k + " is made for blocks of " + k.threads());
    }
  }

  @Test
  void anyDriverFromCuda11OnReadsThePtx() {
    assertEquals("7.0", ptx.version());
    assertEquals("sm_80", ptx.target());
  }

  @Test
  void exactKernelsUseRoundedInstructionsAlone() {
    for (DeviceKernel k : DeviceKernel.values()) {
      for (String approximate : List.of("ex2.approx", "rcp.approx", "sqrt.approx", "rsqrt.approx", "div.approx", "div.full",
          "sin.approx", "cos.approx", "lg2.approx", "fma.rn.ftz", "add.ftz", "mul.ftz", "red.", "atom.add", "atom.global.add")) {
        assertEquals(0, ptx.count(k, approximate), k + " has " + approximate);
      }
    }
  }

  @Test
  void theInstructionsThatMakeKernelsFastAreThere() {
    for (DeviceKernel k : DeviceKernel.values()) {
      String name = k.name();
      if (name.startsWith("PRODUCT_")) {
        assertTrue(ptx.count(k, "fma.rn.f32") > 0, k + ": chains of fused multiply-adds");
        assertEquals(0, ptx.count(k, "mma.sync"), k + " is exact");
        if (name.endsWith("_FEW")) {
          assertTrue(ptx.count(k, "cp.async.cg.shared.global") > 0, k + ": weights come asynchronously");
        } else {
          assertTrue(ptx.count(k, "ld.global.v4") > 0 && ptx.count(k, "st.global.v4") > 0, k + ": vectors in global memory");
          assertTrue(ptx.count(k, "ld.shared.v4") > 0, k + ": vectors in shared memory");
        }
        assertTrue(ptx.count(k, "bar.sync") > 0, k + ": barriers");
      }
      if (name.startsWith("TENSOR_")) {
        String shape = switch (k) {
          case TENSOR_TF32_LARGE, TENSOR_TF32_SMALL, TENSOR_TF32_FEW -> "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32";
          case TENSOR_F16_LARGE, TENSOR_F16_SMALL, TENSOR_F16_FEW -> "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32";
          default -> "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32";
        };
        assertTrue(ptx.count(k, shape) >= 4, k + ": " + shape);
        assertTrue(ptx.count(k, "cp.async.cg.shared.global") > 0
            && ptx.count(k, "cp.async.wait_group") > 0, k + ": asynchronous copies");
      }
      if (name.startsWith("ATTENTION_")) {
        assertTrue(ptx.count(k, "ld.shared.v4") > 0 && ptx.count(k, "shfl.sync.bfly") > 0, k + ": shared vectors and shuffles");
      }
    }
  }

  @Test
  void theCommittedPtxIsFresh() throws IOException {
    Path built = Path.of(System.getProperty("anabranch.nvcc.folder", ""), "kernels.ptx");
    assumeTrue(Files.exists(built), () -> TestDevice.said("the committed PTX cannot be checked: there is no nvcc of release 13.0"));
    assertEquals(-1, Files.mismatch(built, COMMITTED), "stale: run sh src/main/cuda/build.sh --accept and commit " + COMMITTED);
  }

  @Test
  void theImagesAreListedWithTheirDigests() {
    for (String name : KernelImage.names()) {
      assertTrue(KernelImage.named(name).bytes().length > 1000, name);
    }
  }

  @Test
  void aMachineWithoutNvccTakesTheCommittedPtx() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("images");
    Path out = folder.resolve("out");
    ProcessBuilder build = new ProcessBuilder("sh", "src/main/cuda/build.sh", out.toString(), folder.resolve("cache").toString(),
        "false");
    // A program of that name that is of no release.
    build.environment().put("NVCC", "true");
    build.environment().put("CUDA_HOME", folder.toString());
    Process p = build.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
    assertEquals(0, p.waitFor());
    assertEquals("cuda: no nvcc of release 13.0, the jar takes the committed PTX", Files.readString(folder.resolve("log")).strip());
    assertEquals(-1, Files.mismatch(COMMITTED, out.resolve("kernels.ptx")));
    assertEquals("kernels.ptx=" + Digest.sha256(Files.readAllBytes(COMMITTED)),
        Files.readString(out.resolve("images.properties")).strip());
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path f : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(f);
      }
    }
  }
}
