package dev.whence.service.money;

import dev.whence.domain.ExchangeRate;
import dev.whence.service.store.Database;
import dev.whence.service.store.ReferenceVersion;
import java.sql.Array;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;

/// Exchange rates by currencies and the day they count from. Old ones stay, so that an order can be
/// decided as of its day.
public final class ExchangeRateStore {
  private static final String UPSERT =
      """
      INSERT INTO exchange_rates (from_currency, to_currency, date, rate, source)
      SELECT * FROM unnest(?::text[], ?::text[], ?::date[], ?::numeric[], ?::text[])
      ON CONFLICT (from_currency, to_currency, date) DO UPDATE SET rate = excluded.rate,
        source = excluded.source, loaded_at = now()
      """;

  private final Database database;

  public ExchangeRateStore(Database database) {
    this.database = database;
  }

  /// Adds new rates and replaces those of the same currencies and day; all or nothing, and in force
  /// for the next decision of every process. Of two for the same the last counts.
  public void upsert(Collection<ExchangeRate> rates) {
    var byKey = new LinkedHashMap<Key, ExchangeRate>();
    rates.forEach(rate -> byKey.put(new Key(rate.from(), rate.to(), rate.date()), rate));
    database.transact(connection -> {
      ReferenceVersion.bump(connection);
      try (PreparedStatement statement = connection.prepareStatement(UPSERT)) {
        Collection<ExchangeRate> distinct = byKey.values();
        statement.setArray(
            1, column(connection, "text", distinct, rate -> rate.from().getCurrencyCode()));
        statement.setArray(
            2, column(connection, "text", distinct, rate -> rate.to().getCurrencyCode()));
        statement.setArray(
            3, column(connection, "date", distinct, rate -> Date.valueOf(rate.date())));
        statement.setArray(4, column(connection, "numeric", distinct, ExchangeRate::rate));
        statement.setArray(5, column(connection, "text", distinct, ExchangeRate::source));
        return statement.executeUpdate();
      }
    });
  }

  /// Rates after (`afterFrom`, `afterTo`, `afterDate`) in that order, at most `limit`; empty
  /// strings start at the first.
  ///
  /// @param afterDate as `2026-11-27`
  public List<ExchangeRate> list(String afterFrom, String afterTo, String afterDate, int limit) {
    return database.run(connection -> {
      try (PreparedStatement statement =
          connection.prepareStatement(
              """
              SELECT * FROM exchange_rates
              WHERE (from_currency, to_currency, to_char(date, 'YYYY-MM-DD')) > (?, ?, ?)
              ORDER BY from_currency, to_currency, date LIMIT ?
              """)) {
        statement.setString(1, afterFrom);
        statement.setString(2, afterTo);
        statement.setString(3, afterDate);
        statement.setInt(4, limit);
        return rates(statement);
      }
    });
  }

  /// Every rate by currencies and day, as the connection's transaction sees them.
  public static List<ExchangeRate> readAll(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT * FROM exchange_rates ORDER BY from_currency, to_currency, date")) {
      return rates(statement);
    }
  }

  private static Array column(
      Connection connection,
      String type,
      Collection<ExchangeRate> rates,
      Function<ExchangeRate, Object> part)
      throws SQLException {
    return connection.createArrayOf(type, rates.stream().map(part).toArray());
  }

  private static List<ExchangeRate> rates(PreparedStatement statement) throws SQLException {
    var rates = new ArrayList<ExchangeRate>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        rates.add(
            new ExchangeRate(
                Currency.getInstance(row.getString("from_currency")),
                Currency.getInstance(row.getString("to_currency")),
                row.getBigDecimal("rate"),
                row.getObject("date", LocalDate.class),
                row.getString("source")));
      }
    }
    return rates;
  }

  private record Key(Currency from, Currency to, LocalDate date) {}
}
