package dev.whence.service.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// How a service is to run.
///
/// @param port 0 takes a free one
public record ServiceConfig(
    String bindAddress,
    int port,
    OrderStore orderStore,
    RuleTableSource ruleTables,
    Path modelsDirectory,
    TimeOfDecision decisionTime,
    int requestBytes,
    int bulkBytes,
    Webhooks webhooks) {
  private static final int SMALLEST_BODY = 1_024;
  private static final int LARGEST_BODY = 1 << 30;
  private static final int MOST_CONNECTIONS = 1_000;
  private static final int MOST_RETRIES = 50;
  private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

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

    record Folder(Path path) implements RuleTableSource {}
  }

  /// Which moment a decision is made at.
  public enum TimeOfDecision {
    LIVE,
    WHEN_ORDERED
  }

  /// @param home folder that relative paths start from
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
    private final Map<ConfigKey, Setting> settings = new EnumMap<>(ConfigKey.class);
    private final List<String> errors = new ArrayList<>();

    Reader(Path home) {
      this.home = home;
      for (ConfigKey key : ConfigKey.values()) {
        settings.put(key, new Setting(key.usual(), "default"));
      }
    }

    void add(ConfigSource source) {
      source
          .values()
          .forEach((name, text) -> {
            for (ConfigKey key : ConfigKey.values()) {
              if (key.key().equals(name)) {
                settings.put(key, new Setting(text.strip(), source.place(name)));
                return;
              }
            }
            errors.add(
                "[%s] There is no setting '%s'.\nMaybe one of %s."
                    .formatted(source.place(name), name, String.join(", ", ConfigKey.keys())));
          });
    }

    ServiceConfig read() {
      return new ServiceConfig(
          text(ConfigKey.BIND_ADDRESS),
          integer(ConfigKey.PORT, 0, 65_535),
          orderStore(),
          text(ConfigKey.TABLES_DIRECTORY).isEmpty()
              ? new RuleTableSource.Shipped()
              : new RuleTableSource.Folder(path(ConfigKey.TABLES_DIRECTORY)),
          path(ConfigKey.MODELS_DIRECTORY),
          parse(
              ConfigKey.DECISION_TIME,
              "live or when-ordered",
              TimeOfDecision.LIVE,
              text -> TimeOfDecision.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'))),
          integer(ConfigKey.REQUEST_BYTES, SMALLEST_BODY, LARGEST_BODY),
          integer(ConfigKey.BULK_BYTES, SMALLEST_BODY, LARGEST_BODY),
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
                  ServiceConfig::pauses)));
    }

    private OrderStore orderStore() {
      int connections = integer(ConfigKey.DB_CONNECTIONS, 1, MOST_CONNECTIONS);
      String url = text(ConfigKey.DB_URL);
      Path folder = path(ConfigKey.DATA_DIRECTORY);
      if (url.isEmpty()) {
        return new OrderStore.Embedded(folder, connections);
      }
      if (!url.startsWith("jdbc:postgresql:")) {
        complain(ConfigKey.DB_URL, "a URL that starts with jdbc:postgresql:");
      }
      return new OrderStore.Remote(
          url, text(ConfigKey.DB_USER), text(ConfigKey.DB_PASSWORD), connections);
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

    private Path path(ConfigKey key) {
      return parse(key, "a path", home, text -> home.resolve(text));
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
      Setting setting = setting(key);
      errors.add(
          "[%s] %s must be %s, not '%s'."
              .formatted(setting.source(), key.key(), expected, setting.text()));
    }

    private Setting setting(ConfigKey key) {
      Setting setting = settings.get(key);
      if (setting == null) {
        throw new IllegalStateException("No default for " + key + ".");
      }
      return setting;
    }

    private record Setting(String text, String source) {}
  }
}
