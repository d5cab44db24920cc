package dev.whence.models;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.whence.models",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule onlyScoringTouchesTheRuntimes =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.whence.models.scoring")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.onnxruntime..", "ai.onnx..", "org.tribuo..", "com.oracle..");

  @ArchTest
  static final ArchRule onlyBundlesReadFiles =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.whence.models.bundles")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.nio.file..");

  @ArchTest
  static final ArchRule onlyBundlesAndAttributesAreJson =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.whence.models.bundles", "dev.whence.models.attributes")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml..");

  @ArchTest
  static final ArchRule modelsSeesNoOtherModuleButTheDomain =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.whence.rules..",
              "dev.whence.pipeline..",
              "dev.whence.training..",
              "dev.whence.service..");

  @ArchTest
  static final ArchRule featuresKnowNoModel =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.whence.models.features",
              "dev.whence.models.transit",
              "dev.whence.models.returns")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.whence.models.bundles",
              "dev.whence.models.scoring",
              "dev.whence.models.estimates");

  @ArchTest
  static final ArchRule metricsKnowNothingElse =
      noClasses()
          .that()
          .resideInAPackage("dev.whence.models.metrics")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages("dev.whence.models.metrics", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("dev.whence.models.(*)..").should().beFreeOfCycles();
}
