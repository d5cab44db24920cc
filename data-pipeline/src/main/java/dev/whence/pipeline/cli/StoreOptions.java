package dev.whence.pipeline.cli;

import dev.whence.pipeline.export.StoreAddress;
import dev.whence.pipeline.export.UnusableStore;
import dev.whence.rules.yaml.Complaint;
import dev.whence.rules.yaml.Yaml;
import dev.whence.text.Unseen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/// Where the order store is: the settings of the service that say so, from its file, the
/// environment and the command line, of which later ones win.
public final class StoreOptions {
  private static final String DATA_DIRECTORY = "data-directory";
  private static final String DB_URL = "db-url";
  private static final String DB_USER = "db-user";
  private static final String DB_PASSWORD = "db-password";
  private static final String DB_PASSWORD_FILE = "db-password-file";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "settings of the service (default: conf/whence.yaml of the installation)")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--" + DATA_DIRECTORY,
      paramLabel = "DIR",
      description = "folder of a running service's embedded database (default: .whence)")
  private Optional<String> dataDirectory = Optional.empty();

  @Option(
      names = "--" + DB_URL,
      paramLabel = "URL",
      description = "JDBC URL of a PostgreSQL, if it is not the embedded one")
  private Optional<String> dbUrl = Optional.empty();

  @Option(names = "--" + DB_USER, paramLabel = "NAME", description = "user for --db-url")
  private Optional<String> dbUser = Optional.empty();

  @Option(
      names = "--" + DB_PASSWORD_FILE,
      paramLabel = "FILE",
      description = "file that holds the password for --db-url (or set WHENCE_DB_PASSWORD)")
  private Optional<String> dbPasswordFile = Optional.empty();

  /// @throws UnusableStore if the embedded database does not run, or a file cannot be read
  public StoreAddress address() {
    return address(System.getenv(), Path.of(System.getProperty("whence.home", "")));
  }

  StoreAddress address(Map<String, String> environment, Path home) {
    var settings = new TreeMap<String, String>();
    Path here = Path.of("").toAbsolutePath();
    Path file = config.orElseGet(() -> home.resolve("conf/whence.yaml"));
    if (config.isPresent() || Files.exists(file)) {
      ofFile(file)
          .forEach((key, value) -> settings.put(key, isPath(key) ? in(home, value) : value));
    }
    for (String key : List.of(DATA_DIRECTORY, DB_URL, DB_USER, DB_PASSWORD, DB_PASSWORD_FILE)) {
      Optional.ofNullable(environment.get(variable(key)))
          .ifPresent(value -> settings.put(key, isPath(key) ? in(here, value) : value));
    }
    dataDirectory.ifPresent(value -> settings.put(DATA_DIRECTORY, in(here, value)));
    dbUrl.ifPresent(value -> settings.put(DB_URL, value));
    dbUser.ifPresent(value -> settings.put(DB_USER, value));
    dbPasswordFile.ifPresent(value -> settings.put(DB_PASSWORD_FILE, in(here, value)));
    return named(settings, home);
  }

  private StoreAddress named(Map<String, String> settings, Path home) {
    String url = settings.getOrDefault(DB_URL, "");
    if (url.isEmpty() || (dataDirectory.isPresent() && dbUrl.isEmpty())) {
      return StoreAddress.embedded(
          Path.of(settings.getOrDefault(DATA_DIRECTORY, home.resolve(".whence").toString())));
    }
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new WrongInput(
          "%s is no JDBC URL of a PostgreSQL.\nMaybe write it like jdbc:postgresql://host:5432/whence."
              .formatted(url));
    }
    return new StoreAddress(url, settings.getOrDefault(DB_USER, ""), password(settings));
  }

  private static String password(Map<String, String> settings) {
    String file = settings.getOrDefault(DB_PASSWORD_FILE, "");
    if (file.isEmpty()) {
      return settings.getOrDefault(DB_PASSWORD, "");
    }
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> ofFile(Path file) {
    var values = new TreeMap<String, String>();
    var complaints = new ArrayList<Complaint>();
    try {
      Yaml.parse(Files.readAllBytes(file), complaints)
          .entries()
          .forEach(entry -> {
            if (!entry.getValue().isEmpty() && entry.getValue().isText()) {
              values.put(entry.getKey(), entry.getValue().text());
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!complaints.isEmpty()) {
      String sentence = complaints.getFirst().sentence();
      throw new WrongInput("%s: %s%s".formatted(file, sentence, Unseen.hint(sentence)));
    }
    return values;
  }

  private static boolean isPath(String key) {
    return key.equals(DATA_DIRECTORY) || key.equals(DB_PASSWORD_FILE);
  }

  private static String in(Path folder, String path) {
    return folder.resolve(path).toString();
  }

  private static String variable(String key) {
    return "WHENCE_" + key.replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
