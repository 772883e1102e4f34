package org.anabranch.peers;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.anabranch.jmh.peer.OwnProcess;
import org.anabranch.jmh.peer.Peer;
import org.anabranch.jmh.peer.PeerProvider;

/**
 * libtorch, the official build: that of DJL's jar, called through the bytedeco bindings, in a process of its own.
 *
 * <p>The bindings come with a libtorch that uses OpenBLAS. It is kept off the class path of the process, and the folder that holds
 * the official one beside the bindings' glue is the only place to look; the bindings load OpenBLAS all the same, which nobody calls.
 */
public final class Torch implements PeerProvider {
  /** For the service loader. */
  public Torch() {}

  @Override
  public String name() {
    return "torch";
  }

  @Override
  public Optional<OwnProcess> ownProcess() {
    Path folder = Natives.folder("torch", "pytorch/cpu/linux-x86_64", "libgomp-98b21ff3.so.1", "libc10.so", "libtorch_cpu.so",
        "libtorch.so");
    Natives.folder("torch", "org/bytedeco/pytorch/linux-x86_64", "libjnitorch.so");
    Natives.folder("torch", "org/bytedeco/openblas/linux-x86_64", "libquadmath.so.0", "libgfortran.so.5", "libopenblas.so.0",
        "libjniopenblas.so", "libjniopenblas_nolapack.so");
    Natives.alias(folder, "libopenblas.so.0", "libopenblas_nolapack.so.0");
    List<String> classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(e -> !e.endsWith("-linux-x86_64.jar")).toList();
    String loader = "-Dorg.bytedeco.javacpp.";
    return Optional.of(new OwnProcess(List.of(loader + "pathsFirst=true", loader + "platform.preloadpath=" + folder,
        loader + "cachedir=" + folder.resolve("cache"), loader + "nopointergc=true", "-Djava.library.path=" + folder), classPath));
  }

  @Override
  public Peer open(int threads) {
    return new TorchPeer(threads);
  }
}
