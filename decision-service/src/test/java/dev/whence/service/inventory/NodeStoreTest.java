package dev.whence.service.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.inventory.ShipNode;
import dev.whence.service.sourcing.TestShop;
import dev.whence.service.store.Database;
import dev.whence.service.store.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeStoreTest {
  private final Database database = TestDatabase.emptied();
  private final NodeStore store = new NodeStore(database);
  private final NodeStore.Reader reader = new NodeStore.Reader();

  private List<ShipNode> read() {
    return database.run(reader::read);
  }

  @Test
  void whatHasNotChangedIsNotReadAgain_andWhatHasIs() {
    store.upsert(List.of(node("A", 10), node("B", 20), node("C", 30)));
    List<ShipNode> before = read();

    store.upsert(List.of(node("B", 21), node("AA", 5)));
    List<ShipNode> after = read();

    assertThat(before).isEqualTo(List.of(node("A", 10), node("B", 20), node("C", 30)));
    assertThat(after)
        .isEqualTo(List.of(node("A", 10), node("AA", 5), node("B", 21), node("C", 30)))
        .isEqualTo(store.list());
    assertThat(after.getFirst()).isSameAs(before.getFirst());
    assertThat(after.getLast()).isSameAs(before.getLast());
  }

  @Test
  void aNodeThatIsTakenOutOfUseHasChanged() {
    store.upsert(List.of(node("A", 10), node("B", 20)));
    read();

    new UseStore(database)
        .change(UseStore.Kind.SHIP_NODE, List.of(new UseStore.Switch("B", "", false)));

    assertThat(read()).extracting(ShipNode::active).containsExactly(true, false);
  }

  @Test
  void oneNodeIsFoundById() {
    store.upsert(List.of(node("A", 10), node("B", 20)));

    assertThat(store.find(node("B", 20).id())).contains(node("B", 20));
    assertThat(store.find(node("C", 1).id())).isEmpty();
  }

  private static ShipNode node(String id, int parcelsPerDay) {
    return TestShop.node(id, parcelsPerDay);
  }
}
