package dev.whence.rules.sourcing;

import dev.whence.domain.carriers.ParcelMeasures;
import dev.whence.rules.facts.CarrierOptionFact;
import dev.whence.rules.sourcing.Want.Goods;
import dev.whence.rules.tables.schema.CarrierEligibility;
import java.util.ArrayList;
import java.util.List;

/// Goods of an order that the carrier-eligibility table cannot tell apart are of one kind, and are
/// asked about once, whatever the ship node, carrier service, hand-over and relaxed promise.
final class GoodsKinds {
  private final int[][] numbers;
  private final int count;

  private GoodsKinds(int[][] numbers, int count) {
    this.numbers = numbers;
    this.count = count;
  }

  /// @param any candidate; the kinds are the same for all
  /// @param parcels that the goods of each want travel in
  static GoodsKinds of(OrderContext context, Candidate any, List<ParcelMeasures> parcels) {
    var facts = new ArrayList<CarrierOptionFact>();
    for (int w = 0; w < context.wants.size(); w++) {
      for (Goods goods : context.wants.get(w).goods()) {
        facts.add(any.fact(context, goods, parcels.get(w), 0));
      }
    }
    int[] kinds = context.tables.kinds(CarrierEligibility.SCHEMA, facts);
    int[][] numbers = new int[context.wants.size()][];
    int at = 0;
    int count = 0;
    for (int w = 0; w < numbers.length; w++) {
      numbers[w] = new int[context.wants.get(w).goods().size()];
      for (int g = 0; g < numbers[w].length; g++, at++) {
        numbers[w][g] = kinds[at];
        count = Math.max(count, kinds[at] + 1);
      }
    }
    return new GoodsKinds(numbers, count);
  }

  /// The kind of a want's goods, from 0 to [#count()] - 1.
  int of(int want, int goods) {
    return numbers[want][goods];
  }

  int count() {
    return count;
  }
}
