package dev.whence.domain.places;

import static java.util.stream.Collectors.groupingBy;

import dev.whence.domain.GeoPoint;
import java.text.Normalizer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The loaded postal areas, indexed once. Immutable; the order in which areas are given never
/// matters.
public final class PostalAreas {
  private static final Pattern BETWEEN = Pattern.compile("[\\s\\p{Z}\\p{Pd}\\u2212]+");

  public static final PostalAreas NONE = new PostalAreas(List.of());

  private final Map<String, Map<String, PostalArea>> byCountry;
  private final Map<RegionKey, Located> regions;

  /// @throws IllegalArgumentException if two areas have the same country and prefix
  public PostalAreas(List<PostalArea> areas) {
    byCountry = new HashMap<>();
    for (PostalArea area : areas) {
      PostalArea earlier =
          byCountry
              .computeIfAbsent(area.country(), country -> new HashMap<>())
              .putIfAbsent(area.prefix(), area);
      if (earlier != null) {
        throw new IllegalArgumentException(
            "Postal area %s %s is given twice.\nMaybe leave one out."
                .formatted(area.country(), area.prefix()));
      }
    }
    regions = new HashMap<>();
    areas.stream()
        .filter(area -> !area.region().isBlank())
        .collect(groupingBy(area -> RegionKey.of(area.country(), area.region())))
        .forEach((key, members) -> regions.put(key, middle(members)));
  }

  /// The area with the longest prefix of the postal code, which is normalized first. Empty if none
  /// fits or the code is empty.
  public Optional<PostalArea> find(String country, String postalCode) {
    Map<String, PostalArea> areas = byCountry.get(country);
    if (areas == null) {
      return Optional.empty();
    }
    String code = normalized(postalCode);
    for (int length = Math.min(code.length(), PostalArea.LONGEST_PREFIX); length > 0; length--) {
      PostalArea area = areas.get(code.substring(0, length));
      if (area != null) {
        return Optional.of(area);
      }
    }
    return Optional.empty();
  }

  /// The middle of the loaded areas of a region (upper and lower case count alike), as uncertain as
  /// its farthest area reaches. Empty if the region is empty or has no areas.
  public Optional<Located> findRegion(String country, String region) {
    return Optional.ofNullable(regions.get(RegionKey.of(country, region)));
  }

  /// A postal code as prefixes are compared: upper case, wide digits made plain, without spaces and
  /// dashes.
  public static String normalized(String postalCode) {
    if (isPlain(postalCode)) {
      return postalCode.toUpperCase(Locale.ROOT);
    }
    String upper = Normalizer.normalize(postalCode, Normalizer.Form.NFKC).toUpperCase(Locale.ROOT);
    return BETWEEN.matcher(upper).replaceAll("");
  }

  /// Whether a text is made of letters without accents and digits alone.
  static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))) {
        return false;
      }
    }
    return true;
  }

  /// The mean of unit vectors, so that regions on both sides of the date line come out right.
  private static Located middle(List<PostalArea> unsorted) {
    // Sums of floating-point numbers depend on their order.
    List<PostalArea> areas =
        unsorted.stream().sorted(Comparator.comparing(PostalArea::prefix)).toList();
    double x = 0;
    double y = 0;
    double z = 0;
    for (PostalArea area : areas) {
      double latitude = Math.toRadians(area.location().latitude());
      double longitude = Math.toRadians(area.location().longitude());
      x += Math.cos(latitude) * Math.cos(longitude);
      y += Math.cos(latitude) * Math.sin(longitude);
      z += Math.sin(latitude);
    }
    var middle =
        new GeoPoint(
            Math.toDegrees(Math.atan2(z, Math.hypot(x, y))), Math.toDegrees(Math.atan2(y, x)));
    double farthestKm =
        areas.stream()
            .mapToDouble(area -> middle.distanceKm(area.location()) + area.radiusKm())
            .max()
            .orElseThrow();
    return new Located(middle, Precision.REGION, farthestKm);
  }

  private record RegionKey(String country, String region) {
    static RegionKey of(String country, String region) {
      return new RegionKey(country, region.strip().toUpperCase(Locale.ROOT));
    }
  }
}
