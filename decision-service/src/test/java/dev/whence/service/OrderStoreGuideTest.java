package dev.whence.service;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/// Holds what `docs/order-store.md` guarantees to tests that exist and run.
class OrderStoreGuideTest {
  private static final Path GUIDE = Path.of("../docs/order-store.md");
  private static final Path TESTS = Path.of("src/test/java");
  private static final Pattern GUARANTEE = Pattern.compile("(?m)^\\*\\*(.+?)\\*\\*");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| ([^|`]+?) \\| (`[^|]+`) \\|$");
  private static final Pattern NAME = Pattern.compile("`(\\w+)\\.(\\w+)`");

  @Test
  void everyGuaranteeIsHeldByATestThatRuns() throws IOException {
    String guide = Files.readString(GUIDE);
    String section =
        guide.substring(
            guide.indexOf("## Guarantees\n"), guide.indexOf("## The embedded server\n"));
    List<String> guarantees = all(GUARANTEE, section).map(found -> found.group(1)).toList();
    var tests = new LinkedHashMap<String, String>();
    all(ROW, section).forEach(row -> tests.put(row.group(1), row.group(2)));
    Map<String, Class<?>> classes = testClasses();

    assertThat(guarantees).hasSizeGreaterThan(10);
    assertThat(tests.keySet()).containsExactlyInAnyOrderElementsOf(guarantees);
    tests.forEach((guarantee, names) -> {
      List<MatchResult> named = all(NAME, names).toList();
      assertThat(named).as(guarantee).isNotEmpty();
      for (MatchResult name : named) {
        Class<?> test = classes.getOrDefault(name.group(1), Object.class);
        assertThat(test.getDeclaredMethods())
            .as("%s: %s", guarantee, name.group())
            .filteredOn(OrderStoreGuideTest::isTest)
            .extracting(Method::getName)
            .contains(name.group(2));
      }
    });
  }

  private static boolean isTest(Method method) {
    return method.isAnnotationPresent(Test.class)
        || method.isAnnotationPresent(ParameterizedTest.class);
  }

  private static Stream<MatchResult> all(Pattern pattern, String text) {
    return pattern.matcher(text).results();
  }

  private static Map<String, Class<?>> testClasses() throws IOException {
    try (Stream<Path> files = Files.walk(TESTS)) {
      return files
          .map(file -> TESTS.relativize(file).toString())
          .filter(file -> file.endsWith("Test.java"))
          .map(file -> file.replace(".java", "").replace(file.contains("/") ? "/" : "\\", "."))
          .collect(
              toMap(
                  name -> Arrays.asList(name.split("\\.")).getLast(),
                  OrderStoreGuideTest::classNamed));
    }
  }

  private static Class<?> classNamed(String name) {
    try {
      return Class.forName(name, false, OrderStoreGuideTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
