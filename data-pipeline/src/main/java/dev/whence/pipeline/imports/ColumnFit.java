package dev.whence.pipeline.imports;

import dev.whence.pipeline.history.DeclaredAttributes.Kind;
import dev.whence.rules.yaml.Yaml;
import java.util.Optional;

/// Whether what a recipe can give is of use to its column, as far as the mapping tells without a
/// file: of fixed texts, of the words of a translation, of the kind of value.
final class ColumnFit {
  private ColumnFit() {}

  /// Complains of what can never be in the column, where it stands.
  static void check(CanonicalTable.Column column, Recipe recipe, Yaml yaml) {
    switch (recipe) {
      case Recipe.Constant(var text) -> word(column, text, yaml);
      case Recipe.Words(var _, var map, var otherwise) -> {
        map.forEach((word, text) -> word(column, text, yaml.get("map").get(word)));
        otherwise.ifPresent(text -> word(column, text, yaml.get("otherwise")));
      }
      case Recipe.Steps(var _, var upTo) -> {
        for (var step : yaml.get("up to").entries()) {
          word(column, step.getValue().text(), step.getValue());
        }
      }
      case Recipe.FirstOf(var parts) -> {
        var elements = yaml.get("first of").elements();
        for (int i = 0; i < Math.min(parts.size(), elements.size()); i++) {
          check(column, parts.get(i), elements.get(i));
        }
      }
      case Recipe.OnlyIf(var _, var value) -> check(column, value, yaml.get("value"));
      default -> kind(column, recipe, yaml);
    }
  }

  private static void word(CanonicalTable.Column column, String text, Yaml yaml) {
    if (!text.isEmpty()) {
      column
          .type()
          .complaint(text)
          .ifPresent(complaint -> yaml.complain("'" + text + "' " + complaint));
    }
  }

  private static void kind(CanonicalTable.Column column, Recipe recipe, Yaml yaml) {
    Type.Gives wanted = column.type().gives();
    Optional<Type.Gives> given = given(recipe);
    if (wanted != Type.Gives.ANY && given.isPresent() && given.get() != wanted) {
      yaml.complain("gives %s, and %s is %s".formatted(given.get(), column.name(), wanted));
    }
  }

  /// Empty if only the files tell.
  private static Optional<Type.Gives> given(Recipe recipe) {
    return switch (recipe) {
      case Recipe.Time _, Recipe.Next _, Recipe.Later _ -> Optional.of(Type.Gives.TIME);
      case Recipe.Extreme(var _, var _, var times) ->
          Optional.of(times ? Type.Gives.TIME : Type.Gives.NUMBER);
      case Recipe.Date _ -> Optional.of(Type.Gives.DATE);
      default ->
          recipe.kind().equals(Optional.of(Kind.NUMBER))
              ? Optional.of(Type.Gives.NUMBER)
              : Optional.empty();
    };
  }
}
