package dev.whence.service.places;

import dev.whence.domain.GeoPoint;
import dev.whence.domain.places.PostalArea;
import dev.whence.service.store.Database;
import dev.whence.service.store.ReferenceVersion;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;

/// Postal areas by country and prefix.
public final class PostalAreaStore {
  private static final String UPSERT =
      """
      INSERT INTO postal_areas (country, prefix, latitude, longitude, radius_km, region)
      SELECT * FROM unnest(?::text[], ?::text[], ?::float8[], ?::float8[], ?::float8[], ?::text[])
      ON CONFLICT (country, prefix) DO UPDATE SET latitude = excluded.latitude,
        longitude = excluded.longitude, radius_km = excluded.radius_km, region = excluded.region
      """;

  private final Database database;

  public PostalAreaStore(Database database) {
    this.database = database;
  }

  /// Adds new areas and replaces known ones; all or nothing, and in force for the next decision of
  /// every process. Of two with one country and prefix the last counts.
  public void upsert(Collection<PostalArea> areas) {
    var byPrefix = new TreeMap<Key, PostalArea>();
    areas.forEach(area -> byPrefix.put(new Key(area.country(), area.prefix()), area));
    database.transact(connection -> {
      ReferenceVersion.bump(connection);
      try (PreparedStatement statement = connection.prepareStatement(UPSERT)) {
        Collection<PostalArea> sorted = byPrefix.values();
        statement.setArray(1, column(connection, "text", sorted, PostalArea::country));
        statement.setArray(2, column(connection, "text", sorted, PostalArea::prefix));
        statement.setArray(
            3, column(connection, "float8", sorted, area -> area.location().latitude()));
        statement.setArray(
            4, column(connection, "float8", sorted, area -> area.location().longitude()));
        statement.setArray(5, column(connection, "float8", sorted, PostalArea::radiusKm));
        statement.setArray(6, column(connection, "text", sorted, PostalArea::region));
        return statement.executeUpdate();
      }
    });
  }

  /// Areas after (`afterCountry`, `afterPrefix`) in that order, at most `limit`; empty strings
  /// start at the first.
  public List<PostalArea> list(String afterCountry, String afterPrefix, int limit) {
    return database.run(connection -> {
      try (PreparedStatement statement =
          connection.prepareStatement(
              """
              SELECT * FROM postal_areas WHERE (country, prefix) > (?, ?)
              ORDER BY country, prefix LIMIT ?
              """)) {
        statement.setString(1, afterCountry);
        statement.setString(2, afterPrefix);
        statement.setInt(3, limit);
        return areas(statement);
      }
    });
  }

  /// Areas of one country after `afterPrefix` in prefix order, at most `limit`.
  public List<PostalArea> listOf(String country, String afterPrefix, int limit) {
    return database.run(connection -> {
      try (PreparedStatement statement =
          connection.prepareStatement(
              """
              SELECT * FROM postal_areas WHERE country = ? AND prefix > ?
              ORDER BY prefix LIMIT ?
              """)) {
        statement.setString(1, country);
        statement.setString(2, afterPrefix);
        statement.setInt(3, limit);
        return areas(statement);
      }
    });
  }

  /// Every area by country and prefix, as the connection's transaction sees them.
  public static List<PostalArea> readAll(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT * FROM postal_areas ORDER BY country, prefix")) {
      return areas(statement);
    }
  }

  private static Array column(
      Connection connection,
      String type,
      Collection<PostalArea> areas,
      Function<PostalArea, Object> part)
      throws SQLException {
    return connection.createArrayOf(type, areas.stream().map(part).toArray());
  }

  private static List<PostalArea> areas(PreparedStatement statement) throws SQLException {
    var areas = new ArrayList<PostalArea>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        areas.add(
            new PostalArea(
                row.getString("country"),
                row.getString("prefix"),
                new GeoPoint(row.getDouble("latitude"), row.getDouble("longitude")),
                row.getDouble("radius_km"),
                row.getString("region")));
      }
    }
    return areas;
  }

  private record Key(String country, String prefix) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::country).thenComparing(Key::prefix);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }
}
