package dev.whence.rules.sourcing;

import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.MeasuredTransit;
import dev.whence.domain.carriers.RecentTransit;
import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.rules.sourcing.SourcingDecision.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Transit estimates for the candidates of one decision: predicted where a model is trusted,
/// measured where it is not.
///
/// One untrusted candidate competes on what its service measurably does. When more of them are
/// untrusted than the guard allows, no prediction is used and the routing guide chooses.
final class Estimates {
  /// A service that was never seen may be slower than those a model learned from, and so may all
  /// services at a destination where none was seen: by so much of the time it is expected to take,
  /// as a standard deviation. Both together add up as independent errors do.
  private static final double UNSEEN = 0.25;

  /// A place that is known to so many kilometers more than its distance doubles the spread.
  private static final double FEW_KM = 200;

  private final OrderContext context;
  private final Estimator estimator;
  private final Map<CarrierServiceId, MeasuredTransit> measured = new HashMap<>();
  private final Map<LaneKey, RecentTransit> recent = new HashMap<>();
  private final Map<TransitQuery, TransitEstimate> answers = new HashMap<>();
  private final Map<Leaving, Attributes> told = new HashMap<>();
  private final List<Candidate> asked = new ArrayList<>();
  private final boolean destinationSeen;

  private record LaneKey(CarrierServiceId service, String origin) {}

  private record Leaving(ShipNodeId node, Instant handover) {}

  Estimates(OrderContext context, Estimator estimator) {
    this.context = context;
    this.estimator = estimator;
    this.destinationSeen = context.destinationSeen();
    context.orderCase.measuredTransit().forEach(each -> measured.put(each.carrierService(), each));
    String destination = context.order.destination().region();
    for (RecentTransit each : context.orderCase.recentTransit()) {
      if (each.destinationRegion().equals(destination)) {
        recent.put(new LaneKey(each.carrierService(), each.originRegion()), each);
      }
    }
  }

  /// Sets each candidate's estimate, chance and lateness.
  ///
  /// @param candidates at least one
  Path set(List<Candidate> candidates, GuardTerms guard) {
    ask(candidates, guard);
    Set<FallbackReason> because = new LinkedHashSet<>();
    int untrusted = 0;
    asked.addAll(candidates);
    for (Candidate candidate : candidates) {
      if (answer(candidate) instanceof TransitEstimate.Assumed assumed) {
        because.add(assumed.because());
        untrusted++;
      }
    }
    boolean byRules =
        untrusted == candidates.size()
            || 100L * untrusted > (long) guard.mostUntrustedPercent() * candidates.size();
    List<FallbackReason> reasons = List.copyOf(because);
    for (Candidate candidate : candidates) {
      if (candidate.estimate == null || byRules) {
        conclude(candidate, byRules, reasons);
      }
    }
    return byRules ? new Path.Rules(reasons) : new Path.Model(reasons);
  }

  /// Sets what is measured of candidates that no model was asked about, on the rules path.
  void measure(List<Candidate> candidates, List<FallbackReason> because) {
    for (Candidate candidate : candidates) {
      candidate.query = query(candidate);
      candidate.answer =
          new TransitEstimate.Assumed(
              candidate.zone().transitDays(),
              candidate.service.publishedOnTime(),
              because.getFirst());
      conclude(candidate, true, because);
    }
  }

  /// Estimates for an explanation: they have no part in the decision.
  void tell(List<Candidate> candidates, GuardTerms guard) {
    ask(candidates, guard);
    for (Candidate candidate : candidates) {
      conclude(candidate, false, List.of());
    }
  }

  private void conclude(Candidate candidate, boolean byRules, List<FallbackReason> because) {
    TransitEstimate estimate = estimate(candidate, byRules, because);
    candidate.estimate = estimate;
    candidate.heard =
        Lateness.heard(
            candidate.service.calendar(),
            candidate.handover.at(),
            estimate,
            context.requested,
            context.dayEnds);
    Lateness.measure(context, candidate, candidate.heard);
  }

  /// What an estimate says of a parcel that is promised.
  ///
  /// @param promisedDays from the hand-over to the end of the promised day
  static TransitDistribution heard(TransitEstimate estimate, double promisedDays) {
    return switch (estimate) {
      case TransitEstimate.Predicted predicted -> predicted.promisedWithin(promisedDays);
      case TransitEstimate.Measured(var distribution, int due, long parcels, var because) ->
          distribution;
      case TransitEstimate.Assumed assumed ->
          throw new IllegalStateException("No distribution was made of " + assumed + ".");
    };
  }

  MeasuredTransit measured(CarrierServiceId service) {
    return measured.computeIfAbsent(service, MeasuredTransit::none);
  }

