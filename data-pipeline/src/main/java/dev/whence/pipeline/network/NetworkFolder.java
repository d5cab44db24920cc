package dev.whence.pipeline.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.text.CsvText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Writes a network and order requests as files: `ship-nodes.json`, `carrier-services.json`,
/// `items.json`, `stock.csv`, `orders.jsonl`.
///
/// One element a line, in the order given, so that equal networks give equal files and a difference
/// reads well.
public final class NetworkFolder {

  private static final ObjectMapper JSON = new ObjectMapper();

  private NetworkFolder() {}

  /// @throws UncheckedIOException if a file cannot be written
  public static void write(Path folder, Network network) {
    text(folder.resolve("ship-nodes.json"), array(network.nodes(), NetworkJson.ShipNodeJson::of));
    text(
        folder.resolve("carrier-services.json"),
        array(network.services(), NetworkJson.CarrierServiceJson::of));
    text(folder.resolve("items.json"), array(network.items(), NetworkJson.ItemJson::of));
    text(folder.resolve("stock.csv"), csv(network.stock()));
  }

  /// Order requests as JSON lines.
  ///
  /// @throws UncheckedIOException if the file cannot be written
  public static void writeOrders(Path file, List<OrderRequest> orders) {
    text(
        file, orders.stream().map(NetworkFolder::json).collect(Collectors.joining("\n", "", "\n")));
  }

  /// One order as `POST /v1/decisions` takes it, as an indented JSON file.
  ///
  /// @throws UncheckedIOException if the file cannot be written
  public static void writeOrder(Path file, OrderRequest order) {
    try {
      text(
          file,
          JSON.writerWithDefaultPrettyPrinter().writeValueAsString(Map.of("order", order)) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> String array(List<T> elements, Function<T, Record> shape) {
    return elements.stream()
        .map(element -> json(shape.apply(element)))
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }

  private static String json(Record shape) {
    try {
      return JSON.writeValueAsString(shape);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String csv(List<StockPosition> stock) {
    var text = new StringBuilder("shipNode,sku,onHand,safetyStock\n");
    for (StockPosition position : stock) {
      text.append(
          CsvText.row(
              List.of(
                  position.node().value(),
                  position.sku().value(),
                  Integer.toString(position.onHand()),
                  Integer.toString(position.safetyStock()))));
    }
    return text.toString();
  }

  private static void text(Path file, String text) {
    try {
      Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
