package dev.whence.service.console;

import dev.whence.service.access.Accounts;
import dev.whence.service.access.ApiKey;
import dev.whence.service.access.Principal;
import dev.whence.service.access.Role;
import dev.whence.service.access.User;
import dev.whence.service.config.ServiceConfig.Setting;
import dev.whence.service.console.Frame.Section;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Route;
import dev.whence.service.http.SettingRoutes;
import dev.whence.service.versions.InForce;
import java.util.List;

/// Settings: what this process is set to, versions in force, one's own keys, and for operators
/// users and every key. Changes are calls of the API. Thread-safe.
public final class SettingPages {
  private final Sources sources;
  private final InForce.Source inForce;
  private final Pages pages;

  SettingPages(Sources sources, InForce.Source inForce, Pages pages) {
    this.sources = sources;
    this.inForce = inForce;
    this.pages = pages;
  }

  /// Where what is shown comes from.
  ///
  /// @param release the version of the program
  public record Sources(SettingRoutes settings, Accounts accounts, String release) {}

  List<Route> routes() {
    return List.of(Route.get(Section.SETTINGS.path, Access.READING, this::show));
  }

  private Answer show(Call call) {
    var errors = new FieldErrors();
    call.formQuery(errors).end();
    errors.throwAs(Failure.InvalidRequest::new);
    Principal who = call.principal();
    boolean operator = Access.OPERATIONS.admits(who.roles());
    boolean person = who instanceof Principal.SignedIn;
    List<User> users = operator ? sources.accounts().list() : List.of();
    List<ApiKey> keys =
        operator
            ? sources.accounts().keys("")
            : person ? sources.accounts().keys(who.name()) : List.of();
    List<Setting> settings = operator ? sources.settings().settings() : List.of();
    InForce now = inForce.last();
    return pages.of(
        call,
        200,
        "settings.jte",
        new SettingsPage(
            pages.frame(call, title(settings, users, operator), Section.SETTINGS),
            who.name(),
            person,
            operator,
            who.roles().stream().sorted().map(Role::spelling).toList(),
            sources.release(),
            now.ruleSet().number(),
            now.models().number(),
            settings,
            users,
            keys));
  }

  private static String title(List<Setting> settings, List<User> users, boolean operator) {
    if (!operator) {
      return "Your keys and what is in force";
    }
    long set = settings.stream().filter(setting -> !setting.fromDefault()).count();
    return "%s set here, %s"
        .formatted(
            set == 0 ? "Nothing is" : set == 1 ? "1 value is" : set + " values are",
            users.isEmpty()
                ? "no user is set up"
                : Show.count(users.stream().filter(User::active).count(), "active user"));
  }
}
