package dev.whence.service.http.events;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.events.Cursor;
import dev.whence.service.events.EventFeed;
import dev.whence.service.events.EventFeed.From;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Json;
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import dev.whence.service.store.Outbox.Event;
import dev.whence.service.store.Outbox.Part;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The feed of everything that happens.
public final class EventRoutes {
  private static final int LONGEST_WAIT_SECONDS = 60;
  private static final String NOW = "now";

  private final EventFeed feed;

  public EventRoutes(EventFeed feed) {
    this.feed = feed;
  }

  public List<Route> routes() {
    return List.of(Route.get("/v1/events", Access.READING, this::read).under(Route.Load.LIGHT));
  }

  private Answer read(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    From from = from(query);
    int limit = Page.limit(query);
    int wait = query.integerOr("wait", 0, LONGEST_WAIT_SECONDS, 0);
    String types = query.wordOrEmpty("type");
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);

    Part part =
        feed.read(
            from,
            types.isEmpty() ? List.of() : List.of(types.split(",", -1)),
            limit,
            Duration.ofSeconds(wait));
    return Answer.ok(
        new Page<>(part.events().stream().map(EventView::of).toList(), Cursor.of(part.next())));
  }

  private static From from(Fields query) {
    if (!query.has("after")) {
      return new From.Oldest();
    }
    String text = query.raw().path("after").asText();
    if (text.equals(NOW)) {
      return new From.Now();
    }
    return Cursor.findParsed(text)
        .<From>map(From.After::new)
        .orElseGet(() -> {
          query.complain("after", "must be the nextCursor of an earlier answer, or now");
          return new From.Oldest();
        });
  }

  /// An event, as webhooks send it, too.
  record EventView(
      String id, String type, String subject, @Nullable String orderId, Instant at, JsonNode data) {
    static EventView of(Event event) {
      return new EventView(
          event.id(),
          event.type(),
          event.subject(),
          Optional.of(event.orderId()).filter(order -> !order.isEmpty()).orElse(null),
          event.createdAt(),
          Json.parse(event.payload().getBytes(StandardCharsets.UTF_8)));
    }
  }
}
