package dev.whence.rules.tables.cells;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Generated cells of several ranges, starts and parts against a plain reading of the same text, at
/// and beside every boundary; and what a test contains against the values that it lets through.
class CellMeaningTest {
  private static final CellType.Whole WHOLE = new CellType.Whole(-20L, 20L, "units");
  private static final CellType.Decimal DECIMAL =
      new CellType.Decimal(BigDecimal.ZERO, BigDecimal.ONE, "probability");
  private static final CellType.Text TEXT = new CellType.Text();
  private static final List<String> WORDS =
      List.of("a", "b", "ab", "ba", "abc", "bab", "cab", "aab", "bb", "c", "abab", "xaby");

  @Test
  void unionsOfRangesHoldWhatAPlainReadingOfThemHolds() {
    var random = new SplittableRandom(5);
    for (int round = 0; round < 20_000; round++) {
      boolean decimal = random.nextBoolean();
      String cell = numbers(random, decimal);
      if (decimal) {
        compare(DECIMAL, cell, decimals());
      } else {
        compare(WHOLE, cell, wholes());
      }
    }
  }

  private static <T extends Comparable<? super T>> void compare(
      CellType<T> type, String cell, List<T> values) {
    if (TestSyntax.read(type, cell)
        instanceof Parsed.Good<dev.whence.rules.tables.cells.Test<T>>(var test)) {
      String written = TestSyntax.write(type, test);
      assertThat(TestSyntax.read(type, written)).as(cell).isEqualTo(new Parsed.Good<>(test));
      for (T value : values) {
        BigDecimal number = new BigDecimal(value.toString());
        assertThat(test.matches(value))
            .as("%s in %s, written %s", value, cell, written)
            .isEqualTo(plainly(cell, number))
            .isEqualTo(written.isEmpty() || plainly(written, number));
      }
    } else {
      assertThat(values.stream().filter(v -> plainly(cell, new BigDecimal(v.toString()))).count())
          .as("refused: %s", cell)
          .isIn(0L, (long) values.size());
    }
  }

  private static List<Long> wholes() {
    var values = new ArrayList<Long>();
    for (long value = -20; value <= 20; value++) {
      values.add(value);
    }
    return values;
  }

  private static List<BigDecimal> decimals() {
    var values = new ArrayList<BigDecimal>();
    for (int i = 0; i <= 10; i++) {
      var tenth = BigDecimal.valueOf(i, 1);
      for (String step : List.of("-0.00000000000001", "0", "0.00000000000001")) {
        BigDecimal value = tenth.add(new BigDecimal(step));
        if (value.signum() >= 0 && value.compareTo(BigDecimal.ONE) <= 0) {
          values.add(value);
        }
      }
    }
    return values;
  }

  private static String numbers(SplittableRandom random, boolean decimal) {
    var parts = new ArrayList<String>();
    for (int n = random.nextInt(1, 4); n > 0; n--) {
      int low = random.nextInt(10);
      String a = decimal ? "0." + low : Integer.toString(low - 5);
      int high = random.nextInt(low, 10);
      String b = decimal ? "0." + high : Integer.toString(high - 5);
      parts.add(
          List.of(
                  a,
                  a + ".." + b,
                  "[" + a + ".." + b + ")",
                  "(" + a + ".." + b + "]",
                  ">= " + a + " and < " + b,
                  "> " + a + " and <= " + b,
                  ">= " + b,
                  "> " + b,
                  "<= " + a,
                  "< " + a)
              .get(random.nextInt(10)));
    }
    String list = String.join(", ", parts);
    return random.nextInt(4) == 0 ? "not in " + list : "in " + list;
  }

  /// A second, slow reading of these cells that shares nothing with the first.
  private static boolean plainly(String cell, BigDecimal value) {
    if (cell.startsWith("not in ")) {
      return !plainly(cell.substring(7), value);
    }
    if (cell.startsWith("not ")) {
      return !plainly(cell.substring(4), value);
    }
    String list = cell.startsWith("in ") ? cell.substring(3) : cell;
    return Arrays.stream(list.split(", "))
        .anyMatch(part -> Arrays.stream(part.split(" and ")).allMatch(one -> holds(one, value)));
  }

