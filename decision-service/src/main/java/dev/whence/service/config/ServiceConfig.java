package dev.whence.service.config;

import dev.whence.text.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/// How a service is to run.
///
/// @param port 0 takes a free one
/// @param modelsNamed whether the settings name the folder of models
/// @param heldFor how long an order may wait for a person
/// @param silence of a client within a request or an answer, before its connection is closed
/// @param keepAlive time without a request, before a connection that had one is closed
/// @param drain time from being told to stop, in which load balancers may notice, to stopping
/// @param versionPatience how long the version before may answer for one that is not ready
/// @param requestsAtOnce of orders, and of all others, that are worked on
/// @param requestsWaiting of orders, and of all others, for being worked on
/// @param timeBudget of a request that names none
/// @param settings as they were read, in the order of their keys
/// @param mostRefusals of a line by ship nodes before it is left to a person
public record ServiceConfig(
    String bindAddress,
    int port,
    OrderStore orderStore,
    RuleTableSource ruleTables,
    Path modelsDirectory,
    boolean modelsNamed,
    TimeOfDecision decisionTime,
    Duration heldFor,
    int mostRefusals,
    int requestBytes,
    int bulkBytes,
    int mostConnections,
    Duration silence,
    Duration keepAlive,
    Duration drain,
    Duration versionPatience,
    int requestsAtOnce,
    int requestsWaiting,
    Duration timeBudget,
    Webhooks webhooks,
    List<Setting> settings) {
  public ServiceConfig {
    settings = List.copyOf(settings);
  }

  private static final String DEFAULT = "default";
  private static final int SMALLEST_BODY = 1_024;
  private static final int LARGEST_BODY = 1 << 30;
  private static final int MOST_CONNECTIONS = 1_000;
  private static final int MOST_REQUESTS = 10_000;
  private static final int LONGEST_TIME_BUDGET = 60_000;
  private static final int MOST_HTTP_CONNECTIONS = 100_000;
  private static final int LONGEST_SILENCE_SECONDS = 3_600;
  private static final int LONGEST_DRAIN_SECONDS = 60;
  private static final int MOST_RETRIES = 50;
  private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

  /// `?password=…`, `&password=…`, or `//user:password@host`.
  private static final Pattern PASSWORD_IN_URL =
      Pattern.compile("[?&](ssl)?password=|//[^/?]*@", Pattern.CASE_INSENSITIVE);

  /// What Kubernetes puts into every pod for a service named `whence` or `whence-…`.
  private static final Pattern SERVICE_LINK =
      Pattern.compile("WHENCE_(\\w+_)?(SERVICE_(HOST|PORT)|PORT_\\d+_(TCP|UDP))\\w*");

  /// What one key is set to.
  ///
  /// @param value as it was given; of a secret `***` where it is set
  /// @param source what said so, for instance `environment` or `default`
  public record Setting(String key, String value, String source, String usual, String description) {
    /// Whether anybody has set it.
    public boolean fromDefault() {
      return source.equals(DEFAULT);
    }
  }

  /// Which PostgreSQL to use.
  public sealed interface OrderStore {
    /// Most connections at once.
    int connections();

    /// One of our own, with its data below a folder.
    record Embedded(Path dataDirectory, int connections) implements OrderStore {}

    record Remote(String jdbcUrl, String user, String password, int connections)
        implements OrderStore {
      @Override
      public String toString() {
        return "Remote[" + jdbcUrl + "]";
      }
    }
  }

  /// How events are sent to webhook endpoints.
  ///
  /// @param privateAddresses whether they may go to loopback and private addresses
  /// @param retries pauses after failed attempts
  public record Webhooks(boolean privateAddresses, List<Duration> retries) {
    public Webhooks {
      retries = List.copyOf(retries);
    }
  }

  /// Where the rule tables come from.
  public sealed interface RuleTableSource {
    record Shipped() implements RuleTableSource {}

    /// @param named whether the settings name it
    record Folder(Path path, boolean named) implements RuleTableSource {}
  }

  /// Which moment a decision is made at.
  public enum TimeOfDecision {
    LIVE,
    WHEN_ORDERED
  }

  /// @param home folder that relative paths start from, unless their source has one of its own
  /// @param sources later ones win
  /// @throws ConfigException with every error
  public static ServiceConfig of(Path home, List<ConfigSource> sources) {
    var reader = new Reader(home);
    sources.forEach(reader::add);
    ServiceConfig config = reader.read();
    if (!reader.errors.isEmpty()) {
      throw new ConfigException(reader.errors);
    }
    return config;
  }

  private static boolean isAllow(String text) {
    return switch (text) {
      case "allow" -> true;
      case "refuse" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static List<Duration> pauses(String text) {
    List<Duration> pauses =
        Arrays.stream(text.split(",", -1))
            .map(pause -> Duration.ofSeconds(Integer.parseInt(pause.strip())))
            .toList();
    if (pauses.size() > MOST_RETRIES
        || pauses.stream()
            .anyMatch(pause -> pause.isNegative() || pause.compareTo(LONGEST_PAUSE) > 0)) {
      throw new IllegalArgumentException(text);
    }
    return pauses;
  }

  /// Collects errors while it reads.
  private static final class Reader {
    private final Path home;
    private final Map<ConfigKey, Read> settings = new EnumMap<>(ConfigKey.class);
    private final List<String> errors = new ArrayList<>();

    Reader(Path home) {
      this.home = home;
      for (ConfigKey key : ConfigKey.values()) {
        settings.put(key, new Read(key.usual(), DEFAULT, home));
      }
    }

    void add(ConfigSource source) {
      source
          .values()
          .forEach((name, text) -> {
            for (ConfigKey key : ConfigKey.values()) {
              if (key.key().equals(name)) {
                settings.put(
                    key, new Read(text.strip(), source.place(name), source.folder().orElse(home)));
                return;
              }
            }
            errors.add(unknown(source.place(name), name));
          });
    }

    private static String unknown(String place, String name) {
      boolean isVariable = name.startsWith(ConfigKey.PREFIX);
      List<String> known = isVariable ? ConfigKey.variables() : ConfigKey.keys();
      String advice =
          isVariable && SERVICE_LINK.matcher(name).matches()
              ? "Maybe Kubernetes made it for a service of that name: enableServiceLinks: false in the pod leaves such variables out."
              : Nearest.find(name, known)
                  .map(near -> "Maybe " + near + " was meant.")
                  .orElse("Maybe one of " + String.join(", ", known) + ".");
      return "[%s] There is no setting '%s'.\n%s".formatted(place, name, advice);
    }

    ServiceConfig read() {
      return new ServiceConfig(
          text(ConfigKey.BIND_ADDRESS),
          integer(ConfigKey.PORT, 0, 65_535),
          orderStore(),
          ruleTables(),
          path(ConfigKey.MODELS_DIRECTORY),
          !text(ConfigKey.MODELS_DIRECTORY).equals(ConfigKey.MODELS_DIRECTORY.usual()),
          parse(
              ConfigKey.DECISION_TIME,
              "live or when-ordered",
              TimeOfDecision.LIVE,
              text -> TimeOfDecision.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'))),
          Duration.ofHours(integer(ConfigKey.HELD_HOURS, 1, 100_000)),
          integer(ConfigKey.MOST_REFUSALS, 1, 1_000),
          integer(ConfigKey.REQUEST_BYTES, SMALLEST_BODY, LARGEST_BODY),
          integer(ConfigKey.BULK_BYTES, SMALLEST_BODY, LARGEST_BODY),
          integer(ConfigKey.MOST_CONNECTIONS, 1, MOST_HTTP_CONNECTIONS),
          seconds(ConfigKey.SILENCE_SECONDS),
          seconds(ConfigKey.KEEP_ALIVE_SECONDS),
          Duration.ofSeconds(integer(ConfigKey.DRAIN_SECONDS, 0, LONGEST_DRAIN_SECONDS)),
          seconds(ConfigKey.VERSION_PATIENCE_SECONDS),
          integer(ConfigKey.REQUESTS_AT_ONCE, 1, MOST_REQUESTS),
          integer(ConfigKey.REQUESTS_WAITING, 0, MOST_REQUESTS),
          Duration.ofMillis(integer(ConfigKey.TIME_BUDGET_MILLISECONDS, 1, LONGEST_TIME_BUDGET)),
          new Webhooks(
              parse(
                  ConfigKey.WEBHOOK_PRIVATE_ADDRESSES,
                  "refuse or allow",
                  false,
                  ServiceConfig::isAllow),
              parse(
                  ConfigKey.WEBHOOK_RETRY_SECONDS,
                  "up to %d whole numbers of seconds, each at most %d, with commas between"
                      .formatted(MOST_RETRIES, LONGEST_PAUSE.toSeconds()),
                  List.of(),
                  ServiceConfig::pauses)),
          settings.keySet().stream().map(this::told).toList());
    }

    private Setting told(ConfigKey key) {
      Read read = setting(key);
      return new Setting(
          key.key(),
          key.isSecret() && !read.text().isEmpty() ? "***" : read.text(),
          read.source(),
          key.usual(),
          key.description());
    }

    /// In a checkout, the tables that its README names: what is changed there must count.
    private RuleTableSource ruleTables() {
      if (!text(ConfigKey.TABLES_DIRECTORY).isEmpty()) {
        return new RuleTableSource.Folder(path(ConfigKey.TABLES_DIRECTORY), true);
      }
      Path checkout = home.resolve("rules").resolve("tables");
      return Files.isDirectory(checkout)
          ? new RuleTableSource.Folder(checkout, false)
          : new RuleTableSource.Shipped();
    }

    private OrderStore orderStore() {
      int connections = integer(ConfigKey.DB_CONNECTIONS, 1, MOST_CONNECTIONS);
      String url = text(ConfigKey.DB_URL);
      String password = password();
      Path folder = path(ConfigKey.DATA_DIRECTORY);
      if (url.isEmpty()) {
        return new OrderStore.Embedded(folder, connections);
      }
      if (PASSWORD_IN_URL.matcher(url).find()) {
        errors.add(
            "[%s] db-url must not hold a password, for it is shown in messages.\nMaybe set it by %s or %s."
                .formatted(
                    setting(ConfigKey.DB_URL).source(),
                    ConfigKey.DB_PASSWORD.variable(),
                    ConfigKey.DB_PASSWORD_FILE.key()));
      } else if (!url.startsWith("jdbc:postgresql:")) {
        complain(ConfigKey.DB_URL, "a URL that starts with jdbc:postgresql:");
      }
      return new OrderStore.Remote(url, text(ConfigKey.DB_USER), password, connections);
    }

    /// The one that was set, or what its file holds without the end of the line.
    private String password() {
      String password = text(ConfigKey.DB_PASSWORD);
      Read file = setting(ConfigKey.DB_PASSWORD_FILE);
      if (file.text().isEmpty()) {
        return password;
      }
      if (!password.isEmpty()) {
        errors.add(
            "[%s] db-password-file is set, and so is db-password in %s.\nMaybe leave one out."
                .formatted(file.source(), setting(ConfigKey.DB_PASSWORD).source()));
        return password;
      }
      try {
        return Files.readString(path(ConfigKey.DB_PASSWORD_FILE)).replaceFirst("\\R\\z", "");
      } catch (IOException e) {
        errors.add(
            "[%s] db-password-file: %s cannot be read.\nMaybe the path is wrong, or the file belongs to another user."
                .formatted(file.source(), path(ConfigKey.DB_PASSWORD_FILE)));
        return "";
      }
    }

    private String text(ConfigKey key) {
      return setting(key).text();
    }

    private int integer(ConfigKey key, int min, int max) {
      return parse(
          key,
          "a whole number from %d to %d".formatted(min, max),
          min,
          text -> {
            int value = Integer.parseInt(text);
            if (value < min || value > max) {
              throw new IllegalArgumentException(text);
            }
            return value;
          });
    }

    private Duration seconds(ConfigKey key) {
      return Duration.ofSeconds(integer(key, 1, LONGEST_SILENCE_SECONDS));
    }

    private Path path(ConfigKey key) {
      return parse(key, "a path", home, text -> setting(key).folder().resolve(text));
    }

    private <T> T parse(ConfigKey key, String expected, T placeholder, Function<String, T> parse) {
      try {
        return parse.apply(text(key));
      } catch (IllegalArgumentException e) {
        complain(key, expected);
      }
      return placeholder;
    }

    private void complain(ConfigKey key, String expected) {
      Read setting = setting(key);
      errors.add(
          "[%s] %s must be %s, not '%s'."
              .formatted(setting.source(), key.key(), expected, setting.text()));
    }

    private Read setting(ConfigKey key) {
      Read setting = settings.get(key);
      if (setting == null) {
        throw new IllegalStateException("No default for " + key + ".");
      }
      return setting;
    }

    /// @param folder where a relative path starts
    private record Read(String text, String source, Path folder) {}
  }
}
