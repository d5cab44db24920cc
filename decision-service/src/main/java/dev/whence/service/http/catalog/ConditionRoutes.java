package dev.whence.service.http.catalog;

import dev.whence.domain.attributes.Condition;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import dev.whence.service.places.ConditionStore;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Bulk loads and lists of what is so at places.
public final class ConditionRoutes {
  private final ConditionStore conditions;
  private final Clock clock;

  public ConditionRoutes(ConditionStore conditions, Clock clock) {
    this.conditions = conditions;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        Route.put("/v1/conditions", Access.NETWORK, this::load),
        Route.get("/v1/conditions", Access.READING, this::list));
  }

  private Answer load(Call call) {
    List<Condition> rows = CatalogRoutes.read(call, ConditionShape.reader(clock.instant()));
    conditions.load(rows);
    return CatalogRoutes.loaded("conditions", rows.size());
  }

  /// Country, region, beginning and end of the last one seen.
  private static List<String> cursor(Fields query) {
    List<String> after = Page.cursor(query, 4);
    try {
      for (String time : after.subList(2, 4)) {
        if (!time.isEmpty()) {
          Instant.parse(time);
        }
      }
      return after;
    } catch (DateTimeException e) {
      query.complain("cursor", "must be the nextCursor of an earlier page");
      return List.of("", "", "", "");
    }
  }

  private Answer list(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    String country = query.has("country") ? query.country("country") : "";
    Optional<Instant> at = query.has("at") ? Optional.of(query.instant("at")) : Optional.empty();
    List<String> after = cursor(query);
    int limit = Page.limit(query);
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return Answer.ok(
        Page.of(
                conditions.list(country, at, after, limit + 1),
                limit,
                each ->
                    List.of(
                        each.country(),
                        each.region(),
                        each.from().toString(),
                        each.until().toString()))
            .map(ConditionShape::of));
  }
}
