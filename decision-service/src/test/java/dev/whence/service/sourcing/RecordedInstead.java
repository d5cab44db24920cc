package dev.whence.service.sourcing;

import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.service.json.CanonicalJson;
import dev.whence.service.records.DecisionRecord;
import dev.whence.service.records.PartStore;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.StatementBatch.IntArray;
import dev.whence.text.Sha256;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// Changes the records of decisions behind the back of a service.
public final class RecordedInstead {
  private RecordedInstead() {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(byte[] record, List<Integer> parts) {}

  /// Records another decision.
  ///
  /// @param change of its canonical text
  public static void decision(DatabaseAddress address, String id, UnaryOperator<String> change) {
    try (Database database = Database.open(address, 1)) {
      var parts = new PartStore(database);
      Row row = read(database, id);
      DecisionRecord.Whole whole = DecisionRecord.read(row.record(), parts.find(row.parts()));
      DecisionRecord.Told told = whole.told();
      var instead =
          DecisionRecord.of(
              new DecisionRecord.Told(
                  told.order(),
                  told.explain(),
                  told.reference(),
                  CanonicalJson.read(
                      change.apply(CanonicalJson.write(told.decision())), SourcingDecision.class),
                  told.timings(),
                  told.warnings()),
              whole.request(),
              whole.inputs(),
              whole.estimates());
      write(database, id, instead.bytes(), parts.keep(instead.parts()));
    }
  }

  /// Records other bytes.
  public static void bytes(DatabaseAddress address, String id, UnaryOperator<byte[]> change) {
    try (Database database = Database.open(address, 1)) {
      Row row = read(database, id);
      write(database, id, change.apply(row.record()), row.parts());
    }
  }

  private static Row read(Database database, String id) {
    String select = "SELECT record, parts FROM decisions WHERE id = ?";
    return database.run(connection -> {
      try (StatementBatch.Answers answers =
          new StatementBatch().add(select, UUID.fromString(id)).send(connection)) {
        return answers
            .rows(
                select,
                row -> new Row(row.getBytes(1), List.of((Integer[]) row.getArray(2).getArray())))
            .getFirst();
      }
    });
  }

  private static void write(Database database, String id, byte[] record, List<Integer> parts) {
    database.transact(connection -> {
      new StatementBatch()
          .add(
              "UPDATE decisions SET record = ?, parts = ?, digest = ? WHERE id = ?",
              record,
              new IntArray(parts),
              Sha256.of(record),
              UUID.fromString(id))
          .send(connection)
          .close();
      return true;
    });
  }
}
