package dev.whence.service.verify;

import static dev.whence.service.sourcing.TestShop.decision;
import static dev.whence.service.sourcing.TestShop.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.sourcing.CallerKey;
import dev.whence.service.sourcing.TestShop;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each rule finds what it is for.
final class StoreCheckTest {
  private TestShop shop;

  @BeforeEach
  void aShopWithTwoOrders() {
    shop = new TestShop().with("DC-1", "A", 5).with("DC-1", "B", 5);
    for (String id : List.of("O-1", "O-2")) {
      Objects.requireNonNull(
          shop.commit(
              decision(shop.inputs(order(id, "A", "B")), Map.of("A", "DC-1", "B", "DC-1")),
              new CallerKey.Given("key-" + id, "digest")));
    }
  }

  @Test
  void aStoreThatIsWellAgrees() {
    assertThat(shop.discrepancies()).isEmpty();
  }

  /// Of twenty million positions the sums alone take longer than any request may.
  @Test
  void aRuleHasMoreTimeThanARequest() {
    shop.execute(
        """
        CREATE FUNCTION hurried() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
          RETURN current_setting('statement_timeout') <> '1h'; END $$;
        ALTER TABLE stock RENAME TO all_stock;
        CREATE VIEW stock AS SELECT * FROM all_stock WHERE NOT hurried()
        """);
    try {
      assertThat(shop.discrepancies()).isEmpty();
    } finally {
      shop.execute("DROP VIEW stock; ALTER TABLE all_stock RENAME TO stock; DROP FUNCTION hurried");
    }
  }

