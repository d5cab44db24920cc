package dev.whence.pipeline.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.Cost;
import dev.whence.domain.GeoPoint;
import dev.whence.domain.Money;
import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierCalendar;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RateCard;
import dev.whence.domain.carriers.RateZone;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.NodeCalendar;
import dev.whence.domain.inventory.NodeType;
import dev.whence.domain.inventory.OpenDay;
import dev.whence.domain.inventory.ServiceCutoff;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Holds the files to golden ones, which a test of the service loads: so writer and reader have one
/// description of them without knowing each other.
class NetworkFolderTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/network");
  private static final Currency USD = Currency.getInstance("USD");

  @TempDir Path folder;

  @Test
  void everyMemberThatCanBeWrittenIsWrittenAsTheServiceLoadsIt() throws IOException {
    NetworkFolder.write(folder, network());

    for (String file :
        List.of("ship-nodes.json", "carrier-services.json", "items.json", "stock.csv")) {
      String written = Files.readString(folder.resolve(file));
      if (System.getProperty("golden", "").equals("write")) {
        Files.createDirectories(GOLDEN);
        Files.writeString(GOLDEN.resolve(file), written);
      }
      assertThat(written).as(file).isEqualTo(Files.readString(GOLDEN.resolve(file)));
    }
  }

  private static Network network() {
    return new Network(
        List.of(
            node(
                "DC, EAST",
                new NodeCalendar(
                    ZoneId.of("America/New_York"),
                    Set.of(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                    LocalTime.of(16, 30),
                    Duration.ofMinutes(90),
                    Set.of(LocalDate.of(2026, 12, 25), LocalDate.of(2026, 7, 3)))),
            node(
                "STORE-2",
                new NodeCalendar(
                    ZoneId.of("America/Chicago"),
                    List.of(
                        new OpenDay(
                            DayOfWeek.MONDAY,
                            LocalTime.of(8, 0),
                            LocalTime.MIDNIGHT,
                            LocalTime.of(17, 0)),
                        new OpenDay(
                            DayOfWeek.SATURDAY,
                            LocalTime.of(9, 0),
                            LocalTime.of(13, 0),
                            LocalTime.NOON)),
                    List.of(
                        new ServiceCutoff(
                            new CarrierServiceId("COURIER"),
                            DayOfWeek.SATURDAY,
                            LocalTime.of(11, 15))),
                    Duration.ZERO,
                    Set.of()))),
        List.of(
            service("GROUND", CarrierCalendar.USUAL),
            service(
                "COURIER",
                new CarrierCalendar(
                    Set.of(DayOfWeek.MONDAY, DayOfWeek.SATURDAY),
                    Set.of(DayOfWeek.SUNDAY),
                    Set.of(LocalDate.of(2026, 12, 25)),
                    CarrierCalendar.Counting.CALENDAR_DAYS))),
        List.of(
            new Item(new Sku("LAMP"), "lighting", 1_250, 9_000, 400, false),
            new Item(new Sku("SAY \"HI\""), "gifts", 20, 100, 80, true)),
        List.of(
            new StockPosition(new ShipNodeId("DC, EAST"), new Sku("LAMP"), 40, 0, 3, Cost.ZERO),
            new StockPosition(
                new ShipNodeId("STORE-2"), new Sku("SAY \"HI\""), 0, 0, 0, Cost.ZERO)));
  }

  private static ShipNode node(String id, NodeCalendar calendar) {
    return new ShipNode(
        new ShipNodeId(id),
        "Node " + id,
        id.startsWith("DC") ? NodeType.DC : NodeType.STORE,
        "US",
        "NY",
        new GeoPoint(40.5, -74.25),
        !id.startsWith("STORE"),
        id.startsWith("DC"),
        id.startsWith("DC") ? Set.of() : Set.of("web", "app"),
        calendar,
        500,
        new Money(120, USD),
        new Money(15, USD));
  }

  private static CarrierService service(String id, CarrierCalendar calendar) {
    return new CarrierService(
        new CarrierServiceId(id),
        "Carrier",
        "Service " + id,
        new Probability(0.925),
        calendar,
        new RateCard(
            USD,
            5_000,
            1,
            List.of(
                new RateZone("US", "US", 500, new Money(650, USD), new Money(45, USD), 2),
                new RateZone("US", "CA", 0, new Money(1_650, USD), new Money(95, USD), 6)),
            List.of()));
  }
}
