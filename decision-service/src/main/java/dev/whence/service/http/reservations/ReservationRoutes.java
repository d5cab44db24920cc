package dev.whence.service.http.reservations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Idempotency;
import dev.whence.service.http.LineFields;
import dev.whence.service.http.Route;
import dev.whence.service.orders.LineUnits;
import dev.whence.service.orders.Portion;
import dev.whence.service.reservations.Reservation;
import dev.whence.service.reservations.Reservation.Status;
import dev.whence.service.reservations.ReservationId;
import dev.whence.service.reservations.ReservationStore;
import dev.whence.service.reservations.ReservationStore.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Look up, confirm, extend and release reservations. Each may be repeated safely.
public final class ReservationRoutes {
  private static final int LONGEST_HOLD_MINUTES = 30 * 24 * 60;

  private final ReservationStore reservations;
  private final Idempotency idempotency;

  public ReservationRoutes(ReservationStore reservations, Idempotency idempotency) {
    this.reservations = reservations;
    this.idempotency = idempotency;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/v1/reservations/{id}", Access.READING, this::get),
        idempotency.once(Route.post("/v1/reservations/{id}/confirm", Access.ORDERS, this::confirm)),
        idempotency.once(Route.post("/v1/reservations/{id}/release", Access.ORDERS, this::release)),
        idempotency.once(Route.post("/v1/reservations/{id}/extend", Access.ORDERS, this::extend)));
  }

  private Answer get(Call call) {
    ReservationId id = id(call);
    return reservations
        .find(id)
        .map(ReservationView::of)
        .map(Answer::ok)
        .orElseThrow(() -> notFound(id.toString()));
  }

  private Answer confirm(Call call) {
    ReservationId id = id(call);
    call.findJson().ifPresent(ReservationRoutes::requireEmpty);
    return answer(reservations.confirm(id));
  }

  /// All of it, what has not left of it, or the lines that the body names.
  private Answer release(Call call) {
    ReservationId id = id(call);
    return answer(
        reservations.release(
            id, call.findJson().map(ReservationRoutes::readPortion).orElse(new Portion.Whole())));
  }

  /// A member that nobody knows would be a wish that is not granted.
  private static void requireEmpty(JsonNode body) {
    var errors = new FieldErrors();
    Fields.ofBody(body, "", errors).end();
    errors.throwAs(Failure.InvalidRequest::new);
  }

  private static Portion readPortion(JsonNode body) {
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(body, "", errors);
    Portion portion = LineFields.readPortion(fields);
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return portion;
  }

  private Answer extend(Call call) {
    ReservationId id = id(call);
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(call.json(), "", errors);
    int minutes = fields.integer("holdMinutes", 1, LONGEST_HOLD_MINUTES);
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return answer(reservations.extend(id, Duration.ofMinutes(minutes)));
  }

  private static Answer answer(Change change) {
    return switch (change) {
      case Change.Done(var reservation) -> Answer.ok(ReservationView.of(reservation));
      case Change.NotFound(var id) -> throw notFound(id.toString());
      case Change.Refused(var reservation) ->
          throw new FailureException(
              new Failure.ReservationNotActive(
                  reservation.id().toString(), reservation.status().name()));
      case Change.HasLeft(var reservation, var left, var releasable) ->
          throw new FailureException(
              new Failure.UnitsHaveLeft(
                  "reservation",
                  reservation.id().toString(),
                  left.stream().map(id -> "Parcel " + id + " has left.").toList(),
                  releasable.stream().map(LineUnits::toString).toList()));
      case Change.TooMany(var reservation, var asked, var releasable) ->
          throw new FailureException(
              new Failure.UnitsHaveLeft(
                  "reservation",
                  reservation.id().toString(),
                  asked.stream()
                      .map(part -> "It does not hold %s.".formatted(part.inWords()))
                      .toList(),
                  releasable.stream().map(LineUnits::toString).toList()));
    };
  }

  private static ReservationId id(Call call) {
    String text = call.pathParameter("id");
    return ReservationId.findParsed(text).orElseThrow(() -> notFound(text));
  }

  private static FailureException notFound(String id) {
    return new FailureException(new Failure.NotFound("reservation", id));
  }

  /// A reservation in the API.
  ///
  /// @param expiresAt of one that is kept, null: it ends with what a person decides
  /// @param lines what it still holds of stock that has not left
  record ReservationView(
      String id,
      String decisionId,
      String orderId,
      String status,
      Instant createdAt,
      @Nullable Instant expiresAt,
      List<LineView> lines) {
    static ReservationView of(Reservation reservation) {
      return new ReservationView(
          reservation.id().toString(),
          reservation.decision().toString(),
          reservation.order().value(),
          reservation.status().name(),
          reservation.createdAt(),
          reservation.status() == Status.KEPT ? null : reservation.expiresAt(),
          reservation.lines().stream().map(LineView::of).toList());
    }
  }

  /// Units of a SKU at a ship node.
  record LineView(String shipNode, String sku, int units) {
    static LineView of(Reservation.Line line) {
      return new LineView(line.node().value(), line.sku().value(), line.units());
    }
  }
}
