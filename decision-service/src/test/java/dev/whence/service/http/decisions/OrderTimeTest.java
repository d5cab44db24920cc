package dev.whence.service.http.decisions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.domain.orders.Order;
import dev.whence.service.TestService;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.http.Json;
import dev.whence.service.sourcing.DecisionTime;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/// When an order can have been placed.
class OrderTimeTest {
  private static final Instant NOW = Instant.parse("2026-11-30T22:00:00Z");
  private static final DecisionTime LIVE = new DecisionTime.Live(Clock.fixed(NOW, ZoneOffset.UTC));

  private static JsonNode placed(String at) {
    String order = TestService.order("time-1", "TIME").replace("2026-05-04T16:00:00Z", at);
    return Json.parse(order.getBytes(StandardCharsets.UTF_8));
  }

  private static Order read(String at, DecisionTime time) {
    return DecisionRequest.read(placed(at), _ -> NOW, time.latestOrder()).order();
  }

  @Test
  void anOrderThatIsPlacedInAFewYearsIsRefused_withTheLatestTime() {
    assertThatThrownBy(() -> read("2036-11-23T18:00:00Z", LIVE))
        .isInstanceOfSatisfying(
            FailureException.class,
            refused ->
                assertThat(refused.failure())
                    .isInstanceOfSatisfying(
                        Failure.InvalidRequest.class,
                        request ->
                            assertThat(request.errors().getFirst().message())
                                .isEqualTo(
                                    "must not be later than 2027-03-02T22:00:00Z.\nMaybe leave it out: then the order is placed now")));
    assertThat(read("2027-03-02T22:00:00Z", LIVE).orderedAt())
        .isEqualTo(Instant.parse("2027-03-02T22:00:00Z"));
    assertThat(read("1999-11-23T18:00:00Z", LIVE).orderedAt()).isBefore(NOW);
  }

  @Test
  void ordersThatAreDecidedAsOfThenMayBeOfAnyTime() {
    assertThat(read("2036-11-23T18:00:00Z", new DecisionTime.WhenOrdered()).orderedAt())
        .isAfter(NOW);
  }
}
