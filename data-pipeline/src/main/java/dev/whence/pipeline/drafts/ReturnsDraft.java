package dev.whence.pipeline.drafts;

import static dev.whence.pipeline.drafts.DraftText.quoted;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a file tells of returns, and the table drafted for them: a word, a flag, a date, units or
/// an amount in the row of the sale, or rows of their own with quantities below 0.
final class ReturnsDraft {
  /// Of a column that does not tell the outcome by its name or most values.
  private static final int FEW_WORDS = 20;

  private static final Set<String> YES =
      Set.of("yes", "y", "true", "1", "t", "si", "sim", "s", "oui", "o", "ja", "j", "tak", "x");
  private static final Set<String> NO =
      Set.of("no", "n", "false", "0", "f", "nao", "non", "nein", "nee", "nie", "not_returned");

  private static final Pattern AMOUNT =
      Pattern.compile("(.*_)?(amount|value|sum|total|price)(_.*)?|refund(ed)?|refunds");
  private static final Pattern UNITS =
      Pattern.compile("(.*_)?(quantity|qty|units|items|count)(_.*)?|returns");
  private static final Pattern AHEAD =
      Pattern.compile(
          "(.*_)?(by|until|window|policy|deadline|due|allowed|rate|ratio|probability|risk|score|days|eligible|eligibility|able|cost|fee)(_.*)?");

  private final List<ColumnFacts> columns;
  private final Map<String, ColumnFacts> sold;
  private final Optional<ReturnRows> rows;

  /// @param sold the file's columns for those of order lines
  /// @param rows where returns are rows of their own
  ReturnsDraft(
      List<ColumnFacts> columns, Map<String, ColumnFacts> sold, Optional<ReturnRows> rows) {
    this.columns = columns;
    this.sold = sold;
    this.rows = rows;
  }

  /// Columns with a word for returned among the few that they have.
  static List<ColumnFacts> statuses(List<ColumnFacts> columns) {
    return columns.stream()
        .filter(column -> !column.isTime() && !column.isEmpty() && !isAhead(column))
        .filter(column -> !column.called().matches("(.*_)?reason(_.*)?"))
        .filter(column -> !column.isNumber() && column.distinct().size() <= FEW_WORDS)
        .filter(column -> column.distinct().stream().anyMatch(OutcomeWords::isReturned))
        .toList();
  }

  /// Which rows of sales came back.
  private Optional<String> condition() {
    return word()
        .map(column -> "%s, in: %s".formatted(MappingDraft.reference(column), words(column)))
        .or(() -> at().map(column -> MappingDraft.reference(column) + ", present: true"))
        .or(() -> units().map(column -> MappingDraft.reference(column) + ", between: [1, 1000000]"))
        .or(() ->
            amount()
                .map(column -> MappingDraft.reference(column) + ", between: [0.01, 1000000000]"));
  }

  boolean areThere() {
    return sold.containsKey("ordered_at") && (rows.isPresent() || condition().isPresent());
  }

  /// Columns of the file that tell of returns.
  List<ColumnFacts> used() {
    if (rows.isPresent()) {
      return Stream.concat(
              rows.get().used().stream(), Stream.of(at(), reason()).flatMap(Optional::stream))
          .toList();
    }
    var used = new ArrayList<ColumnFacts>();
    List.of(word(), at(), units(), reason()).forEach(each -> each.ifPresent(used::add));
    if (used.isEmpty()) {
      amount().ifPresent(used::add);
    }
    return used;
  }

  /// A column with words for returned, or a flag that says so.
  private Optional<ColumnFacts> word() {
    return columns.stream()
        .filter(column -> !column.isTime() && !column.isEmpty() && !isAhead(column))
        .filter(column -> isFlag(column) || isStatus(column))
        .min(Comparator.comparing(column -> !isFlag(column)));
  }

  private static boolean isAhead(ColumnFacts column) {
    return AHEAD.matcher(column.called()).matches();
  }

  private static boolean isFlag(ColumnFacts column) {
    Set<String> words =
        column.distinct().stream().map(DraftText::words).collect(Collectors.toUnmodifiableSet());
    boolean areUnits = column.isNumber() && UNITS.matcher(column.called()).matches();
    return KnownAfterwards.isOfReturns(column.called())
        && !areUnits
        && words.size() <= 3
        && words.stream().anyMatch(YES::contains)
        && words.stream().allMatch(word -> YES.contains(word) || NO.contains(word));
  }

  private static boolean isStatus(ColumnFacts column) {
    Set<String> words = column.distinct();
    boolean isOutcome =
        column.tellsOutcome()
            || KnownAfterwards.reason(column.called()).isPresent()
            || column.called().matches("(.*_)?type(_.*)?");
    return isOutcome
        && !column.called().matches("(.*_)?reason(_.*)?")
        && words.size() <= (column.tellsOutcome() ? 3 * FEW_WORDS : FEW_WORDS)
        && words.stream().anyMatch(OutcomeWords::isReturned);
  }

