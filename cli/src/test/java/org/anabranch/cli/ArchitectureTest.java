package org.anabranch.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between modules and packages, and what the engine must not call. */
class ArchitectureTest {
  private static final String ROOT = "org.anabranch.";
  private static final JavaClasses MAIN = new ClassFileImporter()
      .withImportOption(new ImportOption.DoNotIncludeTests()).withImportOption(location -> !location.contains("-tests.jar"))
      .importPackages("org.anabranch");

  /** Their last bits depend on the JDK and the CPU; the engine has polynomials of its own. */
  private static final Set<String> INEXACT = Set.of("exp", "expm1", "log", "log10", "log1p", "sin", "cos", "tan", "asin", "acos",
      "atan", "atan2", "sinh", "cosh", "tanh", "pow", "cbrt", "hypot");

  /** A sum or product over lanes: its order changes when the compiler takes over. Max and min have no order. */
  private static final Pattern UNORDERED = Pattern.compile("reduceLanes\\s*\\(\\s*(VectorOperators\\s*\\.\\s*)?(ADD|MUL)\\b");

  /** One class is excepted: laws of logits are StrictMath's by definition, whose bits the kernels for GPUs have too. */
  private static ArchRule callsNothingInexact(String packages) {
    return noClasses().that().resideInAPackage(packages).and().doNotHaveFullyQualifiedName(ROOT + "engine.LogitRow")
        .should().callMethodWhere(describe("a function of Math without own bits", (JavaCall<?> call) ->
            (call.getTargetOwner().isEquivalentTo(Math.class) || call.getTargetOwner().isEquivalentTo(StrictMath.class))
                && INEXACT.contains(call.getTarget().getName())));
  }

  @Test
  void everyModuleIsSeen() {
    for (String p : List.of("engine", "nativekernels", "cuda", "solver", "model", "search", "tokenizers", "cli")) {
      assertTrue(MAIN.stream().anyMatch(c -> c.getPackageName().startsWith(ROOT + p)), p);
    }
    assertTrue(MAIN.stream().noneMatch(c -> c.getSimpleName().endsWith("Test")));
  }

  @ParameterizedTest
  @CsvSource({
      "engine, java..|jdk.incubator.vector..|org.anabranch.engine..",
      "nativekernels, java..|com.sun.management..|org.anabranch.engine..|org.anabranch.nativekernels..",
      "cuda, java..|jcuda..|org.anabranch.engine..|org.anabranch.cuda..",
      "solver, java..|org.anabranch.engine..|org.anabranch.solver..",
      "search, java..|org.anabranch.engine..|org.anabranch.solver..|org.anabranch.search..",
      "tokenizers, java..|ai.djl..|org.anabranch.model..|org.anabranch.tokenizers..",
      "model, java..|com.sun.management..|tools.jackson..|dk.brics..|org.anabranch.engine..|org.anabranch.solver..|"
          + "org.anabranch.model..",
  })
  void aModuleKnowsOnlyWhatIsBelowIt(String module, String allowed) {
    classes().that().resideInAPackage(ROOT + module + "..")
        .should().onlyDependOnClassesThat().resideInAnyPackage(allowed.split("\\|")).check(MAIN);
  }

  @Test
  void nobodyKnowsTheCommandLine() {
    noClasses().that().resideOutsideOfPackage(ROOT + "cli..").should().dependOnClassesThat().resideInAPackage(ROOT + "cli..")
        .check(MAIN);
  }

  @Test
  void nobodyKnowsWhatOnlyMeasures() {
    noClasses().should().dependOnClassesThat().resideInAnyPackage(ROOT + "jmh..", ROOT + "peers..", "org.openjdk.jmh..",
        "ai.onnxruntime..", "org.bytedeco..").check(MAIN);
  }

  @Test
  void onlyTheCommandLineKnowsItsLibraries() {
    noClasses().that().resideOutsideOfPackage(ROOT + "cli..").should().dependOnClassesThat()
        .resideInAnyPackage("picocli..", "me.tongfei..", "org.knowm..", "org.ejml..").check(MAIN);
  }

  @Test
  void tokenizersAreFoundAsAService() {
    noClasses().that().resideOutsideOfPackage(ROOT + "tokenizers..").should().dependOnClassesThat()
        .resideInAnyPackage(ROOT + "tokenizers..", "ai.djl..").check(MAIN);
  }

  @Test
  void kernelProvidersAreFoundAsServices() {
    noClasses().that().resideOutsideOfPackage(ROOT + "nativekernels..").should().dependOnClassesThat()
        .resideInAPackage(ROOT + "nativekernels..").check(MAIN);
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("org.anabranch.(**)").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void theEngineHasItsOwnTranscendentalFunctions() {
    callsNothingInexact(ROOT + "engine..").check(MAIN);
  }

  @Test
  void thatRuleSeesACall() {
    JavaClasses here = new ClassFileImporter().importClasses(CallsTanh.class);
    assertThrows(AssertionError.class, () -> callsNothingInexact(ROOT + "cli..").check(here));
  }

  @Test
  void nobodySumsFloatsAcrossLanes() throws IOException {
    List<String> found = new ArrayList<>();
    int files = 0;
    for (Path module : Stream.of("engine", "native", "ode-solvers", "models", "search", "tokenizers", "cli").map(Path.of("..")::resolve)
        .toList()) {
      try (Stream<Path> sources = Files.walk(module.resolve("src/main/java"))) {
        for (Path source : sources.filter(s -> s.toString().endsWith(".java")).toList()) {
          files++;
          UNORDERED.matcher(Files.readString(source)).results().forEach(m -> found.add(source + ": " + m.group()));
        }
      }
    }
    assertTrue(files > 50, "only " + files + " sources were found");
    assertEquals(List.of(), found);
    assertTrue(UNORDERED.matcher("v.reduceLanes(\n  VectorOperators.ADD)").find());
    assertTrue(UNORDERED.matcher("v.reduceLanes(MUL, m)").find());
  }

  /** What the rule must catch. */
  static final class CallsTanh {
    static double call(double x) {
      return Math.tanh(x);
    }
  }
}
