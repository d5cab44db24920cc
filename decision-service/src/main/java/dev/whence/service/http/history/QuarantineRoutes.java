package dev.whence.service.http.history;

import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.history.Incoming;
import dev.whence.service.history.Quarantine;
import dev.whence.service.history.Quarantine.Status;
import dev.whence.service.history.ReturnedUnits;
import dev.whence.service.history.ShipmentEvent;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Idempotency;
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Scans and returns that cannot be true, for a person to look at.
public final class QuarantineRoutes {
  private final Quarantine quarantine;
  private final Idempotency idempotency;

  public QuarantineRoutes(Quarantine quarantine, Idempotency idempotency) {
    this.quarantine = quarantine;
    this.idempotency = idempotency;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/v1/quarantine", Access.OPERATIONS, this::list),
        idempotency.once(Route.post("/v1/quarantine/{id}/accept", Access.OPERATIONS, this::accept)),
        idempotency.once(
            Route.post("/v1/quarantine/{id}/discard", Access.OPERATIONS, this::discard)));
  }

  private Answer list(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    String kind = query.has("kind") ? query.oneOf("kind", Incoming.Kind.class).name() : "";
    boolean resolved = query.flagOr("resolved", false);
    String cursor = Page.cursor(query, 1).getFirst();
    int limit = Page.limit(query);
    query.end();
    if (!cursor.matches("\\d{0,18}")) {
      query.complain("cursor", "must be the nextCursor of an earlier page");
    }
    errors.throwAs(Failure.InvalidRequest::new);
    long after = cursor.isEmpty() ? 0 : Long.parseLong(cursor);
    return Answer.ok(
        Page.of(
                quarantine.list(kind, resolved, after, limit + 1),
                limit,
                entry -> List.of(Long.toString(entry.id())))
            .map(EntryView::of));
  }

  private Answer accept(Call call) {
    return Answer.ok(
        quarantine.accept(id(call)).map(EntryView::of).orElseThrow(() -> notFound(call)));
  }

  /// What counts already is not there to be discarded any more.
  private Answer discard(Call call) {
    return Answer.ok(
        quarantine
            .discard(id(call))
            .map(EntryView::of)
            .filter(entry -> "DISCARDED".equals(entry.how()))
            .orElseThrow(() -> notFound(call)));
  }

  private static long id(Call call) {
    String id = call.pathParameter("id");
    if (!id.matches("\\d{1,18}")) {
      throw notFound(call);
    }
    return Long.parseLong(id);
  }

  private static FailureException notFound(Call call) {
    return new FailureException(
        new Failure.NotFound("event or return in quarantine", call.pathParameter("id")));
  }

  /// @param eventId the sender's, of the event or return
  /// @param how it was resolved: `ACCEPTED`, `DISCARDED`, or `FITS` when it came right by itself;
  ///   left out while it waits
  record EntryView(
      String quarantineId,
      String kind,
      String eventId,
      String code,
      String reason,
      Object body,
      Instant at,
      @Nullable String how,
      @Nullable Instant resolvedAt) {
    static EntryView of(Quarantine.Entry entry) {
      return new EntryView(
          Long.toString(entry.id()),
          entry.incoming().kind().name(),
          entry.incoming().id(),
          entry.doubt().code().name(),
          entry.doubt().reason(),
          body(entry.incoming()),
          entry.at(),
          entry.status() instanceof Status.Resolved(var how, var at) ? how : null,
          entry.status() instanceof Status.Resolved(var how, var at) ? at : null);
    }

    private static Object body(Incoming incoming) {
      return switch (incoming) {
        case ShipmentEvent scan ->
            new EventView(
                scan.eventId(),
                scan.shipmentId(),
                scan.scan(),
                scan.occurredAt(),
                scan.recordedAt(),
                scan.region());
        case ReturnedUnits returned ->
            new ReturnView(
                returned.returnId(),
                returned.order().value(),
                returned.line().value(),
                returned.units(),
                returned.reason(),
                returned.returnedAt());
      };
    }
  }

  record EventView(
      String eventId,
      String shipmentId,
      String scan,
      Instant occurredAt,
      Instant recordedAt,
      String region) {}

  record ReturnView(
      String returnId,
      String orderId,
      String lineId,
      int units,
      String reason,
      Instant returnedAt) {}
}
