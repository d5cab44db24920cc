package dev.whence.service.http.catalog;

import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.Sku;
import dev.whence.service.http.Fields;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// What is known of a SKU, in the API. Measures are of one packed unit.
///
/// @param weightGrams down to a milligram
/// @param middleSideMm null when unknown
/// @param shortestSideMm null when unknown
public record ItemShape(
    String sku,
    String category,
    BigDecimal weightGrams,
    int volumeCm3,
    int longestSideMm,
    @Nullable Integer middleSideMm,
    @Nullable Integer shortestSideMm,
    boolean hazmat,
    boolean active) {
  /// Two metric tons.
  static final int HEAVIEST_GRAMS = 2_000_000;

  static final int LARGEST_CM3 = 20_000_000;
  static final int LONGEST_MM = 20_000;

  static Item read(Fields fields) {
    var sku = new Sku(fields.word("sku"));
    String category = fields.word("category");
    long milligrams =
        fields
            .exact("weightGrams", BigDecimal.ZERO, BigDecimal.valueOf(HEAVIEST_GRAMS), 3)
            .movePointRight(3)
            .longValueExact();
    int volume = fields.integer("volumeCm3", 0, LARGEST_CM3);
    int longest = fields.integer("longestSideMm", 0, LONGEST_MM);
    int middle = side(fields, "middleSideMm", "longestSideMm", longest);
    if (fields.has("shortestSideMm") && !fields.has("middleSideMm")) {
      fields.complain("middleSideMm", "is missing beside shortestSideMm", "");
      middle = longest;
    }
    int shortest = side(fields, "shortestSideMm", "middleSideMm", middle);
    return new Item(
        sku,
        category,
        milligrams,
        volume,
        longest,
        middle,
        shortest,
        fields.flagOr("hazmat", false),
        fields.flagOr("active", true));
  }

  /// A side that is no longer than the one before.
  private static int side(Fields fields, String name, String longer, int most) {
    int side = fields.integerOr(name, 0, LONGEST_MM, 0);
    if (side <= most) {
      return side;
    }
    fields.complain(
        name,
        "must be no longer than %s, %d.\nMaybe sort the sides by length".formatted(longer, most));
    return 0;
  }

  static ItemShape of(Item item) {
    return new ItemShape(
        item.sku().value(),
        item.category(),
        plain(BigDecimal.valueOf(item.weightMilligrams(), 3)),
        item.volumeCm3(),
        item.longestSideMm(),
        item.middleSideMm() == 0 ? null : Integer.valueOf(item.middleSideMm()),
        item.shortestSideMm() == 0 ? null : Integer.valueOf(item.shortestSideMm()),
        item.hazmat(),
        item.active());
  }

  /// Without trailing zeros, and without an exponent.
  static BigDecimal plain(BigDecimal number) {
    BigDecimal shortest = number.stripTrailingZeros();
    return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
  }
}
