package dev.whence.service.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.service.sourcing.TestShop;
import dev.whence.service.store.Database;
import dev.whence.service.store.TestDatabase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class PartStoreTest {
  private final Database database = TestDatabase.emptied();

  @Test
  void eachPartIsThereOnce_howeverManyProcessesMeetItAtOnce() throws Exception {
    List<Object> parts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      parts.add(TestShop.node("N-" + i, 10));
      parts.add(TestShop.service("S-" + i));
    }
    List<Future<List<Integer>>> numbers = new ArrayList<>();

    try (var processes = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 12; i++) {
        List<Object> mine = new ArrayList<>(parts);
        Collections.shuffle(mine, new Random(i));
        var process = new PartStore(database);
        numbers.add(
            processes.submit(() -> {
              process.keep(mine.subList(0, 300));
              process.keep(mine);
              return process.keep(parts);
            }));
      }
    }

    for (Future<List<Integer>> each : numbers) {
      assertThat(each.get()).isEqualTo(numbers.getFirst().get());
    }
    assertThat(rows()).isEqualTo(400);
    assertThat(new PartStore(database).find(numbers.getFirst().get())).isEqualTo(parts);
  }

  @Test
  void whatIsKnownIsNeitherWrittenNorAskedForAgain() {
    var store = new PartStore(database);
    List<Object> parts = List.of("a shape", TestShop.node("N", 10));
    List<Integer> numbers = store.keep(parts);
    execute("DELETE FROM decision_parts");

    assertThat(store.keep(parts)).isEqualTo(numbers);
    assertThat(store.find(numbers)).isEqualTo(parts);
    assertThat(rows()).isZero();
  }

  @Test
  void aPartThatIsGoneIsNamed() {
    assertThatThrownBy(() -> new PartStore(database).find(List.of(-5)))
        .hasMessageContaining("part -5, which is not in the order store")
        .hasMessageContaining("Maybe");
  }

  private long rows() {
    return database.run(connection -> {
      try (var statement = connection.createStatement();
          var rows = statement.executeQuery("SELECT count(*) FROM decision_parts")) {
        rows.next();
        return rows.getLong(1);
      }
    });
  }

  private void execute(String sql) {
    database.transact(connection -> {
      try (var statement = connection.createStatement()) {
        return statement.execute(sql);
      }
    });
  }
}
