package dev.whence.service.store;

import java.time.Duration;

/// What lies in the order store and waits for somebody, for whoever watches. Thread-safe.
public final class StoreFigures {
  /// Nobody needs to know how many more there are, and counting millions takes a while.
  public static final int MOST_COUNTED = 100_000;

  private static final String READ =
      """
      SELECT (SELECT count(*) FROM (SELECT FROM outbox LIMIT %d) AS counted),
        (SELECT coalesce(extract(epoch FROM now() - created_at) * 1000, 0)::bigint
          FROM outbox ORDER BY transaction, id LIMIT 1),
        (SELECT coalesce(sum(waiting), 0) FROM order_lines WHERE waiting > 0)
      """
          .formatted(MOST_COUNTED);

  private final Database database;

  public StoreFigures(Database database) {
    this.database = database;
  }

  /// @param events in the outbox that no reader has deleted, [#MOST_COUNTED] for as many or more
  /// @param oldestEvent age of the oldest of them by the database's clock, zero without one
  /// @param waitingUnits backordered units that are sourced when stock comes
  public record Figures(long events, Duration oldestEvent, long waitingUnits) {}

  public Figures read() {
    return database.run(connection -> {
      try (StatementBatch.Answers answers = new StatementBatch().add(READ).send(connection)) {
        return answers
            .rows(
                READ,
                row ->
                    new Figures(row.getLong(1), Duration.ofMillis(row.getLong(2)), row.getLong(3)))
            .getFirst();
      }
    });
  }
}
