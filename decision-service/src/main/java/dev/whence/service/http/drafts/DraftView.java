package dev.whence.service.http.drafts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.rules.tables.NumberStep;
import dev.whence.rules.tables.TableDifference.Change;
import dev.whence.rules.tables.errors.Place;
import dev.whence.rules.tables.errors.TableError;
import dev.whence.service.drafts.Draft;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A draft in the API.
///
/// @param basedOn number of the rule set whose tables stand where the draft has none
/// @param revision of the draft, as its `ETag`
/// @param expectation what a replay has to show before it is published
/// @param tables that it changes; left out in lists
/// @param errors of all of its tables, which keep it from being submitted; left out in lists
/// @param events what happened to it, the oldest first; left out in lists
public record DraftView(
    int id,
    String title,
    String state,
    int basedOn,
    int revision,
    String author,
    Instant createdAt,
    Instant changedAt,
    @Nullable String submittedBy,
    @Nullable String approvedBy,
    @Nullable Integer publishedAs,
    @Nullable JsonNode expectation,
    @Nullable List<ChangedTable> tables,
    @Nullable List<ErrorView> errors,
    @Nullable List<EventView> events) {

  static DraftView listed(Draft draft) {
    return of(draft, null, null, null);
  }

  static DraftView of(Draft draft, List<TableError> errors, List<Draft.Event> events) {
    return of(
        draft,
        draft.tables().stream()
            .map(text ->
                new ChangedTable(text.table(), text.revision(), text.author(), text.savedAt()))
            .toList(),
        errors.stream().map(ErrorView::of).toList(),
        events.stream()
            .map(event ->
                new EventView(
                    event.kind(), event.who(), event.at(), event.revision(), event.words()))
            .toList());
  }

  private static DraftView of(
      Draft draft,
      @Nullable List<ChangedTable> tables,
      @Nullable List<ErrorView> errors,
      @Nullable List<EventView> events) {
    return new DraftView(
        draft.id(),
        draft.title(),
        state(draft),
        draft.basedOn(),
        draft.revision(),
        draft.author(),
        draft.createdAt(),
        draft.changedAt(),
        draft.submittedBy().orElse(null),
        draft.approvedBy().orElse(null),
        draft.publishedAs().isPresent() ? draft.publishedAs().getAsInt() : null,
        draft.expectation().map(ReplayView::json).orElse(null),
        tables,
        errors,
        events);
  }

  /// As the API writes it.
  public static String state(Draft draft) {
    return draft.state().name().toLowerCase(Locale.ROOT);
  }

  /// @param revision of the table in the draft
  public record ChangedTable(String table, int revision, String author, Instant savedAt) {}

  /// @param words given with it, may be empty
  public record EventView(String kind, String who, Instant at, int revision, String words) {}

  /// What is wrong with a table.
  ///
  /// @param row as a spreadsheet program numbers it, left out for the table as a whole
  /// @param column its letter, left out for whole rows
  /// @param message a sentence with the place and, often, advice
  public record ErrorView(
      String table, @Nullable Integer row, @Nullable String column, String value, String message) {
    static ErrorView of(TableError error) {
      String table = error.file().replaceFirst("\\.(csv|xlsx)$", "");
      return switch (error.place()) {
        case Place.WholeFile() -> new ErrorView(table, null, null, error.value(), error.message());
        case Place.InRow(int row) ->
            new ErrorView(table, row, null, error.value(), error.message());
        case Place.InCell cell ->
            new ErrorView(table, cell.row(), cell.letter(), error.value(), error.message());
      };
    }
  }

  /// A table in a draft.
  ///
  /// @param revision in the draft, as its `ETag`; 0 while the draft does not change it
  /// @param text CSV
  /// @param errors of this table
  /// @param readAs cells of which the one writing differs from what was typed
  /// @param difference from the rule set that the draft is based on
  /// @param notes what a person should know of how an uploaded file was read
  public record TableView(
      String table,
      int revision,
      String text,
      List<ErrorView> errors,
      List<ChangeView> readAs,
      List<ChangeView> difference,
      List<String> notes) {}

  /// The difference of all tables.
  public record DifferenceView(Map<String, List<ChangeView>> tables) {}

  /// One thing that differs.
  ///
  /// @param change `line`, `row-added`, `row-removed`, `row-moved` or `cell-changed`
  /// @param ruleId of the row, or the name of the line above the columns
  /// @param cells of a row that was added or removed, by column
  /// @param before place of a row that was moved, or what stood there
  /// @param times how many times the number of before a number is, where that is five times or a
  ///   fifth at least
  public record ChangeView(
      String change,
      String ruleId,
      @Nullable String column,
      @Nullable String before,
      @Nullable String after,
      @Nullable Map<String, String> cells,
      @Nullable BigDecimal times) {
    /// @param table whose columns say what is a number
    static ChangeView of(String table, Change change) {
      ChangeView view = of(change);
      return change instanceof Change.CellChanged(_, var column, var before, var after)
          ? NumberStep.times(table, column, before, after).map(view::withTimes).orElse(view)
          : view;
    }

    private ChangeView withTimes(BigDecimal times) {
      return new ChangeView(change, ruleId, column, before, after, cells, times);
    }

    static ChangeView of(Change change) {
      return switch (change) {
        case Change.Line(var name, var before, var after) ->
            new ChangeView("line", name, null, before, after, null, null);
        case Change.RowAdded(var id, var cells) ->
            new ChangeView("row-added", id, null, null, null, cells, null);
        case Change.RowRemoved(var id, var cells) ->
            new ChangeView("row-removed", id, null, null, null, cells, null);
        case Change.RowMoved(var id, int before, int after) ->
            new ChangeView(
                "row-moved",
                id,
                null,
                Integer.toString(before),
                Integer.toString(after),
                null,
                null);
        case Change.CellChanged(var id, var column, var before, var after) ->
            new ChangeView("cell-changed", id, column, before, after, null, null);
      };
    }

    /// How far a number moved, in words: `10 times as much`; empty where it is not far.
    public String step() {
      if (times == null) {
        return "";
      }
      boolean more = times.compareTo(BigDecimal.ONE) > 0;
      BigDecimal far = more ? times : BigDecimal.ONE.divide(times, MathContext.DECIMAL32);
      return "%s times as %s"
          .formatted(
              far.setScale(1, RoundingMode.HALF_EVEN).stripTrailingZeros().toPlainString(),
              more ? "much" : "little");
    }

    /// In words, for whoever was overtaken.
    public String sentence() {
      return switch (change) {
        case "line" -> "%s: \"%s\" became \"%s\"".formatted(ruleId, before, after);
        case "row-added" -> "row %s was added".formatted(ruleId);
        case "row-removed" -> "row %s was removed".formatted(ruleId);
        case "row-moved" -> "row %s was moved from place %s to %s".formatted(ruleId, before, after);
        default -> "row %s, %s: \"%s\" became \"%s\"".formatted(ruleId, column, before, after);
      };
    }
  }
}
