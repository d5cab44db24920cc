package dev.whence.service.records;

import dev.whence.service.json.CanonicalJson;
import dev.whence.service.json.KeptNames;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.IntArray;
import dev.whence.service.store.StatementBatch.TextArray;
import dev.whence.text.Sha256;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The parts of recorded decisions: each is written once, as canonical JSON, and has a number by
/// which records refer to it. A process remembers the numbers of the parts it has met, so that a
/// usual decision neither writes nor asks for any. Thread-safe.
///
/// A part is written in a transaction of its own before the decision that refers to it, and stays
/// when that decision does not come to be.
public final class PartStore {
  /// Parts remembered; beyond that all are forgotten and met anew.
  private static final int MOST = 20_000;

  private static final int UNKNOWN = -1;

  private static final String SHAPE = "Shape";

  private static final String NUMBERS =
      """
      SELECT encode(digest, 'hex'), id FROM decision_parts
      WHERE digest IN (SELECT decode(hex, 'hex') FROM unnest(?::text[]) AS given (hex))
      """;

  /// In one order, or processes that meet the same parts would block in a circle.
  private static final String KEEP =
      """
      INSERT INTO decision_parts (digest, kind, body)
      SELECT decode(hex, 'hex'), kind, body
      FROM unnest(?::text[], ?::text[], ?::text[]) AS given (hex, kind, body)
      ORDER BY hex COLLATE "C"
      ON CONFLICT (digest) DO NOTHING
      """;

  private static final String FIND = "SELECT id, kind, body FROM decision_parts WHERE id = ANY (?)";

  private final Database database;
  private final Map<Object, Integer> numbers = new ConcurrentHashMap<>();
  private final Map<Integer, Object> parts = new ConcurrentHashMap<>();

  public PartStore(Database database) {
    this.database = database;
  }

  /// The numbers of parts, which are written where they are new. Not inside of a transaction that
  /// may be undone.
  public List<Integer> keep(List<Object> values) {
    var all = new ArrayList<Integer>(values.size());
    var unknown = new LinkedHashMap<String, Object>();
    for (Object value : values) {
      Integer number = numbers.get(value);
      all.add(number == null ? UNKNOWN : number);
      if (number == null) {
        unknown.put(digest(value), value);
      }
    }
    if (unknown.isEmpty()) {
      return all;
    }
    Map<String, Integer> written = write(unknown);
    unknown.forEach((digest, value) -> remember(number(written, digest), value));
    for (int place = 0; place < all.size(); place++) {
      if (all.get(place) == UNKNOWN) {
        all.set(place, number(written, digest(values.get(place))));
      }
    }
    return all;
  }

  private static int number(Map<String, Integer> written, String digest) {
    Integer number = written.get(digest);
    if (number == null) {
      throw new IllegalStateException("Part " + digest + " was written and is gone.");
    }
    return number;
  }

  /// @param unknown by their digests
  private Map<String, Integer> write(Map<String, Object> unknown) {
    return database.transact(connection -> {
      Map<String, Integer> there = ask(connection, List.copyOf(unknown.keySet()));
      var missing = new LinkedHashMap<>(unknown);
      missing.keySet().removeAll(there.keySet());
      if (!missing.isEmpty()) {
        List<String> digests = List.copyOf(missing.keySet());
        new StatementBatch()
            .add(
                KEEP,
                new TextArray(digests),
                new TextArray(missing.values().stream().map(PartStore::kind).toList()),
                new TextArray(missing.values().stream().map(PartStore::body).toList()))
            .send(connection)
            .close();
        there.putAll(ask(connection, digests));
      }
      return there;
    });
  }

  private static Map<String, Integer> ask(Connection connection, List<String> digests)
      throws SQLException {
    var found = new HashMap<String, Integer>();
    try (StatementBatch.Answers answers =
        new StatementBatch().add(NUMBERS, new TextArray(digests)).send(connection)) {
      answers.rows(NUMBERS, row -> found.put(row.getString(1), row.getInt(2)));
    }
    return found;
  }

  /// The parts of these numbers.
  ///
  /// @throws IllegalStateException if one is not there
  public List<Object> find(List<Integer> wanted) {
    var found = new HashMap<Integer, Object>();
    var unknown = new ArrayList<Integer>();
    for (Integer number : wanted) {
      Object part = parts.get(number);
      if (part == null) {
        unknown.add(number);
      } else {
        found.put(number, part);
      }
    }
    if (!unknown.isEmpty()) {
      found.putAll(read(unknown));
    }
    return wanted.stream()
        .map(number -> {
          Object part = found.get(number);
          if (part == null) {
            throw new IllegalStateException(
                "A decision refers to part %d, which is not in the order store.\nMaybe it was taken away by hand; `whence verify` tells which decisions it was part of."
                    .formatted(number));
          }
          return part;
        })
        .toList();
  }

  private Map<Integer, Object> read(List<Integer> wanted) {
    Map<Integer, Object> read =
        database.run(connection -> {
          var found = new HashMap<Integer, Object>();
          try (StatementBatch.Answers answers =
              new StatementBatch().add(FIND, new IntArray(wanted)).send(connection)) {
            answers.rows(
                FIND, row -> found.put(row.getInt(1), part(row.getString(2), row.getString(3))));
          }
          return found;
        });
    read.forEach(this::remember);
    return read;
  }

  private void remember(int number, Object value) {
    if (numbers.size() >= MOST || parts.size() >= MOST) {
      numbers.clear();
      parts.clear();
    }
    numbers.put(value, number);
    parts.put(number, value);
  }

  private static String digest(Object value) {
    return Sha256.hex(kind(value) + "\n" + body(value));
  }

  static String kind(Object value) {
    return value instanceof String ? SHAPE : KeptNames.of(value.getClass());
  }

  static String body(Object value) {
    return value instanceof String shape ? shape : CanonicalJson.write(value);
  }

  static Object part(String kind, String body) {
    return kind.equals(SHAPE) ? body : CanonicalJson.read(body, DecisionRecord.partType(kind));
  }
}
