package dev.whence.service.http.events;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.events.WebhookDelivery;
import dev.whence.service.events.WebhookDelivery.Status;
import dev.whence.service.events.WebhookDeliveryStore;
import dev.whence.service.events.WebhookDeliveryStore.Filter;
import dev.whence.service.events.WebhookEndpoint;
import dev.whence.service.events.WebhookEndpoint.Wish;
import dev.whence.service.events.WebhookEndpointId;
import dev.whence.service.events.WebhookEndpointStore;
import dev.whence.service.events.WebhookEndpointStore.Created;
import dev.whence.service.events.WebhookEndpointStore.Rotated;
import dev.whence.service.events.WebhookTargets;
import dev.whence.service.events.WebhookTargets.Checked;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Idempotency;
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Webhook endpoints, and what became of the deliveries to them.
public final class WebhookRoutes {
  private static final String ENDPOINTS = "/v1/webhook-endpoints";
  private static final String DELIVERIES = "/v1/webhook-deliveries";
  private static final URI NO_URL = URI.create("http://invalid");

  private final WebhookEndpointStore endpoints;
  private final WebhookDeliveryStore deliveries;
  private final WebhookTargets targets;
  private final Idempotency idempotency;

  public WebhookRoutes(
      WebhookEndpointStore endpoints,
      WebhookDeliveryStore deliveries,
      WebhookTargets targets,
      Idempotency idempotency) {
    this.idempotency = idempotency;
    this.endpoints = endpoints;
    this.deliveries = deliveries;
    this.targets = targets;
  }

  public List<Route> routes() {
    return List.of(
        idempotency.once(Route.post(ENDPOINTS, Access.OPERATIONS, this::create)),
        Route.get(ENDPOINTS, Access.OPERATIONS, this::list),
        Route.get(ENDPOINTS + "/{id}", Access.OPERATIONS, this::get),
        idempotency.once(Route.patch(ENDPOINTS + "/{id}", Access.OPERATIONS, this::change)),
        idempotency.once(Route.delete(ENDPOINTS + "/{id}", Access.OPERATIONS, this::delete)),
        idempotency.once(
            Route.post(ENDPOINTS + "/{id}/rotate-secret", Access.OPERATIONS, this::rotateSecret)),
        idempotency.once(Route.post(ENDPOINTS + "/{id}/test", Access.OPERATIONS, this::test)),
        Route.get(DELIVERIES, Access.OPERATIONS, this::listDeliveries),
        Route.get(DELIVERIES + "/{id}", Access.OPERATIONS, this::getDelivery),
        idempotency.once(Route.post(DELIVERIES + "/{id}/replay", Access.OPERATIONS, this::replay)));
  }

  private Answer create(Call call) {
    Wish wish = read(call.json(), Optional.empty());
    Created created = endpoints.create(wish);
    String id = created.endpoint().id().toString();
    return Answer.json(201, EndpointView.of(created.endpoint()).withSecret(created.secret().text()))
        .with("Location", ENDPOINTS + "/" + id);
  }

  private Answer list(Call call) {
    var errors = new FieldErrors();
    call.query(errors).end();
    errors.throwAs(Failure.InvalidRequest::new);
    return Answer.ok(new Page<>(endpoints.list().stream().map(EndpointView::of).toList(), null));
  }

  private Answer get(Call call) {
    return Answer.ok(EndpointView.of(existing(call)));
  }

  private WebhookEndpoint existing(Call call) {
    return endpoints.find(endpointId(call)).orElseThrow(noEndpoint(call));
  }

  /// Members that are not sent stay as they are.
  private Answer change(Call call) {
    WebhookEndpoint now = existing(call);
    Wish wish = read(call.json(), Optional.of(now));
    return Answer.ok(
        EndpointView.of(endpoints.update(now.id(), wish).orElseThrow(noEndpoint(call))));
  }

  private Answer delete(Call call) {
    return Answer.ok(
        EndpointView.of(endpoints.delete(endpointId(call)).orElseThrow(noEndpoint(call))));
  }

  private Answer rotateSecret(Call call) {
    Rotated rotated = endpoints.rotateSecret(endpointId(call)).orElseThrow(noEndpoint(call));
    return Answer.ok(new SecretView(rotated.secret().text(), rotated.oldValidUntil()));
  }

  private Answer test(Call call) {
    return Answer.json(
        202, DeliveryView.of(deliveries.addTest(endpointId(call)).orElseThrow(noEndpoint(call))));
  }

  private Answer listDeliveries(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    String endpoint = query.wordOrEmpty("endpoint");
    String status = query.has("status") ? query.oneOf("status", Status.class).name() : "";
    String order = query.wordOrEmpty("order");
    int limit = Page.limit(query);
    String last = Page.cursor(query, 1).getFirst();
    long before = last.isEmpty() ? Long.MAX_VALUE : findNumber(last).orElse(0L);
    if (before == 0) {
      query.complain("cursor", "must be the nextCursor of an earlier page");
    }
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);

