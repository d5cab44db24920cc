package dev.whence.training;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.whence.training",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule onlyBoostingTouchesXgboost =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.whence.training.boosting")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ml.dmlc..");

  @ArchTest
  static final ArchRule onlyOnnxWritesGraphs =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.whence.training.onnx")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.onnx..", "com.google.protobuf..");

  @ArchTest
  static final ArchRule nobodyRunsModelsButThroughTheirModule =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("ai.onnxruntime..");

  @ArchTest
  static final ArchRule trainingKnowsNoService =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.whence.service..", "io.helidon..", "java.sql..");

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("dev.whence.training.(*)..").should().beFreeOfCycles();
}
