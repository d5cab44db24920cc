package dev.whence.rules;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.whence.rules.tables.RuleTables;

/// The arrows between the packages of this module.
@AnalyzeClasses(packages = "dev.whence", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule whatDecidesKnowsNoHttpSqlNativeCodeOrJson =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.net.http..",
              "java.sql..",
              "javax.sql..",
              "java.lang.foreign..",
              "com.fasterxml.jackson..",
              "io.helidon..",
              "org.jdbi..",
              "ai.onnxruntime..",
              "org.tribuo..");

  @ArchTest
  static final ArchRule theDomainKnowsNoRules =
      noClasses()
          .that()
          .resideInAPackage("dev.whence.domain..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.whence.rules..");

  @ArchTest
  static final ArchRule factsKnowTheDomainOnly =
      classes()
          .that()
          .resideInAPackage("dev.whence.rules.facts..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "org.jspecify..", "dev.whence.domain..", "dev.whence.rules.facts..");

  @ArchTest
  static final ArchRule theDecisionAsksTheInterfaceByItsSchemasAndNotTheTables =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.whence.rules.tables..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.whence.rules.tables..")
                  .and(not(resideInAPackage("dev.whence.rules.tables.schema")))
                  .and(not(type(RuleTables.class))));

  @ArchTest
  static final ArchRule theTablesKnowNothingOfTheDecision =
      classes()
          .that()
          .resideInAPackage("dev.whence.rules.tables..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify..",
              "org.drools..",
              "org.kie..",
              "org.apache.poi..",
              "org.apache.commons.compress..",
              "javax.xml.stream..",
              "dev.whence.text..",
              "dev.whence.domain..",
              "dev.whence.rules.facts..",
              "dev.whence.rules.tables..");

  @ArchTest
  static final ArchRule onlyOneClassKnowsDrools =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.whence.rules.tables.TableRules")
          .and()
          .haveNameNotMatching("dev\\.whence\\.rules\\.tables\\.TableRules\\$.*")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.drools..", "org.kie..");

  @ArchTest
  static final ArchRule onlyTheFilesOfWorkbooksKnowPoi =
      noClasses()
          .that()
          .haveNameNotMatching("dev\\.whence\\.rules\\.tables\\.files\\.Xlsx(File|Reader)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.poi..");

  @ArchTest
  static final ArchRule onlyOneClassKnowsTheYamlParser =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.whence.rules.yaml.Composer")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.yaml.snakeyaml..");

  @ArchTest
  static final ArchRule whatReadsYamlKnowsNothingElse =
      classes()
          .that()
          .resideInAPackage("dev.whence.rules.yaml..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "org.jspecify..", "org.yaml.snakeyaml..", "dev.whence.rules.yaml..");

  @ArchTest
  static final ArchRule whatAllModulesShareKnowsNothingElse =
      classes()
          .that()
          .resideInAPackage("dev.whence.text..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.jspecify..", "dev.whence.text..");

  @ArchTest
  static final ArchRule packagesOfTheTablesFormNoCycles =
      slices().matching("dev.whence.rules.tables.(*)..").should().beFreeOfCycles();
}
