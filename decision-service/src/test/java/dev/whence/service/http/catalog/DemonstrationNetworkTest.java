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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// The network of `examples/demo`, read as a load would read it.
class DemonstrationNetworkTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("basedir", "."), "..", "examples", "demo").normalize();
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

  private <T> List<T> read(String file, Function<Fields, T> read) throws IOException {
    List<T> rows =
        Rows.parse("application/json", Files.readAllBytes(FOLDER.resolve(file))).read(read, errors);
    errors.throwAs(Failure.InvalidRequest::new);
    return rows;
  }
}
