package dev.whence.service.http.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.Cost;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.Freight;
import dev.whence.domain.carriers.Lane;
import dev.whence.domain.carriers.ParcelMeasures;
import dev.whence.service.TestService;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Rows;
import dev.whence.service.http.TestClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The cards of `examples/rate-cards`, loaded as they are and priced as they come back. The numbers
/// are worked by hand; each comment is the sum.
class RateCardExamplesTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("basedir", "."), "..", "examples", "rate-cards").normalize();
  private static final LocalDate OCTOBER = LocalDate.of(2026, 10, 5);
  private static final LocalDate PEAK = LocalDate.of(2026, 11, 20);

  private final TestClient api = TestService.client();

  @BeforeEach
  void load() throws IOException {
    put("text/csv", "nordpaket.csv", 1);
    put("application/json", "meridian.json", 2);
  }

  private void put(String type, String file, int services) throws IOException {
    var answer = api.put("/v1/carrier-services", type, Files.readString(FOLDER.resolve(file)));
    assertThat(answer.body()).startsWith("{\"loaded\":" + services + ",");
  }

  @Test
  void nordpaket() {
    // 3.2 kg on the scale, 2 kg by volume: step of 5 kg, and fuel. 699 + 9.75 % of 699
    assertThat(nordpaket("DE", "80331", OCTOBER, parcel(3_200, 10_000, 400, 0)))
        .isEqualTo("767.1525");
    // 60 l are 12 kg, so the step of 20 kg. 1699 + 165.6525 fuel + 1690 island + 60 peak
    assertThat(nordpaket("DE", "25980", PEAK, parcel(1_500, 60_000, 400, 0)))
        .isEqualTo("3614.6525");
    // 4 kg above the last step: 1699 + 4 * 85.5 = 2041, and 198.9975 fuel
    assertThat(nordpaket("AT", "1010", OCTOBER, parcel(14_000, 30_000, 400, 0)))
        .isEqualTo("2239.9975");
    // 699 + 68.1525 fuel + 2350 bulky + 0.9 % of 800 euros
    assertThat(nordpaket("DE", "10115", OCTOBER, parcel(4_000, 5_000, 1_300, 80_000)))
        .isEqualTo("3837.1525");
    // 1250 + 5 * 142.5 = 1962.5, and 191.34375 fuel, rounded half up
    assertThat(nordpaket("FR", "75001", OCTOBER, parcel(5_000, 10_000, 400, 0)))
        .isEqualTo("2153.8438");
    // 1392.5 is below the minimum of 1600, and 156 fuel
    assertThat(nordpaket("FR", "75001", OCTOBER, parcel(1_000, 1_000, 400, 0))).isEqualTo("1756");
    // Nothing above 31.5 kg travels inside Germany.
    assertThat(nordpaket("DE", "80331", OCTOBER, parcel(31_501, 1, 400, 0))).isEqualTo("none");
  }

  @Test
  void meridian() {
    // 1 kg is 3 pounds: step of 2270 g. 1148 + 16.25 %
    assertThat(ground("43215", 200, OCTOBER, parcel(1_000, 2_000, 300, 0))).isEqualTo("1334.55");
    // 12 kg by volume are 27 pounds, 12258 g: 3480 + 3.178 * 215.75 = 4165.6535, and 676.9187 fuel
    assertThat(ground("94110", 3_500, OCTOBER, parcel(5_000, 60_000, 300, 0)))
        .isEqualTo("4842.5722");
    // 18 pounds, 8172 g: 2890 + 8.172 * 390.5 = 6081.166, 988.1895 fuel, 1510 remote area
    assertThat(ground("99501-1234", 4_400, OCTOBER, parcel(8_000, 10_000, 300, 0)))
        .isEqualTo("8579.3555");
    // 1021 + 165.9125 fuel + 1.05 % of 200 dollars + 35 peak
    assertThat(ground("43215", 240, PEAK, parcel(400, 100, 300, 20_000))).isEqualTo("1431.9125");
    assertThat(ground("43215", 4_501, OCTOBER, parcel(400, 100, 300, 0))).isEqualTo("none");
  }

  @Test
  void theFreightCarrierCountsWorkingDays() {
    CarrierService freight = service("MERIDIAN_FREIGHT");

    // Wednesday before Thanksgiving: Friday, Monday, Tuesday, Wednesday.
    assertThat(freight.calendar().publishedArrival(LocalDate.of(2026, 11, 25), 4))
        .hasValue(LocalDate.of(2026, 12, 2));
    // 8900 + 100 * 36.125 = 12512.5 is below 14900, and 22 % fuel
    assertThat(
            price(
                freight,
                new Lane("US", "OH", "US", "PA", "15201", 300, OCTOBER),
                parcel(100_000, 1_000, 900, 0)))
        .isEqualTo("18178");
  }

  private String nordpaket(
      String country, String postalCode, LocalDate handover, ParcelMeasures parcel) {
    return price(
        service("NORDPAKET_STANDARD"),
        new Lane("DE", "", country, "", postalCode, 800, handover),
        parcel);
  }

  private String ground(String postalCode, int km, LocalDate handover, ParcelMeasures parcel) {
    return price(
        service("MERIDIAN_GROUND"),
        new Lane("US", "OH", "US", "", postalCode, km, handover),
        parcel);
  }

  private static String price(CarrierService service, Lane lane, ParcelMeasures parcel) {
    return service
        .card()
        .findZone(lane)
        .map(zone -> Freight.on(service.card(), zone, lane).price(parcel))
        .filter(java.util.OptionalLong::isPresent)
        .map(price -> new Cost(price.getAsLong()).minorUnits().stripTrailingZeros().toPlainString())
        .orElse("none");
  }

  private static ParcelMeasures parcel(long grams, long cm3, int longestMm, long valueMinor) {
    return new ParcelMeasures(grams * 1_000, cm3, longestMm, longestMm + 800, valueMinor, 1, 0);
  }

  private CarrierService service(String id) {
    byte[] body =
        ("[" + api.get("/v1/carrier-services/" + id).body() + "]").getBytes(StandardCharsets.UTF_8);
    var errors = new FieldErrors();
    var rows = new CarrierServiceRows(errors);
    Rows.parse("application/json", body).read(rows::read, errors);
    assertThat(errors.isEmpty()).isTrue();
    return rows.services().getFirst();
  }
}
