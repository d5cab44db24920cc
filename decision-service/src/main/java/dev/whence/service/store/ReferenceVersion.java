package dev.whence.service.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;

/// The number that goes up with every load of ship nodes, carrier services, exchange rates or
/// postal areas, in the same transaction: the version of the reference data. Whoever keeps those in
/// memory compares it in each snapshot. Which rows a version changed is noted by the tables
/// themselves.
public final class ReferenceVersion {
  /// The author of a load that nobody signed.
  private static final Signature UNSIGNED = new Signature("whence", "not signed");

  private static final ScopedValue<Load> LOAD = ScopedValue.newInstance();

  private static final String RAISE =
      """
      WITH raised AS (UPDATE reference_version SET version = version + 1 RETURNING version)
      INSERT INTO versions (kind, number, digest, content, author, note)
      SELECT 'reference-data', version, version::text, '{}'::json, ?, ? FROM raised
      RETURNING number
      """;

  private ReferenceVersion() {}

  /// Who loads, and why.
  ///
  /// @param author in the words of whoever loads
  /// @param note in their words, may be empty
  public record Signature(String author, String note) {}

  /// What came of a load.
  ///
  /// @param version that it made, 0 if it made none
  public record Loaded<T>(T result, int version) {}

  private static final class Load {
    final Signature signature;
    int version;

    Load(Signature signature) {
      this.signature = signature;
    }
  }

  /// Does what loads reference data, in this thread; the version that it makes is signed.
  public static <T> Loaded<T> signed(Signature signature, Supplier<T> work) {
    var load = new Load(signature);
    T result = ScopedValue.where(LOAD, load).call(work::get);
    return new Loaded<>(result, load.version);
  }

  /// Also makes loads wait for one another, as the row stays locked until the transaction ends.
  public static void bump(Connection connection) throws SQLException {
    Signature signature = LOAD.isBound() ? LOAD.get().signature : UNSIGNED;
    int number;
    try (StatementBatch.Answers answers =
        new StatementBatch().add(RAISE, signature.author(), signature.note()).send(connection)) {
      number = answers.rows(RAISE, row -> row.getInt(1)).getFirst();
    }
    if (LOAD.isBound()) {
      LOAD.get().version = number;
    }
  }
}
