package dev.whence.rules.sourcing;

import dev.whence.domain.Probability;
import dev.whence.rules.facts.SourcingTerms;
import dev.whence.rules.facts.SourcingTerms.SplitLines;
import dev.whence.rules.facts.SourcingTerms.WhenShort;
import java.util.List;

/// A row of the sourcing policy, of which a test names what matters to it. Amounts are cents.
final class Policy {
  private long late = 600;
  private long lateDay;
  private long split = 100;
  private int most = 3;
  private long unfilled = 5_000;
  private int valuePercent;
  private long returns = 700;
  private WhenShort whenShort = WhenShort.BACKORDER;
  private SplitLines splitLines = SplitLines.IF_NEEDED;
  private boolean partLines;
  private int promiseDays = 4;
  private int horizonDays = 10;
  private double leastChance = 0.8;
  private List<Integer> relaxByDays = List.of();
  private SourcingTerms.Offering offering = SourcingTerms.Offering.NONE;

  SourcingTerms terms() {
    return new SourcingTerms(
        "standard",
        late,
        lateDay,
        split,
        most,
        unfilled,
        valuePercent,
        returns,
        whenShort,
        SourcingTerms.HeldStock.FREE,
        splitLines,
        partLines,
        promiseDays,
        horizonDays,
        new Probability(leastChance),
        relaxByDays,
        offering);
  }

  Policy late(long once, long perDay) {
    late = once;
    lateDay = perDay;
    return this;
  }

  Policy offering(int nodes) {
    offering = new SourcingTerms.Offering(nodes, 30, 60);
    return this;
  }

  Policy split(long cents) {
    split = cents;
    return this;
  }

  Policy most(int parcels) {
    most = parcels;
    return this;
  }

  /// At least so much for each unit, and at least so many percent of its price.
  Policy unfilled(long cents, int percent) {
    unfilled = cents;
    valuePercent = percent;
    return this;
  }

  Policy returns(long cents) {
    returns = cents;
    return this;
  }

  Policy whenShort(WhenShort what) {
    whenShort = what;
    return this;
  }

  Policy splitLines(SplitLines how) {
    splitLines = how;
    return this;
  }

  Policy partLines() {
    partLines = true;
    return this;
  }

  Policy promise(int days) {
    promiseDays = days;
    return this;
  }

  Policy horizon(int days) {
    horizonDays = days;
    return this;
  }

  Policy leastChance(double chance) {
    leastChance = chance;
    return this;
  }

  Policy relax(Integer... days) {
    relaxByDays = List.of(days);
    return this;
  }
}
