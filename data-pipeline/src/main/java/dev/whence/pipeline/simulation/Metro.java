package dev.whence.pipeline.simulation;

import dev.whence.domain.GeoPoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;

/// A metropolitan area where customers live.
///
/// @param thousands inhabitants in thousands, rounded
/// @param climate which storms reach it
record Metro(
    String city,
    String state,
    String postalCode,
    GeoPoint center,
    int thousands,
    ZoneId timeZone,
    Climate climate) {

  /// Part of the country that shares its storms.
  enum Climate {
    NORTHEAST,
    MIDWEST,
    SOUTH,
    WEST
  }

  /// The areas of the simulated country, in the order of the resource file.
  static final List<Metro> ALL = load();

  static Metro of(String city) {
    return ALL.stream().filter(metro -> metro.city.equals(city)).findFirst().orElseThrow();
  }

  private static List<Metro> load() {
    try (InputStream in = Metro.class.getResourceAsStream("metros.csv")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().skip(1).map(Metro::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Metro parse(String line) {
    String[] fields = line.split(",", -1);
    return new Metro(
        fields[0],
        fields[1],
        fields[2],
        new GeoPoint(Double.parseDouble(fields[3]), Double.parseDouble(fields[4])),
        Integer.parseInt(fields[5]),
        ZoneId.of(fields[6]),
        Climate.valueOf(fields[7]));
  }
}
