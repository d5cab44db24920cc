package dev.whence.training.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.OrderLineRow;
import dev.whence.text.Sha256;
import dev.whence.training.runs.CannotTrain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryRowsTest {
  private static OrderLineRow line(Attributes attributes) {
    return new OrderLineRow(
        new OrderId("O"),
        new OrderLineId("1"),
        "",
        Instant.EPOCH,
        "",
        "web",
        new Sku("A"),
        "",
        1,
        100,
        Currency.getInstance("USD"),
        1,
        1,
        1,
        false,
        attributes);
  }

  @Test
  void aHistoryWithoutAttributesDigestsAsInEarlierReleases_attributesCount() {
    String earlier =
        "OrderLineRow[order=O, line=1, shipmentId=, orderedAt=1970-01-01T00:00:00Z, customerId=, channel=web, sku=A, category=, quantity=1, unitPriceMinor=100, currency=USD, orderUnits=1, orderLines=1, sameCategoryUnits=1, canceled=false]\n";
    var told = new Attributes(Map.of("mode", new Attributes.Value.Word("Air")));

    String digest = HistoryRows.digest(Stream.of(line(Attributes.NONE)));

    assertThat(digest).isEqualTo(new Sha256().add(earlier).hex());
    assertThat(HistoryRows.digest(Stream.of(line(told)))).isNotEqualTo(digest);
  }

  /// One of many rows.
  private record Numbered(int number) {}

  @Test
  void manyRowsDigestInTheirOrder_oneByOneOrAllAtOnce() {
    List<Numbered> rows = IntStream.range(0, 100_000).mapToObj(Numbered::new).toList();
    var text = new StringBuilder();
    rows.forEach(row -> text.append(row).append('\n'));
    String expected = new Sha256().add(text.toString()).hex();
    var atOnce = new HistoryRows.Digest();
    atOnce.addAll(rows.subList(0, 60_000));
    rows.subList(60_000, rows.size()).forEach(atOnce::add);

    assertThat(HistoryRows.digest(rows.stream())).isEqualTo(expected);
    assertThat(atOnce.hex()).isEqualTo(expected);
    assertThat(HistoryRows.digest(rows.reversed().stream())).isNotEqualTo(expected);
  }

  @Test
  void aTableThatTheMappingHasNotIsSaidSo(@TempDir Path history) throws IOException {
    Files.createFile(HistoryTable.ORDER_LINES.file(history));

    assertThatThrownBy(() -> HistoryRows.read(HistoryTable.RETURNS, history))
        .isInstanceOf(CannotTrain.class)
        .hasMessageContaining("returns.parquet: the history in " + history)
        .hasMessageContaining("has order_lines and no table returns.")
        .hasMessageContaining("Maybe the mapping has no table `returns`: add it");
  }
}
