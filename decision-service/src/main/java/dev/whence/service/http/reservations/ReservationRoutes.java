package dev.whence.service.http.reservations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldError.Location;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Route;
import dev.whence.service.sourcing.Reservation;
import dev.whence.service.sourcing.ReservationId;
import dev.whence.service.sourcing.ReservationStore;
import dev.whence.service.sourcing.ReservationStore.Change;
import dev.whence.service.sourcing.ReservationStore.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;

/// Look up, confirm, extend and release reservations. Each may be repeated safely.
public final class ReservationRoutes {
  private static final int LONGEST_HOLD_MINUTES = 30 * 24 * 60;
  private static final int MOST_LINES = 200;
  private static final int HIGHEST_QUANTITY = 10_000_000;

  private final ReservationStore reservations;

  public ReservationRoutes(ReservationStore reservations) {
    this.reservations = reservations;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/v1/reservations/{id}", this::get),
        Route.post("/v1/reservations/{id}/confirm", this::confirm),
        Route.post("/v1/reservations/{id}/release", this::release),
        Route.post("/v1/reservations/{id}/extend", this::extend));
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

  /// All of it, or the lines that the body names.
  private Answer release(Call call) {
    ReservationId id = id(call);
    return answer(
        reservations.release(
            id, call.findJson().map(ReservationRoutes::readParts).orElse(List.of())));
  }

  /// A member that nobody knows would be a wish that is not granted.
  private static void requireEmpty(JsonNode body) {
    var errors = new FieldErrors();
    Fields.ofBody(body, "", errors).end();
    errors.throwAs(Failure.InvalidRequest::new);
  }

  private static List<Part> readParts(JsonNode body) {
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(body, "", errors);
    List<Part> parts =
        fields.has("lines")
            ? fields.objects(
                "lines",
                1,
                MOST_LINES,
                line ->
                    new Part(
                        new OrderLineId(line.word("lineId")),
                        line.integer("units", 1, HIGHEST_QUANTITY)))
            : List.of();
    fields.end();
    var seen = new HashSet<OrderLineId>();
    for (int i = 0; i < parts.size(); i++) {
      if (!seen.add(parts.get(i).line())) {
        errors.add(
            new Location.Pointer("/lines/" + i + "/lineId"),
            "is named before",
            parts.get(i).line().value());
      }
    }
    errors.throwAs(Failure.InvalidRequest::new);
    return parts;
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
                  sentences(releasable)));
      case Change.TooMany(var reservation, var asked, var releasable) ->
          throw new FailureException(
              new Failure.UnitsHaveLeft(
                  "reservation",
                  reservation.id().toString(),
                  asked.stream()
                      .map(part ->
                          "It does not hold %d units of line %s."
                              .formatted(part.units(), part.line()))
                      .toList(),
                  sentences(releasable)));
    };
  }

  private static List<String> sentences(List<Part> parts) {
    return parts.stream()
        .map(part -> "%d of line %s".formatted(part.units(), part.line()))
        .toList();
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
  /// @param lines what it still holds of stock that has not left
  record ReservationView(
      String id,
      String decisionId,
      String orderId,
      String status,
      Instant createdAt,
      Instant expiresAt,
      List<LineView> lines) {
    static ReservationView of(Reservation reservation) {
      return new ReservationView(
          reservation.id().toString(),
          reservation.decision().toString(),
          reservation.order().value(),
          reservation.status().name(),
          reservation.createdAt(),
          reservation.expiresAt(),
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
