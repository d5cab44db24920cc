package dev.whence.service.versions;

import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.text.Sha256;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Trained models in the order store. A bundle never changes. Thread-safe.
public final class BundleStore {
  private static final String ADD =
      """
      INSERT INTO bundles (digest, model, version, card, author, note)
      VALUES (?, ?, ?, ?::json, ?, ?) ON CONFLICT (digest) DO NOTHING
      """;

  private static final String ADD_FILE =
      "INSERT INTO bundle_files (digest, name, content) VALUES (?, ?, ?)";

  private static final String LIST =
      """
      SELECT digest, model, version, card::text, author, note, added_at FROM bundles
      WHERE (? = '' OR model = ?) ORDER BY added_at DESC, model, version
      """;

  private static final String FILES =
      """
      SELECT model, version, name, content FROM bundles JOIN bundle_files USING (digest)
      WHERE digest = ?
      """;

  private static final String DIGEST = "SELECT digest FROM bundles WHERE model = ? AND version = ?";

  private final Database database;

  public BundleStore(Database database) {
    this.database = database;
  }

  /// A bundle without its files.
  ///
  /// @param card as JSON
  public record Published(
      String digest,
      String model,
      String version,
      String card,
      String author,
      String note,
      Instant addedAt) {}

  /// @param files by name
  public record Stored(String model, String version, Map<String, byte[]> files) {
    public Stored {
      files = Collections.unmodifiableMap(new TreeMap<>(files));
    }
  }

  /// The files of a bundle by name, with their digest, which is worked out once.
  ///
  /// @param digest SHA-256 (hex) over names, lengths and contents, in the order of the names
  public record Content(SortedMap<String, byte[]> files, String digest) {
    public Content {
      files = Collections.unmodifiableSortedMap(files);
    }

    public static Content of(Map<String, byte[]> files) {
      var sorted = new TreeMap<>(files);
      var sha = new Sha256();
      sorted.forEach(
          (name, content) -> sha.add("%s %d\n".formatted(name, content.length)).add(content));
      return new Content(sorted, sha.hex());
    }
  }

  /// Adds a bundle; one that is there already stays as it is.
  ///
  /// @param card as JSON
  /// @return false if another bundle has this version of the model
  public boolean add(
      String model, String version, String card, Content content, String author, String note) {
    return database.transact(connection -> {
      VersionStore.lock(connection);
      return add(connection, model, version, card, content, author, note);
    });
  }

  static boolean add(
      Connection connection,
      String model,
      String version,
      String card,
      Content content,
      String author,
      String note)
      throws SQLException {
    try (StatementBatch.Answers answers =
        new StatementBatch().add(DIGEST, model, version).send(connection)) {
      List<String> known = answers.rows(DIGEST, row -> row.getString(1));
      if (!known.isEmpty()) {
        return known.getFirst().equals(content.digest());
      }
    }
    new StatementBatch()
        .add(ADD, content.digest(), model, version, card, author, note)
        .send(connection)
        .close();
    try (PreparedStatement insert = connection.prepareStatement(ADD_FILE)) {
      for (Map.Entry<String, byte[]> file : content.files().entrySet()) {
        insert.setString(1, content.digest());
        insert.setString(2, file.getKey());
        insert.setBytes(3, file.getValue());
        insert.executeUpdate();
      }
    }
    return true;
  }

  /// The newest first.
  ///
  /// @param model empty for all
  public List<Published> list(String model) {
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(LIST, model, model).send(connection)) {
        return answers.rows(
            LIST,
            row ->
                new Published(
                    row.getString("digest"),
                    row.getString("model"),
                    row.getString("version"),
                    row.getString("card"),
                    row.getString("author"),
                    row.getString("note"),
                    row.getObject("added_at", OffsetDateTime.class).toInstant()));
      }
    });
  }

  public Optional<Stored> find(String digest) {
    return database.run(connection -> {
      var files = new TreeMap<String, byte[]>();
      try (StatementBatch.Answers answers =
          new StatementBatch().add(FILES, digest).send(connection)) {
        List<Stored> one =
            answers.rows(
                FILES,
                row -> {
                  files.put(row.getString("name"), row.getBytes("content"));
                  return new Stored(row.getString("model"), row.getString("version"), Map.of());
                });
        return one.stream()
            .findFirst()
            .map(each -> new Stored(each.model(), each.version(), files));
      }
    });
  }
}