  /// A new attempt has new candidates, most of which raise questions that were answered before.
  void startAttempt() {
    for (Candidate candidate : asked) {
      if (candidate.query != null && candidate.answer != null) {
        answers.put(candidate.query, candidate.answer);
      }
    }
    asked.clear();
  }

  private void ask(List<Candidate> candidates, GuardTerms guard) {
    var questions = new ArrayList<TransitQuery>();
    var asking = new ArrayList<Candidate>();
    for (Candidate candidate : candidates) {
      if (candidate.answer == null) {
        TransitQuery query = query(candidate);
        candidate.query = query;
        candidate.answer = answers.isEmpty() ? null : answers.get(query);
        if (candidate.answer == null) {
          questions.add(query);
          asking.add(candidate);
        }
      }
    }
    if (!questions.isEmpty()) {
      List<TransitEstimate> all =
          estimator.estimate(EstimateKey.TRANSIT_TIME, questions, guard, context.orderCase.now());
      for (int i = 0; i < questions.size(); i++) {
        asking.get(i).answer = all.get(i);
      }
    }
  }

  private static TransitEstimate answer(Candidate candidate) {
    TransitEstimate answer = candidate.answer;
    if (answer == null) {
      throw new IllegalStateException("Nothing was estimated for " + candidate.query + ".");
    }
    return answer;
  }

  /// The same for all services that a node hands its parcels to at a time.
  private Attributes told(ShipNode node, Instant handover) {
    return context.orderCase.conditions().all().isEmpty()
        ? context.order.attributes()
        : told.computeIfAbsent(
            new Leaving(node.id(), handover), leaving -> context.orderCase.told(node, handover));
  }

  private TransitQuery query(Candidate candidate) {
    long grams = 0;
    for (int w = 0; w < candidate.carries.length; w++) {
      if (candidate.carries[w]) {
        Want want = context.wants.get(w);
        grams += Math.ceilDiv(Parcels.times(want.measures().milligrams(), want.units()), 1_000);
      }
    }
    var node = candidate.node.node;
    CarrierServiceId service = candidate.service.id();
    RecentTransit lately = recent.get(new LaneKey(service, node.region()));
    return new TransitQuery(
        candidate.node.distanceKm,
        candidate.zone().transitDays(),
        candidate.service.publishedOnTime(),
        grams,
        candidate.handover.at().atZone(node.calendar().timeZone()),
        !node.country().equals(context.order.destination().country()),
        lately == null
            ? RecentTransit.none(service, node.region(), context.order.destination().region())
            : lately,
        told(node, candidate.handover.at()));
  }

  private TransitEstimate estimate(
      Candidate candidate, boolean byRules, List<FallbackReason> because) {
    MeasuredTransit seen = measured(candidate.service.id());
    double widening =
        context.order.destination().place().uncertaintyKm() / (candidate.node.distanceKm + FEW_KM);
    return switch (answer(candidate)) {
      case TransitEstimate.Predicted predicted -> {
        if (byRules) {
          yield measured(
              candidate,
              seen,
              dueDays(candidate, candidate.zone().transitDays()),
              because.getFirst(),
              widening);
        }
        double unseen = Math.hypot(seen.parcels() == 0 ? UNSEEN : 0, destinationSeen ? 0 : UNSEEN);
        TransitDistribution distribution = predicted.distribution();
        yield new TransitEstimate.Predicted(
            (widening > 0 ? distribution.widened(1 + widening) : distribution)
                .perhapsSlower(unseen),
            predicted.model(),
            predicted.insteadOf(),
            predicted.recalibrated(),
            predicted.promise());
      }
      case TransitEstimate.Assumed(int days, var share, var why) ->
          measured(candidate, seen, dueDays(candidate, days), why, widening);
      case TransitEstimate.Measured given -> given;
    };
  }

  private TransitEstimate measured(
      Candidate candidate,
      MeasuredTransit seen,
      int dueDays,
      FallbackReason because,
      double widening) {
    TransitDistribution distribution =
        seen.distribution(dueDays, candidate.service.publishedOnTime());
    // What is published is no surer elsewhere; what was measured is, as far as it counts.
    double unseen = destinationSeen ? 0 : UNSEEN * seen.weight();
    return new TransitEstimate.Measured(
        (widening > 0 ? distribution.widened(1 + widening) : distribution).perhapsSlower(unseen),
        dueDays,
        seen.parcels(),
        because);
  }

  /// Calendar days to the published arrival, at least one; without published days those that the
  /// estimator takes for usual.
  private static int dueDays(Candidate candidate, int days) {
    int published = candidate.zone().transitDays() > 0 ? candidate.zone().transitDays() : days;
    long due =
        candidate
            .service
            .calendar()
            .publishedArrival(candidate.handoverThere, Math.max(1, published))
            .map(arrival -> ChronoUnit.DAYS.between(candidate.handoverThere, arrival))
            .orElse((long) published);
    return (int) Math.max(1, due);
  }
}
