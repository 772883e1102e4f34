package org.anabranch.cuda;

import java.util.Optional;
import java.util.function.Supplier;
import org.anabranch.engine.KernelProvider;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.WorkerPool;

/**
 * The first NVIDIA GPU, found without a class of JCuda where there is none. It is opened when it is first asked whether it can be used,
 * and kept; a device that was lost is refused from then on. Thread-safe.
 */
public final class CudaProvider implements KernelProvider {
  private final Supplier<CudaDevice> opens;
  private final String products;
  private final ProductNumerics numerics;
  private Optional<CudaSession> session = Optional.empty();
  private Optional<String> refused = Optional.empty();

  /**
   * The machine's driver, or the one that {@value CudaDriver#LIBRARY_PROPERTY} names; products as {@value ProductNumerics#PROPERTY}
   * says, or exact.
   */
  public CudaProvider() {
    this(CudaProvider::open, System.getProperty(ProductNumerics.PROPERTY, ProductNumerics.EXACT.option()));
  }

  /** On a device that is opened when it is needed; {@link CudaException} is a refusal. */
  CudaProvider(Supplier<CudaDevice> opens) {
    this(opens, ProductNumerics.EXACT.option());
  }

  /** The same with a word for its products, which is refused if it is none. */
  CudaProvider(Supplier<CudaDevice> opens, String products) {
    this.opens = opens;
    this.products = products;
    this.numerics = ProductNumerics.of(products).orElse(ProductNumerics.EXACT);
  }

  private static CudaDevice open() {
    CudaDriver.Probe probe = CudaDriver.probe();
    if (probe.driver().isEmpty()) {
      throw CudaException.refused(probe.refusal());
    }
    return CudaDevice.open(probe, 0, Optional.empty(), 0);
  }

  @Override
  public String name() {
    return "cuda";
  }

  @Override
  public boolean bitExact() {
    return numerics == ProductNumerics.EXACT;
  }

  @Override
  public int priority() {
    return 200;
  }

  @Override
  public int vectorBits() {
    return 0;
  }

  @Override
  public boolean isDevice() {
    return true;
  }

  @Override
  public synchronized String refusal() {
    if (!numerics.option().equals(products)) {
      return "cuda: " + ProductNumerics.PROPERTY + " must be one of " + ProductNumerics.options() + ", got " + products;
    }
    if (session.isEmpty() && refused.isEmpty()) {
      try {
        session = Optional.of(new CudaSession(this, opens.get()));
      } catch (CudaException e) {
        refused = Optional.of(e.getMessage());
      } catch (RuntimeException | LinkageError e) { // a provider that cannot be used must not keep the others from being used
        refused = Optional.of("cuda: cannot be opened: " + e);
      }
    }
    return refused.orElseGet(() -> session.orElseThrow().device().failure()
        .map(e -> "cuda: the device was lost, start again: " + e.getMessage()).orElse(""));
  }

  /** Name, capability, memory and driver of the device, and the arithmetic of products that are not exact. */
  @Override
  public synchronized String description() {
    return refusal().isEmpty() ? session.orElseThrow().device() + (bitExact() ? "" : ", products in " + products) : "";
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if there is a {@link #refusal}
   */
  @Override
  public synchronized Kernels create(WorkerPool pool) {
    String why = refusal();
    if (!why.isEmpty()) {
      throw new IllegalStateException(why);
    }
    return new CudaKernels(this, session.orElseThrow(), numerics, pool);
  }
}
