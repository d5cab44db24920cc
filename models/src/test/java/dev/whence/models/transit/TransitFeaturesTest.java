package dev.whence.models.transit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.Probability;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.carriers.TransitWindow;
import dev.whence.domain.estimates.TransitQuery;
import java.time.Instant;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransitFeaturesTest {
  private static final ZonedDateTime SUNDAY =
      ZonedDateTime.parse("2026-03-01T16:30:00-05:00[America/New_York]");

  @Test
  void oneRowNamedAndComputed() {
    var recent =
        recent(
            new TransitWindow(5, 600, 240),
            new TransitWindow(10, 720, 480),
            new TransitWindow(60, 4_320, 2_880));

    assertThat(render(new TransitQuery(500, 2, Probability.ONE, 2_500, SUNDAY, true, recent)))
        .isEqualTo(
            """
            distance_km 500.0
            reference_days 2.0
            published 1.0
            weight_kg 2.5
            cross_border 1.0
            service_ratio 1.375
            lane_ratio 1.4375
            destination_ratio 1.6
            service_parcels_log 4.1108737
            lane_parcels_log 2.3978953
            destination_parcels_log 1.7917595
            handover_weekday 7.0
            handover_hour 16.5
            season_sin 0.84945047
            season_cos 0.52766836
            """);
  }

  @Test
  void withoutHistoryOrPublishedDaysEverythingIsNeutral() {
    var recent = RecentTransit.none(new CarrierServiceId("S"), "A", "B");

    assertThat(render(new TransitQuery(1_000, 0, Probability.ONE, 0, SUNDAY, false, recent)))
        .contains("reference_days 2.6666667")
        .contains("published 0.0")
        .contains("service_ratio 1.0\nlane_ratio 1.0\ndestination_ratio 1.0\n")
        .contains("service_parcels_log 0.0");
  }

  @Test
  void lanesWithoutParcelsLookLikeTheirService() {
    var recent =
        recent(TransitWindow.EMPTY, TransitWindow.EMPTY, new TransitWindow(20, 96 * 20, 48 * 20));

    assertThat(render(new TransitQuery(500, 2, Probability.ONE, 0, SUNDAY, false, recent)))
        .contains("service_ratio 1.5\nlane_ratio 1.5\ndestination_ratio 1.5\n");
  }

  @ParameterizedTest
  @CsvSource({"3, 0, 72", "1, 9000, 24", "0, 0, 24", "0, 24.9, 24", "0, 25, 25", "0, 1000, 64"})
  void referenceHoursArePublished_orADayAndAnHourPer25Km(int days, double km, long hours) {
    assertThat(ReferenceTransit.hours(days, km)).isEqualTo(hours);
  }

  @ParameterizedTest
  @CsvSource({"0, NaN", "0, -1", "0, Infinity", "-1, 100"})
  void thereIsNoReferenceForNonsense(int days, double km) {
    assertThatThrownBy(() -> ReferenceTransit.hours(days, km))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nonsenseBecomesNoNumber() {
    var recent = RecentTransit.none(new CarrierServiceId("S"), "A", "B");

    assertThat(render(new TransitQuery(Double.NaN, 0, Probability.ONE, 0, SUNDAY, false, recent)))
        .contains("distance_km NaN\nreference_days NaN\n");
    assertThat(render(new TransitQuery(100, -2, Probability.ONE, 0, SUNDAY, false, recent)))
        .contains("reference_days NaN\n");
  }

  private static RecentTransit recent(
      TransitWindow destination, TransitWindow lane, TransitWindow service) {
    return new RecentTransit(
        new CarrierServiceId("S"), "A", "B", destination, lane, service, Instant.EPOCH);
  }

  private static String render(TransitQuery query) {
    var text = new StringBuilder();
    float[] row = TransitFeatures.row(query);
    for (int i = 0; i < row.length; i++) {
      text.append(TransitFeatures.NAMES.get(i)).append(' ').append(row[i]).append('\n');
    }
    return text.toString();
  }
}
