package dev.whence.pipeline.drafts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads names of columns in other languages, and abbreviated ones, as English ones: `fecha_envio`,
/// `Versanddatum` and `shp_dt` are `ship_date`. The words stand in `column-words.tsv`.
///
/// A name is read in a language only if each of its words belongs to it, or to no language at all:
/// `data` may be a date, `data_source` is none. What a name is taken for, the values still have to
/// fit.
final class ColumnWords {
  private ColumnWords() {}

  /// @param words English ones by those of the language; empty for words that mean nothing here
  /// @param isHeadFirst whether what is named comes before what tells it from others, as in `date
  ///   de livraison`
  private record Language(Map<String, String> words, boolean isHeadFirst) {}

  private static final Map<String, Map<String, String>> LISTS = lists();

  private static final List<Language> LANGUAGES =
      List.of(
          new Language(list("Spanish"), true),
          new Language(list("Portuguese"), true),
          new Language(list("French"), true),
          new Language(list("Italian"), true),
          new Language(list("Polish"), true),
          new Language(list("German"), false),
          new Language(list("Dutch"), false),
          new Language(list("Nordic"), false),
          new Language(list("Turkish"), false),
          new Language(list("Chinese"), false));

  /// Short forms of English words, and English words that are written together. Beside them may
  /// stand any other word.
  private static final Map<String, String> SHORT = list("short");

  /// Terms of the trade, where the values are times: `POD` may be a port, too.
  private static final Map<String, String> TERMS = list("time");

  /// Of which English names that are written together are made.
  private static final Map<String, String> TOGETHER =
      list("together").keySet().stream()
          .collect(Collectors.toUnmodifiableMap(word -> word, word -> word));

  /// Whole names that their words do not tell.
  private static final Map<String, String> PHRASES = list("phrase");

  /// Belong to no language, beside words of any.
  private static final Set<String> NEUTRAL = list("neutral").keySet();

  /// What is named, where it stands first.
  private static final Set<String> HEADS =
      Set.of(
          "date",
          "time",
          "number",
          "code",
          "reference",
          "id",
          "name",
          "type",
          "status",
          "price",
          "value",
          "amount",
          "total",
          "cost",
          "quantity",
          "weight",
          "country",
          "region",
          "state",
          "city",
          "postal",
          "address",
          "category",
          "currency",
          "reason",
          "deadline",
          "days",
          "hours",
          "minutes",
          "delay",
          "distance",
          "rating",
          "estado",
          "nr");

  /// Behind which `estado` is a status; elsewhere it is a part of a country.
  private static final Set<String> HAVE_A_STATUS =
      Set.of("order", "delivery", "ship", "purchase", "sale", "payment", "return", "invoice");

  private static final Set<String> UNITS =
      Set.of(
          "km", "kg", "g", "lb", "min", "h", "eur", "usd", "brl", "inr", "pln", "chf", "gbp", "utc",
          "1", "2", "3", "4");

  private static Map<String, String> list(String name) {
    return Objects.requireNonNull(LISTS.get(name), name);
  }

  /// By list, which English word each word stands for.
  private static Map<String, Map<String, String>> lists() {
    var lists = new HashMap<String, Map<String, String>>();
    for (WordLine line : lines()) {
      Map<String, String> list = lists.computeIfAbsent(line.list(), none -> new HashMap<>());
      line.words().forEach(word -> list.putIfAbsent(word, line.english()));
    }
    return Map.copyOf(lists);
  }

  /// A line of the file of words.
  record WordLine(String list, String english, List<String> words) {}

