package dev.whence.service.console;

import dev.whence.domain.inventory.NodeType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How the console writes numbers, times and codes.
public final class Show {
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEE d MMM uuuu", Locale.US);

  private Show() {}

  /// In the currency's decimals, for instance `1,234.50 USD`.
  ///
  /// @param minor units of the currency
  public static String money(BigDecimal minor, String currency) {
    return amount(minor, currency) + " " + currency;
  }

  /// As [#money], without the currency.
  public static String amount(BigDecimal minor, String currency) {
    int decimals = decimals(currency);
    BigDecimal amount = minor.movePointLeft(decimals).setScale(decimals, RoundingMode.HALF_EVEN);
    return String.format(Locale.ROOT, "%,." + decimals + "f", amount);
  }

  /// As [#money], with its sign.
  public static String difference(BigDecimal minor, String currency) {
    return (minor.signum() < 0 ? "−" : "+") + money(minor.abs(), currency);
  }

  static int decimals(String currency) {
    try {
      return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
    } catch (IllegalArgumentException e) {
      return 2;
    }
  }

  /// For instance `94.1 %`; what is not quite sure or hardly possible says so.
  public static String percent(double share) {
    if (share < 1 && share >= 0.9995) {
      return "> 99.9 %";
    }
    if (share > 0 && share < 0.0005) {
      return "< 0.1 %";
    }
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }

  public static String km(BigDecimal km) {
    return String.format(Locale.ROOT, "%,d km", km.setScale(0, RoundingMode.HALF_EVEN).longValue());
  }

  public static String kilograms(long grams) {
    return String.format(Locale.ROOT, "%,.2f kg", grams / 1000.0);
  }

  /// `2026-11-30 15:00 UTC`.
  public static String moment(Instant at) {
    return MOMENT.format(at);
  }

  /// `Mon 30 Nov 2026`.
  public static String day(LocalDate day) {
    return DAY.format(day);
  }

  /// `3 hours ago`, `in 2 days`.
  public static String relative(Instant at, Instant now) {
    Duration away = Duration.between(at, now);
    long seconds = Math.abs(away.toSeconds());
    String size =
        seconds < 45
            ? "moments"
            : seconds < 90 * 60
                ? count(Math.max(1, Math.round(seconds / 60.0)), "minute")
                : seconds < 36 * 3600
                    ? count(Math.round(seconds / 3600.0), "hour")
                    : seconds < 60L * 86_400
                        ? count(Math.round(seconds / 86_400.0), "day")
                        : count(Math.round(seconds / (30.44 * 86_400)), "month");
    return away.isNegative() ? "in " + size : size + " ago";
  }

  /// `1 parcel`, `2 parcels`.
  public static String count(long number, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
  }

  /// A mean: no decimals from a thousand on, three below one.
  public static String figure(double value) {
    double size = Math.abs(value);
    int decimals = size >= 1_000 ? 0 : size >= 1 || size == 0 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value).replace('-', '\u2212');
  }

  /// As [#figure], with its sign.
  public static String signed(double value) {
    return (value > 0 ? "+" : "") + figure(value);
  }

  /// A published code as words: `Partly backordered` for `PARTLY_BACKORDERED`.
  public static String words(String code) {
    String words = code.toLowerCase(Locale.ROOT).replace('_', ' ').replace('-', ' ');
    return words.isEmpty()
        ? words
        : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  public static String nodeType(NodeType type) {
    return switch (type) {
      case DC -> "Distribution center";
      case STORE -> "Store";
      case THREE_PL -> "Third party";
      case DROP_SHIP_VENDOR -> "Vendor";
      case SELLER -> "Seller";
    };
  }

  /// A term of the cost as words.
  public static String term(String name) {
    return switch (name) {
      case "stockWorth" -> "stock";
      case "unfilled" -> "left out";
      default -> name;
    };
  }

  /// `A`, `A and B`, `A, B and 3 more`.
  public static String listed(List<String> names) {
    int most = 3;
    if (names.size() > most) {
      return String.join(", ", names.subList(0, most - 1))
          + " and "
          + (names.size() - most + 1)
          + " more";
    }
    return names.size() < 2
        ? String.join("", names)
        : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
  }

  /// All of them: `A, B and C`.
  public static String all(List<String> names) {
    return names.size() < 2
        ? String.join("", names)
        : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
  }

  /// A path with a query.
  public static String query(String path, Map<String, String> parameters) {
    var whole = new StringBuilder(path);
    parameters.forEach((name, value) ->
        whole
            .append(whole.indexOf("?") < 0 ? "?" : "&")
            .append(name)
            .append('=')
            .append(url(value)));
    return whole.toString();
  }

  /// With a capital.
  public static String sentence(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /// A percentile of transit days, for instance `3.6`.
  public static String days(Map<String, BigDecimal> days, String percentile) {
    return days.getOrDefault(percentile, BigDecimal.ZERO)
        .setScale(1, RoundingMode.HALF_EVEN)
        .toPlainString();
  }

  /// A length of a drawing.
  public static String px(double length) {
    return String.format(Locale.ROOT, "%.1f", length);
  }

  /// A value within a path or a query.
  public static String url(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// How good an outcome is: `good`, `warn` or `bad`.
  public static String tone(String outcome) {
    return switch (outcome) {
      case "ALLOCATED" -> "good";
      case "PARTLY_BACKORDERED", "BACKORDERED", "HELD" -> "warn";
      default -> "bad";
    };
  }
}
