package dev.whence.rules.sourcing;

import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.domain.inventory.Handover;
import dev.whence.domain.inventory.NodeCalendar;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.orders.Order;
import dev.whence.rules.sourcing.Milestones.Milestone;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/// A parcel between its decision and its promise: what has to be done by when, and what is to be
/// expected given what was heard of it. Pure; the formulas are told in `docs/milestones.md`.
///
/// @param transit from the hand-over to the door, as estimated when it was decided
/// @param destination time zone of the destination
/// @param promised it is in time until the end of this day
/// @param leastChance with which a promise counts as kept, above 0
/// @param planned when it was to be handed over
public record PromisedParcel(
    NodeCalendar node,
    CarrierService service,
    TransitDistribution transit,
    ZoneId destination,
    LocalDate promised,
    double leastChance,
    Handover planned) {
  /// How far ahead hand-overs and days are looked for.
  private static final int FURTHEST_DAYS = Lateness.FURTHEST_DAYS;

  /// The scan of a hand-over may come so much later than the hand-over.
  public static final Duration SCAN_DELAY = Duration.ofHours(2);

  private static final Duration LONGEST_WITHOUT_A_LOOK = Duration.ofDays(14);

  /// What was heard of a parcel so far.
  public record Heard(
      Optional<Instant> accepted, Optional<Instant> picked, Optional<Instant> handedOver) {
    public static final Heard NOTHING =
        new Heard(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// What the ship node tells at all: nothing follows from the silence of one that never does.
  public record Tells(boolean accepting, boolean picking) {}

  /// What is to be expected.
  ///
  /// @param missed the furthest milestone that has passed without being reached
  /// @param day the first by whose end the parcel is there with the least chance; empty when that
  ///   is none within two months
  /// @param chance that it is there by the end of that day; 0 without one
  /// @param promiseChance that it is there by the end of the promised day
  /// @param until when this may change although nothing is heard
  public record Outlook(
      Optional<Milestone> missed,
      Optional<LocalDate> day,
      double chance,
      double promiseChance,
      Instant until) {}

  /// A shipment of a decision.
  ///
  /// @param inputs of the decision
  /// @throws IllegalArgumentException if its ship node or carrier service is none of the inputs
  public static PromisedParcel of(
      SourcingInputs inputs, SourcingDecision decision, SourcingDecision.Shipment shipment) {
    return of(inputs.reference(), inputs.orderCase().order(), decision, shipment);
  }

  /// As [#of(SourcingInputs, SourcingDecision, SourcingDecision.Shipment)], of what matters of the
  /// inputs.
  public static PromisedParcel of(
      Market.Reference reference,
      Order order,
      SourcingDecision decision,
      SourcingDecision.Shipment shipment) {
    NodeCalendar node =
        reference.nodes().stream()
            .filter(each -> each.id().equals(shipment.shipNode()))
            .findFirst()
            .map(ShipNode::calendar)
            .orElseThrow(() -> unknown(shipment.shipNode()));
    CarrierService service =
        reference.services().stream()
            .filter(each -> each.id().equals(shipment.carrierService()))
            .findFirst()
            .orElseThrow(() -> unknown(shipment.carrierService()));
    return new PromisedParcel(
        node,
        service,
        Lateness.heard(
            service.calendar(),
            shipment.handover(),
            shipment.transit(),
            decision.promise().requested(),
            new DayEnds(order.destination().timeZone())),
        order.destination().timeZone(),
        decision.promiseDate(),
        decision.promise().leastChance().value(),
        new Handover(shipment.handoverDay(), shipment.handover()));
  }

  private static IllegalArgumentException unknown(Object id) {
    return new IllegalArgumentException("The decision ships from or by " + id + ", unknown.");
  }

  /// From the promise backwards.
  ///
  /// @param decidedAt nothing has to be done before it
  public Milestones milestones(Instant decidedAt) {
    Instant handOverBy = planned.at();
    for (Handover handover : handovers(planned.at())) {
      if (arrival(handover.at()).chanceBy(promised) < leastChance) {
        break;
      }
      handOverBy = handover.at();
    }
    Instant acceptBy = later(decidedAt, lastStart(node, handOverBy));
    return new Milestones(
        acceptBy, later(acceptBy, lastStart(afterPicking(), handOverBy)), handOverBy);
  }

  /// The first day by whose end it is there with the least chance, if it is handed over as planned;
  /// empty when that is none within two months.
  public Optional<LocalDate> expected() {
    return arrival(planned.at()).earliest(leastChance);
  }

  /// @param milestones as they were told
  public Outlook outlook(Milestones milestones, Heard heard, Tells tells, Instant now) {
    return heard.handedOver().isPresent()
        ? underWay(heard.handedOver().get(), now)
        : waiting(milestones, heard, tells, now);
  }

  private Outlook waiting(Milestones milestones, Heard heard, Tells tells, Instant now) {
    boolean picked = heard.picked().isPresent();
    boolean unaccepted = tells.accepting() && !picked && heard.accepted().isEmpty();
    boolean unpicked = tells.picking() && !picked;
    Optional<Milestone> missed =
        now.isAfter(milestones.handOverBy().plus(SCAN_DELAY))
            ? Optional.of(Milestone.HAND_OVER)
            : unpicked && now.isAfter(milestones.pickBy())
                ? Optional.of(Milestone.PICK)
                : unaccepted && now.isAfter(milestones.acceptBy())
                    ? Optional.of(Milestone.ACCEPT)
                    : Optional.empty();

    // What nobody tells of is taken for done in time, until the carrier should have told.
    Instant packed = now.minus(SCAN_DELAY);
    if (unaccepted || (!picked && heard.accepted().isPresent())) {
      packed = later(packed, packed(node, heard.accepted().orElse(now)));
    }
    if (unpicked) {
      packed = later(packed, packed(afterPicking(), now));
    }
    Optional<Handover> next = handovers(later(packed, planned.at())).stream().findFirst();
    if (next.isEmpty()) {
      return new Outlook(missed, Optional.empty(), 0, 0, now.plus(LONGEST_WITHOUT_A_LOOK));
    }
    Instant handover = next.get().at();
    Instant until = handover.plus(SCAN_DELAY);
    if (unaccepted) {
      until = earlier(until, lastStart(node, handover));
      until = earlierIfAhead(until, milestones.acceptBy(), now);
    }
    if (unpicked) {
      until = earlier(until, lastStart(afterPicking(), handover));
      until = earlierIfAhead(until, milestones.pickBy(), now);
    }
    until = earlierIfAhead(until, milestones.handOverBy().plus(SCAN_DELAY), now);
    Arrival arrival = arrival(handover);
    Optional<LocalDate> day = arrival.earliest(leastChance);
    return new Outlook(
        missed,
        day,
        day.map(arrival::chanceBy).orElse(0.0),
        arrival.chanceBy(promised),
        later(until, now).plusSeconds(1));
  }

  /// With the carrier: what is known of its time is that it is not there yet.
  private Outlook underWay(Instant handedOver, Instant now) {
    Arrival arrival = arrival(handedOver);
    Optional<LocalDate> day = arrival.earliestFrom(now, leastChance);
    Instant until = now.plus(Duration.ofHours(1));
    Instant last = now.plus(LONGEST_WITHOUT_A_LOOK);
    while (until.isBefore(last) && arrival.earliestFrom(until, leastChance).equals(day)) {
      until = until.plus(Duration.ofHours(1));
    }
    return new Outlook(
        Optional.empty(),
        day,
        day.map(each -> arrival.chanceBy(each, now)).orElse(0.0),
        arrival.chanceBy(promised, now),
        until);
  }

  private Arrival arrival(Instant handover) {
    return new Arrival(handover);
  }

  /// Of what is handed over at a moment.
  private final class Arrival {
    private final Instant handover;
    private final LocalDate handoverThere;
    private final DayEnds ends = new DayEnds(destination);

    Arrival(Instant handover) {
      this.handover = handover;
      handoverThere = handover.atZone(destination).toLocalDate();
    }

    double chanceBy(LocalDate day) {
      return Lateness.chanceBy(service.calendar(), handover, handoverThere, transit, day, ends);
    }

    /// If it is not there at a moment.
    double chanceBy(LocalDate day, Instant now) {
      double gone = chanceUntil(now);
      return gone >= 1 ? 0 : Math.max(0, (chanceBy(day) - gone) / (1 - gone));
    }

    /// To be there before a moment: on a day without delivery nothing comes.
    private double chanceUntil(Instant now) {
      LocalDate today = now.atZone(destination).toLocalDate();
      if (!service.calendar().deliversOn(today)) {
        return chanceBy(today);
      }
      double untilNow =
          transit.arrivesWithin(Duration.between(handover, now).toSeconds() / 86_400.0).value();
      return Math.min(chanceBy(today), Math.max(chanceBy(today.minusDays(1)), untilNow));
    }

    Optional<LocalDate> earliest(double chance) {
      return first(handoverThere, handover, chance);
    }

    Optional<LocalDate> earliestFrom(Instant now, double chance) {
      return first(now.atZone(destination).toLocalDate(), now, chance);
    }

    private Optional<LocalDate> first(LocalDate from, Instant now, double chance) {
      for (int i = 0; i <= FURTHEST_DAYS; i++) {
        LocalDate day = from.plusDays(i);
        if (service.calendar().deliversOn(day) && chanceBy(day, now) >= chance) {
          return Optional.of(day);
        }
      }
      return Optional.empty();
    }
  }

  /// Hand-overs to the service at a moment or later.
  private List<Handover> handovers(Instant from) {
    return node.handovers(from, from, FURTHEST_DAYS, service.id()).stream()
        .filter(handover -> service.calendar().collectsOn(handover.day()))
        .toList();
  }

  private NodeCalendar afterPicking() {
    return new NodeCalendar(
        node.timeZone(),
        node.week(),
        node.serviceCutoffs(),
        node.processing().dividedBy(2),
        node.holidays());
  }

  private static Instant lastStart(NodeCalendar calendar, Instant handover) {
    return calendar.latestOrderFor(handover, handover, FURTHEST_DAYS).orElse(handover);
  }

  private static Instant packed(NodeCalendar calendar, Instant start) {
    return calendar
        .packedAfter(start, FURTHEST_DAYS)
        .orElse(start.plus(Duration.ofDays(FURTHEST_DAYS)));
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static Instant earlierIfAhead(Instant until, Instant milestone, Instant now) {
    return milestone.isBefore(now) ? until : earlier(until, milestone);
  }
}