    List<WebhookDelivery> found =
        deliveries.list(new Filter(endpoint, status, order), before, limit + 1);
    return Answer.ok(
        Page.of(found, limit, delivery -> List.of(Long.toString(delivery.id())))
            .map(DeliveryView::of));
  }

  private Answer getDelivery(Call call) {
    return Answer.ok(
        DeliveryView.of(
            findNumber(call.pathParameter("id"))
                .flatMap(deliveries::find)
                .orElseThrow(noDelivery(call))));
  }

  private Answer replay(Call call) {
    return Answer.json(
        202,
        DeliveryView.of(
            findNumber(call.pathParameter("id"))
                .flatMap(deliveries::replay)
                .orElseThrow(noDelivery(call))));
  }

  /// @param before what members that are not sent stay; without it a URL must be sent
  private Wish read(JsonNode body, Optional<WebhookEndpoint> before) {
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(body, "", errors);
    URI url = fields.has("url") || before.isEmpty() ? url(fields) : before.get().url();
    List<String> types =
        fields.has("types")
            ? fields.words("types")
            : before.map(WebhookEndpoint::types).orElse(List.of());
    String description =
        fields.has("description")
            ? fields.wordOrEmpty("description")
            : before.map(WebhookEndpoint::description).orElse("");
    boolean active = fields.flagOr("active", before.map(WebhookEndpoint::active).orElse(true));
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return new Wish(url, types, description, active);
  }

  private URI url(Fields fields) {
    JsonNode node = fields.raw().path("url");
    if (!fields.has("url") || !node.isTextual()) {
      fields.complain("url", fields.has("url") ? "must be text" : "is missing");
      return NO_URL;
    }
    return switch (targets.check(node.asText())) {
      case Checked.Fine(var url) -> url;
      case Checked.Refused(var because) -> {
        fields.complain("url", because);
        yield NO_URL;
      }
    };
  }

  private static WebhookEndpointId endpointId(Call call) {
    return WebhookEndpointId.findParsed(call.pathParameter("id")).orElseThrow(noEndpoint(call));
  }

  private static Supplier<FailureException> noEndpoint(Call call) {
    return () ->
        new FailureException(new Failure.NotFound("webhook endpoint", call.pathParameter("id")));
  }

  private static Supplier<FailureException> noDelivery(Call call) {
    return () ->
        new FailureException(new Failure.NotFound("webhook delivery", call.pathParameter("id")));
  }

  /// A positive number as this service writes it.
  private static Optional<Long> findNumber(String text) {
    return text.matches("[1-9][0-9]{0,17}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /// An endpoint in the API.
  ///
  /// @param secret told when it is made, and never again
  record EndpointView(
      String id,
      String url,
      List<String> types,
      @Nullable String description,
      boolean active,
      @Nullable String disabledReason,
      @Nullable Instant failingSince,
      Instant createdAt,
      Instant updatedAt,
      @Nullable String secret) {
    static EndpointView of(WebhookEndpoint endpoint) {
      return new EndpointView(
          endpoint.id().toString(),
          endpoint.url().toString(),
          endpoint.types(),
          orNull(endpoint.description()),
          endpoint.active(),
          orNull(endpoint.disabledReason()),
          endpoint.failingSince(),
          endpoint.createdAt(),
          endpoint.updatedAt(),
          null);
    }

    EndpointView withSecret(String text) {
      return new EndpointView(
          id,
          url,
          types,
          description,
          active,
          disabledReason,
          failingSince,
          createdAt,
          updatedAt,
          text);
    }

    /// Without the secret, for logs.
    @Override
    public String toString() {
      return "EndpointView[" + id + "]";
    }
  }

  /// A new secret, told this once.
  record SecretView(String secret, Instant oldSecretValidUntil) {
    /// Without the secret, for logs.
    @Override
    public String toString() {
      return "SecretView[" + oldSecretValidUntil + "]";
    }
  }

  /// A delivery in the API.
  ///
  /// @param nextAttemptAt left out when none is to come
  record DeliveryView(
      String id,
      String endpointId,
      String eventId,
      String type,
      String subject,
      @Nullable String orderId,
      String status,
      int attempts,
      @Nullable Instant nextAttemptAt,
      @Nullable Instant lastAttemptAt,
      @Nullable Integer lastStatus,
      @Nullable String lastError,
      Instant createdAt,
      @Nullable Instant endedAt) {
    static DeliveryView of(WebhookDelivery delivery) {
      return new DeliveryView(
          Long.toString(delivery.id()),
          delivery.endpoint().toString(),
          delivery.eventId(),
          delivery.type(),
          delivery.subject(),
          orNull(delivery.orderId()),
          delivery.status().name(),
          delivery.attempts(),
          delivery.status() == Status.PENDING ? delivery.nextAttemptAt() : null,
          delivery.lastAttemptAt(),
          delivery.lastStatus(),
          orNull(delivery.lastError()),
          delivery.createdAt(),
          delivery.endedAt());
    }
  }
}
