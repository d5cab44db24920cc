package dev.whence.service;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The arrows between the packages of the service.
@AnalyzeClasses(packages = "dev.whence.service", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.whence.service.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule groupsOfRoutesDoNotKnowOneAnother =
      slices().matching("dev.whence.service.http.(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule nothingKnowsTheConsole =
      noClasses()
          .that()
          .resideOutsideOfPackages("..service.console..", "dev.whence.service")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..service.console..");

  @ArchTest
  static final ArchRule onlyTheConsoleFillsTemplates =
      noClasses()
          .that()
          .resideOutsideOfPackage("..service.console..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("gg.jte..");

  @ArchTest
  static final ArchRule useCasesAndStoresKnowNothingOfHttp =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..service.store..",
              "..service.embedded..",
              "..service.access..",
              "..service.sourcing..",
              "..service.reservations..",
              "..service.shipments..",
              "..service.inventory..",
              "..service.carriers..",
              "..service.money..",
              "..service.places..",
              "..service.history..",
              "..service.orders..",
              "..service.reports..",
              "..service.milestones..",
              "..service.tabletests..",
              "..service.drafts..",
              "..service.events..",
              "..service.json..",
              "..service.config..",
              "..service.failures..",
              "..service.metrics..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..service.http..", "..service.client..", "io.helidon..");

  @ArchTest
  static final ArchRule onlyHttpTouchesHelidon =
      classes()
          .that()
          .resideOutsideOfPackage("..service.http")
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackage("io.helidon..");

  @ArchTest
  static final ArchRule sqlStaysInStores =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..service.http..", "..service.console..", "..service.client..", "..service.config..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "org.postgresql..", "com.zaxxer..");

  @ArchTest
  static final ArchRule onlyTheStorePackageKnowsThePoolAndTheMigrations =
      classes()
          .that()
          .resideOutsideOfPackage("..service.store..")
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackages("com.zaxxer..", "org.flywaydb..");

  @ArchTest
  static final ArchRule theStorePackageIsTheGroundAndKnowsNoDomain =
      noClasses()
          .that()
          .resideInAPackage("..service.store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.whence.domain..",
              "dev.whence.rules..",
              "..service.inventory..",
              "..service.carriers..",
              "..service.money..",
              "..service.places..",
              "..service.sourcing..",
              "..service.reservations..",
              "..service.shipments..",
              "..service.embedded..",
              "..service.events..",
              "..service.access..",
              "..service.history..");

  @ArchTest
  static final ArchRule reservationsAndShipmentsDoNotKnowHowADecisionCameAbout =
      noClasses()
          .that()
          .resideInAnyPackage("..service.reservations..", "..service.shipments..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..service.sourcing..", "..service.versions..");

  @ArchTest
  static final ArchRule theServiceSeesNeitherParquetNorTrainers =
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
  static final ArchRule onlyModuleModelsTouchesOnnxRuntimeAndTribuo =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.onnxruntime..", "org.tribuo..");
}
