package dev.whence.service.http.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Rows;
import dev.whence.service.http.StockShape;
import dev.whence.service.inventory.StockStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Networks that `whence pipeline` has written, read as a load would read them: that of
/// `examples/demo`, and the golden files to which a test of the pipeline holds what it writes.
class DemonstrationNetworkTest {
  private static final Path HOME = Path.of(System.getProperty("basedir", "."), "..").normalize();
  private static final Path FOLDER = HOME.resolve("examples/demo");
  private static final Path GOLDEN =
      HOME.resolve("data-pipeline/src/test/resources/golden/network");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final FieldErrors errors = new FieldErrors();

  @Test
  void itsNodesHaveOpeningHoursAndComeBackAsTheyAre() throws IOException {
    List<ShipNode> nodes = read("ship-nodes.json", ShipNodeShape::read);

    assertThat(nodes).hasSize(12);
    assertThat(nodes).allMatch(node -> node.calendar().onlyCutoff().isEmpty());
    assertThat(
            MAPPER.readTree(
                dev.whence.service.http.Json.bytes(nodes.stream().map(ShipNodeShape::of).toList())))
        .isEqualTo(MAPPER.readTree(Files.readString(FOLDER.resolve("ship-nodes.json"))));
  }

  @Test
  void itsCarriersHaveCalendarsAndComeBackAsTheyAre() throws IOException {
    var rows = new CarrierServiceRows(errors);
    read("carrier-services.json", rows::read);
    List<CarrierService> services = rows.services();

    assertThat(services).hasSize(8);
    assertThat(
            services.stream()
                .filter(service -> service.calendar().deliveryDays().contains(DayOfWeek.SUNDAY))
                .map(service -> service.id().value()))
        .containsExactly("PARCEL_NEXT_DAY", "REGIONAL_EXPRESS", "SAME_DAY_COURIER");
    JsonNode listed =
        MAPPER.readTree(
            dev.whence.service.http.Json.bytes(
                services.stream().map(CarrierServiceShape::of).toList()));
    listed.forEach(service -> ((ObjectNode) service).remove("active"));
    assertThat(listed)
        .isEqualTo(MAPPER.readTree(Files.readString(FOLDER.resolve("carrier-services.json"))));
  }

  @Test
  void itsItemsAreTaken() throws IOException {
    assertThat(read("items.json", ItemShape::read)).hasSize(200);
  }

  @Test
  void whateverThePipelineCanWriteComesBackAsItIs() throws IOException {
    var services = new CarrierServiceRows(errors);
    read(GOLDEN.resolve("carrier-services.json"), services::read);

    assertWritten(
        "ship-nodes.json",
        read(GOLDEN.resolve("ship-nodes.json"), ShipNodeShape::read).stream()
            .map(ShipNodeShape::of)
            .toList());
    assertWritten(
        "carrier-services.json",
        services.services().stream().map(CarrierServiceShape::of).toList());
    assertWritten(
        "items.json",
        read(GOLDEN.resolve("items.json"), ItemShape::read).stream().map(ItemShape::of).toList());
    List<StockStore.Count> stock =
        Rows.parse("text/csv", Files.readAllBytes(GOLDEN.resolve("stock.csv")))
            .read(StockShape::read, errors);
    errors.throwAs(Failure.InvalidRequest::new);
    assertThat(
            stock.stream()
                .map(count ->
                    count.node()
                        + " "
                        + count.sku()
                        + " "
                        + count.onHand()
                        + " "
                        + count.safetyStock()))
        .containsExactly("DC, EAST LAMP 40 3", "STORE-2 SAY \"HI\" 0 0");
  }

  /// Every member of the file, with its value; what is told besides was not given.
  private static void assertWritten(String file, List<?> told) throws IOException {
    JsonNode written = MAPPER.readTree(Files.readString(GOLDEN.resolve(file)));
    JsonNode back = MAPPER.readTree(dev.whence.service.http.Json.bytes(told));
    assertThat(back).hasSameSizeAs(written);
    for (int i = 0; i < back.size(); i++) {
      var names = new ArrayList<String>();
      written.get(i).fieldNames().forEachRemaining(names::add);
      ((ObjectNode) back.get(i)).retain(names);
    }
    assertThat(back).as(file).isEqualTo(written);
  }

  private <T> List<T> read(String file, Function<Fields, T> read) throws IOException {
    return read(FOLDER.resolve(file), read);
  }

  private <T> List<T> read(Path file, Function<Fields, T> read) throws IOException {
    List<T> rows = Rows.parse("application/json", Files.readAllBytes(file)).read(read, errors);
    errors.throwAs(Failure.InvalidRequest::new);
    return rows;
  }
}
