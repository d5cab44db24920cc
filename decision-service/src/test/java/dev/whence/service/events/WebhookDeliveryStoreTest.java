package dev.whence.service.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WebhookDeliveryStoreTest {
  private static final String ENDPOINT =
      """
      INSERT INTO webhook_endpoints (id, url, types, description)
      VALUES ('00000000-0000-0000-0000-000000000001', 'http://host.invalid/', '{}', '');
      INSERT INTO webhook_secrets (endpoint_id, secret)
      VALUES ('00000000-0000-0000-0000-000000000001', 'whsec_AAAA')
      """;

  /// A hundred thousand deliveries of five thousand orders, each behind one that waits an hour.
  private static final String QUEUE =
      """
      INSERT INTO webhook_deliveries (endpoint_id, event_id, type, subject, order_id, body,
        happened_at, held, next_attempt_at)
      SELECT '00000000-0000-0000-0000-000000000001', 'evt_' || i, 't', 's', 'o' || (i % 5000), '{}',
        now(), i > 5000, CASE WHEN i <= 5000 THEN now() + interval '1 hour' ELSE now() END
      FROM generate_series(1, 100000) AS i
      """;

  @Test
  void whatWaitsBehindAnEndpointThatIsDownCostsNothing() {
    try (Database database = TestDatabase.fresh(2)) {
      sql(database, ENDPOINT);
      sql(database, QUEUE);
      var store = new WebhookDeliveryStore(database);
      assertThat(store.claim(List.of(), 8, 64)).isEmpty();

      long start = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        assertThat(store.claim(List.of(), 8, 64)).isEmpty();
      }
      Duration each = Duration.ofNanos(System.nanoTime() - start).dividedBy(20);
      System.out.printf("a claim behind 100,000 that wait takes %d us%n", each.toNanos() / 1_000);
      assertThat(each).isLessThan(Duration.ofMillis(100));
    }
  }

  @Test
  void whatIsMarkedHeldWithoutAForerunnerIsLetGo_andNothingElse() {
    try (Database database = TestDatabase.fresh(2)) {
      sql(database, ENDPOINT);
      sql(database, QUEUE);
      sql(database, "UPDATE webhook_deliveries SET status = 'DELIVERED' WHERE id = 1");
      var store = new WebhookDeliveryStore(database);

      assertThat(store.claim(List.of(), 8, 64)).isEmpty();
      store.letGo();

      assertThat(store.claim(List.of(), 8, 64))
          .extracting(WebhookDeliveryStore.Claim::eventId)
          .containsExactly("evt_5001");
    }
  }

  @Test
  void aReplayedOneWaitsForTheAttemptOfALaterOneThatIsUnderWay() {
    try (Database database = TestDatabase.fresh(2)) {
      sql(database, ENDPOINT);
      sql(
          database,
          """
          INSERT INTO webhook_deliveries (endpoint_id, event_id, type, subject, order_id, body,
            happened_at, status, ended_at)
          VALUES
            ('00000000-0000-0000-0000-000000000001', 'a1', 't', 's', 'a', '{}', now(), 'DEAD', now()),
            ('00000000-0000-0000-0000-000000000001', 'a2', 't', 's', 'a', '{}', now(), 'PENDING', NULL)
          """);
      var store = new WebhookDeliveryStore(database);
      WebhookDeliveryStore.Claim later = store.claim(List.of(), 8, 64).getFirst();
      assertThat(later.eventId()).isEqualTo("a2");

      assertThat(store.replay(later.id() - 1)).isPresent();
      assertThat(store.claim(List.of(), 8, 64)).isEmpty();
      store.delivered(later, 200);

      assertThat(store.claim(List.of(), 8, 64))
          .extracting(WebhookDeliveryStore.Claim::eventId)
          .containsExactly("a1");
    }
  }

  private static void sql(Database database, String statement) {
    database.transact(connection -> {
      new StatementBatch().add(statement).send(connection).close();
      return true;
    });
  }
}
