package dev.whence.rules.sourcing;

import dev.whence.rules.search.Problem.Price;
import dev.whence.rules.sourcing.Pricing.Packed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/// Packs the goods of one option into parcels at the least cost.
///
/// One parcel is best where it is allowed and no division can be cheaper. Otherwise up to
/// [#MOST_UNITS_TRIED] units are divided in every way that differs; more are packed largest first
/// into the first parcel with room, which may not be the cheapest and says so. Among equal costs
/// the fewest parcels count.
final class Packing {
  /// Up to so many units every division is tried.
  static final int MOST_UNITS_TRIED = 10;

  private static final int MOST_STEPS = 20_000;

  private final Pricing pricing;
  private final Candidate candidate;
  private final int most;
  private final long splitCost;
  private final int wants;
  private final int[] items;
  private final List<int[]> open = new ArrayList<>();
  private List<int[]> best = List.of();
  private long bestCost = Long.MAX_VALUE;
  private int steps;

  private Packing(
      Pricing pricing, OrderContext context, Candidate candidate, int wants, int[] items) {
    this.pricing = pricing;
    this.candidate = candidate;
    this.most = pricing.room(candidate);
    this.splitCost =
        dev.whence.domain.Cost.ofMinorUnits(context.terms.splitCostMinor()).tenThousandths();
    this.wants = wants;
    this.items = items;
  }

  /// @param units of each want, at least one above zero
  static Packed of(Pricing pricing, OrderContext context, Candidate candidate, int[] units) {
    if (pricing.room(candidate) < 1) {
      return Packed.NONE;
    }
    boolean one = pricing.fits(candidate, units, true);
    if (one && candidate.freight != null && candidate.freight.isSubadditive()) {
      OptionalLong cost = pricing.parcelCost(candidate, units);
      return cost.isEmpty()
          ? Packed.NONE
          : new Packed(List.of(units.clone()), new Price(cost.getAsLong(), 1, true));
    }
    long total = Arrays.stream(units).asLongStream().sum();
    int[] order = pricing.largestFirst(units);
    if (total <= MOST_UNITS_TRIED) {
      return divided(pricing, context, candidate, units, order, (int) total);
    }
    return filled(pricing, candidate, units, order, one);
  }

  private static Packed divided(
      Pricing pricing,
      OrderContext context,
      Candidate candidate,
      int[] units,
      int[] order,
      int total) {
    int[] items = new int[total];
    int at = 0;
    for (int w : order) {
      for (int k = 0; k < units[w]; k++) {
        items[at++] = w;
      }
    }
    var packing = new Packing(pricing, context, candidate, units.length, items);
    packing.place(0, 0, 0);
    if (packing.bestCost == Long.MAX_VALUE) {
      return new Packed(List.of(), new Price(Price.NONE.cost(), 1, packing.steps <= MOST_STEPS));
    }
    int parcels = packing.best.size();
    return new Packed(
        packing.best,
        new Price(
            packing.bestCost - packing.splitCost * (parcels - 1L),
            parcels,
            packing.steps <= MOST_STEPS));
  }

  /// Puts item `k` into each parcel that is open, or into a new one. Equal items go to rising
  /// parcels, so that no division is tried twice.
  private void place(int k, int lowest, long cost) {
    if (cost > bestCost || ++steps > MOST_STEPS) {
      return;
    }
    if (k == items.length) {
      finish();
      return;
    }
    int want = items[k];
    boolean repeated = k > 0 && items[k - 1] == want;
    for (int p = repeated ? lowest : 0; p <= open.size() && p < most; p++) {
      boolean fresh = p == open.size();
      if (fresh) {
        open.add(new int[wants]);
      }
      int[] parcel = open.get(p);
      parcel[want]++;
      if (pricing.fits(candidate, parcel, false)) {
        place(k + 1, p, fresh ? cost + (p > 0 ? splitCost : 0) : cost);
      }
      parcel[want]--;
      if (fresh) {
        open.removeLast();
      }
    }
  }

  private void finish() {
    long cost = splitCost * (open.size() - 1L);
    for (int[] parcel : open) {
      if (!pricing.fits(candidate, parcel, true)) {
        return;
      }
      OptionalLong price = pricing.parcelCost(candidate, parcel);
      if (price.isEmpty()) {
        return;
      }
      cost += price.getAsLong();
    }
    if (cost < bestCost || (cost == bestCost && open.size() < best.size())) {
      bestCost = cost;
      best = open.stream().map(int[]::clone).toList();
    }
  }

  /// First-fit decreasing, by whole counts.
  private static Packed filled(
      Pricing pricing, Candidate candidate, int[] units, int[] order, boolean one) {
    int most = pricing.room(candidate);
    var filling = new ArrayList<Parcels.Filling>();
    boolean single = order.length == 1;
    for (int w : order) {
      int left = units[w];
      for (int p = 0; left > 0; p++) {
        if (p == filling.size()) {
          if (p == most) {
            // So many units of one kind need more parcels, whatever the order of packing.
            return new Packed(List.of(), new Price(Price.NONE.cost(), 1, single));
          }
          filling.add(pricing.parcel(candidate));
        }
        Parcels.Filling parcel = filling.get(p);
        int taken = taken(pricing, candidate, parcel, w, left);
        if (taken == 0 && parcel.isEmpty()) {
          return Packed.NONE;
        }
        if (taken > 0) {
          pricing.put(candidate, parcel, w, taken);
          left -= taken;
        }
      }
    }
    List<int[]> parcels = filling.stream().map(parcel -> parcel.units).toList();
    long cost = 0;
    for (int[] parcel : parcels) {
      OptionalLong price = pricing.parcelCost(candidate, parcel);
      if (price.isEmpty() || !pricing.fits(candidate, parcel, true)) {
        return one ? onePiece(pricing, candidate, units) : notFound();
      }
      cost += price.getAsLong();
    }
    boolean affine = candidate.freight != null && candidate.freight.isAffine();
    var packed = new Packed(parcels, new Price(cost, parcels.size(), single && affine));
    if (!one) {
      return packed;
    }
    Packed whole = onePiece(pricing, candidate, units);
    return whole.price().cost() <= cost ? whole : packed;
  }

  private static Packed notFound() {
    return new Packed(List.of(), new Price(Price.NONE.cost(), 1, false));
  }

  private static Packed onePiece(Pricing pricing, Candidate candidate, int[] units) {
    OptionalLong cost = pricing.parcelCost(candidate, units);
    return cost.isEmpty()
        ? Packed.NONE
        : new Packed(List.of(units.clone()), new Price(cost.getAsLong(), 1, false));
  }

  /// The most units of a want that a parcel still takes: more never fit where fewer do not.
  private static int taken(
      Pricing pricing, Candidate candidate, Parcels.Filling parcel, int want, int left) {
    int low = 0;
    int high = left;
    while (low < high) {
      int middle = low + (high - low + 1) / 2;
      if (pricing.takes(candidate, parcel, want, middle)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
