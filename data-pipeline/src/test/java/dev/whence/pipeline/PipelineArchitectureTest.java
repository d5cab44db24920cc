package dev.whence.pipeline;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(
    packages = "dev.whence.pipeline",
    importOptions = ImportOption.DoNotIncludeTests.class)
class PipelineArchitectureTest {

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      SlicesRuleDefinition.slices().matching("dev.whence.pipeline.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule historyKnowsOnlyTheDomain =
      noClasses()
          .that()
          .resideInAPackage("..pipeline.history..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..pipeline.imports..",
              "..pipeline.network..",
              "..pipeline.simulation..",
              "picocli..");

  @ArchTest
  static final ArchRule onlyHistoryTouchesParquet =
      noClasses()
          .that()
          .resideOutsideOfPackage("..pipeline.history..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.jerolba..", "org.apache.parquet..", "org.apache.hadoop..");

  @ArchTest
  static final ArchRule onlyCommandsTalkToPeople =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.whence.pipeline", "..pipeline.cli..", "..pipeline.terminal..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..", "me.tongfei..");

  @ArchTest
  static final ArchRule theSimulatorAndTheImporterDoNotKnowEachOther =
      noClasses()
          .that()
          .resideInAPackage("..pipeline.simulation..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..pipeline.imports..");

  @ArchTest
  static final ArchRule importsKnowNothingOfDrafts =
      noClasses()
          .that()
          .resideInAPackage("..pipeline.imports..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..pipeline.drafts..");
}
