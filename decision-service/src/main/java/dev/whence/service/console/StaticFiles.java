package dev.whence.service.console;

import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.text.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Style sheet, scripts and pictures of the pages, kept in memory. The name under which a file is
/// served holds a digest of its content, so that browsers may keep it for ever. Immutable.
public final class StaticFiles {
  static final String PLACE = "/console/files/";

  private static final String WEBJARS = "/META-INF/resources/webjars/";

  private static final List<Source> SOURCES =
      List.of(
          new Source("console.css", "files/console.css", "text/css; charset=utf-8"),
          new Source("console.js", "files/console.js", "text/javascript; charset=utf-8"),
          new Source("calls.js", "files/calls.js", "text/javascript; charset=utf-8"),
          new Source("grid.js", "files/grid.js", "text/javascript; charset=utf-8"),
          new Source(
              "tabulator.js",
              WEBJARS + "tabulator-tables/6.3.1/dist/js/tabulator.min.js",
              "text/javascript; charset=utf-8"),
          new Source(
              "tabulator.css",
              WEBJARS + "tabulator-tables/6.3.1/dist/css/tabulator_simple.min.css",
              "text/css; charset=utf-8"),
          new Source("icon.svg", "files/icon.svg", "image/svg+xml"),
          new Source(
              "htmx.js",
              WEBJARS + "htmx.org/2.0.4/dist/htmx.min.js",
              "text/javascript; charset=utf-8"));

  private final Map<String, String> urls = new HashMap<>();
  private final Map<String, Answer> plain = new HashMap<>();
  private final Map<String, Answer> zipped = new HashMap<>();

  StaticFiles() {
    for (Source source : SOURCES) {
      byte[] bytes = source.read();
      int dot = source.name().lastIndexOf('.');
      String served =
          "%s-%s%s"
              .formatted(
                  source.name().substring(0, dot),
                  HexFormat.of().formatHex(Sha256.of(bytes), 0, 8),
                  source.name().substring(dot));
      urls.put(source.name(), PLACE + served);
      plain.put(served, answer(source.type(), bytes));
      zipped.put(served, answer(source.type(), Pages.gzip(bytes)).with("Content-Encoding", "gzip"));
    }
  }

  /// Where a file is.
  ///
  /// @throws IllegalArgumentException if there is none of this name
  public String url(String name) {
    return Optional.ofNullable(urls.get(name))
        .orElseThrow(() -> new IllegalArgumentException("The console has no file " + name + "."));
  }

  Answer get(Call call) {
    String name = call.pathParameter("file");
    return Optional.ofNullable((Pages.takesGzip(call) ? zipped : plain).get(name))
        .orElseThrow(() -> new FailureException(new Failure.NotFound("file of the console", name)));
  }

  private static Answer answer(String type, byte[] bytes) {
    return new Answer(
        200,
        type,
        bytes,
        Map.of(
            "Cache-Control", "public, max-age=31536000, immutable",
            "X-Content-Type-Options", "nosniff",
            "Vary", "Accept-Encoding"));
  }

  private record Source(String name, String resource, String type) {
    byte[] read() {
      try (InputStream in = StaticFiles.class.getResourceAsStream(resource)) {
        return Optional.ofNullable(in)
            .orElseThrow(() -> new IllegalStateException("The program lacks " + resource + "."))
            .readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// Names of all files, as templates name them.
  static List<String> names() {
    return SOURCES.stream().map(Source::name).toList();
  }
}
