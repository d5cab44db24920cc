package dev.whence.rules.tables;

import dev.whence.rules.facts.ReturnLineFact;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

/// A first-match table of five inputs that every engine can hold: two of words, two of whole
/// numbers, one of decimals. Rows test two to four of them or all, none lies within an earlier one,
/// and the last is blank. What a row answers is its id.
record GeneratedTable(List<Line> lines) {
  private static final List<String> CATEGORIES = words("category", 60);
  private static final List<String> CHANNELS = words("channel", 8);
  private static final int QUANTITIES = 50;
  private static final int VALUES = 100_000;
  private static final int THOUSANDTHS = 1_000;
  private static final LocalDate DAY = LocalDate.of(2026, 11, 27);

  /// @param categories none for any
  /// @param channels none for any
  /// @param quantity least one, 0 for any
  /// @param value from, and below it the end; empty for any
  /// @param probability likewise
  record Line(
      String id,
      List<String> categories,
      List<String> channels,
      int quantity,
      List<Long> value,
      List<BigDecimal> probability) {
    private boolean contains(Line other) {
      return contains(categories, other.categories)
          && contains(channels, other.channels)
          && quantity <= other.quantity
          && isAround(value, other.value)
          && isAround(probability, other.probability);
    }

    private static boolean contains(List<String> words, List<String> others) {
      return words.isEmpty() || (!others.isEmpty() && words.containsAll(others));
    }

    private static <T extends Comparable<T>> boolean isAround(List<T> range, List<T> other) {
      return range.isEmpty()
          || (!other.isEmpty()
              && range.getFirst().compareTo(other.getFirst()) <= 0
              && range.getLast().compareTo(other.getLast()) >= 0);
    }
  }

  /// @param rows at least 1
  /// @param dense whether each row tests all five, the words for one
  static GeneratedTable of(long seed, int rows, boolean dense) {
    var random = new SplittableRandom(seed);
    var lines = new ArrayList<Line>();
    while (lines.size() < rows - 1) {
      String id = "row-" + (lines.size() + 1);
      Line line = dense ? full(random, id) : line(random, id);
      if (lines.stream().noneMatch(earlier -> earlier.contains(line))) {
        lines.add(line);
      }
    }
    lines.add(new Line("otherwise", List.of(), List.of(), 0, List.of(), List.of()));
    return new GeneratedTable(List.copyOf(lines));
  }

  private static Line line(SplittableRandom random, String id) {
    boolean[] tested = new boolean[5];
    for (int left = random.nextInt(2, 5); left > 0; ) {
      int column = random.nextInt(tested.length);
      left -= tested[column] ? 0 : 1;
      tested[column] = true;
    }
    int value = random.nextInt(VALUES - 1);
    int probability = random.nextInt(THOUSANDTHS - 1);
    return new Line(
        id,
        tested[0] ? some(random, CATEGORIES) : List.of(),
        tested[1] ? some(random, CHANNELS) : List.of(),
        tested[2] ? random.nextInt(QUANTITIES / 2, QUANTITIES) : 0,
        tested[3]
            ? List.of((long) value, Math.min(VALUES, value + 1L + random.nextInt(VALUES / 20)))
            : List.of(),
        tested[4]
            ? List.of(
                thousandths(probability),
                thousandths(
                    Math.min(THOUSANDTHS, probability + 1 + random.nextInt(THOUSANDTHS / 20))))
            : List.of());
  }

  private static Line full(SplittableRandom random, String id) {
    long value = random.nextInt(VALUES / 2);
    int probability = random.nextInt(THOUSANDTHS / 2);
    return new Line(
        id,
        List.of(CATEGORIES.get(random.nextInt(CATEGORIES.size()))),
        List.of(CHANNELS.get(random.nextInt(CHANNELS.size()))),
        random.nextInt(1, QUANTITIES / 2),
        List.of(value, value + random.nextInt(1, VALUES / 2)),
        List.of(
            thousandths(probability),
            thousandths(probability + random.nextInt(1, THOUSANDTHS / 2))));
  }

  private static BigDecimal thousandths(int number) {
    return BigDecimal.valueOf(number, 3).stripTrailingZeros();
  }

