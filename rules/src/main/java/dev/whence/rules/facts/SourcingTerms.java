package dev.whence.rules.facts;

import dev.whence.domain.Probability;
import dev.whence.domain.TableAnswer;
import java.util.List;

/// Prices and limits for one order: one row of the sourcing-policy table. Amounts are minor units
/// of the order's currency.
///
/// @param ruleId the row
/// @param lateCostMinor what one late parcel costs, however late it is
/// @param lateDayCostMinor what each day costs that it is expected to be late
/// @param splitCostMinor what each parcel after the first costs beyond its freight
/// @param mostParcels at least 1
/// @param unfilledUnitCostMinor what one unit that does not ship costs at least
/// @param unfilledValuePercent what it costs at least, in percent of what the customer pays for it
/// @param returnCostMinor reverse logistics of one returned unit
/// @param whenShort what becomes of an order that cannot ship whole
/// @param heldStock what becomes of the stock that could ship while a person decides
/// @param splitLines whether units of one line may leave by several parcels or nodes
/// @param partLines whether a part of a line may ship while its rest waits
/// @param promiseDays from the order date to the promised date when the caller names none
/// @param horizonDays how far ahead hand-overs are looked for
/// @param leastChance with which a promise counts as kept
/// @param relaxByDays by how many days a promise is relaxed, step by step, when it cannot be kept
///   with the least chance; the days of all steps count from the requested date
/// @param offering to how many ship nodes a parcel is offered
public record SourcingTerms(
    String ruleId,
    long lateCostMinor,
    long lateDayCostMinor,
    long splitCostMinor,
    int mostParcels,
    long unfilledUnitCostMinor,
    int unfilledValuePercent,
    long returnCostMinor,
    WhenShort whenShort,
    HeldStock heldStock,
    SplitLines splitLines,
    boolean partLines,
    int promiseDays,
    int horizonDays,
    Probability leastChance,
    List<Integer> relaxByDays,
    Offering offering)
    implements TableAnswer {
  public SourcingTerms {
    relaxByDays = List.copyOf(relaxByDays);
  }

  /// To whom a parcel is offered before one ship node has to send it.
  ///
  /// @param nodes how many compete, the planned one among them; 1 for no competition
  /// @param minutes for which the offer stands; then the planned node has to send it
  /// @param claimMinutes within which who has claimed it has to accept it
  public record Offering(int nodes, int minutes, int claimMinutes) {
    public static final Offering NONE = new Offering(1, 30, 60);
  }

  /// What becomes of an order when units are short.
  public enum WhenShort {
    /// Ship what is there; the rest waits for stock.
    BACKORDER,
    /// Ship nothing until a person decides.
    HOLD,
    /// Ship nothing and tell the caller that the order cannot be filled.
    REJECT
  }

  /// What becomes of the stock of an order that waits for a person.
  public enum HeldStock {
    /// It stays free: others may take it before anybody decides.
    FREE,
    /// It is kept until somebody decides, or nobody does in time.
    KEPT
  }

  /// Whether the units of one line may leave apart.
  public enum SplitLines {
    /// A line leaves one ship node in one go.
    NEVER,
    /// Only a line that no single node can fill.
    IF_NEEDED,
    /// Wherever it is cheaper.
    ALWAYS
  }
}
