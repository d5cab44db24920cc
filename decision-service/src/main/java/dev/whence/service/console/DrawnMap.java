package dev.whence.service.console;

import dev.whence.domain.GeoPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Where an order goes and where it comes or could have come from, drawn flat: degrees of longitude
/// are as wide as they are at the middle of the map, so that distances are true to a few percent on
/// a map of a country. All measures are in units of the picture.
///
/// @param notDrawn places that were left out, the farthest
/// @param uncertainty radius of the circle in which the destination may lie; 0 for none
public record DrawnMap(
    int width,
    int height,
    List<Degree> degrees,
    List<Arc> arcs,
    List<Dot> dots,
    Dot destination,
    double uncertainty,
    Scale scale,
    int notDrawn) {
  private static final int WIDTH = 720;
  private static final int LOWEST = 320;
  private static final int HIGHEST = 440;
  private static final int MARGIN = 44;
  private static final int MOST_DOTS = 150;
  private static final double KM_PER_DEGREE = 111.195;
  private static final double NARROWEST_KM = 150;

  /// How wide a letter of a name is.
  private static final double LETTER = 7;

  private static final double BOLD_LETTER = 7.8;

  /// On a narrow screen, where only what was chosen is named, in larger letters.
  private static final double LARGE_LETTER = 12;

  /// What became of a place.
  public enum Kind {
    CHOSEN,
    LOST,
    RULED_OUT
  }

  /// A place to draw.
  ///
  /// @param parcels that come from there
  /// @param title what is told of it
  public record Place(String name, GeoPoint at, Kind kind, int parcels, String title) {}

  /// @param anchor of the text: `start`, `middle` or `end`; empty where there is no room for it
  public record Dot(
      String name,
      Kind kind,
      double x,
      double y,
      String title,
      String anchor,
      double textX,
      double textY) {}

  /// A parcel's way, as the path of a curve.
  public record Arc(String path, String title) {}

  /// A line of the graticule.
  public record Degree(double x1, double y1, double x2, double y2, String label) {}

  /// A length to compare with.
  public record Scale(double length, String label) {}

  /// @param destination its name, place and how far off it may be in km
  public static DrawnMap of(
      String destination, GeoPoint at, double uncertaintyKm, List<Place> places) {
    return new Drawing(at, nearest(at, places), true)
        .map(destination, uncertaintyKm, places.size());
  }

  /// Places without a destination; the middle of them stands in for it and is not to be drawn.
  ///
  /// @param places at least one
  static DrawnMap ofNetwork(List<Place> places) {
    var middle =
        new GeoPoint(
            places.stream().mapToDouble(place -> place.at().latitude()).average().orElse(0),
            places.stream().mapToDouble(place -> place.at().longitude()).average().orElse(0));
    return new Drawing(middle, nearest(middle, places), false).map("", 0, places.size());
  }

  private static List<Place> nearest(GeoPoint at, List<Place> places) {
    if (places.size() <= MOST_DOTS) {
      return places;
    }
    return places.stream()
        .sorted(
            java.util.Comparator.comparing((Place place) -> place.kind() != Kind.CHOSEN)
                .thenComparingDouble(place -> place.at().distanceKm(at)))
        .limit(MOST_DOTS)
        .toList();
  }

  /// The work of drawing one map.
  private static final class Drawing {
    private final GeoPoint centre;
    private final List<Place> places;
    private final boolean named;
    private final List<double[]> taken = new ArrayList<>();
    private double west;
    private double east;
    private double south;
    private double north;
    private double shrink = 1;
    private double perDegree;
    private int height;

    /// @param named whether chosen places are named even where there is no room
    Drawing(GeoPoint centre, List<Place> places, boolean named) {
      this.named = named;
      this.centre = centre;
      this.places = places;
    }

    DrawnMap map(String destination, double uncertaintyKm, int all) {
      fit();
      double dx = x(centre);
      double dy = y(centre);
      var arcs = new ArrayList<Arc>();
      places.forEach(place -> arcs(place, dx, dy, arcs));
      take(dx, dy, 9);
      places.forEach(place -> take(x(place.at()), y(place.at()), 6));
      Dot goal =
          dot(new Place(destination, centre, Kind.CHOSEN, 0, "Destination: " + destination), true);
      var dots = new ArrayList<Dot>();
      for (Kind kind : Kind.values()) {
        places.stream()
            .filter(place -> place.kind() == kind)
            .map(place -> dot(place, named && kind == Kind.CHOSEN))
            .forEach(dots::add);
      }
      return new DrawnMap(
          WIDTH,
          height,
          degrees(),
          arcs,
          dots.reversed(), // what was chosen lies on top
          goal,
          uncertaintyKm / KM_PER_DEGREE * perDegree,
          scale(),
          all - places.size());
    }

    private void fit() {
      west = 0;
      east = 0;
      south = centre.latitude();
      north = centre.latitude();
      for (Place place : places) {
        west = Math.min(west, away(place.at()));
        east = Math.max(east, away(place.at()));
        south = Math.min(south, place.at().latitude());
        north = Math.max(north, place.at().latitude());
      }
      shrink = Math.max(0.15, Math.cos(Math.toRadians((south + north) / 2)));
      double least = NARROWEST_KM / KM_PER_DEGREE;
      double spanX = Math.max(least, (east - west) * shrink);
      double spanY = Math.max(least / 2, north - south);
      height =
          Math.clamp(
              Math.round((WIDTH - 2 * MARGIN) * spanY / spanX) + 2L * MARGIN, LOWEST, HIGHEST);
      perDegree = Math.min((WIDTH - 2 * MARGIN) / spanX, (height - 2 * MARGIN) / spanY);
    }

    /// Degrees of longitude from the destination, the short way round.
    private double away(GeoPoint point) {
      double degrees = point.longitude() - centre.longitude();
      return degrees > 180 ? degrees - 360 : degrees < -180 ? degrees + 360 : degrees;
    }

    private double x(GeoPoint point) {
      return x(away(point));
    }

    private double x(double away) {
      return WIDTH / 2.0 + (away - (west + east) / 2) * shrink * perDegree;
    }

    private double y(GeoPoint point) {
      return y(point.latitude());
    }

    private double y(double latitude) {
      return height / 2.0 - (latitude - (south + north) / 2) * perDegree;
    }

    private void arcs(Place place, double dx, double dy, List<Arc> arcs) {
      double sx = x(place.at());
      double sy = y(place.at());
      for (int i = 0; i < Math.min(place.parcels(), 5); i++) {
        double bend = 0.16 + 0.07 * i;
        // To the north, whichever way it goes.
        double side = dx >= sx ? 1 : -1;
        double cx = (sx + dx) / 2 + side * bend * (dy - sy);
        double cy = (sy + dy) / 2 - side * bend * (dx - sx);
        arcs.add(
            new Arc(
                String.format(
                    Locale.ROOT, "M%.1f %.1fQ%.1f %.1f %.1f %.1f", sx, sy, cx, cy, dx, dy),
                "A parcel from " + place.name()));
      }
    }

    private void take(double x, double y, double half) {
      taken.add(new double[] {x - half, y - half, x + half, y + half});
    }

    /// @param always whether it is named even where there is no room
    private Dot dot(Place place, boolean always) {
      double x = x(place.at());
      double y = y(place.at());
      double wide = place.name().length() * (always || !named ? BOLD_LETTER : LETTER) + 4;
      double large = always ? place.name().length() * LARGE_LETTER : 0;
      double[][] boxes = {
        {x + 9, y - 8, x + 9 + wide, y + 8},
        {x - 9 - wide, y - 8, x - 9, y + 8},
        {x - wide / 2, y + 8, x + wide / 2, y + 24},
        {x - wide / 2, y - 24, x + wide / 2, y - 8},
        {x + 4, y + 8, x + 4 + wide, y + 24},
        {x - 4 - wide, y + 8, x - 4, y + 24},
        {x + 4, y - 24, x + 4 + wide, y - 8},
        {x - 4 - wide, y - 24, x - 4, y - 8}
      };
      String[] anchors = {"start", "end", "middle", "middle", "start", "end", "start", "end"};
      double[] textXs = {x + 10, x - 10, x, x, x + 4, x - 4, x + 4, x - 4};
      double[] textYs = {y + 4, y + 4, y + 20, y - 12, y + 20, y + 20, y - 12, y - 12};
      for (int i = 0; i < boxes.length; i++) {
        if (isFree(boxes[i]) && isInside(anchors[i], textXs[i], large)) {
          taken.add(boxes[i]);
          return new Dot(
              place.name(), place.kind(), x, y, place.title(), anchors[i], textXs[i], textYs[i]);
        }
      }
      return new Dot(
          place.name(),
          place.kind(),
          x,
          y,
          place.title(),
          always ? x > WIDTH / 2.0 ? "end" : "start" : "",
          x > WIDTH / 2.0 ? x - 10 : x + 10,
          y + 4);
    }

    private static boolean isInside(String anchor, double x, double wide) {
      return switch (anchor) {
        case "start" -> x + wide <= WIDTH;
        case "end" -> x - wide >= 0;
        default -> x - wide / 2 >= 0 && x + wide / 2 <= WIDTH;
      };
    }

    private boolean isFree(double[] box) {
      return box[0] >= 2
          && box[2] <= WIDTH - 2
          && box[1] >= 2
          && box[3] <= height - 2
          && taken.stream()
              .noneMatch(other ->
                  box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]);
    }

    private List<Degree> degrees() {
      double spanX = WIDTH / (shrink * perDegree);
      double step = 90;
      for (double one : new double[] {0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 45}) {
        if (spanX / one <= 7) {
          step = one;
          break;
        }
      }
      var degrees = new ArrayList<Degree>();
      double middle = (west + east) / 2 + centre.longitude();
      for (double lon = Math.ceil((middle - spanX / 2) / step) * step;
          lon < middle + spanX / 2;
          lon += step) {
        double x = x(lon - centre.longitude());
        double shown = lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon;
        degrees.add(new Degree(x, 0, x, height, label(shown, "E", "W")));
      }
      double spanY = height / perDegree;
      double centreY = (south + north) / 2;
      for (double lat = Math.ceil((centreY - spanY / 2) / step) * step;
          lat < centreY + spanY / 2;
          lat += step) {
        if (Math.abs(lat) <= 90) {
          degrees.add(new Degree(0, y(lat), WIDTH, y(lat), label(lat, "N", "S")));
        }
      }
      return degrees;
    }

    private static String label(double degrees, String positive, String negative) {
      String number = String.format(Locale.ROOT, "%.2f", Math.abs(degrees));
      String plain = number.replaceFirst("\\.?0+$", "");
      return plain + "°" + (degrees == 0 ? "" : degrees > 0 ? " " + positive : " " + negative);
    }

    private Scale scale() {
      double kmPerUnit = KM_PER_DEGREE / perDegree;
      double most = 120 * kmPerUnit;
      double km = 1;
      for (double one : new double[] {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000}) {
        if (one <= most) {
          km = one;
        }
      }
      return new Scale(km / kmPerUnit, String.format(Locale.ROOT, "%,.0f km", km));
    }
  }
}
