package dev.whence.service.http.history;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldError.Location;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.history.Grading;
import dev.whence.service.history.GradingStore;
import dev.whence.service.history.GradingStore.Problem;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Route;
import dev.whence.service.metrics.Metrics;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Returned units that were looked at.
public final class GradingRoutes {
  private static final int MOST_UNITS = 1_000_000_000;

  private final GradingStore gradings;
  private final Metrics metrics;

  public GradingRoutes(GradingStore gradings, Metrics metrics) {
    this.gradings = gradings;
    this.metrics = metrics;
  }

  public List<Route> routes() {
    return List.of(Route.post("/v1/gradings", Access.ORDERS, this::add));
  }

  private Answer add(Call call) {
    var places = new HashMap<String, Map<Problem.Part, Location>>();
    var errors = new FieldErrors();
    List<Grading> rows =
        call.rows()
            .read(
                fields -> {
                  Grading grading = read(fields);
                  places.putIfAbsent(grading.id(), places(fields));
                  return grading;
                },
                errors);
    errors.throwAs(Failure.InvalidRequest::new);
    return switch (gradings.add(rows)) {
      case GradingStore.Result.Done(int added) -> {
        metrics.graded(added);
        yield Answer.ok(new GradingsAdded(added, rows.size() - added));
      }
      case GradingStore.Result.Refused(var problems) -> throw refused(problems, places);
    };
  }

  private static Grading read(Fields fields) {
    var grading =
        new Grading(
            fields.word("gradingId"),
            fields.word("returnId"),
            new ShipNodeId(fields.word("shipNode")),
            fields.has("sku") ? Optional.of(new Sku(fields.word("sku"))) : Optional.empty(),
            fields.integerOr("sellable", 0, MOST_UNITS, 0),
            fields.integerOr("damaged", 0, MOST_UNITS, 0),
            fields.has("gradedAt") ? Optional.of(fields.instant("gradedAt")) : Optional.empty());
    if (grading.sellable() + grading.damaged() == 0) {
      fields.complain("sellable", "and damaged are both 0: nothing was graded");
    }
    if (grading.gradedAt().filter(at -> at.isAfter(Instant.now().plusSeconds(60))).isPresent()) {
      fields.complain("gradedAt", "must not lie in the future");
    }
    return grading;
  }

  private static Map<Problem.Part, Location> places(Fields fields) {
    var places = new EnumMap<Problem.Part, Location>(Problem.Part.class);
    for (Problem.Part part : Problem.Part.values()) {
      places.put(part, fields.locate(member(part)));
    }
    return places;
  }

  private static String member(Problem.Part part) {
    return switch (part) {
      case RETURN -> "returnId";
      case NODE -> "shipNode";
      case SKU -> "sku";
      case UNITS -> "sellable";
    };
  }

  private static FailureException refused(
      List<Problem> problems, Map<String, Map<Problem.Part, Location>> places) {
    var errors = new FieldErrors();
    for (Problem problem : problems) {
      Grading grading = problem.grading();
      errors.add(
          places
              .getOrDefault(grading.id(), Map.of())
              .getOrDefault(problem.part(), new Location.Pointer("")),
          problem.message(),
          switch (problem.part()) {
            case RETURN -> grading.returnId();
            case NODE -> grading.node().value();
            case SKU -> grading.sku().map(Sku::value).orElse("");
            case UNITS -> Integer.toString(grading.sellable());
          });
    }
    return errors.as(
        problems.stream().allMatch(Problem::fits)
            ? Failure.UnknownReference::new
            : Failure.GradingDiffers::new);
  }

  /// @param added gradings that count for the first time
  /// @param repeated known before, or twice in this request
  record GradingsAdded(int added, int repeated) {}
}
