package dev.whence.service.http.catalog;

import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.Sku;
import dev.whence.service.http.Fields;

/// What is known of a SKU, in the API. Measures are of one packed unit.
public record ItemShape(
    String sku,
    String category,
    int weightGrams,
    int volumeCm3,
    int longestSideMm,
    boolean hazmat) {
  private static final int HEAVIEST_GRAMS = 2_000_000;
  private static final int LARGEST_CM3 = 20_000_000;
  private static final int LONGEST_MM = 20_000;

  static Item read(Fields fields) {
    return new Item(
        new Sku(fields.word("sku")),
        fields.word("category"),
        fields.integer("weightGrams", 0, HEAVIEST_GRAMS),
        fields.integer("volumeCm3", 0, LARGEST_CM3),
        fields.integer("longestSideMm", 0, LONGEST_MM),
        fields.flagOr("hazmat", false));
  }

  static ItemShape of(Item item) {
    return new ItemShape(
        item.sku().value(),
        item.category(),
        item.weightGrams(),
        item.volumeCm3(),
        item.longestSideMm(),
        item.hazmat());
  }
}