  // -Dwhence.records=300000 makes that many decisions
  @Test
  void manyRecordsAreComparedPartByPart_andTheOneThatIsBrokenIsFound() {
    int records = Integer.getInteger("whence.records", 25_000);
    shop.execute(
        """
        INSERT INTO decisions
        SELECT (jsonb_populate_record(decisions, jsonb_build_object(
          'id', overlay(decisions.id::text PLACING lpad(to_hex(n), 12, '0') FROM 25)))).*
        FROM decisions, generate_series(1, %d) AS n WHERE order_id = 'O-1'
        """
            .formatted(records));
    long start = System.nanoTime();

    assertThat(shop.discrepancies()).isEmpty();

    System.out.printf(
        "%d records compared in %.1f s%n", records, (System.nanoTime() - start) / 1e9);
    shop.execute(
        "UPDATE decisions SET digest = sha256('') WHERE id = (SELECT id FROM decisions ORDER BY id OFFSET 21000 LIMIT 1)");
    assertThat(shop.discrepancies())
        .singleElement()
        .satisfies(finding -> assertThat(finding.violations()).isOne());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          A position is the sum of its movements                        | DELETE FROM stock_movements WHERE kind = 'RESERVE' AND sku = 'A'
          A position is the sum of its movements                        | UPDATE stock SET on_hand = 6 WHERE sku = 'B'
          The ship node and the item of each position are loaded        | INSERT INTO stock (sku, node, on_hand) VALUES ('NO-ITEM', 'DC-1', 0); INSERT INTO stock_movements (sku, node, kind, on_hand, reserved, cause, author) VALUES ('NO-ITEM', 'DC-1', 'COUNT', 0, 0, 'x', 'x')
          The reserved units of a position are those in parcels         | UPDATE shipment_lines SET taken_out = 1 WHERE sku = 'A'
          The places taken of a ship node's day are the parcels         | UPDATE capacity_bookings SET parcels = 1
          A parcel is noted as emptied exactly when nothing is left     | UPDATE shipments SET emptied_at = now()
          A reservation stands as was told of it last                   | INSERT INTO order_events (order_id, kind, detail) SELECT order_id, 'reservation-confirmed', jsonb_build_object('reservationId', id, 'status', 'CONFIRMED') FROM reservations
          A reservation that has ended holds nothing                    | UPDATE reservations SET status = 'RELEASED'
          The lines of an order have its place among those that wait    | UPDATE order_lines SET queue_priority = 77
          Stock that is kept while a person decides                     | UPDATE reservations SET status = 'KEPT'
          No more units of a line are planned and sent than are wanted  | UPDATE order_lines SET cancelled = 1
          Each parcel that left moved its units once                    | UPDATE shipments SET left_stock = true
          The decision of each reservation, of each parcel              | DELETE FROM decisions
          Each receipt, and each grading of sellable units, moved       | INSERT INTO receipts VALUES ('e', NULL, 'DC-1', 'A', 1, now())
          Each receipt, and each grading of sellable units, moved       | INSERT INTO stock_movements (sku, node, kind, on_hand, reserved, cause, author) VALUES ('A', 'DC-1', 'RETURN', 0, 0, 'g', 'x')
          No more units of a return are graded than came back           | INSERT INTO returns VALUES ('r', 'O-1', '1', 1, '', now()); INSERT INTO gradings VALUES ('g', 'r', 'DC-1', 'A', 1, 1, now())
          What is open of an expected receipt                           | INSERT INTO expected_receipts VALUES ('p', 'DC-1', 'A', 5, 4, '2026-05-08')
          What waits in quarantine or was discarded does not count      | INSERT INTO returns VALUES ('r', 'O-1', '1', 1, '', now()); INSERT INTO quarantine (kind, event_id, subject, body, code, reason) VALUES ('RETURN', 'r', 'O-1', '{}', 'FUTURE', '')
          An offered parcel has exactly one winner                      | INSERT INTO offer_groups SELECT gen_random_uuid(), order_id, decision_id, reservation_id, id, node, id, 'CLAIMED', 30, 60, now(), now() FROM shipments LIMIT 1
          An offered parcel has exactly one winner                      | INSERT INTO offer_groups SELECT gen_random_uuid(), order_id, decision_id, reservation_id, id, node, id, 'OPEN', 30, 60, now() FROM shipments LIMIT 1; INSERT INTO offers SELECT gen_random_uuid(), id, planned_node, 1, 'CLAIMED' FROM offer_groups
          The units of an offered parcel are at its winner              | INSERT INTO offer_groups SELECT gen_random_uuid(), order_id, decision_id, reservation_id, id, 'ELSEWHERE', id, 'OPEN', 30, 60, now() FROM shipments LIMIT 1
          The units of an offered parcel are at its winner              | INSERT INTO offer_groups SELECT gen_random_uuid(), order_id, decision_id, reservation_id, id, node, 'gone', 'OPEN', 30, 60, now() FROM shipments LIMIT 1
          What ship nodes are counted to have answered on a day         | INSERT INTO acceptance_days (node, day, accepted) VALUES ('DC-1', '2026-05-04', 1)
          What ship nodes are counted to have answered on a day         | INSERT INTO acceptances (shipment_id, order_id, node, how, author) VALUES ('s', 'O-1', 'DC-1', 'WORD', '')
          Each key of a caller has its answer                           | UPDATE idempotency_keys SET decision_id = NULL
          Each key of a caller has its answer                           | UPDATE idempotency_keys SET decision_id = gen_random_uuid()
          Each key of a caller has its answer                           | UPDATE idempotency_keys SET decision_id = NULL, status = 201, body = gen_random_uuid()
          A replay has shown of each published draft                    | INSERT INTO table_drafts (title, state, based_on, author, submitted_by, approved_by, published_as, expectation) VALUES ('t', 'PUBLISHED', 1, 'a', 'a', 'b', 1, '{}')
          Each record of a decision is as it was written                | UPDATE decisions SET record = set_byte(record, 9, get_byte(record, 9) # 1)
          Each record of a decision is as it was written                | UPDATE decisions SET parts = array_append(parts, 0)
          The version of the reference data in force, and each        | DELETE FROM versions WHERE kind = 'reference-data'
          Each row of reference data is as the last version           | UPDATE reference_changes SET after = before WHERE source = 'ship_nodes'
          Each row of reference data is as the last version           | UPDATE reference_changes SET after = jsonb_set(after, '{transit_days}', '99') WHERE source = 'rate_zones'
          Each version that a draft became has the tests                | INSERT INTO table_drafts (title, state, based_on, author, submitted_by, approved_by, published_as) VALUES ('t', 'PUBLISHED', 1, 'a', 'a', 'b', 2); INSERT INTO table_draft_tests SELECT id, 't', 1, '{}', 'a' FROM table_drafts
          No row of a rule table answered in more decisions             | INSERT INTO rule_row_days VALUES (1, current_date, 'sourcing-policy', 'vip', 2), (1, current_date, '', '', 1)
          No row of a rule table answered in more decisions             | INSERT INTO rule_row_days VALUES (99, current_date, '', '', 1)
          Each decision is in the index that searches and reports ask   | DELETE FROM decision_index WHERE decision_id = (SELECT min(decision_id::text)::uuid FROM decision_index)
          Each day is told by one digest at most, and only when it      | INSERT INTO outbox (type, subject, payload) VALUES ('daily-digest', '2026-11-27', '{}')
          Each day is told by one digest at most, and only when it      | INSERT INTO daily_digests VALUES ('2026-11-27'); INSERT INTO outbox (type, subject, payload) SELECT 'daily-digest', '2026-11-27', '{}' FROM generate_series(1, 2)
          Each part of recorded decisions is as it was written          | UPDATE decision_parts SET body = concat(body, ' ') WHERE kind = 'ShipNode'
          """)
  void whatIsWrongIsFound(String rule, String harm) {
    shop.execute(harm);

    assertThat(shop.discrepancies())
        .anySatisfy(finding -> {
          assertThat(finding.rule()).startsWith(rule);
          assertThat(finding.violations()).isPositive();
          assertThat(finding.rows().getFirst()).isNotBlank();
        });
  }

  @Test
  void usersSessionsAndKeysThatDoNotAgreeAreFound() {
    String hash = "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA";
    String add =
        "INSERT INTO users (id, name, kind, roles, password, created_by) VALUES ('00000000-0000-7000-8000-00000000000%d', '%s', 'PERSON', '{%s}', '%s', 'test')";
    shop.execute(add.formatted(1, "anna", "operator", hash));
    shop.execute(add.formatted(2, "bert", "caller", hash));
    shop.execute(
        "INSERT INTO sessions (id, user_id, token_sha256, expires_at) SELECT id, id, sha256('a'), now() + interval '1 hour' FROM users WHERE name = 'bert'");
    shop.execute(
        "INSERT INTO api_keys (id, user_id, name, roles, created_by, expires_at) SELECT id, id, 'k', roles, 'test', now() + interval '1 day' FROM users WHERE name = 'bert'");
    shop.execute(
        "INSERT INTO api_key_secrets (prefix, key_id, sha256) SELECT 'whk_a', id, sha256('k') FROM api_keys");
    assertThat(shop.discrepancies()).isEmpty();

    shop.execute("UPDATE users SET active = false");
    shop.execute("DELETE FROM api_key_secrets");

    assertThat(shop.discrepancies())
        .extracting(StoreCheck.Finding::rule)
        .containsExactly(
            "Where there are users, a person who is active is an operator",
            "Each session is of a person who is active",
            "Each API key has one present secret, and one before it at most that counts");
  }
}
