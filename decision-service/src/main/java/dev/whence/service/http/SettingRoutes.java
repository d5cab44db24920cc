package dev.whence.service.http;

import dev.whence.service.config.ServiceConfig.Setting;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FieldErrors;
import java.util.List;

/// What this process is set to, and where that was said.
public final class SettingRoutes {
  private final List<Setting> settings;

  public SettingRoutes(List<Setting> settings) {
    this.settings = List.copyOf(settings);
  }

  public List<Route> routes() {
    return List.of(Route.get("/v1/settings", Access.OPERATIONS, this::list));
  }

  private Answer list(Call call) {
    var errors = new FieldErrors();
    call.query(errors).end();
    errors.throwAs(Failure.InvalidRequest::new);
    return Answer.ok(new Page<>(settings, null));
  }

  /// In the order of their keys; of secrets only whether they are set.
  public List<Setting> settings() {
    return settings;
  }
}
