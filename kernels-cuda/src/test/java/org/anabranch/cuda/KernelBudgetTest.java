package org.anabranch.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.engine.WeightFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Registers and shared memory of every kernel on every architecture, within the committed table {@code src/main/cuda/budgets.csv}, and
 * the occupancy that the table gives. Needs {@code -Dcuda.cubins=true}, which costs half a minute of one core.
 */
class KernelBudgetTest {
  private static final Pattern LOG = Pattern.compile("Compiling entry function '(\\w+)'.*?(\\d+) bytes stack frame, (\\d+) bytes spill "
      + "stores, (\\d+) bytes spill loads.*?Used (\\d+) registers, used (\\d+) barriers([^\n]*)", Pattern.DOTALL);
  private static final Pattern SHARED = Pattern.compile("(\\d+) bytes smem");

  /** A line of the table; blocks are those that a multiprocessor of an H100 (sm_90) holds. */
  private record Budget(int registers, int staticShared, int dynamicShared, int blocks) {}

  private static Map<String, Budget> budgets() throws IOException {
    Map<String, Budget> all = new HashMap<>();
    List<String> lines = Files.readAllLines(Path.of("src/main/cuda/budgets.csv"));
    assertEquals("kernel,registers,static_shared,dynamic_shared,blocks_sm_90", lines.getFirst());
    for (String line : lines.subList(1, lines.size())) {
      String[] f = line.split(",");
      all.put(f[0], new Budget(Integer.parseInt(f[1]), Integer.parseInt(f[2]), Integer.parseInt(f[3]), Integer.parseInt(f[4])));
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 86, 89, 90, 100, 120})
  void everyKernelIsWithinItsBudgetAndSpillsNothing(int architecture) throws IOException {
    Path log = Path.of(System.getProperty("anabranch.nvcc.folder", ""), "kernels_sm_" + architecture + ".log");
    assumeTrue(Files.exists(log),
        () -> TestDevice.said("registers are not checked: needs nvcc of release 13.0 and -Dcuda.cubins=true"));
    Map<String, Budget> budgets = budgets();
    Matcher m = LOG.matcher(Files.readString(log));
    int seen = 0;
    while (m.find()) {
      Budget b = budgets.get(m.group(1));
      String what = m.group(1) + " on sm_" + architecture;
      assertEquals("0 0 0", m.group(2) + " " + m.group(3) + " " + m.group(4), what + ": stack, spilled stores and loads");
      assertTrue(Integer.parseInt(m.group(5)) <= b.registers(),
          what + " has " + m.group(5) + " registers, its budget " + b.registers());
      Matcher shared = SHARED.matcher(m.group(7));
      int bytes = shared.find() ? Integer.parseInt(shared.group(1)) : 0;
      assertTrue(bytes <= b.staticShared(), what + " has " + bytes + " bytes of shared memory, its budget " + b.staticShared());
      seen++;
    }
    assertEquals(DeviceKernel.values().length, seen, "kernels in " + log);
  }

  @Test
  void theTableGivesTheOccupancyItSays() throws IOException {
    Map<String, Budget> budgets = budgets();
    assertEquals(DeviceKernel.values().length, budgets.size());
    for (DeviceKernel k : DeviceKernel.values()) {
      Budget b = budgets.get(k.symbol());
      assertEquals(b.blocks(), Occupancy.of(90).blocks(k.threads(), b.registers(), b.staticShared() + b.dynamicShared()), k.symbol());
      for (int architecture : new int[] {80, 86, 89, 90, 100, 120}) {
        assertTrue(Occupancy.of(architecture).blocks(k.threads(), b.registers(), b.staticShared() + b.dynamicShared()) >= 1,
            k + " can run on sm_" + architecture);
      }
    }
  }

  @Test
  void theTablesDynamicMemoryIsWhatLaunchersAskFor() throws IOException {
    Map<String, Budget> budgets = budgets();
    for (ProductNumerics n : ProductNumerics.values()) {
      for (WeightFormat f : WeightFormat.values()) {
        for (ProductTile t : ProductTile.of(n, f, 64)) {
          assertEquals(t.shared(), budgets.get(t.kernel().symbol()).dynamicShared(), t.toString());
        }
      }
    }
    for (int headDim : new int[] {32, 64, 96, 128, 256}) {
      assertEquals(DeviceAttention.sharedBytes(headDim), budgets.get("attention_" + headDim).dynamicShared());
    }
  }
}
