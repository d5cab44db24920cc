package dev.whence.pipeline.simulation;

import dev.whence.domain.inventory.Item;

/// An item with what the merchant and nature know of it.
///
/// @param priceMinor of one unit, US cents
/// @param popularity share of all order lines; sums to 1 over the catalog
/// @param style what differs from it only in size, empty when there are no sizes
/// @param returnTaste how much more, in logits, its buyers send it back: a hidden truth
record Product(Item item, long priceMinor, double popularity, String style, double returnTaste) {

  boolean sized() {
    return !style.isEmpty();
  }
}