  private static boolean holds(String part, BigDecimal value) {
    if (part.contains("..")) {
      boolean open = part.startsWith("(");
      boolean closed = !part.endsWith(")");
      String[] ends = part.replaceAll("[\\[\\]()]", "").split("\\.\\.");
      int above = value.compareTo(new BigDecimal(ends[0]));
      int below = value.compareTo(new BigDecimal(ends[1]));
      return (open ? above > 0 : above >= 0) && (closed ? below <= 0 : below < 0);
    }
    String[] words = part.split(" ");
    int order = value.compareTo(new BigDecimal(words[words.length - 1]));
    return switch (words.length == 1 ? "=" : words[0]) {
      case ">=" -> order >= 0;
      case ">" -> order > 0;
      case "<=" -> order <= 0;
      case "<" -> order < 0;
      default -> order == 0;
    };
  }

  @Test
  void textsWithStartsAndPartsHoldWhatAPlainReadingOfThemHolds_andContainWhatTheyHold() {
    var random = new SplittableRandom(6);
    for (int round = 0; round < 5_000; round++) {
      String one = texts(random);
      String other = texts(random);
      var test = good(one);
      var second = good(other);
      List<String> lets = WORDS.stream().filter(test::matches).toList();

      assertThat(lets)
          .as(one)
          .isEqualTo(WORDS.stream().filter(word -> plainText(one, word)).toList());
      assertThat(good(TestSyntax.write(TEXT, test))).isEqualTo(test);
      if (second.contains(test, TEXT)) {
        assertThat(lets).as("%s within %s", one, other).allMatch(second::matches);
      } else {
        assertThat(witnesses())
            .as("%s not within %s", one, other)
            .anyMatch(word -> test.matches(word) && !second.matches(word));
      }
    }
  }

  /// Enough texts to tell any two of the generated tests apart.
  private static List<String> witnesses() {
    var all = new ArrayList<String>(WORDS);
    for (String a : List.of("", "a", "b", "c", "ab", "ba", "abc", "z")) {
      for (String b : List.of("z", "a", "b", "c", "ab", "ba", "abc")) {
        for (String c : List.of("", "z", "a", "b", "ab")) {
          all.add(a + b + c);
          all.add(a + "z" + b + "z" + c);
        }
      }
    }
    return all;
  }

  private static String texts(SplittableRandom random) {
    var parts = new ArrayList<String>();
    for (int n = random.nextInt(1, 4); n > 0; n--) {
      String word = List.of("a", "b", "ab", "ba", "abc").get(random.nextInt(5));
      parts.add(List.of(word, word + "*", "*" + word + "*").get(random.nextInt(3)));
    }
    String list = parts.size() == 1 ? parts.getFirst() : String.join(", ", parts);
    String in = parts.size() == 1 ? "" : "in ";
    return random.nextInt(3) == 0 ? "not " + in + list : in + list;
  }

  private static boolean plainText(String cell, String word) {
    if (cell.startsWith("not ")) {
      return !plainText(cell.substring(4), word);
    }
    String list = cell.startsWith("in ") ? cell.substring(3) : cell;
    return Arrays.stream(list.split(", "))
        .anyMatch(part ->
            part.startsWith("*")
                ? word.contains(part.replace("*", ""))
                : part.endsWith("*") ? word.startsWith(part.replace("*", "")) : word.equals(part));
  }

  private static dev.whence.rules.tables.cells.Test<String> good(String cell) {
    return switch (TestSyntax.read(TEXT, cell)) {
      case Parsed.Good<dev.whence.rules.tables.cells.Test<String>>(var test) -> test;
      case Parsed.Bad<dev.whence.rules.tables.cells.Test<String>>(var flaw) ->
          throw new AssertionError(cell + ": " + flaw);
    };
  }
}
