package dev.whence.service.console;

import dev.whence.service.access.Principal;
import dev.whence.service.console.Frame.Section;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldError;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Json;
import dev.whence.service.store.StoreUnavailableException;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/// Fills templates, which the build has compiled. Thread-safe.
///
/// Every page forbids what it does not need: only scripts, styles and pictures of the service
/// itself run or show, and nobody may put a page into a frame.
final class Pages {
  private static final String PACKAGE = "dev.whence.service.console.templates";

  private static final String PLANNED = "planned";

  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final StaticFiles files;
  private final Clock clock;
  private final TemplateEngine templates =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Pages.class.getClassLoader(), PACKAGE);

  Pages(StaticFiles files, Clock clock) {
    this.files = files;
    this.clock = clock;
  }

  /// What stands around a page of a section.
  ///
  /// @param title a sentence about the state of what is shown
  Frame frame(Call call, String title, Section section) {
    return frame(call, title, section.name());
  }

  /// What stands around a page.
  ///
  /// @param title a sentence about what is shown
  /// @param section of the rail, empty for none
  Frame frame(Call call, String title, String section) {
    Optional<Principal> principal = principal(call);
    return new Frame(
        title,
        section,
        principal.map(Pages::who).orElse("Not signed in"),
        principal
            .filter(Principal.SignedIn.class::isInstance)
            .flatMap(_ -> call.csrfToken())
            .orElse(""),
        principal.filter(Principal.Local.class::isInstance).isPresent(),
        clock.instant(),
        files);
  }

  /// Also on a page that tells that nobody is signed in, or that the store is away.
  private static Optional<Principal> principal(Call call) {
    try {
      return call.findPrincipal();
    } catch (FailureException | StoreUnavailableException e) {
      return Optional.empty();
    }
  }

  private static String who(Principal principal) {
    return switch (principal) {
      case Principal.Local local ->
          "No user is set up: open to this machine"
              + (local.as().isEmpty() ? "" : ", as " + local.as());
      case Principal.SignedIn user -> user.name();
    };
  }

  /// Leads to another page after something was done.
  static Answer seeOther(String path) {
    return new Answer(
        303,
        "text/plain",
        new byte[0],
        Map.of("Location", path, "Vary", "Accept", "Cache-Control", "no-store"));
  }

  /// @param template its file name
  /// @param page what it shows
  Answer of(Call call, int status, String template, Object page) {
    var html = new StringOutput();
    templates.render(template, page, html);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Referrer-Policy", "same-origin");
    headers.put("Cache-Control", "no-store");
    headers.put("Vary", "Accept, Accept-Encoding");
    byte[] bytes = html.toString().strip().getBytes(StandardCharsets.UTF_8);
    if (takesGzip(call)) {
      headers.put("Content-Encoding", "gzip");
      bytes = gzip(bytes);
    }
    return new Answer(status, "text/html; charset=utf-8", bytes, headers);
  }

  static boolean takesGzip(Call call) {
    return call.findHeader("Accept-Encoding").filter(taken -> taken.contains("gzip")).isPresent();
  }

  static byte[] gzip(byte[] bytes) {
    var zipped = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zipped.toByteArray();
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

  /// What was typed as `words`.
  static String words(Call call, boolean required) {
    var errors = new FieldErrors();
    Map<String, String> form = call.form();
    Fields fields =
        Fields.ofBody(
            Json.tree(new TreeMap<>(Map.of("words", form.getOrDefault("words", "")))), "", errors);
    String words = fields.freeText("words", required);
    errors.throwAs(Failure.InvalidRequest::new);
    return words;
  }

  /// The moment from which on what a form takes back is planned; empty where it takes back what is
  /// in force.
  static Optional<Instant> planned(Call call) {
    if (!call.form().containsKey(PLANNED)) {
      return Optional.empty();
    }
    var errors = new FieldErrors();
    Instant planned =
        Fields.ofBody(Json.tree(Map.of(PLANNED, call.form().getOrDefault(PLANNED, ""))), "", errors)
            .instant(PLANNED);
    errors.throwAs(Failure.InvalidRequest::new);
    return Optional.of(planned);
  }

  /// Whether whoever asks may do what needs `access`.
  static boolean admits(Call call, Access access) {
    return access.admits(call.principal().roles());
  }
}
