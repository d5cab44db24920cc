package dev.whence.service.http.catalog;

import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import dev.whence.service.inventory.CapacityStore;
import java.time.LocalDate;
import java.util.List;

/// How full the days of ship nodes are.
public final class CapacityRoutes {
  private static final int MOST_DAYS = 31;

  private final CapacityStore capacity;

  public CapacityRoutes(CapacityStore capacity) {
    this.capacity = capacity;
  }

  public List<Route> routes() {
    return List.of(Route.get("/v1/capacity", Access.READING, this::list));
  }

  private Answer list(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    String node = query.wordOr("shipNode", "");
    int days = query.integerOr("days", 1, MOST_DAYS, 1);
    if (days > 1 && node.isEmpty()) {
      query.complain("days", "is for one ship node.\nMaybe name a shipNode", "");
    }
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return Answer.ok(
        new Page<>(capacity.list(node, days).stream().map(LoadView::of).toList(), null));
  }

  /// A local day of a ship node.
  record LoadView(String shipNode, LocalDate day, int parcels, int most) {
    static LoadView of(CapacityStore.NodeLoad load) {
      return new LoadView(load.node().value(), load.day(), load.parcels(), load.most());
    }
  }
}