  private static String words(ColumnFacts column) {
    return column.distinct().stream()
        .filter(value ->
            isFlag(column) ? YES.contains(DraftText.words(value)) : OutcomeWords.isReturned(value))
        .map(DraftText::quoted)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /// When something came back.
  Optional<ColumnFacts> at() {
    return columns.stream()
        .filter(ColumnFacts::isTime)
        .filter(column -> KnownAfterwards.isOfReturns(column.called()) && !isAhead(column))
        .findFirst();
  }

  private Optional<ColumnFacts> units() {
    return columns.stream()
        .filter(column -> column.isWhole() && KnownAfterwards.isOfReturns(column.called()))
        .filter(column -> !isFlag(column) && !isAhead(column))
        .filter(column -> UNITS.matcher(column.called()).matches())
        .findFirst();
  }

  private Optional<ColumnFacts> amount() {
    return columns.stream()
        .filter(column -> column.isNumber() && column.style() == WrittenNumbers.PLAIN)
        .filter(column -> KnownAfterwards.isOfReturns(column.called()))
        .filter(column -> !isFlag(column) && !isAhead(column))
        .filter(column -> AMOUNT.matcher(column.called()).matches())
        .findFirst();
  }

  private Optional<ColumnFacts> reason() {
    return columns.stream()
        .filter(column -> !column.isTime() && !column.isEmpty())
        .filter(column ->
            column
                .called()
                .matches(
                    "(.*_)?(return|returns|returned|refund)_(.*_)?reason|reason(_(for|of)_(the_)?returns?)?"))
        .findFirst();
  }

  /// The column that says what was canceled: by a word among its values, or as it has a time of
  /// that where something was.
  static Optional<ColumnFacts> canceled(List<ColumnFacts> columns) {
    return columns.stream()
        .filter(column -> !column.isTime() && column.distinct().size() <= 3 * FEW_WORDS)
        .filter(
            column -> column.tellsOutcome() || KnownAfterwards.reason(column.called()).isPresent())
        .filter(column -> !column.called().matches("(.*_)?reason(_.*)?"))
        .filter(column -> column.distinct().stream().anyMatch(OutcomeWords::isCancelled))
        .findFirst()
        .or(() ->
            columns.stream()
                .filter(column -> column.isTime() && column.missingShare() > 0)
                .filter(column -> column.called().matches("(.*_)?cancel(l?ed|lation)?(_.*)?"))
                .findFirst());
  }

  /// YAML of whether a row was canceled, with its doubt.
  ///
  /// @param column as [#canceled] finds it
  static String canceled(ColumnFacts column) {
    if (column.isTime()) {
      return "{first of: [{only if: %s, present: true, value: {constant: true}}, {constant: false}]} # DOUBT: where it has a time"
          .formatted(MappingDraft.reference(column));
    }
    return column.distinct().stream()
            .filter(OutcomeWords::isCancelled)
            .map(word -> quoted(word) + ": true")
            .collect(
                Collectors.joining(
                    ", ",
                    "{words: %s, map: {".formatted(MappingDraft.reference(column)),
                    "}, otherwise: false}"))
        + " # DOUBT: of these words";
  }

  /// YAML of the table.
  ///
  /// @param recipes of `order_id`, `line_id`, `ordered_at` and `quantity` of the order lines
  /// @param delivered YAML of the time of delivery, empty if there is none
  String table(Map<String, String> recipes, String delivered) {
    return rows.map(each ->
            each.table(
                recipes,
                at().map(column -> MappingDraft.time(column, "23:59"))
                    .orElse(recipes.getOrDefault("ordered_at", "")),
                reason().map(MappingDraft::reference).orElse("")))
        .orElseGet(() -> marked(recipes, delivered));
  }

  private String marked(Map<String, String> recipes, String delivered) {
    var yaml = new StringBuilder("  returns:\n    from: rows\n");
    yaml.append("    filters: # DOUBT: taken to say that the row came back\n")
        .append("      came back: {keep if: %s}\n".formatted(condition().orElseThrow()))
        .append("    columns:\n");
    var columnsOf = new LinkedHashMap<String, String>();
    columnsOf.put("order_id", recipes.getOrDefault("order_id", ""));
    columnsOf.put("line_id", recipes.getOrDefault("line_id", ""));
    columnsOf.put(
        "returned_at",
        at().map(column ->
                MappingDraft.time(column, "23:59")
                    + (column.missingShare() > 0 && word().isPresent()
                        ? " # DOUBT: where it is missing, the return is rejected"
                        : ""))
            .orElseGet(() ->
                delivered.isEmpty()
                    ? recipes.getOrDefault("ordered_at", "")
                        + " # DOUBT: the file does not say when it came back: the time of the order is too early"
                    : delivered
                        + " # DOUBT: the file does not say when it came back: the time of delivery is too early"));
    columnsOf.put(
        "units",
        units().map(MappingDraft::reference).orElseGet(() -> recipes.getOrDefault("quantity", "")));
    columnsOf.put("reason", reason().map(MappingDraft::reference).orElse(""));
    columnsOf.forEach((name, recipe) -> {
      if (!recipe.isEmpty()) {
        yaml.append("      %s: %s\n".formatted(name, recipe));
      }
    });
    return yaml.append('\n').toString();
  }

  /// A recipe over the rows of another source of the same file.
  static String renamed(String recipe, String source) {
    return recipe.replace("\"rows.", "\"" + source + ".");
  }
}
