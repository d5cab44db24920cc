package dev.whence.rules.replay;

import java.util.List;

/// What other rule tables would have done to recorded orders.
///
/// @param figures of the orders that both worlds decided
/// @param changes by kind, what weighs most first; kinds of which there is none are left out
/// @param rows which rows fire now instead of which, the most frequent first
/// @param otherRows changed decisions with rows that are not among them
/// @param observed of what did happen; both worlds
public record ReplayResult(
    Orders orders,
    List<Figure> figures,
    List<Changes> changes,
    List<RowChange> rows,
    long otherRows,
    ObservedOutcomes observed,
    Verdict verdict) {
  public ReplayResult {
    figures = List.copyOf(figures);
    changes = List.copyOf(changes);
    rows = List.copyOf(rows);
  }

  /// How many orders there were.
  ///
  /// @param replayed decisions that were looked at
  /// @param decided in both worlds
  /// @param changed of these, decided otherwise
  /// @param byRows changed, and a row that was changed fires for it
  /// @param byOthers changed only because an earlier order was decided otherwise
  /// @param touched of those decided, a row that was changed fires, also for candidates that lose
  /// @param asClaimed not decided: a ship node claimed the parcel
  /// @param onlyBefore decided with the tables of before alone: with the others nothing was open
  ///   any more
  /// @param onlyAfter decided with the other tables alone
  /// @param likeRecord decided by the tables of before as was recorded
  public record Orders(
      long replayed,
      long decided,
      long changed,
      long byRows,
      long byOthers,
      long touched,
      long asClaimed,
      long onlyBefore,
      long onlyAfter,
      long likeRecord) {}

  /// A figure of both worlds.
  ///
  /// @param name for instance `cost`
  /// @param unit of its values, for instance `EUR minor units an order`
  /// @param orders that it is of
  /// @param before mean
  /// @param difference mean of what changed, order by order
  /// @param interval ends of its 95 % interval, or empty where there are too few orders
  /// @param lessIsBetter whether it is good when it goes down
  public record Figure(
      String name,
      String unit,
      long orders,
      double before,
      double after,
      double difference,
      List<Double> interval,
      boolean lessIsBetter) {
    public Figure {
      interval = List.copyOf(interval);
    }
  }

  /// Decisions that changed in one way.
  ///
  /// @param kind as [ChangeKind#code]
  /// @param examples a few, drawn at random from all of them with a fixed seed, in the order of
  ///   time
  public record Changes(
      String kind, long orders, long byRows, long byOthers, List<Example> examples) {
    public Changes {
      examples = List.copyOf(examples);
    }
  }

  /// A decision in both worlds.
  ///
  /// @param because `rows` or `stock`
  /// @param rows that were changed and fire, as `table row`
  /// @param sentence what became of what, and why
  public record Example(
      String decisionId,
      String orderId,
      String at,
      String kind,
      String because,
      List<String> rows,
      String sentence,
      Side before,
      Side after) {
    public Example {
      rows = List.copyOf(rows);
    }
  }

  /// A decision in short.
  ///
  /// @param outcome for instance `allocated`
  /// @param sentence as the decision itself tells it
  /// @param costMinor expected, in minor units of the order's currency
  /// @param onTime chance that every parcel is on time, from 0 to 1
  /// @param unfilledUnits that do not ship
  public record Side(
      String outcome,
      String sentence,
      List<Parcel> parcels,
      double costMinor,
      String currency,
      double onTime,
      int unfilledUnits) {
    public Side {
      parcels = List.copyOf(parcels);
    }
  }

  /// @param handover local day of the ship node
  public record Parcel(String shipNode, String carrierService, String handover, int units) {}

  /// Rows of a table that fire for a changed decision.
  ///
  /// @param before rows that fired, and do not any more or were changed
  /// @param after rows that fire now, and did not or were changed
  public record RowChange(String table, List<String> before, List<String> after, long orders) {
    public RowChange {
      before = List.copyOf(before);
      after = List.copyOf(after);
    }
  }

  /// What did happen to parcels, where a world sends those that were sent.
  public record ObservedOutcomes(Happened before, Happened after) {}

  /// @param orders whose plan is the recorded one
  /// @param onTime parcels delivered by the promised day
  /// @param late parcels delivered after it, or lost
  /// @param open parcels of which it is not known yet, or to which nothing was promised
  /// @param returnedUnits that came back
  /// @param cannotSay orders whose plan is another: nobody saw what would have become of it
  public record Happened(
      long orders, long onTime, long late, long open, long returnedUnits, long cannotSay) {}

  /// Whether what was expected came true.
  ///
  /// @param expected whether anything was
  /// @param met true where nothing was expected
  /// @param broken decisions that changed and may not
  /// @param examples the first of them
  /// @param sentence all of it in words
  public record Verdict(
      boolean expected, boolean met, long broken, List<Example> examples, String sentence) {
    public Verdict {
      examples = List.copyOf(examples);
    }
  }
}
