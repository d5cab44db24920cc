package dev.whence.service.reports;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.http.Json;
import dev.whence.service.orders.OpenExceptions;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.Outbox;
import dev.whence.service.store.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Each day is told once, whatever happens to those who tell it.
class DailyDigestTest {
  private static final Instant FIRST = Instant.parse("2026-11-27T12:00:00Z");
  private final DatabaseAddress address = TestDatabase.freshAddress();
  private final Database database = Database.open(address, 8);

  @AfterEach
  void close() {
    database.close();
  }

  private static DailyDigest digest(Database database) {
    return new DailyDigest(database, new ReportStore(database), new OpenExceptions(database));
  }

  private List<Outbox.Event> told() {
    TestDatabase.awaitReaders(database);
    return new Outbox(database).page(Outbox.Position.START, List.of("daily-digest"), 100).events();
  }

  @Test
  void aNewStoreBeginsWithItsFirstDay_andADayIsToldFiveMinutesAfterItsEnd() {
    assertThat(digest(database).tell(FIRST)).isZero();
    assertThat(digest(database).tell(Instant.parse("2026-11-28T00:04:59Z"))).isZero();

    assertThat(digest(database).tell(Instant.parse("2026-11-28T00:05:00Z"))).isOne();
    assertThat(digest(database).tell(Instant.parse("2026-11-28T00:05:01Z"))).isZero();

    Outbox.Event event = told().getFirst();
    assertThat(event.subject()).isEqualTo("2026-11-27");
    JsonNode data = Json.parse(event.payload().getBytes(StandardCharsets.UTF_8));
    assertThat(data.path("day").asText()).isEqualTo("2026-11-27");
    for (Report report : Report.values()) {
      assertThat(data.at("/reports/" + report.code() + "/day/whole").isInt()).isTrue();
      assertThat(data.at("/reports/" + report.code() + "/last28Days/part").isInt()).isTrue();
    }
    assertThat(data.at("/exceptions/held").isInt()).isTrue();
  }

  @Test
  void severalProcessesTellADayOnce_andDaysThatWereMissedToo() throws Exception {
    digest(database).tell(FIRST);
    Instant later = Instant.parse("2026-12-08T08:00:00Z");
    try (Database other = Database.open(address, 8);
        var threads = Executors.newFixedThreadPool(8)) {
      var work = new ArrayList<Callable<Integer>>();
      for (int i = 0; i < 8; i++) {
        Database at = i % 2 == 0 ? database : other;
        work.add(() -> digest(at).tell(later));
      }
      int told = 0;
      for (Future<Integer> one : threads.invokeAll(work)) {
        told += one.get();
      }
      assertThat(told).isEqualTo(7);
    }

    assertThat(told().stream().map(Outbox.Event::subject).sorted().toList())
        .containsExactly(
            "2026-12-01",
            "2026-12-02",
            "2026-12-03",
            "2026-12-04",
            "2026-12-05",
            "2026-12-06",
            "2026-12-07");
  }

  /// As when the process is killed between the two rows.
  @Test
  void whoDiesBeforeTheEndHasToldNothing_andTheNextOneTellsIt() {
    digest(database).tell(FIRST);
    execute(
        "CREATE FUNCTION dies() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;"
            + " CREATE TRIGGER dies BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION dies()");
    Instant next = Instant.parse("2026-11-28T09:00:00Z");
    try (Database dying = Database.open(address, 2)) {
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> digest(dying).tell(next))
          .isInstanceOf(RuntimeException.class);
    }
    execute("DROP TRIGGER dies ON outbox");

    assertThat(digest(database).tell(next)).isOne();
    assertThat(told()).hasSize(1);
  }

  private void execute(String sql) {
    database.transact(connection -> {
      try (var statement = connection.createStatement()) {
        return statement.execute(sql);
      }
    });
  }
}