  private static List<String> some(SplittableRandom random, List<String> words) {
    var some = new TreeSet<String>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      some.add(words.get(random.nextInt(words.size())));
    }
    return List.copyOf(some);
  }

  private static List<String> words(String start, int count) {
    return IntStream.range(0, count).mapToObj(i -> start + "-" + i).toList();
  }

  /// Facts of all kinds; one in four has a probability that some row may name.
  static ReturnLineFact[] facts(long seed, int count) {
    var random = new SplittableRandom(seed);
    return Stream.generate(() ->
            new ReturnLineFact(
                CATEGORIES.get(random.nextInt(CATEGORIES.size())),
                CHANNELS.get(random.nextInt(CHANNELS.size())),
                "regular",
                "",
                random.nextInt(4) == 0
                    ? thousandths(random.nextInt(THOUSANDTHS + 1)).doubleValue()
                    : random.nextDouble(),
                true,
                random.nextInt(1, QUANTITIES),
                random.nextInt(VALUES),
                100,
                DAY))
        .limit(count)
        .toArray(ReturnLineFact[]::new);
  }

  /// As Whence reads it.
  byte[] csv() {
    String rows =
        lines.stream()
            .map(line ->
                "%s,%s,%s,%s,%s,%s,NONE\n"
                    .formatted(
                        line.id,
                        in(line.categories),
                        in(line.channels),
                        line.quantity == 0 ? "" : ">= " + line.quantity,
                        range(line.value),
                        range(line.probability)))
            .collect(Collectors.joining());
    return ("""
    table,return-intervention
    hit policy,first match
    owner,somebody
    rule id,category,channel,quantity,line value minor,return probability,action
    """
            + rows)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String in(List<String> words) {
    return words.size() > 1 ? "\"in " + String.join(", ", words) + "\"" : String.join("", words);
  }

  private static String range(List<?> range) {
    return range.isEmpty()
        ? ""
        : ">= %s and < %s".formatted(text(range.getFirst()), text(range.getLast()));
  }

  private static String text(Object number) {
    return number instanceof BigDecimal decimal ? decimal.toPlainString() : number.toString();
  }

  /// As OpenL Tablets reads it: a table of rules, whose conditions it can index.
  byte[] openl() {
    try (var workbook = new XSSFWorkbook();
        var out = new ByteArrayOutputStream()) {
      var sheet = workbook.createSheet("rules");
      List<List<String>> cells = new ArrayList<>();
      cells.add(
          List.of(
              "Rules String find(String category, String channel, int quantity, long value, double"
                  + " probability)"));
      cells.add(List.of("C1", "C2", "C3", "C4", "C5", "RET1"));
      cells.add(List.of("category", "channel", "quantity", "value", "probability", "id"));
      cells.add(
          List.of(
              "String[] categories",
              "String[] channels",
              "IntRange quantities",
              "IntRange values",
              "DoubleRange probabilities",
              "String id"));
      cells.add(List.of("category", "channel", "quantity", "value", "probability", "id"));
      for (Line line : lines) {
        cells.add(
            List.of(
                String.join(",", line.categories),
                String.join(",", line.channels),
                line.quantity == 0 ? "" : ">=" + line.quantity,
                halfOpen(line.value, "; "),
                halfOpen(line.probability, "; "),
                line.id));
      }
      for (int row = 0; row < cells.size(); row++) {
        Row made = sheet.createRow(row);
        for (int column = 0; column < cells.get(row).size(); column++) {
          String text = cells.get(row).get(column);
          if (!text.isEmpty()) {
            made.createCell(column).setCellValue(text);
          }
        }
      }
      sheet.addMergedRegion(new CellRangeAddress(0, 0, 0, 5));
      workbook.write(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String halfOpen(List<?> range, String between) {
    return range.isEmpty()
        ? ""
        : "[" + text(range.getFirst()) + between + text(range.getLast()) + ")";
  }

  /// As KIE reads it: a decision table in DMN.
  String dmn() {
    var columns =
        List.of(
            new DmnText.Input("category", "string", ""),
            new DmnText.Input("channel", "string", ""),
            new DmnText.Input("quantity", "number", ""),
            new DmnText.Input("value", "number", ""),
            new DmnText.Input("probability", "number", ""));
    return DmnText.of(
        "FIRST",
        columns,
        lines.stream()
            .map(line ->
                new DmnText.Rule(
                    List.of(
                        quoted(line.categories),
                        quoted(line.channels),
                        line.quantity == 0 ? "-" : ">= " + line.quantity,
                        dash(halfOpen(line.value, "..")),
                        dash(halfOpen(line.probability, ".."))),
                    line.id))
            .toList());
  }

  private static String dash(String test) {
    return test.isEmpty() ? "-" : test;
  }

  private static String quoted(List<String> words) {
    return words.isEmpty()
        ? "-"
        : words.stream().map(word -> "\"" + word + "\"").collect(Collectors.joining(", "));
  }
}
