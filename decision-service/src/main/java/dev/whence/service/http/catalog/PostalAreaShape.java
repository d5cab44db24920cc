package dev.whence.service.http.catalog;

import dev.whence.domain.GeoPoint;
import dev.whence.domain.places.PostalArea;
import dev.whence.domain.places.PostalAreas;
import dev.whence.service.http.Fields;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;

/// A postal area in the API.
///
/// @param prefix is told normalized; a load may write it with spaces, dashes and small letters
/// @param region empty is not known
public record PostalAreaShape(
    String country,
    String prefix,
    double latitude,
    double longitude,
    double radiusKm,
    String region) {

  /// Reads the rows of one load, which may name each prefix of a country once.
  static Function<Fields, PostalAreaShape> reader() {
    var seen = new HashSet<List<String>>();
    return fields -> {
      String country = fields.country("country");
      String prefix = readPrefix(fields);
      GeoPoint middle = fields.point("look the area up again, or leave it out");
      var area =
          new PostalAreaShape(
              country,
              prefix,
              middle.latitude(),
              middle.longitude(),
              fields.decimal("radiusKm", 0, PostalArea.LARGEST_RADIUS_KM),
              fields.wordOrEmpty("region"));
      if (fields.raw().path("prefix").isTextual()
          && !seen.add(List.of(fields.raw().path("country").asText(), area.prefix()))) {
        fields.complain("prefix", "is in an earlier row for this country, too");
      }
      return area;
    };
  }

  private static String readPrefix(Fields fields) {
    boolean isWord = fields.raw().path("prefix").isTextual() && fields.has("prefix");
    String written = fields.word("prefix");
    String prefix = PostalAreas.normalized(written);
    if (isWord && PostalArea.isPrefix(prefix)) {
      PostalPrefixText.wrong(written).ifPresent(wrong -> fields.complain("prefix", wrong));
    } else if (isWord) {
      fields.complain(
          "prefix", "must be 1 to %d letters and digits".formatted(PostalArea.LONGEST_PREFIX));
    }
    return prefix;
  }

  PostalArea area() {
    return new PostalArea(country, prefix, new GeoPoint(latitude, longitude), radiusKm, region);
  }

  static PostalAreaShape of(PostalArea area) {
    return new PostalAreaShape(
        area.country(),
        area.prefix(),
        area.location().latitude(),
        area.location().longitude(),
        area.radiusKm(),
        area.region());
  }
}
