package dev.whence.service.console;

import dev.whence.service.console.Frame.Section;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Route;
import dev.whence.service.http.orders.ExceptionRoutes;
import dev.whence.service.http.orders.ExceptionRoutes.ListView;
import dev.whence.service.http.orders.ExceptionRoutes.Search;
import dev.whence.service.orders.OpenExceptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Exceptions, and the actions that end them: these are calls of the API. Thread-safe.
final class ExceptionPages {
  private final ExceptionRoutes exceptions;
  private final Pages pages;

  ExceptionPages(ExceptionRoutes exceptions, Pages pages) {
    this.exceptions = exceptions;
    this.pages = pages;
  }

  List<Route> routes() {
    return List.of(Route.get(Section.EXCEPTIONS.path, Access.READING, this::list));
  }

  private Answer list(Call call) {
    var errors = new FieldErrors();
    Fields query = call.formQuery(errors);
    Map<String, String> filter = Pages.typed(query, ExceptionsPage.FIELDS);
    Search search = Search.read(query);
    query.end();
    boolean wrong = !errors.isEmpty();
    var found = wrong ? new ListView(Map.of(), List.of(), null) : exceptions.find(search);
    String first = Show.query(Section.EXCEPTIONS.path, filter);
    String older = "";
    if (found.nextCursor() != null) {
      var next = new LinkedHashMap<>(filter);
      next.put("cursor", found.nextCursor());
      older = Show.query(Section.EXCEPTIONS.path, next);
    }
    return pages.of(
        call,
        wrong ? 400 : 200,
        "exceptions.jte",
        new ExceptionsPage(
            pages.frame(call, title(wrong, found), Section.EXCEPTIONS),
            filter,
            wrong ? Pages.wrong(errors.as(Failure.InvalidRequest::new)) : Map.of(),
            found,
            Access.ORDERS.admits(call.principal().roles()),
            Access.OPERATIONS.admits(call.principal().roles()),
            older,
            query.has("cursor") ? first : ""));
  }

  private static String title(boolean wrong, ListView found) {
    if (wrong) {
      return "The search has a value that cannot be";
    }
    var parts = new java.util.ArrayList<String>();
    found
        .counts()
        .forEach((kind, count) -> {
          if (count > 0) {
            parts.add(
                (count > OpenExceptions.MOST_COUNTED
                        ? "more than 10,000"
                        : String.format(java.util.Locale.ROOT, "%,d", count))
                    + " "
                    + kind);
          }
        });
    return parts.isEmpty() ? "Nothing waits for anybody" : Show.sentence(Show.all(parts));
  }
}
