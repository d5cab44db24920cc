package dev.whence.domain.places;

import dev.whence.domain.GeoPoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The countries of ISO 3166-1 by their alpha-2 codes, and `XK` (Kosovo), which the standard leaves
/// to its users and carriers use.
public final class Countries {
  private static final String KOSOVO = "XK";
  private static final Map<String, Middle> MIDDLES = readMiddles("country-centroids.csv");
  private static final List<String> CODES = MIDDLES.keySet().stream().sorted().toList();

  private Countries() {}

  /// Whether this is a code as it must be written: two capital letters.
  public static boolean isCode(String text) {
    return MIDDLES.containsKey(text);
  }

  /// Every code, sorted.
  public static List<String> codes() {
    return CODES;
  }

  /// "Maybe GB." for what is no code: the country that was probably meant, by another code of it or
  /// by its name in one of twelve languages; where nothing is near, how a code looks.
  public static String advice(String wrong) {
    return findMeant(wrong)
        .map(code -> "Maybe " + code + ".")
        .orElse("Maybe two capital letters, for instance US.");
  }

  /// The code that was probably meant by something that is none.
  public static Optional<String> findMeant(String wrong) {
    return CountryNames.find(wrong);
  }

  /// About the middle of the country's land; of the United States and of countries with lands
  /// overseas, of their main part.
  ///
  /// @throws IllegalArgumentException if it is no code
  public static GeoPoint centroid(String code) {
    return middle(code).point();
  }

  /// Radius of the circle that is as large as the country: how far off [#centroid] usually is. A
  /// long country or one of islands reaches further.
  ///
  /// @throws IllegalArgumentException if it is no code
  public static double radiusKm(String code) {
    return middle(code).radiusKm();
  }

  private static Middle middle(String code) {
    Middle middle = MIDDLES.get(code);
    if (middle == null) {
      throw new IllegalArgumentException(
          "%s is no country of ISO 3166-1.\n%s".formatted(code, advice(code)));
    }
    return middle;
  }

  private static Map<String, Middle> readMiddles(String resource) {
    try (InputStream in = Countries.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("The build lacks " + resource + ".\nMaybe build it anew.");
      }
      Set<String> known = new HashSet<>(Set.of(Locale.getISOCountries()));
      known.add(KOSOVO);
      var middles = new HashMap<String, Middle>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> line.split(","))
          .filter(cells -> known.contains(cells[0]))
          .forEach(cells -> middles.put(cells[0], Middle.of(cells)));
      return Map.copyOf(middles);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Middle(GeoPoint point, double radiusKm) {
    static Middle of(String[] cells) {
      return new Middle(
          new GeoPoint(Double.parseDouble(cells[1]), Double.parseDouble(cells[2])),
          Double.parseDouble(cells[3]));
    }
  }
}
