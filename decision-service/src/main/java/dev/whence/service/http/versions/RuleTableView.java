package dev.whence.service.http.versions;

import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.schema.Action;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.HitPolicy;
import dev.whence.rules.tables.schema.Schema;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What one rule table may say, for whoever writes an editor of it.
///
/// @param decides what it decides, without a full stop
/// @param hitPolicy `first match` or `all matches`, as a table file says it
/// @param columns in the order of the canonical text; rule id and note, which every table has, are
///   left out
public record RuleTableView(
    String table, String hitPolicy, String decides, List<ColumnView> columns) {
  /// All of them, in the order in which a decision asks them.
  public static List<RuleTableView> all() {
    return RuleBook.SCHEMAS.stream().map(RuleTableView::of).toList();
  }

  private static RuleTableView of(Schema<?, ?> schema) {
    return new RuleTableView(
        schema.table(),
        schema.hitPolicy().words(),
        schema.decides(),
        Stream.concat(
                schema.conditions().stream().map(ColumnView::of),
                schema.actions().stream().map(ColumnView::of))
            .toList());
  }

  public boolean isFirstMatch() {
    return hitPolicy.equals(HitPolicy.FIRST_MATCH.words());
  }

  /// What the cells of a column hold. Names are published: editors switch on them.
  public enum Kind {
    TEXT,
    POSTAL_CODE,
    CODE,
    WORD,
    YES_NO,
    WHOLE,
    DECIMAL,
    DAY,
    RANKING
  }

  /// @param condition false of a column that holds a part of what a row answers
  /// @param meaning without a full stop
  /// @param unit of numbers
  /// @param least of numbers, as a cell has it
  /// @param most likewise
  /// @param choices all words that a cell may hold, where there are few
  /// @param expected what a cell takes, to follow the word "expected"
  /// @param usual what counts where a file leaves the column out, left out where it may not
  public record ColumnView(
      String name,
      boolean condition,
      Kind kind,
      String meaning,
      @Nullable String unit,
      @Nullable String least,
      @Nullable String most,
      List<String> choices,
      String expected,
      @Nullable String usual) {
    static ColumnView of(Condition<?, ?> condition) {
      return of(condition.name(), true, condition.meaning(), condition.type(), null);
    }

    static ColumnView of(Action<?> action) {
      return of(action.name(), false, action.meaning(), action.type(), usual(action));
    }

    private static <T> @Nullable String usual(Action<T> action) {
      return action.mayBeMissing() ? action.type().write(action.usual().getFirst()) : null;
    }

    private static ColumnView of(
        String name, boolean condition, String meaning, CellType<?> type, @Nullable String usual) {
      String unit = null;
      String least = null;
      String most = null;
      switch (type) {
        case CellType.Whole whole -> {
          unit = whole.unit();
          least = whole.write(whole.least());
          most = whole.write(whole.most());
        }
        case CellType.Decimal decimal -> {
          unit = decimal.unit();
          least = decimal.write(decimal.least());
          most = decimal.write(decimal.most());
        }
        default -> {}
      }
      return new ColumnView(
          name,
          condition,
          kind(type),
          meaning,
          unit,
          least,
          most,
          type.choices(),
          type.expected(),
          usual);
    }

    private static Kind kind(CellType<?> type) {
      return switch (type) {
        case CellType.PostalCode _ -> Kind.POSTAL_CODE;
        case CellType.Country _, CellType.Currency _ -> Kind.CODE;
        case CellType.Words<?> _ -> Kind.WORD;
        case CellType.YesNo _ -> Kind.YES_NO;
        case CellType.Whole _ -> Kind.WHOLE;
        case CellType.Decimal _ -> Kind.DECIMAL;
        case CellType.Day _ -> Kind.DAY;
        case CellType.Ranking _ -> Kind.RANKING;
        default -> Kind.TEXT;
      };
    }
  }
}
