package dev.whence.service.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A real, headless Chromium: the one that `-Dchromium=…` names, or the first on the path.
final class Chromium implements AutoCloseable {
  private static final String ASKED = System.getProperty("chromium", "");
  private static final String REQUIRED = "required";

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Path program) {
    // However busy the machine is that the tests run on.
    PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(program)
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
  }

  /// Starts it. Without one, the tests of this class are left out with a sentence, or fail with it
  /// under `-Dchromium=required`.
  static Chromium start() {
    Optional<Path> program = find();
    if (program.isEmpty()) {
      String sentence =
          "The console is tested in a real Chromium, and there is none.\nMaybe apt-get install chromium, or name one with -Dchromium=/path/to/chromium.";
      if (ASKED.isEmpty()) {
        Assumptions.abort(sentence);
      }
      throw new IllegalStateException(sentence);
    }
    return new Chromium(program.get());
  }

  private static Optional<Path> find() {
    if (!ASKED.isEmpty() && !ASKED.equals(REQUIRED)) {
      return Optional.of(Path.of(ASKED)).filter(Files::isExecutable);
    }
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(name ->
            Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// A window without cookies.
  Window window(int width, ColorScheme scheme) {
    return new Window(
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, 900)
                .setColorScheme(scheme)
                .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE)));
  }

  Window window() {
    return window(1280, ColorScheme.LIGHT);
  }

  /// One window, and everything that it complained about.
  static final class Window implements AutoCloseable {
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();
    private final List<String> foreign = new ArrayList<>();

    Window(BrowserContext context) {
      this.context = context;
      page = context.newPage();
      page.onConsoleMessage(message -> {
        if (message.type().equals("error") || message.text().contains("Content Security Policy")) {
          complaints.add(message.text());
        }
      });
      page.onPageError(complaints::add);
      page.onRequest(request -> {
        if (!request.url().startsWith("http://127.0.0.1:")) {
          foreign.add(request.url());
        }
      });
    }

    Page page() {
      return page;
    }

    /// No script failed, nothing was forbidden by the page's own policy, nothing was asked of
    /// another host.
    void assertClean() {
      assertThat(complaints).isEmpty();
      assertThat(foreign).isEmpty();
    }

    /// What axe-core finds wrong with the page as it is.
    @SuppressWarnings("unchecked")
    void assertAccessible() {
      page.evaluate(Axe.SCRIPT);
      var found =
          (List<String>)
              page.evaluate(
                  """
                  async () => (await axe.run(document)).violations.flatMap(rule =>
                    rule.nodes.map(node => `${rule.id}: ${node.html} ${node.failureSummary}`))
                  """);
      assertThat(found).as(page.url()).isEmpty();
    }

    @Override
    public void close() {
      context.close();
    }
  }

  private static final class Axe {
    static final String SCRIPT = read();

    private static String read() {
      try (InputStream in = Chromium.class.getResourceAsStream("/axe.min.js")) {
        return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
