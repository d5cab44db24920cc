package dev.whence.service.reservations;

import static dev.whence.service.sourcing.TestShop.decision;
import static dev.whence.service.sourcing.TestShop.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.reservations.Reservation.Status;
import dev.whence.service.reservations.ReservationStore.Change;
import dev.whence.service.sourcing.CommitResult.Committed;
import dev.whence.service.sourcing.TestShop;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ReservationStoreTest {
  private TestShop shop;
  private Hold.Reserved hold;

  @BeforeEach
  void reserveTwoSkus() {
    shop = new TestShop().with("DC-1", "A", 5).with("DC-1", "B", 5);
    var committed =
        (Committed)
            shop.commit(
                decision(shop.inputs(order("O-1", "A", "B")), Map.of("A", "DC-1", "B", "DC-1")));
    hold = (Hold.Reserved) committed.hold();
  }

  @Test
  void holdEndsAfterTheShortestHoldOfItsShipments_byTheDatabaseClock() {
    Reservation reservation = shop.reservations.find(hold.reservation()).orElseThrow();

    assertThat(reservation.status()).isEqualTo(Status.HELD);
    assertThat(Duration.between(reservation.createdAt(), reservation.expiresAt()))
        .isEqualTo(TestShop.HOLD);
    assertThat(reservation.expiresAt()).isEqualTo(hold.expiresAt());
    assertThat(Duration.between(reservation.createdAt(), Instant.now()).abs())
        .isLessThan(Duration.ofMinutes(1));
    assertThat(shop.reservations.findByDecision(reservation.decision())).contains(reservation);
  }

  @Test
  void confirmedReservationDoesNotExpire_andConfirmingTwiceIsFine() {
    assertThat(shop.reservations.confirm(hold.reservation())).isInstanceOf(Change.Done.class);
    assertThat(shop.reservations.confirm(hold.reservation())).isInstanceOf(Change.Done.class);
    passExpiry();

    assertThat(shop.reservations.expire(10)).isZero();
    assertThat(reserved()).isEqualTo(2);
  }

  @Test
  void expiredReservationGivesUnitsAndParcelsBack_once() {
    passExpiry();

    assertThat(shop.reservations.expire(10)).isEqualTo(1);
    assertThat(shop.reservations.expire(10)).isZero();

    assertThat(reserved()).isZero();
    assertThat(shop.number("SELECT sum(parcels) FROM capacity_bookings")).isZero();
    assertThat(status()).isEqualTo(Status.EXPIRED);
  }

  @Test
  void heldReservationPastItsExpiryCannotBeConfirmedOrExtended_evenBeforeTheJobComesBy() {
    passExpiry();

    assertThat(shop.reservations.confirm(hold.reservation())).isInstanceOf(Change.Refused.class);
    assertThat(shop.reservations.extend(hold.reservation(), Duration.ofHours(1)))
        .isInstanceOf(Change.Refused.class);
    assertThat(status()).isEqualTo(Status.HELD);
  }

  @Test
  void releaseGivesBackOnce_howeverOftenItIsCalled() {
    shop.reservations.confirm(hold.reservation());

    assertThat(shop.reservations.release(hold.reservation())).isInstanceOf(Change.Done.class);
    assertThat(shop.reservations.release(hold.reservation())).isInstanceOf(Change.Done.class);

    assertThat(reserved()).isZero();
    assertThat(shop.number("SELECT sum(parcels) FROM capacity_bookings")).isZero();
    assertThat(status()).isEqualTo(Status.RELEASED);
    assertThat(shop.reservations.confirm(hold.reservation())).isInstanceOf(Change.Refused.class);
  }

  @Test
  void releaseAfterExpiryIsFine_andChangesNothing() {
    passExpiry();
    shop.reservations.expire(10);

    assertThat(shop.reservations.release(hold.reservation()))
        .asInstanceOf(InstanceOfAssertFactories.type(Change.Done.class))
        .extracting(done -> done.reservation().status())
        .isEqualTo(Status.EXPIRED);
    assertThat(reserved()).isZero();
  }

  @Test
  void extendMovesTheExpiryLater_neverEarlier() {
    assertThat(shop.reservations.extend(hold.reservation(), Duration.ofSeconds(1)))
        .isInstanceOf(Change.Done.class);
    assertThat(expiry()).isEqualTo(hold.expiresAt());

    shop.reservations.extend(hold.reservation(), Duration.ofHours(2));

    assertThat(expiry()).isAfter(hold.expiresAt().plus(Duration.ofMinutes(90)));
  }

  @Test
  void unknownReservationIsNotFound() {
    var unknown = new ReservationId(new UUID(1, 2));

    assertThat(shop.reservations.confirm(unknown)).isEqualTo(new Change.NotFound(unknown));
    assertThat(shop.reservations.release(unknown)).isEqualTo(new Change.NotFound(unknown));
  }

  private void passExpiry() {
    shop.execute("UPDATE reservations SET expires_at = now() - interval '1 microsecond'");
  }

  private long reserved() {
    return shop.number("SELECT sum(reserved) FROM stock");
  }

  private Status status() {
    return shop.reservations.find(hold.reservation()).orElseThrow().status();
  }

  private Instant expiry() {
    return shop.reservations.find(hold.reservation()).orElseThrow().expiresAt();
  }
}
