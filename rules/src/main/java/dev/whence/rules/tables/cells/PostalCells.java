package dev.whence.rules.tables.cells;

import static dev.whence.domain.places.PostalAreas.normalized;
import static java.util.stream.Collectors.joining;

import dev.whence.domain.places.PostalArea;
import dev.whence.domain.places.PostalDistrict;
import dev.whence.rules.tables.cells.Literals.Literal;
import dev.whence.rules.tables.errors.ErrorCode;
import dev.whence.rules.tables.errors.Flaw;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Reads and writes the condition cells of postal codes: `10001`, `10*`, `10000..19999`, `in` and a
/// list of those, and `not` before any of them.
///
/// Codes are normalized as those of orders are, so `SW1A 1AA` and `sw1a1aa` say the same. What was
/// recorded before there were starts and ranges knows codes alone, to the letter; so that it says
/// what it said, ranges are written `10000*..19999*`.
final class PostalCells {
  private static final Pattern WORD_OPERATOR =
      Pattern.compile(
          "(not\\s+in|in|not)(?:\\s+|(?=\")|$)(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern COMPARISON = Pattern.compile("[<>≤≥≠!]=?.*|==.*|=[<>].*");

  private static final Pattern TWO =
      Pattern.compile("(.*?)\\s*(\\.{2,}|…|:|(?<=\\s)to(?=\\s))\\s*(.*)", Pattern.CASE_INSENSITIVE);

  /// A code with a dash in the middle, or a range.
  private static final Pattern DASHED =
      Pattern.compile("([A-Za-z0-9]{2,})\\s*[\\p{Pd}\u2212]\\s*([A-Za-z0-9]{2,})");

  /// Words that no code begins with.
  private static final Pattern WORDY =
      Pattern.compile(
          "(?:starts|begins|starting|beginning|except|other than|anything|everything|is not|none of"
              + "|one of|any of)\\s.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern OR = Pattern.compile("\\s+or\\s+", Pattern.CASE_INSENSITIVE);

  private static final Pattern START =
      Pattern.compile(
          "^(?:starts|begins|starting|beginning)[ _-]?with\\s+\"?([A-Za-z0-9 -]+?)\"?$",
          Pattern.CASE_INSENSITIVE);

  private static final String CODE =
      "at most " + PostalArea.LONGEST_PREFIX + " letters and digits of a postal code";

  private PostalCells() {}

  /// @param text not blank
  static Parsed<Test<String>> read(String text, Reading reading) {
    Matcher word = WORD_OPERATOR.matcher(text);
    if (word.matches()) {
      String operator = word.group(1).toLowerCase(Locale.ROOT);
      boolean outside = operator.startsWith("not");
      return spans(word.group(2), text, operator.endsWith("in"), outside, reading)
          .map(spans -> test(outside, spans));
    }
    boolean equals = text.charAt(0) == '=' && !COMPARISON.matcher(text).matches();
    String operand = equals ? text.substring(1).strip() : text;
    return spans(operand, text, false, false, reading).map(spans -> test(false, spans));
  }

  /// Reads spellings that people bring, where the plain syntax refuses the cell.
  ///
  /// @param strict what the plain syntax says of it
  static Parsed<Test<String>> readLoosely(String text, Parsed<Test<String>> strict) {
    if (TestSyntax.isOperatorAlone(text)
        || (strict instanceof Parsed.Good<Test<String>> && !WORDY.matcher(text).matches())) {
      return strict;
    }
    if (Spelling.isPlaceholder(text)) {
      return new Parsed.Good<>(new Test.Any<>());
    }
    if (Spelling.meansNothing(text)) {
      return new Parsed.Bad<>(
          Flaw.rewritten(
              ErrorCode.NEVER_TRUE, new CellType.PostalCode().expected(), List.of("", "\"\"")));
    }
    Parsed<Test<String>> loose =
        Shape.of(OR.matcher(text).replaceAll(", "), true)
            .map(shape ->
                read(
                    shape.outside() ? "not in " + list(shape) : "in " + list(shape),
                    Reading.EDITED))
            .orElse(strict);
    return loose instanceof Parsed.Good<Test<String>> ? loose : strict;
  }

  private static String list(Shape shape) {
    return shape.parts().stream()
        .map(part -> START.matcher(part).replaceFirst("$1*"))
        .map(part -> {
          Matcher two = TWO.matcher(part);
          return two.matches() ? two.group(1) + ".." + two.group(3) : part;
        })
        .collect(java.util.stream.Collectors.joining(", "));
  }

  static String write(PostalSpan span) {
    return switch (span) {
      case PostalSpan.Code(var code) -> Literals.write(code);
      case PostalSpan.Start(var start) -> start + "*";
      case PostalSpan.Range(var low, var high) -> low + "*.." + high + "*";
    };
  }

  /// One code, normalized.
  static Parsed<String> readCode(String literal) {
    String code = normalized(literal);
    return literal.isEmpty() || PostalArea.isPrefix(code)
        ? new Parsed.Good<>(code)
        : bad(ErrorCode.WRONG_TYPE, CODE, "");
  }

  /// Codes alone are tested as any other text.
  private static Test<String> test(boolean outside, List<PostalSpan> spans) {
    List<String> codes = spans.stream().mapMulti(PostalCells::codes).toList();
    if (codes.size() < spans.size()) {
      return new Test.Postal(outside, spans);
    }
    return outside ? new Test.NotIn<>(codes) : new Test.In<>(codes);
  }

  private static void codes(PostalSpan span, java.util.function.Consumer<String> codes) {
    if (span instanceof PostalSpan.Code(var code)) {
      codes.accept(code);
    }
  }

  private static Parsed<List<PostalSpan>> spans(
      String operands, String cell, boolean list, boolean outside, Reading reading) {
    if (operands.isBlank()) {
      return bad(ErrorCode.MISSING_VALUE, new CellType.PostalCode().expected(), "");
    }
    Parsed<List<Literal>> literals = Literals.split(operands, ',');
    if (reading == Reading.EDITED) {
      literals = literals.flatMap(all -> Spelling.check(all, cell, ','));
    }
    return literals.flatMap(all ->
        list || all.size() == 1
            ? readAll(all, reading)
            : bad(
                ErrorCode.WRONG_TYPE,
                "one value",
                "Maybe write " + (outside ? "not in " : "in ") + operands.strip() + "."));
  }

  private static Parsed<List<PostalSpan>> readAll(List<Literal> literals, Reading reading) {
    var spans = new ArrayList<PostalSpan>();
    for (Literal literal : literals) {
      switch (reading == Reading.EDITED ? read(literal) : readRecorded(literal)) {
        case Parsed.Good<PostalSpan>(var span) -> spans.add(span);
        case Parsed.Bad<PostalSpan>(var flaw) -> {
          return new Parsed.Bad<>(flaw);
        }
      }
    }
    return new Parsed.Good<>(List.copyOf(spans));
  }

  private static Parsed<PostalSpan> readRecorded(Literal literal) {
    boolean code = literal.quoted() || literal.text().indexOf('*') < 0;
    return code ? new Parsed.Good<>(new PostalSpan.Code(literal.text())) : read(literal);
  }

  private static Parsed<PostalSpan> read(Literal literal) {
    String text = literal.text();
    if (literal.quoted()) {
      return readCode(text).map(PostalSpan.Code::new);
    }
    if (Spelling.meansAnything(text)) {
      return bad(
          ErrorCode.NEVER_TRUE,
          new CellType.PostalCode().expected(),
          "Maybe leave the cell blank.");
    }
    if (COMPARISON.matcher(text).matches()) {
      String rest = text.replaceAll("^[<>=≤≥≠!]+\\s*", "");
      return bad(
          ErrorCode.WRONG_TYPE,
          "a test of postal codes, which are not compared",
          switch (text.substring(0, text.length() - rest.length()).strip()) {
            case "!=", "<>", "≠" -> "Maybe write not " + rest + ".";
            case "==" -> "Maybe write " + rest + ".";
            default -> "Maybe use a range such as 10000..19999.";
          });
    }
    Matcher two = TWO.matcher(text);
    if (two.matches()) {
      return two.group(2).equals("..")
          ? range(two.group(1), two.group(3))
          : bad(
              ErrorCode.WRONG_TYPE,
              "two dots between the ends of a range",
              "Maybe write " + two.group(1) + ".." + two.group(3) + ".");
    }
    Matcher dashed = DASHED.matcher(text);
    if (dashed.matches()
        && dashed.group(1).length() == dashed.group(2).length()
        && normalized(dashed.group(1)).compareTo(normalized(dashed.group(2))) < 0) {
      return new Parsed.Bad<>(
          new Flaw(
              ErrorCode.AMBIGUOUS_TEST,
              "a test that reads one way only",
              "Maybe write %s..%s for the range, or %s for that code."
                  .formatted(dashed.group(1), dashed.group(2), normalized(text)),
              List.of(dashed.group(1) + ".." + dashed.group(2), normalized(text))));
    }
    Optional<String> district = PostalDistrict.ofStart(text);
    if (district.isPresent()) {
      return new Parsed.Bad<>(
          Flaw.rewritten(
              ErrorCode.AMBIGUOUS_TEST,
              "a test that reads one way only",
              readings(district.get())));
    }
    return text.endsWith("*")
        ? start(text).map(PostalSpan.Start::new)
        : readCode(text).map(PostalSpan.Code::new);
  }

  /// All postal codes that start as a British district of one digit, and those of the district
  /// alone: behind it stand a digit and two letters.
  private static List<String> readings(String written) {
    String district = written.toUpperCase(Locale.ROOT);
    return List.of(
        district + "*",
        "in "
            + IntStream.range(0, 10)
                .mapToObj(digit -> "%s%dAA..%1$s%2$dZZ".formatted(district, digit))
                .collect(joining(", ")));
  }

  /// Without the star at its end, if it has one.
  private static Parsed<String> start(String text) {
    String plain = text.endsWith("*") ? text.substring(0, text.length() - 1) : text;
    String start = normalized(plain);
    return PostalArea.isPrefix(start)
        ? new Parsed.Good<>(start)
        : bad(ErrorCode.WRONG_TYPE, CODE, "");
  }

  private static Parsed<PostalSpan> range(String from, String to) {
    if (from.isBlank() || to.isBlank()) {
      return bad(ErrorCode.MISSING_VALUE, "both ends of a range, such as 10000..19999", "");
    }
    return start(from).flatMap(low -> start(to).flatMap(high -> range(from, low, to, high)));
  }

  private static Parsed<PostalSpan> range(String from, String low, String to, String high) {
    if (low.length() != high.length()) {
      return bad(
          ErrorCode.WRONG_TYPE,
          "two ends of one length (here %d and %d characters)"
              .formatted(low.length(), high.length()),
          "Maybe fill the shorter one up: 1000..1099, not 1000..109.");
    }
    if (from.endsWith("*") != to.endsWith("*")) {
      return bad(ErrorCode.WRONG_TYPE, "a range", "Maybe write " + low + ".." + high + ".");
    }
    return low.compareTo(high) > 0
        ? new Parsed.Bad<>(
            Flaw.rewritten(ErrorCode.NEVER_TRUE, "the lower end first", List.of(high + ".." + low)))
        : new Parsed.Good<>(new PostalSpan.Range(low, high));
  }

  private static <T> Parsed<T> bad(ErrorCode code, String expected, String advice) {
    return new Parsed.Bad<>(new Flaw(code, expected, advice));
  }
}
