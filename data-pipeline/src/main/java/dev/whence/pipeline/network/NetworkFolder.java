package dev.whence.pipeline.network;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.text.CsvText;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/// Writes a network and order requests as files: `ship-nodes.json`, `carrier-services.json`,
/// `items.json`, `stock.csv`, `orders.jsonl`; a network that does not fit into memory with
/// `items.jsonl.gz` and `stock.csv.gz` instead.
///
/// One element a line, in the order given, so that equal networks give equal files and a difference
/// reads well.
public final class NetworkFolder {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STOCK_HEADER = "shipNode,sku,onHand,safetyStock";

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

  /// Writes a network of any size, items and stock one by one and compressed.
  ///
  /// @throws UncheckedIOException if a file cannot be written
  public static void write(
      Path folder,
      List<ShipNode> nodes,
      List<CarrierService> services,
      Stream<Item> items,
      Stream<StockPosition> stock) {
    text(folder.resolve("ship-nodes.json"), array(nodes, NetworkJson.ShipNodeJson::of));
    text(
        folder.resolve("carrier-services.json"),
        array(services, NetworkJson.CarrierServiceJson::of));
    lines(
        folder.resolve("items.jsonl.gz"),
        items.map(NetworkJson.ItemJson::of).map(NetworkFolder::json));
    lines(
        folder.resolve("stock.csv.gz"),
        Stream.concat(Stream.of(STOCK_HEADER), stock.map(NetworkFolder::row)));
  }

  private static void lines(Path file, Stream<String> lines) {
    try (var out =
        new BufferedWriter(
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(file), 64 << 10), UTF_8))) {
      for (String line : (Iterable<String>) lines::iterator) {
        out.write(line);
        out.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    return STOCK_HEADER
        + "\n"
        + stock.stream()
            .map(NetworkFolder::row)
            .map(row -> row + "\n")
            .collect(Collectors.joining());
  }

  private static String row(StockPosition position) {
    return CsvText.row(
            List.of(
                position.node().value(),
                position.sku().value(),
                Integer.toString(position.onHand()),
                Integer.toString(position.safetyStock())))
        .stripTrailing();
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
