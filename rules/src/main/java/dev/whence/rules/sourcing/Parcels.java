package dev.whence.rules.sourcing;

import dev.whence.domain.carriers.ParcelMeasures;
import dev.whence.rules.sourcing.Want.Goods;
import java.util.ArrayList;
import java.util.List;

/// Measures what is packed together; see [ParcelMeasures] for the box.
final class Parcels {
  private static final double MM3_PER_CM3 = 1_000;

  private Parcels() {}

  /// @param units of each want in the parcel
  static ParcelMeasures measure(List<Want> wants, int[] units) {
    long milligrams = 0;
    long volume = 0;
    long value = 0;
    long count = 0;
    long hazmat = 0;
    int longest = 0;
    int middle = 0;
    int shortest = 0;
    for (int w = 0; w < units.length; w++) {
      int each = units[w];
      if (each > 0) {
        Want want = wants.get(w);
        Want.Measures unit = want.measures();
        milligrams = plus(milligrams, times(unit.milligrams(), each));
        volume = plus(volume, times(unit.volumeCm3(), each));
        value = plus(value, times(want.unitValueMinor(), each));
        count += each;
        hazmat += unit.hazmat() ? each : 0;
        longest = Math.max(longest, unit.longestMm());
        middle = Math.max(middle, unit.middleMm());
        shortest = Math.max(shortest, unit.shortestMm());
      }
    }
    return new ParcelMeasures(
        milligrams,
        volume,
        longest,
        girth(volume, longest, middle, shortest),
        value,
        count,
        hazmat);
  }

  /// A parcel that is being filled. What it measures with more in it is worked out from what it
  /// measures, not from all that is in it.
  static final class Filling {
    /// Units of each want in it.
    final int[] units;

    /// One of each kind of goods in it.
    final List<Goods> goods = new ArrayList<>();

    /// Their kinds.
    final List<Integer> kinds = new ArrayList<>();

    private final boolean[] has;
    private long milligrams;
    private long volume;
    private long value;
    private long count;
    private long hazmat;
    private int longest;
    private int middle;
    private int shortest;

    /// @param wants of the order
    /// @param kinds of goods
    Filling(int wants, int kinds) {
      this.units = new int[wants];
      this.has = new boolean[kinds];
    }

    boolean isEmpty() {
      return count == 0;
    }

    /// Whether goods of this kind are in it.
    boolean has(int kind) {
      return has[kind];
    }

    /// As [Parcels#measure], with more units of a want.
    ///
    /// @param more at least 1
    ParcelMeasures with(Want want, int more) {
      Want.Measures unit = want.measures();
      long together = plus(volume, times(unit.volumeCm3(), more));
      int length = Math.max(longest, unit.longestMm());
      return new ParcelMeasures(
          plus(milligrams, times(unit.milligrams(), more)),
          together,
          length,
          girth(
              together,
              length,
              Math.max(middle, unit.middleMm()),
              Math.max(shortest, unit.shortestMm())),
          plus(value, times(want.unitValueMinor(), more)),
          count + more,
          hazmat + (unit.hazmat() ? more : 0));
    }

    /// @param w the want's index
    /// @param more at least 1
    void add(int w, Want want, int more, GoodsKinds all) {
      ParcelMeasures measures = with(want, more);
      milligrams = measures.milligrams();
      volume = measures.volumeCm3();
      value = measures.valueMinor();
      count = measures.units();
      hazmat = measures.hazmatUnits();
      longest = measures.longestSideMm();
      middle = Math.max(middle, want.measures().middleMm());
      shortest = Math.max(shortest, want.measures().shortestMm());
      units[w] += more;
      for (int g = 0; g < want.goods().size(); g++) {
        int kind = all.of(w, g);
        if (!has[kind]) {
          has[kind] = true;
          goods.add(want.goods().get(g));
          kinds.add(kind);
        }
      }
    }
  }

  /// More than can be counted is as much as can: no limit and no price takes it.
  static long times(long amount, long count) {
    return Math.multiplyHigh(amount, count) == 0 && amount * count >= 0
        ? amount * count
        : Long.MAX_VALUE;
  }

  /// Of two amounts that are not negative.
  static long plus(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  /// One unit of a want alone.
  static ParcelMeasures alone(Want want) {
    Want.Measures unit = want.measures();
    return new ParcelMeasures(
        unit.milligrams(),
        unit.volumeCm3(),
        unit.longestMm(),
        girth(unit.volumeCm3(), unit.longestMm(), unit.middleMm(), unit.shortestMm()),
        want.unitValueMinor(),
        1,
        unit.hazmat() ? 1 : 0);
  }

  private static int girth(long volumeCm3, int length, int middle, int shortest) {
    if (length == 0) {
      return 0;
    }
    double across = volumeCm3 * MM3_PER_CM3 / length;
    double width = middle > 0 ? middle : Math.ceil(Math.sqrt(across));
    double height = Math.max(shortest, width == 0 ? 0 : Math.ceil(across / width));
    return (int) Math.min(Integer.MAX_VALUE, length + 2 * (width + height));
  }
}
