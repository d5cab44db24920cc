package dev.whence.service.http.orders;

import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import dev.whence.service.orders.OpenExceptions;
import dev.whence.service.orders.OpenExceptions.Filter;
import dev.whence.service.orders.OpenExceptions.Found;
import dev.whence.service.orders.OpenExceptions.Kind;
import dev.whence.service.orders.OpenExceptions.OpenException;
import dev.whence.service.orders.OpenExceptions.Place;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What waits for a person or for something, and the calls that deal with it. Thread-safe.
public final class ExceptionRoutes {
  private final OpenExceptions exceptions;
  private final Clock clock;

  public ExceptionRoutes(OpenExceptions exceptions, Clock clock) {
    this.exceptions = exceptions;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(Route.get("/v1/exceptions", Access.READING, this::list));
  }

  private Answer list(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    Search search = Search.read(query);
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return Answer.ok(find(search));
  }

  /// What is looked for.
  public record Search(Filter filter, Place after, int limit) {
    /// Reads the parameters of a query; the caller ends it and throws its errors.
    public static Search read(Fields query) {
      List<Kind> kinds =
          query.has("kind")
              ? List.of(query.oneOf("kind", List.of(Kind.values()), ExceptionRoutes::code))
              : List.of(Kind.values());
      var filter =
          new Filter(
              kinds,
              query.wordOr("order", ""),
              query.wordOr("shipNode", ""),
              query.wordOr("sku", ""));
      List<String> after = Page.cursor(query, 6);
      return new Search(
          filter,
          after.getFirst().isEmpty() ? Place.START : place(query, after),
          Page.limit(query));
    }

    private static Place place(Fields query, List<String> key) {
      try {
        return new Place(
            Instant.parse(key.getFirst()),
            key.get(1),
            key.get(2),
            key.get(3),
            key.get(4),
            key.get(5));
      } catch (DateTimeParseException e) {
        query.complain("cursor", "must be the nextCursor of an earlier page");
        return Place.START;
      }
    }
  }

  /// Those that have waited longest first.
  public ListView find(Search search) {
    Found found = exceptions.find(search.filter(), search.after(), search.limit() + 1);
    Page<OpenException> page =
        Page.of(
            found.items(),
            search.limit(),
            item -> {
              Place place = item.place();
              return List.of(
                  place.since().toString(),
                  place.order(),
                  place.line(),
                  place.shipment(),
                  place.kind(),
                  place.quarantine());
            });
    var counts = new LinkedHashMap<String, Integer>();
    found.counts().forEach((kind, count) -> counts.put(code(kind), count));
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return new ListView(
        counts,
        page.items().stream().map(item -> ExceptionView.of(item, now)).toList(),
        page.nextCursor());
  }

  static String code(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /// @param counts by kind, whatever kind was asked for; [OpenExceptions#MOST_COUNTED] + 1 for more
  public record ListView(
      Map<String, Integer> counts, List<ExceptionView> items, @Nullable String nextCursor) {}

  /// One thing to deal with.
  ///
  /// @param orderId left out for what is in quarantine of an order that is not known here
  /// @param actions what may be done about it, the usual one first; empty where nothing helps but
  ///   waiting
  public record ExceptionView(
      String kind,
      @Nullable String orderId,
      @Nullable String decisionId,
      @Nullable String shipmentId,
      @Nullable String reservationId,
      @Nullable String quarantineId,
      @Nullable String lineId,
      @Nullable String shipNode,
      @Nullable String sku,
      @Nullable Integer units,
      Instant since,
      String detail,
      List<ActionView> actions) {
    static ExceptionView of(OpenException item, Instant now) {
      return new ExceptionView(
          code(item.kind()),
          orNull(item.order()),
          orNull(item.decision()),
          orNull(item.shipment()),
          orNull(item.reservation()),
          orNull(item.quarantine()),
          orNull(item.line()),
          orNull(item.shipNode()),
          orNull(item.sku()),
          item.units() == 0 ? null : item.units(),
          item.since(),
          item.detail(),
          actionsFor(item, now));
    }

    private static @Nullable String orNull(String text) {
      return text.isEmpty() ? null : text;
    }
  }

  /// A call that deals with an exception.
  ///
  /// @param action what it does, in a word: `approve`, `decline`, `source`, `cancel`, `reassign`,
  ///   `confirm`, `release`, `lost`, `replace`, `refunded`, `accept`, `discard`
  /// @param body to send; people may add the `reason` or `note` that the call takes
  public record ActionView(String action, String method, String path, Object body) {}

  static List<ActionView> actionsFor(OpenException item, Instant now) {
    String order = "/v1/orders/" + segment(item.order());
    var source = new ActionView("source", "POST", order + "/source", Map.of());
    var cancel = new ActionView("cancel", "POST", order + "/cancel", Map.of());
    return switch (item.kind()) {
      case HELD ->
          List.of(
              new ActionView("approve", "POST", order + "/approve", Map.of()),
              new ActionView("decline", "POST", order + "/decline", Map.of()));
      case UNFILLABLE, REJECTED, WAITING ->
          List.of(source, new ActionView("cancel", "POST", order + "/cancel", units(item)));
      case SHORT -> List.of(reassign(item, "short"), cancel);
      case LATE -> late(item, cancel, now);
      case LOST -> lost(item);
      case UNCONFIRMED -> {
        String reservation = "/v1/reservations/" + item.reservation();
        yield List.of(
            new ActionView("confirm", "POST", reservation + "/confirm", Map.of()),
            new ActionView("release", "POST", reservation + "/release", Map.of()));
      }
      case QUARANTINED -> {
        String entry = "/v1/quarantine/" + item.quarantine();
        yield List.of(
            new ActionView("accept", "POST", entry + "/accept", Map.of()),
            new ActionView("discard", "POST", entry + "/discard", Map.of()));
      }
    };
  }

  private static List<ActionView> late(OpenException item, ActionView cancel, Instant now) {
    var actions = new ArrayList<ActionView>();
    if (item.hasLeft()) {
      actions.add(
          new ActionView(
              "lost",
              "POST",
              "/v1/shipment-events",
              List.of(
                  Map.of(
                      "eventId",
                      "lost-" + item.shipment(),
                      "shipmentId",
                      item.shipment(),
                      "scan",
                      "LOST",
                      "occurredAt",
                      now.toString()))));
    } else {
      actions.add(reassign(item, "other"));
      actions.add(cancel);
    }
    return actions;
  }

  private static ActionView reassign(OpenException item, String reason) {
    return new ActionView(
        "reassign",
        "POST",
        "/v1/shipments/" + segment(item.shipment()) + "/refuse",
        Map.of("reason", reason));
  }

  /// A parcel that was never handed over holds its units still.
  private static List<ActionView> lost(OpenException item) {
    String shipment = "/v1/shipments/" + segment(item.shipment());
    var refunded = new ActionView("refunded", "POST", shipment + "/refunded", Map.of());
    return item.hasLeft()
        ? List.of(new ActionView("replace", "POST", shipment + "/replacement", Map.of()), refunded)
        : List.of(reassign(item, "other"), refunded);
  }

  private static Map<String, Object> units(OpenException item) {
    return Map.of("lines", List.of(Map.of("lineId", item.line(), "units", item.units())));
  }

  private static String segment(String id) {
    return java.net.URLEncoder.encode(id, java.nio.charset.StandardCharsets.UTF_8)
        .replace("+", "%20");
  }
}
