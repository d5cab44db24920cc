package dev.whence.service.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Everything that can be set. A key is spelt `db-url` in a file, `--db-url` on the command line
/// and `WHENCE_DB_URL` in the environment; a secret is not taken from the command line.
public enum ConfigKey {
  BIND_ADDRESS("127.0.0.1", "Address to listen at; 0.0.0.0 is every one."),
  BULK_BYTES("16777216", "Most bytes in the body of a bulk load."),
  DATA_DIRECTORY(".whence", "Folder of the embedded database."),
  DB_CONNECTIONS("16", "Most connections to the database at once."),
  DB_PASSWORD("", "Password for db-url."),
  DB_PASSWORD_FILE("", "File that holds the password for db-url and nothing else."),
  DB_URL("", "JDBC URL of a PostgreSQL; empty starts one in data-directory."),
  DB_USER("", "User for db-url."),
  DECISION_TIME("live", "live, or when-ordered to route orders of the past as of then."),
  DRAIN_SECONDS("2", "Seconds between being told to stop and taking no more connections."),
  HELD_HOURS("72", "Hours after which an order that waits for a person is declined."),
  KEEP_ALIVE_SECONDS("75", "Seconds before a connection without a further request is closed."),
  MODELS_DIRECTORY("models/released", "Folder of released models."),
  MOST_CONNECTIONS("2048", "Most HTTP connections at once."),
  MOST_REFUSALS("3", "Refusals of a line by ship nodes before it is left to a person."),
  PORT("8080", "Port to listen at; 0 takes a free one."),
  REQUEST_BYTES("1048576", "Most bytes in the body of a single request."),
  REQUESTS_AT_ONCE("16", "Requests that are worked on at once, of orders and of all others each."),
  REQUESTS_WAITING("32", "Requests of orders that may wait for that; eight times as many others."),
  SILENCE_SECONDS("30", "Seconds a client may stay silent within a request or an answer."),
  TABLES_DIRECTORY(
      "",
      "Folder of rule tables; empty uses rules/tables of a checkout, else those in the program."),
  TIME_BUDGET_MILLISECONDS("5000", "Milliseconds for a request that names no time budget."),
  VERSION_PATIENCE_SECONDS(
      "60", "Seconds the version before may answer for one in force that cannot be made ready."),
  WEBHOOK_PRIVATE_ADDRESSES(
      "refuse", "refuse, or allow webhooks to loopback and private addresses."),
  WEBHOOK_RETRY_SECONDS(
      "5,30,120,600,1800,3600,7200,14400,28800,28800",
      "Pauses after failed attempts of a webhook; after the last one it is given up.");

  static final String PREFIX = "WHENCE_";

  private final String usual;
  private final String description;

  ConfigKey(String usual, String description) {
    this.usual = usual;
    this.description = description;
  }

  /// For instance `db-url`.
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// For instance `WHENCE_DB_URL`.
  public String variable() {
    return PREFIX + name();
  }

  /// Whether every user of the machine could read it if it stood on the command line.
  public boolean isSecret() {
    return this == DB_PASSWORD;
  }

  /// What counts when nothing is set, as text.
  public String usual() {
    return usual;
  }

  public String description() {
    return description;
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(ConfigKey::key).toList();
  }

  static List<String> variables() {
    return Arrays.stream(values()).map(ConfigKey::variable).toList();
  }
}
