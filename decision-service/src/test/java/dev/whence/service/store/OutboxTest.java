package dev.whence.service.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.store.Outbox.Event;
import dev.whence.service.store.Outbox.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

final class OutboxTest {
  private final Database database = TestDatabase.emptied();
  private final Outbox outbox = new Outbox(database);

  @Test
  void readerThatFollowsPositionsMissesNoLateCommitter() throws Exception {
    var inserted = new CountDownLatch(1);
    var mayCommit = new CountDownLatch(1);
    var seen = new ArrayList<String>();
    Position position = Position.START;

    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var slow =
          executor.submit(() ->
              database.transact(connection -> {
                add("slow").send(connection).close();
                inserted.countDown();
                await(mayCommit);
                return true;
              }));
      await(inserted);
      write("fast"); // has the higher id and commits first
      position = read(position, seen);
      assertThat(seen).as("what the slow one may still come before").isEmpty();

      mayCommit.countDown();
      slow.get();
    }
    position = read(position, seen);
    write("later");
    read(position, seen);

    assertThat(seen).containsExactly("slow", "fast", "later");
  }

  @Test
  void eventsOfARolledBackTransactionNeverHappened() {
    database.transact(connection -> {
      add("never").send(connection).close();
      connection.rollback();
      return true;
    });
    write("once");

    assertThat(outbox.after(Position.START, 10)).extracting(Event::subject).containsExactly("once");
  }

  @Test
  void forgottenEventsAreGone_laterOnesStay() {
    write("one");
    write("two");
    Event first = outbox.after(Position.START, 1).getFirst();

    assertThat(outbox.forget(first.position())).isEqualTo(1);

    assertThat(outbox.after(Position.START, 10)).extracting(Event::subject).containsExactly("two");
  }

  @Test
  void eventsAreForgottenByAgeToo() {
    write("old");
    database.run(connection -> {
      try (var statement = connection.createStatement()) {
        return statement.execute("UPDATE outbox SET created_at = now() - interval '31 days'");
      }
    });
    write("young");

    assertThat(outbox.forgetOlderThan(Duration.ofDays(30))).isEqualTo(1);

    assertThat(outbox.after(Position.START, 10))
        .extracting(Event::subject)
        .containsExactly("young");
  }

  private Position read(Position position, List<String> seen) {
    Position last = position;
    for (Event event : outbox.after(position, 100)) {
      seen.add(event.subject());
      last = event.position();
    }
    return last;
  }

  private void write(String subject) {
    database.transact(connection -> {
      add(subject).send(connection).close();
      return true;
    });
  }

  private static StatementBatch add(String subject) {
    var batch = new StatementBatch();
    Outbox.add(batch, "test", subject, "{}");
    return batch;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
