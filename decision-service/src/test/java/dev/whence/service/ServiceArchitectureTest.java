package dev.whence.service;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The arrows inside the service: HTTP knows the domain packages, they do not know HTTP; SQL stays
/// in stores.
@AnalyzeClasses(
    packages = "dev.whence.service",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ServiceArchitectureTest {
  private static final String[] DOMAINS = {
    "dev.whence.service.inventory..",
    "dev.whence.service.carriers..",
    "dev.whence.service.sourcing..",
    "dev.whence.service.history..",
    "dev.whence.service.json..",
    "dev.whence.service.store..",
  };

  @ArchTest
  static final ArchRule serviceSeesNeitherParquetNorTrainers =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.whence.pipeline..",
              "dev.whence.training..",
              "org.apache.parquet..",
              "com.jerolba..",
              "ml.dmlc..",
              "org.duckdb..");

  @ArchTest
  static final ArchRule onlyModelsTouchesOnnxRuntimeAndTribuo =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.onnxruntime..", "org.tribuo..");

  @ArchTest
  static final ArchRule domainPackagesDoNotKnowHttp =
      noClasses()
          .that()
          .resideInAnyPackage(DOMAINS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.whence.service.http..", "io.helidon..");

  @ArchTest
  static final ArchRule storeIsTheGround_andKnowsNoDomain =
      noClasses()
          .that()
          .resideInAPackage("dev.whence.service.store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.whence.domain..",
              "dev.whence.rules..",
              "dev.whence.service.inventory..",
              "dev.whence.service.carriers..",
              "dev.whence.service.sourcing..",
              "dev.whence.service.history..");

  @ArchTest
  static final ArchRule httpDoesNotSpeakSql =
      noClasses()
          .that()
          .resideInAPackage("dev.whence.service.http..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "com.zaxxer..");

  @ArchTest
  static final ArchRule onlyTheStorePackageKnowsThePoolAndTheMigrations =
      classes()
          .that()
          .resideOutsideOfPackage("dev.whence.service.store..")
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackages("com.zaxxer..", "org.flywaydb..");
}
