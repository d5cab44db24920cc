package dev.whence.service.http.orders;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import dev.whence.service.metrics.Metrics;
import dev.whence.service.sourcing.Offers;
import dev.whence.service.sourcing.Offers.Offer;
import dev.whence.service.sourcing.Offers.State;
import dev.whence.service.sourcing.Refusals.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Ship nodes look at what they are offered, claim it or decline it.
public final class OfferRoutes {
  private final Offers offers;
  private final Metrics metrics;

  public OfferRoutes(Offers offers, Metrics metrics) {
    this.offers = offers;
    this.metrics = metrics;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/v1/offers", Access.READING, this::list),
        Route.get("/v1/offers/{id}", Access.READING, this::get),
        Route.post("/v1/offers/{id}/claim", Access.ORDERS, this::claim),
        Route.post("/v1/offers/{id}/decline", Access.ORDERS, this::decline));
  }

  private Answer list(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    String node = query.wordOrEmpty("shipNode");
    String order = query.wordOrEmpty("order");
    Optional<State> state =
        query.has("state")
            ? Optional.of(query.oneOf("state", List.of(State.values()), OfferRoutes::name))
            : Optional.empty();
    List<String> after = Page.cursor(query, 1);
    int limit = Page.limit(query);
    query.end();
    Optional<UUID> last = Optional.empty();
    if (!after.getFirst().isEmpty()) {
      last = parsed(after.getFirst());
      if (last.isEmpty()) {
        query.complain("cursor", "must be the nextCursor of an earlier page");
      }
    }
    errors.throwAs(Failure.InvalidRequest::new);
    return Answer.ok(
        Page.of(
                offers.list(node, state, order, last, limit + 1),
                limit,
                offer -> List.of(offer.id().toString()))
            .map(OfferView::of));
  }

  private Answer get(Call call) {
    UUID id = id(call);
    return Answer.ok(OfferView.of(offers.find(id).orElseThrow(() -> notFound(call))));
  }

  private Answer claim(Call call) {
    UUID id = id(call);
    return answer(call, offers.claim(id, AcceptanceRoutes.by(call)), "won");
  }

  private Answer decline(Call call) {
    UUID id = id(call);
    JsonNode body = call.json();
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(body, "", errors);
    Reason reason =
        fields.oneOf("reason", Reason.said(), one -> one.name().toLowerCase(Locale.ROOT));
    String note = fields.wordOr("note", "");
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return answer(call, offers.decline(id, reason, note), "declined");
  }

  private Answer answer(Call call, Offers.Result result, String done) {
    return switch (result) {
      case Offers.Result.Done(var offer) -> {
        metrics.offerAnswered(done);
        yield Answer.ok(OfferView.of(offer));
      }
      case Offers.Result.NotFound ignored -> throw notFound(call);
      case Offers.Result.NotOpen(var offer) -> {
        metrics.offerAnswered("lost");
        throw new FailureException(
            new Failure.OfferNotOpen(
                offer.id().toString(), name(offer.state()), why(offer), winner(offer)));
      }
      case Offers.Result.Impossible(var offer, var why) -> {
        metrics.offerAnswered("impossible");
        throw new FailureException(
            new Failure.ParcelNotThere(
                offer.id().toString(),
                "%s cannot send the parcel of order %s now: it %s.\nMaybe correct its stock and claim again, or decline the offer."
                    .formatted(
                        offer.node(),
                        offer.order(),
                        why.isEmpty()
                            ? "has no plan that sends all of it in one parcel"
                            : String.join(", and ", why))));
      }
      case Offers.Result.StockLost(var offer) -> {
        metrics.offerAnswered("impossible");
        throw new FailureException(new Failure.ReservationLost(offer.order().value(), 3));
      }
    };
  }

  private static String winner(Offer offer) {
    return offer.winner().map(Object::toString).orElse("");
  }

  /// Who has it, and what to do.
  private static String why(Offer offer) {
    String taken =
        "%s%s has the parcel of order %s"
            .formatted(
                winner(offer),
                offer.winnerBy().isEmpty() ? "" : " (" + offer.winnerBy() + ")",
                offer.order());
    String why =
        switch (offer.state()) {
          case LOST -> taken + ": its claim was first.";
          case CLAIMED -> taken + " already: this offer was claimed.";
          case ASSIGNED -> taken + ": nobody claimed it in time.";
          case DECLINED -> offer.node() + " declined this offer.";
          case EXPIRED ->
              offer.winner().isEmpty()
                  ? offer.node() + " claimed the parcel and did not accept it in time."
                  : taken + ": nobody claimed it in time.";
          case WITHDRAWN ->
              "Nothing is planned in the parcel of order %s any more.".formatted(offer.order());
          case OPEN -> "The time of this offer is over.";
        };
    return why
        + "\nMaybe look for what is open with GET /v1/offers?shipNode=%s&state=open."
            .formatted(offer.node());
  }

  private static UUID id(Call call) {
    return parsed(call.pathParameter("id")).orElseThrow(() -> notFound(call));
  }

  private static Optional<UUID> parsed(String text) {
    try {
      return Optional.of(UUID.fromString(text)).filter(id -> id.toString().equalsIgnoreCase(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static FailureException notFound(Call call) {
    return new FailureException(new Failure.NotFound("offer", call.pathParameter("id")));
  }

  private static String name(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /// What a ship node is offered.
  ///
  /// @param groupId all offers of one parcel
  /// @param rank 1 for the ship node that the parcel is planned for, then the cheapest first
  /// @param until when an open offer ends, or by when the winner has to accept
  /// @param winner the ship node that has the parcel
  /// @param shipmentId the parcel that the units are in now
  record OfferView(
      String offerId,
      String groupId,
      String orderId,
      String shipNode,
      int rank,
      String state,
      @Nullable Instant until,
      @Nullable String claimedBy,
      @Nullable String reason,
      @Nullable String winner,
      String shipmentId,
      List<ContentView> lines) {
    static OfferView of(Offer offer) {
      return new OfferView(
          offer.id().toString(),
          offer.group().toString(),
          offer.order().value(),
          offer.node().value(),
          offer.rank(),
          name(offer.state()),
          offer.until().orElse(null),
          offer.claimedBy().isEmpty() ? null : offer.claimedBy(),
          offer.reason().isEmpty() ? null : offer.reason(),
          offer.winner().map(Object::toString).orElse(null),
          offer.shipment(),
          offer.lines().stream()
              .map(line -> new ContentView(line.line(), line.sku(), line.units()))
              .toList());
    }
  }

  /// Units of a line.
  record ContentView(String lineId, String sku, int units) {}
}
