package dev.whence.pipeline.simulation;

import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.Sku;
import dev.whence.pipeline.simulation.Draws.Stream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// The 200 items of the simulated merchant: one in five is fashion, sold in sizes; popularity
/// follows Zipf's law over a random ranking.
final class Catalog {

  private static final double ZIPF_EXPONENT = 0.9;
  private static final double RETURN_TASTE_DEVIATION = 0.5;
  private static final List<String> SIZES = List.of("S", "M", "L", "XL");

  /// A kind of goods.
  ///
  /// @param priceMinor median, with `priceDeviation` of its logarithm
  /// @param weightGrams median, with `weightDeviation` of its logarithm
  /// @param gramsPerLiter density of the packed unit
  /// @param hazmatEvery every how many-th item is hazardous, 0 for none
  private record Kind(
      String category,
      String prefix,
      int items,
      long priceMinor,
      double priceDeviation,
      int weightGrams,
      double weightDeviation,
      int gramsPerLiter,
      int hazmatEvery) {}

  private static final Kind FASHION = new Kind("fashion", "FASH", 10, 5_900, 0.5, 450, 0.4, 160, 0);
  private static final List<Kind> OTHERS =
      List.of(
          new Kind("electronics", "ELEC", 40, 12_900, 0.8, 900, 0.9, 250, 4),
          new Kind("home", "HOME", 35, 4_500, 0.6, 1_800, 0.8, 200, 0),
          new Kind("furniture", "FURN", 15, 29_900, 0.5, 32_000, 0.4, 180, 0),
          new Kind("beauty", "BEAU", 25, 2_400, 0.5, 250, 0.5, 450, 6),
          new Kind("toys", "TOYS", 20, 3_200, 0.5, 800, 0.7, 150, 0),
          new Kind("sports", "SPRT", 25, 6_900, 0.7, 2_500, 0.9, 220, 0));

  private Catalog() {}

  /// The items in SKU order.
  static List<Product> of(long seed) {
    var products = new ArrayList<Product>();
    for (int style = 1; style <= FASHION.items(); style++) {
      String name = "FASH-%02d".formatted(style);
      Draws draws = Draws.of(seed, Stream.CATALOG, Draws.entity(name), 0);
      Product base = product(FASHION, name, name, draws, style);
      for (String size : SIZES) {
        Item item = base.item();
        products.add(
            new Product(
                new Item(
                    new Sku(name + "-" + size),
                    item.category(),
                    Math.toIntExact(item.weightGrams()),
                    item.volumeCm3(),
                    item.longestSideMm(),
                    item.hazmat()),
                base.priceMinor(),
                0,
                name,
                base.returnTaste()));
      }
    }
    for (Kind kind : OTHERS) {
      for (int i = 1; i <= kind.items(); i++) {
        String name = "%s-%03d".formatted(kind.prefix(), i);
        Draws draws = Draws.of(seed, Stream.CATALOG, Draws.entity(name), 0);
        products.add(product(kind, name, "", draws, i));
      }
    }
    products.sort((a, b) -> a.item().sku().compareTo(b.item().sku()));
    return withPopularity(seed, products);
  }

  /// An item of an assortment without end.
  ///
  /// @param number counted from 1; its kind of goods follows from it
  static Item item(long seed, int number) {
    Kind kind = OTHERS.get(number % OTHERS.size());
    String sku = sku(number);
    Draws draws = Draws.of(seed, Stream.CATALOG, Draws.entity(sku), 0);
    return product(kind, sku, "", draws, number).item();
  }

  /// The SKU of [#item].
  static String sku(int number) {
    String digits = Integer.toString(number);
    String zeros = "0".repeat(Math.max(0, 8 - digits.length()));
    return OTHERS.get(number % OTHERS.size()).prefix() + "-" + zeros + digits;
  }

  private static Product product(Kind kind, String sku, String style, Draws draws, int number) {
    int grams = (int) Math.round(draws.logNormal(kind.weightGrams(), kind.weightDeviation()));
    int cm3 = (int) Math.max(60, Math.round(grams * 1_000.0 / kind.gramsPerLiter()));
    int longest = (int) Math.round(StrictMath.cbrt(cm3) * 10 * draws.uniform(1.2, 2.2));
    long price =
        Math.round(draws.logNormal((double) kind.priceMinor(), kind.priceDeviation()) / 100) * 100;
    return new Product(
        new Item(
            new Sku(sku),
            kind.category(),
            Math.max(30, grams),
            cm3,
            longest,
            kind.hazmatEvery() > 0 && number % kind.hazmatEvery() == 0),
        Math.max(400, price) - 1,
        0,
        style,
        draws.normal(0, RETURN_TASTE_DEVIATION));
  }

  private static List<Product> withPopularity(long seed, List<Product> products) {
    Integer[] ranking = new Integer[products.size()];
    double[] tickets = new double[products.size()];
    Draws draws = Draws.of(seed, Stream.CATALOG, 0, 1);
    for (int i = 0; i < ranking.length; i++) {
      ranking[i] = i;
      tickets[i] = draws.uniform();
    }
    Arrays.sort(ranking, Comparator.comparingDouble(i -> tickets[i]));
    double[] weights = new double[ranking.length];
    double total = 0;
    for (int rank = 0; rank < ranking.length; rank++) {
      double weight = 1 / StrictMath.pow(rank + 1, ZIPF_EXPONENT);
      weights[ranking[rank]] = weight;
      total += weight;
    }
    var ranked = new ArrayList<Product>();
    for (int i = 0; i < weights.length; i++) {
      Product p = products.get(i);
      ranked.add(
          new Product(p.item(), p.priceMinor(), weights[i] / total, p.style(), p.returnTaste()));
    }
    return List.copyOf(ranked);
  }
}
