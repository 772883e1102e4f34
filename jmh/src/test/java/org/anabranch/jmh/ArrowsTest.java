package org.anabranch.jmh;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The module that measures knows the product, and neither the product nor the seam of the peers knows more than it must. */
final class ArrowsTest {
  private static final JavaClasses MAIN = new ClassFileImporter()
      .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.anabranch");

  @Test
  void nobodyKnowsTheBenchmarks() {
    assertTrue(MAIN.stream().anyMatch(c -> c.getPackageName().equals("org.anabranch.cli")));
    noClasses().that().resideOutsideOfPackage("org.anabranch.jmh..").should().dependOnClassesThat()
        .resideInAPackage("org.anabranch.jmh..").check(MAIN);
  }

  @Test
  void theSeamOfThePeersKnowsTheProductAndNothingElse() {
    classes().that().resideInAPackage("org.anabranch.jmh.peer..").should().onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.anabranch.engine..", "org.anabranch.solver..", "org.anabranch.model..", "org.anabranch.jmh",
            "org.anabranch.jmh.peer..").check(MAIN);
  }

  @Test
  void noPeerIsNamedOutsideItsModule() {
    noClasses().should().dependOnClassesThat().resideInAnyPackage("ai.onnxruntime..", "org.bytedeco..", "com.github.tjake..",
        "org.anabranch.peers..").check(MAIN);
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("org.anabranch.jmh.(**)").should().beFreeOfCycles().check(MAIN);
  }
}
