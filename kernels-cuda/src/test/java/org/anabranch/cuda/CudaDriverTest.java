package org.anabranch.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each way in which there can be no usable driver is one sentence, and no class of JCuda is touched for it. */
@Tag("device")
class CudaDriverTest {
  private String library() {
    assumeTrue(TestDevice.isStandIn(), "failures are made by the stand-in");
    return TestDevice.library(System.getProperty("anabranch.cusim.variant")).toString();
  }

  private static String refusal(String library) {
    CudaDriver.Probe probe = CudaDriver.probe(library);
    assertTrue(probe.driver().isEmpty());
    CudaException e = assertThrows(CudaException.class, () -> CudaDevice.open(probe, 0, Optional.empty(), 0));
    assertEquals(probe.refusal(), e.getMessage());
    assertEquals(CudaException.REFUSED, e.code());
    return probe.refusal();
  }

  @Test
  void aDriverIsFound() {
    CudaDriver driver = CudaDriver.probe(library()).driver().orElseThrow();
    assertEquals(13_000, driver.version());
    assertEquals(1, driver.devices());
  }

  @Test
  void noDriver() {
    assertEquals("cuda: no NVIDIA driver, cannot open /nowhere/libcuda.so.1", refusal("/nowhere/libcuda.so.1"));
  }

  @Test
  void aFileThatIsNoLibrary() throws IOException {
    Path file = Files.createTempFile("libcuda", ".so.1");
    Files.writeString(file, "not a library");
    assertEquals("cuda: no NVIDIA driver, cannot open " + file, refusal(file.toString()));
    Files.delete(file);
  }

  @Test
  void aDriverThatIsTooOld() {
    String library = library();
    TestDevice.with("CUSIM_VERSION", "11020",
        () -> assertEquals("cuda: needs a driver of CUDA 11.4 or later, this one is of 11.2", refusal(library)));
  }

  @Test
  void aDriverWithoutADevice() {
    String library = library();
    TestDevice.with("CUSIM_DEVICES", "0",
        () -> assertEquals("cuda: the driver does not start: CUDA_ERROR_NO_DEVICE (100)", refusal(library)));
  }

  @Test
  void aDriverThatLacksASymbol() {
    library();
    String lacking = TestDevice.library("lacking").toString();
    assertEquals("cuda: the driver (CUDA 13.0) lacks cuMemAllocAsync, update it", refusal(lacking));
  }

  @Test
  void aDeviceThatIsTooOld() {
    CudaDriver.Probe probe = CudaDriver.probe(library());
    TestDevice.with("CUSIM_CAPABILITY", "75", () -> assertEquals("cuda: needs compute capability 8.0 or later, CPU stand-in has 7.5",
        assertThrows(CudaException.class, () -> CudaDevice.open(probe, 0, Optional.empty(), 0)).getMessage()));
  }

  @Test
  void aDeviceThatIsNotThere() {
    CudaDriver.Probe probe = CudaDriver.probe(library());
    CudaException e = assertThrows(CudaException.class, () -> CudaDevice.open(probe, 3, Optional.empty(), 0));
    assertEquals("cuda: cuDeviceGet 3 failed: CUDA_ERROR_INVALID_DEVICE (101), CUDA_ERROR_INVALID_DEVICE", e.getMessage());
  }

  @Test
  void theLibraryOfJCudaIsUnpackedWhereOnlyThisUserCanEnter() throws IOException {
    Path folder = JCudaNatives.unpack("/lib/" + JCudaNatives.FILE, JCudaNatives.SHA256);
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
    Files.delete(folder.resolve(JCudaNatives.FILE));
    Files.delete(folder);
    String shared = System.getProperty("java.io.tmpdir");
    assertEquals("", library().isEmpty() ? "" : JCudaNatives.load());
    assertEquals(shared, System.getProperty("java.io.tmpdir"));
    assertFalse(Files.exists(Path.of(shared, JCudaNatives.FILE)), "JCuda has unpacked nothing to the shared folder");
  }

  @Test
  void aCorruptedLibraryOfJCudaIsNotLoaded() {
    IOException e = assertThrows(IOException.class, () -> JCudaNatives.unpack("/lib/" + JCudaNatives.FILE, "00"));
    assertEquals("/lib/" + JCudaNatives.FILE + " must have SHA-256 00, has " + JCudaNatives.SHA256, e.getMessage());
    assertEquals("no /lib/none.so on the class path",
        assertThrows(IOException.class, () -> JCudaNatives.unpack("/lib/none.so", "00")).getMessage());
  }

  @Test
  void aCorruptedImageIsNotLoaded() {
    byte[] bytes = {1, 2, 3};
    assertEquals(4, KernelImage.checked("x", bytes, Digest.sha256(bytes)).bytes().length);
    CudaException e = assertThrows(CudaException.class, () -> KernelImage.checked("kernels.ptx", bytes, "00"));
    assertTrue(e.getMessage().startsWith("cuda: image kernels.ptx must have SHA-256 00, has "), e.getMessage());
    assertThrows(CudaException.class, () -> KernelImage.named("kernels_sm_10.cubin"));
  }

  @Test
  void theImageIsOfTheSameMajorVersionAndTheHighestMinorNotAbove() {
    List<String> names = List.of("kernels.ptx", "kernels_sm_80.cubin", "kernels_sm_86.cubin", "kernels_sm_90.cubin",
        "kernels_sm_120.cubin");
    assertEquals("kernels_sm_80.cubin", KernelImage.choose(names, 8, 0));
    assertEquals("kernels_sm_86.cubin", KernelImage.choose(names, 8, 9));
    assertEquals("kernels_sm_90.cubin", KernelImage.choose(names, 9, 0));
    assertEquals("kernels.ptx", KernelImage.choose(names, 10, 0));
    assertEquals("kernels_sm_120.cubin", KernelImage.choose(names, 12, 1));
    assertEquals("kernels.ptx", KernelImage.choose(List.of("kernels.ptx"), 8, 0));
  }
}
