package dev.whence.pipeline.drafts;

import static dev.whence.pipeline.drafts.DraftText.quoted;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Rows of a file that take back what other rows sold: those with quantities below 0, or those of a
/// type of their own.
///
/// @param sold the file's columns for those of order lines
/// @param kind the column with the type; empty if quantities below 0 tell
/// @param original names the order of the sale, if a column does; else the latest sale of the
///   article to the customer is taken
/// @param isByArticle whether that order has several lines, so that the article tells which
record ReturnRows(
    Map<String, ColumnFacts> sold,
    Optional<ColumnFacts> kind,
    Optional<ColumnFacts> original,
    boolean isByArticle) {
  static final String SALES = "sales";
  static final String CREDITS = "credits";

  private static final double MOST = 0.8;
  private static final double HALF = 0.5;
  private static final double FEW = 0.05;

  /// Rows looked at, apart.
  private record Apart(
      List<ColumnFacts> columns, List<List<String>> sales, List<List<String>> back) {
    private List<String> values(List<String> row, List<ColumnFacts> wanted) {
      return wanted.stream().map(column -> row.get(columns.indexOf(column)).strip()).toList();
    }

    private Set<List<String>> sold(List<ColumnFacts> wanted) {
      return sales.stream().map(row -> values(row, wanted)).collect(Collectors.toSet());
    }

    /// Share of the rows of returns whose values are those of a sale.
    private double known(List<ColumnFacts> wanted, List<ColumnFacts> ofSales) {
      Set<List<String>> sold = sold(ofSales);
      long known =
          back.stream()
              .map(row -> values(row, wanted))
              .filter(values -> !values.contains("") && sold.contains(values))
              .count();
      return back.isEmpty() ? 0 : (double) known / back.size();
    }

    private double filled(ColumnFacts column, List<List<String>> rows) {
      long filled = rows.stream().filter(row -> !values(row, List.of(column)).contains("")).count();
      return rows.isEmpty() ? 0 : (double) filled / rows.size();
    }
  }

  /// @param kinds columns with a word for returned among few others
  /// @param rows of the file
  static Optional<ReturnRows> of(
      List<ColumnFacts> columns,
      Map<String, ColumnFacts> sold,
      List<ColumnFacts> kinds,
      List<List<String>> rows) {
    if (!sold.containsKey("ordered_at") || !sold.containsKey("sku")) {
      return Optional.empty();
    }
    ColumnFacts quantity = sold.get("quantity");
    if (quantity != null && quantity.isNegativeSometimes()) {
      int units = columns.indexOf(quantity);
      Apart apart = apart(columns, rows, row -> row.get(units).strip().startsWith("-"));
      return original(apart, sold, Optional.empty())
          .or(() -> byCustomer(apart, sold, Optional.empty(), 0));
    }
    for (ColumnFacts kind : kinds) {
      int words = columns.indexOf(kind);
      Apart apart = apart(columns, rows, row -> OutcomeWords.isReturned(row.get(words)));
      boolean isType = kind.called().matches("(.*_)?(type|kind|movement|method)(_.*)?");
      Optional<ReturnRows> found =
          original(apart, sold, Optional.of(kind))
              .or(() ->
                  isType ? byCustomer(apart, sold, Optional.of(kind), MOST) : Optional.empty());
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Apart apart(
      List<ColumnFacts> columns, List<List<String>> rows, Predicate<List<String>> isReturn) {
    Map<Boolean, List<List<String>>> apart =
        rows.stream().collect(Collectors.partitioningBy(isReturn));
    return new Apart(
        columns, Objects.requireNonNull(apart.get(false)), Objects.requireNonNull(apart.get(true)));
  }

  /// By a column that only returns have, with orders of sales in it; or by the order itself, where
  /// the sale has the same.
  private static Optional<ReturnRows> original(
      Apart apart, Map<String, ColumnFacts> sold, Optional<ColumnFacts> kind) {
    ColumnFacts order = sold.get("order_id");
    if (order == null || apart.back().isEmpty() || apart.sales().isEmpty()) {
      return Optional.empty();
    }
    boolean isByArticle = apart.sold(List.of(order)).size() < apart.sales().size();
    ColumnFacts sku = Objects.requireNonNull(sold.get("sku"));
    Optional<ColumnFacts> reference =
        apart.columns().stream()
            .filter(column -> !column.isTime() && !column.equals(order))
            .filter(column -> apart.filled(column, apart.sales()) <= FEW)
            .filter(column -> apart.known(List.of(column), List.of(order)) >= HALF)
            .findFirst()
            .or(() ->
                apart.known(List.of(order, sku), List.of(order, sku)) >= MOST
                    ? Optional.of(order)
                    : Optional.empty());
    return reference.map(column ->
        new ReturnRows(sold, kind, Optional.of(column), isByArticle || column.equals(order)));
  }

  private static Optional<ReturnRows> byCustomer(
      Apart apart, Map<String, ColumnFacts> sold, Optional<ColumnFacts> kind, double share) {
    ColumnFacts customer = sold.get("customer_id");
    if (customer == null || !sold.containsKey("quantity")) {
      return Optional.empty();
    }
    List<ColumnFacts> key = List.of(customer, Objects.requireNonNull(sold.get("sku")));
    double known = apart.known(key, key);
    return known > 0 && known >= share
        ? Optional.of(new ReturnRows(sold, kind, Optional.empty(), true))
        : Optional.empty();
  }

  /// Columns of the file that tell which rows these are, and what they take back.
  List<ColumnFacts> used() {
    return Stream.of(kind, original).flatMap(Optional::stream).toList();
  }

  /// YAML of a filter that leaves rows of sales; empty where that of quantities does.
  String salesOnly() {
    return kind.map(column ->
            "      sales: {keep if: %s, not in: %s} # DOUBT: rows of these words are returns, not sales\n"
                .formatted(MappingDraft.reference(column), words(column)))
        .orElse("");
  }

  private static String words(ColumnFacts kind) {
    return kind.distinct().stream()
        .filter(OutcomeWords::isReturned)
        .map(DraftText::quoted)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private ColumnFacts column(String wanted) {
    return Objects.requireNonNull(sold.get(wanted));
  }

  private List<ColumnFacts> key() {
    ColumnFacts first = original.isPresent() ? column("order_id") : column("customer_id");
    return isByArticle ? List.of(first, column("sku")) : List.of(first);
  }

  private List<ColumnFacts> on() {
    var on = new ArrayList<>(key());
    original.ifPresent(column -> on.set(0, column));
    return on;
  }

  private static String names(String before, List<ColumnFacts> columns) {
    return columns.stream()
        .map(column -> quoted(before + column.name))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /// YAML of the further sources: rows of sales and rows of returns.
  ///
  /// @param quantity YAML of the text of the quantity; empty if the file has none
  String sources(Function<String, String> source, String quantity) {
    String known =
        "      %s known: {keep if: %s, present: true}\n"
            .formatted(
                original.isPresent() ? "order" : "customer",
                MappingDraft.reference(key().getFirst()));
    String knownBack =
        "      %s known: {keep if: %s, present: true}\n"
            .formatted(
                original.isPresent() ? "order" : "customer",
                MappingDraft.reference(on().getFirst()));
    String sales =
        kind.isPresent()
            ? salesOnly().replaceFirst(" # DOUBT.*", "")
            : "      sold: {keep if: %s, between: [1, 1000000]}\n".formatted(quantity);
    String credits =
        kind.map(column ->
                "      taken back: {keep if: %s, in: %s}\n"
                    .formatted(MappingDraft.reference(column), words(column)))
            .orElse(
                "      taken back: {keep if: %s, between: [-1000000, -1]}\n".formatted(quantity));
    return source.apply(SALES)
        + "    key: %s\n    duplicates: %s\n    filters:\n"
            .formatted(names("", key()), original.isPresent() ? "first" : "keep")
        + ReturnsDraft.renamed(known + sales, SALES)
        + source.apply(CREDITS)
        + "    filters: # DOUBT: %s\n".formatted(doubt())
        + ReturnsDraft.renamed(knownBack + credits, CREDITS);
  }

  private String doubt() {
    String rows =
        kind.isPresent()
            ? "rows of these words are taken for returns"
            : "quantities below 0 are taken for returns";
    return original
        .map(column -> "%s of the order in %s".formatted(rows, DraftText.shown(column.name)))
        .orElse(rows + " of that customer");
  }

  /// YAML of the table.
  ///
  /// @param recipes of `order_id`, `line_id`, `ordered_at` and `quantity` of the order lines
  /// @param at YAML of the time of the return
  /// @param reason YAML of its reason, empty if there is none
  String table(Map<String, String> recipes, String at, String reason) {
    String quantity = recipes.getOrDefault("quantity", "");
    String back = kind.isPresent() ? quantity : "{number: %s, times: -1}".formatted(quantity);
    var yaml = new StringBuilder();
    if (original.isPresent()) {
      yaml.append("  returns: # of the sale that they name\n    from: credits\n    join:\n")
          .append(
              "      - {source: sales, as: sold, on: %s} # DOUBT: one without its sale in the file is rejected\n"
                  .formatted(names(CREDITS + ".", on())));
    } else {
      yaml.append(
          """
            returns: # to the latest earlier sales of the article to the customer
              from: credits
              match:
                source: sales
                as: sold
                on: %s
                at: %s
                not after: %s
                units: %s
                of: %s
                optional: true # DOUBT: some may take back what was sold before the file begins
          """
              .formatted(
                  names(CREDITS + ".", on()),
                  ReturnsDraft.renamed(at, CREDITS),
                  ReturnsDraft.renamed(recipes.getOrDefault("ordered_at", ""), SALES),
                  ReturnsDraft.renamed(back, CREDITS),
                  ReturnsDraft.renamed(quantity, SALES)));
    }
    yaml.append("    columns:\n");
    var columns = new LinkedHashMap<String, String>();
    columns.put("order_id", ReturnsDraft.renamed(recipes.getOrDefault("order_id", ""), "sold"));
    columns.put("line_id", ReturnsDraft.renamed(recipes.getOrDefault("line_id", ""), "sold"));
    columns.put("returned_at", ReturnsDraft.renamed(at, CREDITS));
    columns.put(
        "units",
        original.isEmpty()
            ? "\"sold.units taken\""
            : quantity.isEmpty() ? "" : ReturnsDraft.renamed(back, CREDITS));
    columns.put("reason", ReturnsDraft.renamed(reason, CREDITS));
    columns.forEach((name, recipe) -> {
      if (!recipe.isEmpty()) {
        yaml.append("      %s: %s\n".formatted(name, recipe));
      }
    });
    return yaml.append('\n').toString();
  }
}
