package dev.whence.service.http.orders;

import dev.whence.rules.sourcing.Milestones;
import dev.whence.service.orders.OrderLives.Life;
import dev.whence.service.orders.OrderLives.Moment;
import dev.whence.service.orders.OrderLives.ParcelProgress;
import dev.whence.service.orders.OrderState;
import dev.whence.service.orders.Parcel;
import dev.whence.service.orders.Parcel.Stage;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An order as it stands, with everything that is known to have happened to it.
///
/// @param parcels that hold units or have left
/// @param timeline the earliest first
record OrderView(
    String orderId,
    @Nullable String lastDecisionId,
    List<LineView> lines,
    List<ParcelView> parcels,
    List<MomentView> timeline) {

  static OrderView of(Life life) {
    OrderState state = life.state();
    return new OrderView(
        life.id().value(),
        state.lastDecision().map(Object::toString).orElse(null),
        state.lines().stream()
            .map(line -> LineView.of(state, line, life.returned().getOrDefault(line.id(), 0)))
            .toList(),
        state.parcels().stream()
            .map(parcel -> ParcelView.of(parcel, life.progress().get(parcel.shipment())))
            .toList(),
        life.timeline().stream().map(MomentView::of).toList());
  }

  /// The units of a line by what became of them. `open` to `delivered` and `cancelled` add up to
  /// `quantity`, unless parcels were sent although they had been released.
  ///
  /// @param open wanted and in no parcel; a further decision takes them up
  /// @param backordered waiting for stock; they are sourced when it arrives
  /// @param returned of the delivered ones
  /// @param exception why nobody tries to source what is open without being told to
  record LineView(
      String lineId,
      String sku,
      int quantity,
      int open,
      int backordered,
      int reserved,
      int confirmed,
      int shipped,
      int delivered,
      int returned,
      int cancelled,
      @Nullable String exception) {
    static LineView of(OrderState state, OrderState.Line line, int returned) {
      int waiting = Math.min(line.waiting(), state.open(line));
      int delivered = state.unitsAt(line, Stage.DELIVERED);
      int left = state.unitsAt(line, Stage.LEFT);
      int confirmed = state.unitsAt(line, Stage.CONFIRMED);
      int planned = state.unitsAt(line, Stage.RESERVED);
      return new LineView(
          line.id().value(),
          line.sku().value(),
          line.quantity(),
          state.open(line) - waiting,
          waiting,
          planned - confirmed,
          confirmed - left,
          left - delivered,
          delivered,
          returned,
          line.cancelled(),
          line.exception().isEmpty() ? null : line.exception());
    }
  }

  /// A parcel.
  ///
  /// @param handoverDay local day of the ship node
  /// @param acceptBy when work on it has to begin for the promise to be kept
  /// @param pickBy when it has to be picked
  /// @param handOverBy when it has to be with the carrier
  /// @param expectedDate by whose end it is there with the chance that the policy asks for, as told
  ///   last
  record ParcelView(
      String shipmentId,
      String reservationId,
      String shipNode,
      @Nullable LocalDate handoverDay,
      String state,
      @Nullable Instant acceptBy,
      @Nullable Instant pickBy,
      @Nullable Instant handOverBy,
      @Nullable Instant acceptedAt,
      @Nullable Instant pickedAt,
      @Nullable Instant handedOverAt,
      @Nullable Instant deliveredAt,
      @Nullable LocalDate expectedDate,
      List<ContentView> lines) {
    static ParcelView of(Parcel parcel, @Nullable ParcelProgress known) {
      ParcelProgress progress = known == null ? ParcelProgress.NONE : known;
      Optional<Milestones> milestones = progress.milestones();
      return new ParcelView(
          parcel.shipment(),
          parcel.reservation().toString(),
          parcel.node().value(),
          parcel.handoverDay(),
          switch (parcel.stage()) {
            case LEFT -> "shipped";
            case Stage stage -> stage.name().toLowerCase(Locale.ROOT);
          },
          milestones.map(Milestones::acceptBy).orElse(null),
          milestones.map(Milestones::pickBy).orElse(null),
          milestones.map(Milestones::handOverBy).orElse(null),
          progress.accepted().orElse(null),
          progress.picked().orElse(null),
          progress.handedOver().orElse(null),
          progress.delivered().orElse(null),
          progress.delivered().isPresent() ? null : progress.expected().orElse(null),
          parcel.contents().stream()
              .map(content ->
                  new ContentView(content.line().value(), content.sku().value(), content.units()))
              .toList());
    }
  }

  /// Units of a line in a parcel.
  record ContentView(String lineId, String sku, int units) {}

  /// Something that happened.
  ///
  /// @param subject id of what it happened to
  record MomentView(Instant at, String kind, String subject, @Nullable String detail) {
    static MomentView of(Moment moment) {
      return new MomentView(
          moment.at(),
          moment.kind(),
          moment.subject(),
          moment.detail().isEmpty() ? null : moment.detail());
    }
  }
}
