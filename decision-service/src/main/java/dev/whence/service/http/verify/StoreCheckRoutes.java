package dev.whence.service.http.verify;

import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Route;
import dev.whence.service.verify.StoreCheck;
import dev.whence.service.verify.StoreCheck.Finding;
import java.util.List;

/// Compares what the order store says in several places.
public final class StoreCheckRoutes {
  private final StoreCheck check;

  public StoreCheckRoutes(StoreCheck check) {
    this.check = check;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/v1/store-check", Access.OPERATIONS, call -> Answer.ok(view(check.run()))));
  }

  private static StoreCheckView view(List<Finding> findings) {
    return new StoreCheckView(findings.stream().allMatch(Finding::holds), findings);
  }

  /// @param agrees whether every rule holds
  record StoreCheckView(boolean agrees, List<Finding> rules) {}
}
