package dev.whence.service.console;

import dev.whence.service.console.Frame.Section;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldError;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What pages of every section need: the frame around them, and filling them. Thread-safe.
final class Shell {
  private final Pages pages;

  Shell(Pages pages) {
    this.pages = pages;
  }

  /// @param title a sentence about the state of what is shown
  Frame frame(Call call, String title, Section section) {
    return pages.frame(call, title, section.name());
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
