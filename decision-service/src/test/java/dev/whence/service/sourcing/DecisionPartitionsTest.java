package dev.whence.service.sourcing;

import static dev.whence.service.sourcing.TestShop.NOW;
import static dev.whence.service.sourcing.TestShop.decision;
import static dev.whence.service.sourcing.TestShop.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.store.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// On a database of its own: it changes tables.
final class DecisionPartitionsTest {
  private TestShop shop;

  @BeforeEach
  void open() {
    shop = new TestShop(TestDatabase.fresh(4)).with("DC-1", "A", 3);
  }

  @AfterEach
  void close() {
    shop.database.close();
  }

  @Test
  void decisionsOfAMonthMadeAheadLieInItsPartition() {
    var partitions = new DecisionPartitions(shop.database);
    partitions.ensure(NOW, 2);
    partitions.ensure(NOW, 2);

    shop.commit(decision(shop.inputs(order("O-1", "A")), Map.of("A", "DC-1")));

    assertThat(shop.number("SELECT count(*) FROM decisions_2026_05")).isEqualTo(1);
    assertThat(shop.number("SELECT count(*) FROM decisions_2026_07")).isZero();
  }

  @Test
  void monthThatBeganInTheDefaultPartitionStaysThere() {
    shop.commit(decision(shop.inputs(order("O-1", "A")), Map.of("A", "DC-1")));

    new DecisionPartitions(shop.database).ensure(NOW, 1);

    assertThat(shop.number("SELECT count(*) FROM decisions_default")).isEqualTo(1);
    assertThat(shop.number("SELECT count(*) FROM decisions")).isEqualTo(1);
  }
}
