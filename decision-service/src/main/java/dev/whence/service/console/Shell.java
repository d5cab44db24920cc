package dev.whence.service.console;

import dev.whence.service.access.Principal;
import dev.whence.service.console.Frame.Section;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldError;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.store.StoreUnavailableException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What pages of every section need: the frame around them, and filling them. Thread-safe.
final class Shell {
  private final Pages pages;
  private final StaticFiles files;
  private final Clock clock;

  Shell(Pages pages, StaticFiles files, Clock clock) {
    this.pages = pages;
    this.files = files;
    this.clock = clock;
  }

  /// @param title a sentence about the state of what is shown
  Frame frame(Call call, String title, Section section) {
    return frame(call, title, section.name());
  }

  /// @param section its name, empty where none is open
  Frame frame(Call call, String title, String section) {
    return new Frame(
        title,
        section,
        who(call),
        signedIn(call) ? call.csrfToken().orElse("") : "",
        clock.instant(),
        files);
  }

  private static boolean signedIn(Call call) {
    try {
      return call.principal() instanceof Principal.SignedIn;
    } catch (FailureException | StoreUnavailableException e) {
      return false;
    }
  }

  /// Also on a page that tells that nobody is signed in, or that the store is away.
  private static String who(Call call) {
    try {
      return switch (call.principal()) {
        case Principal.Local _ -> "No user is set up: open to this machine";
        case Principal.SignedIn user -> user.name();
      };
    } catch (FailureException | StoreUnavailableException e) {
      return "Not signed in";
    }
  }

  Answer page(Call call, int status, String template, Object page) {
    return pages.of(call, status, template, page);
  }

  /// What stands in the fields of a form, as it was typed.
  static Map<String, String> typed(Fields query, List<String> names) {
    var typed = new LinkedHashMap<String, String>();
    for (String name : names) {
      if (query.has(name)) {
        typed.put(name, query.raw().path(name).asText().replace("T00:00:00Z", ""));
      }
    }
    return typed;
  }

  /// A day stands for its first moment in UTC.
  static String moment(String name, String value) {
    return List.of("since", "until").contains(name) && value.matches("\\d{4}-\\d\\d-\\d\\d")
        ? value + "T00:00:00Z"
        : value;
  }

  /// What is wrong, by the name of the field it stands beside.
  static Map<String, String> wrong(FailureException e) {
    var wrong = new LinkedHashMap<String, String>();
    if (e.failure() instanceof Failure.InvalidRequest(var errors, var ignored)) {
      for (FieldError error : errors) {
        String name =
            error.location() instanceof FieldError.Location.QueryParameter(var parameter)
                ? parameter
                : "";
        wrong.put(name, error.message());
      }
    }
    return wrong;
  }
}