  /// What `column-words.tsv` says, in its order.
  static List<WordLine> lines() {
    try (InputStream in =
        Objects.requireNonNull(ColumnWords.class.getResourceAsStream("column-words.tsv"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .map(cells -> new WordLine(cells[0], cells[1], List.of(cells[2].split(" "))))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The plain English name that a name stands for; its plain name if it is read in no other way.
  ///
  /// @param isTime whether the values are times
  static String english(String name, boolean isTime) {
    String words = DraftText.words(name);
    if (words.isEmpty()) {
      return words;
    }
    if (PHRASES.containsKey(words)) {
      return PHRASES.getOrDefault(words, words);
    }
    List<String> parts = List.of(words.split("_"));
    for (Language language : LANGUAGES) {
      Optional<String> read = read(parts, language);
      if (read.isPresent()) {
        return read.get();
      }
    }
    return unabbreviated(parts, isTime);
  }

  private static Optional<String> read(List<String> parts, Language language) {
    var english = new ArrayList<String>();
    boolean isOfLanguage = false;
    for (String part : parts) {
      String word = language.words().get(part);
      List<String> compound =
          word == null && !NEUTRAL.contains(part) ? split(part, language.words()) : List.of();
      if (word != null) {
        isOfLanguage |= !word.isEmpty() && !word.equals(part);
        english.add(word);
      } else if (!compound.isEmpty()) {
        isOfLanguage = true;
        english.addAll(compound);
      } else if (NEUTRAL.contains(part)) {
        english.add(part);
      } else {
        return Optional.empty();
      }
    }
    english.removeIf(String::isEmpty);
    return isOfLanguage && !english.isEmpty()
        ? Optional.of(String.join("_", ordered(english, language.isHeadFirst())))
        : Optional.empty();
  }

  /// As English orders them: what is named comes last, but for units.
  private static List<String> ordered(List<String> words, boolean isHeadFirst) {
    var units = new ArrayList<String>();
    var rest = new ArrayList<>(words);
    while (rest.size() > 1 && UNITS.contains(rest.getLast())) {
      units.addFirst(rest.removeLast());
    }
    boolean isFirst = HEADS.contains(rest.getFirst());
    List<String> ordered = isFirst && (isHeadFirst || isDate(rest)) ? rest.reversed() : rest;
    var all = new ArrayList<>(ordered);
    all.replaceAll(word -> word.equals("estado") ? estado(rest) : word);
    if (rest.contains("postal") && !rest.contains("code")) {
      all.add("code");
    }
    all.addAll(units);
    return all;
  }

  private static boolean isDate(List<String> words) {
    return words.getFirst().equals("date")
        && words.stream().skip(1).anyMatch(word -> !UNITS.contains(word) && !word.equals("date"));
  }

  private static String estado(List<String> words) {
    return words.stream().anyMatch(HAVE_A_STATUS::contains) ? "status" : "state";
  }

  private static String unabbreviated(List<String> parts, boolean isTime) {
    var english = new ArrayList<String>();
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      List<String> together = split(part, TOGETHER);
      if (isTime && TERMS.containsKey(part)) {
        english.add(TERMS.getOrDefault(part, part));
      } else if (isTime && part.equals("del")) {
        english.add("delivery");
      } else if (part.equals("est") && i == parts.size() - 1) {
        english.add(part); // the clocks of New York
      } else if (together.size() > 1) {
        english.addAll(together);
      } else {
        english.add(SHORT.getOrDefault(part, part));
      }
    }
    return String.join("_", isDate(english) ? dateLast(english) : english);
  }

  /// `date_of_order` and `date_shipped` with the date behind.
  private static List<String> dateLast(List<String> words) {
    var last = new ArrayList<>(words.subList(1, words.size()));
    last.removeIf("of"::equals);
    int units = last.size();
    while (units > 1 && UNITS.contains(last.get(units - 1))) {
      units--;
    }
    last.add(units, "date");
    return last;
  }

  /// The words that a word is made of, all of them known; empty if it is not made of several.
  private static List<String> split(String word, Map<String, String> words) {
    return split(word, 0, words, new ArrayList<>())
        .filter(parts -> parts.size() > 1)
        .orElse(List.of());
  }

  private static Optional<List<String>> split(
      String word, int from, Map<String, String> words, List<String> before) {
    if (from == word.length()) {
      return Optional.of(List.copyOf(before));
    }
    for (int to = word.length(); to > from; to--) {
      String part = words.get(word.substring(from, to));
      boolean isLong = to - from > 3 || word.charAt(from) > 0x2E80 || to == word.length();
      if (part != null && !part.isEmpty() && isLong) {
        before.add(part);
        Optional<List<String>> rest = split(word, to, words, before);
        if (rest.isPresent()) {
          return rest;
        }
        before.removeLast();
      }
    }
    return Optional.empty();
  }
}
