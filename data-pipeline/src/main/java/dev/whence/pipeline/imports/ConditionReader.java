package dev.whence.pipeline.imports;

import dev.whence.rules.yaml.Yaml;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// The grammar of a condition: a recipe and one test of what it gives.
final class ConditionReader {
  private ConditionReader() {}

  private static final List<String> TESTS =
      List.of(
          "in",
          "not in",
          "between",
          "present",
          "starting with",
          "not starting with",
          "matching",
          "not matching");

  /// @param key of the recipe that is tested
  /// @param others keys beside it
  static Condition read(
      String name, String key, List<String> others, Yaml yaml, RecipeReader recipes) {
    var keys = new ArrayList<>(TESTS);
    keys.add(key);
    keys.addAll(others);
    yaml.onlyKeys(keys.toArray(String[]::new));
    Recipe value = recipes.read(yaml.required(key));
    Condition.Test test = test(yaml);
    return new Condition(
        name, test instanceof Condition.Test.Between ? recipes.asNumber(value) : value, test);
  }

  private static Condition.Test test(Yaml yaml) {
    List<String> tests = TESTS.stream().filter(yaml::has).toList();
    if (tests.size() != 1) {
      yaml.complain("needs exactly one of " + TESTS + ", has " + tests);
      return new Condition.Test.Present();
    }
    Yaml operand = yaml.required(tests.getFirst());
    if (operand.isMissing()) {
      return new Condition.Test.Present();
    }
    return switch (tests.getFirst()) {
      case "in" -> new Condition.Test.In(Set.copyOf(operand.texts()));
      case "not in" -> new Condition.Test.NotIn(Set.copyOf(operand.texts()));
      case "between" -> {
        List<BigDecimal> ends = operand.elements().stream().map(Yaml::decimal).toList();
        if (ends.size() != 2) {
          operand.complain("needs two numbers");
          yield new Condition.Test.Present();
        }
        yield new Condition.Test.Between(ends.getFirst(), ends.getLast());
      }
      case "starting with", "not starting with" ->
          new Condition.Test.StartingWith(
              Set.copyOf(operand.texts()), tests.getFirst().startsWith("starting"));
      case "matching", "not matching" -> {
        try {
          yield new Condition.Test.Matching(
              Pattern.compile(operand.text()), tests.getFirst().startsWith("matching"));
        } catch (PatternSyntaxException e) {
          operand.complain("is no pattern: " + e.getDescription());
          yield new Condition.Test.Present();
        }
      }
      default -> {
        if (!operand.flag()) {
          operand.complain("must be true");
        }
        yield new Condition.Test.Present();
      }
    };
  }
}
