package dev.whence.service;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/// A class may be renamed without anybody noticing outside: what is told or kept has a name of its
/// own in [KeptNames], or a word where it stands.
@AnalyzeClasses(packages = "dev.whence", importOptions = DoNotIncludeTests.class)
class ClassNamesTest {
  private static final Set<String> NAMES =
      Set.of("getSimpleName", "getTypeName", "getCanonicalName");

  /// Allowed where a failure of the JDK is told that has no message: its names are not ours.
  @ArchTest
  static final ArchRule namesOfClassesStayInside =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.whence.service.events.WebhookSender")
          .should()
          .accessTargetWhere(
              describe(
                  "reads the name of a class",
                  (JavaAccess<?> access) ->
                      access.getTargetOwner().isEquivalentTo(Class.class)
                          && NAMES.contains(access.getTarget().getName())));
}
