package dev.whence.rules.tables.cells;

import dev.whence.rules.tables.errors.ErrorCode;
import dev.whence.rules.tables.errors.Flaw;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads cells of text columns in which something may be an operator: lists, negations, starts
/// (`web*`) and parts (`*web*`). A cell in which everything is letters is left to [TestSyntax].
///
/// @param type of the column, of which any text is a value
record TextCells(CellType<String> type) {
  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;

  private static final Pattern STARTS =
      Pattern.compile("(not\\s+)?(?:starts|begins|starting|beginning)[ _-]?with\\s*(.+)", FLAGS);

  private static final Pattern CONTAINS =
      Pattern.compile(
          "(not\\s+)?(?:contains|containing|includes|including|matches)(?:\\s+|(?=[(\"]))(.+)",
          FLAGS);

  private static final Pattern ENDS = Pattern.compile("(?:ends|ending)[ _-]?with\\s*.+", FLAGS);

  private static final Pattern ARGUMENTS =
      Pattern.compile("\\(\\s*(?:\\?\\s*,)?\\s*(.+?)\\s*\\)", FLAGS);

  private static final Pattern ELEMENT =
      Pattern.compile("(\\*?)(\\s*)(\"(?:[^\"]|\"\")*\"|[^*\"]+?)(\\s*)(\\*?)", FLAGS);

  private static final Pattern EXCEPT =
      Pattern.compile(
          "(other than|except|(?:any|every)thing (?:but|except)|is not|none of|equals)\\s+(\\S.*)",
          FLAGS);

  private static final Pattern LIST =
      Pattern.compile("(not\\s+in|in|not)\\s+(\\S.*)", Pattern.DOTALL);

  private static final Pattern OR = Pattern.compile("\\s+(?:or|OR|Or)\\s+");

  /// What is part of no plain word.
  private static final String SIGNS = "*?!<>=~|;[]{}^≥≤≠";

  /// Whether a text of letters alone would be read, or refused, as something else than itself.
  static boolean looksLikeTest(String text) {
    return Spelling.isPlaceholder(text)
        || Spelling.meansNothing(text)
        || OR.matcher(text).find()
        || Stream.of(STARTS, CONTAINS, ENDS, EXCEPT).anyMatch(p -> p.matcher(text).matches())
        || (text.indexOf('(') >= 0
            && Shape.of(text, false).filter(shape -> !shape.plain()).isPresent());
  }

  /// Empty where the cell is a plain word or a list of plain words.
  ///
  /// @param cell not blank
  Optional<Parsed<Test<String>>> read(String cell) {
    String bare = withoutQuoted(cell);
    if (bare.isBlank() || bare.indexOf('"') >= 0) {
      return bare.isBlank() && bare.indexOf(',') >= 0 ? shaped(cell) : Optional.empty();
    }
    if (Spelling.meansAnything(cell)
        || Spelling.isPlaceholder(cell)
        || Spelling.meansNothing(cell)) {
      return Optional.of(nothing(cell));
    }
    Optional<Parsed<Test<String>>> function = function(cell);
    if (function.isPresent()) {
      return function;
    }
    boolean anySign = bare.chars().anyMatch(c -> SIGNS.indexOf(c) >= 0);
    boolean onlyQuoted = bare.replace(",", "").isBlank();
    boolean bracket =
        cell.indexOf('(') >= 0 && Shape.of(cell, false).filter(s -> !s.plain()).isPresent();
    Matcher except = EXCEPT.matcher(cell);
    if (except.matches() && bare.indexOf(',') < 0 && !anySign) {
      boolean same = except.group(1).equalsIgnoreCase("equals");
      return Optional.of(parts(!same, List.of(except.group(2))));
    }
    if (onlyQuoted || anySign || bracket) {
      return shaped(cell);
    }
    if (OR.matcher(bare).find() && bare.indexOf(',') < 0) {
      return Optional.of(twofold(cell, false, List.of(OR.split(cell))));
    }
    return Optional.empty();
  }

  private Optional<Parsed<Test<String>>> function(String cell) {
    if (ENDS.matcher(cell).matches()) {
      return Optional.of(
          bad(
              ErrorCode.WRONG_TYPE,
              "a word, a start such as web* or a part such as *web*; there is no test of an end",
              List.of(Literals.quoted(cell))));
    }
    Matcher starts = STARTS.matcher(cell);
    if (starts.matches()) {
      return Optional.of(
          word(argument(starts.group(2)))
              .map(Test.StartsWith::new)
              .flatMap(test -> tests(starts.group(1) != null, List.of(test))));
    }
    Matcher contains = CONTAINS.matcher(cell);
    if (contains.matches()) {
      String argument = argument(contains.group(2));
      Parsed<Test<String>> test =
          word(argument)
              .map(Test.Contains::new)
              .flatMap(part -> tests(contains.group(1) != null, List.of(part)));
      boolean sure = argument.startsWith("\"") || !argument.equals(contains.group(2).strip());
      return Optional.of(
          sure || !(test instanceof Parsed.Good<Test<String>>(var meant))
              ? test
              : bad(
                  ErrorCode.AMBIGUOUS_TEST,
                  "a test that reads one way only",
                  List.of(TestSyntax.write(type, meant), Literals.quoted(cell))));
    }
    return Optional.empty();
  }

  private static String argument(String text) {
    Matcher arguments = ARGUMENTS.matcher(text.strip());
    return arguments.matches() ? arguments.group(1) : text.strip();
  }

  private Parsed<Test<String>> nothing(String cell) {
    boolean blank = Spelling.meansAnything(cell) || Spelling.isPlaceholder(cell);
    boolean none = Spelling.meansNothing(cell) && type instanceof CellType.OptionalText;
    List<String> rewrites =
        Stream.of(
                blank ? Stream.of("") : Stream.<String>of(),
                none ? Stream.of("\"\"") : Stream.<String>of(),
                Stream.of(Literals.quoted(cell)))
            .flatMap(way -> way)
            .toList();
    String text = " if that is the text.";
    String advice = Flaw.rewritten(ErrorCode.NEVER_TRUE, "", rewrites).advice();
    return new Parsed.Bad<>(
        new Flaw(
            ErrorCode.NEVER_TRUE,
            type.expected(),
            advice.substring(0, advice.length() - 1) + text,
            rewrites));
  }

  private Optional<Parsed<Test<String>>> shaped(String cell) {
    Matcher list = LIST.matcher(cell);
    if (list.matches() && Shape.of(cell, false).map(Shape::plain).orElse(true)) {
      List<String> parts =
          Shape.of("(" + list.group(2) + ")", false)
              .map(Shape::parts)
              .orElse(List.of(list.group(2)));
      return Optional.of(parts(list.group(1).startsWith("not"), parts));
    }
    Optional<Shape> shape = Shape.of(cell, false);
    if (shape.map(Shape::plain).orElse(false) && withoutQuoted(cell).indexOf(',') >= 0) {
      return Optional.of(twofold(cell, false, List.of(cell.split("\\s*,\\s*"))));
    }
    if (list.matches() && shape.isPresent() && shape.get().parts().size() > 1) {
      boolean wrapped = list.group(2).strip().matches("[(\\[{].*");
      if (!wrapped) {
        List<String> parts = Shape.of(list.group(2), false).map(Shape::parts).orElse(List.of());
        return Optional.of(parts(list.group(1).startsWith("not"), parts));
      }
    }
    return Optional.of(
        shape.map(found -> parts(found.outside(), found.parts())).orElseGet(() -> quote(cell)));
  }

  private Parsed<Test<String>> twofold(String cell, boolean outside, List<String> parts) {
    return parts(outside, parts) instanceof Parsed.Good<Test<String>>(var meant)
        ? bad(
            ErrorCode.AMBIGUOUS_TEST,
            "a test that reads one way only",
            List.of(TestSyntax.write(type, meant), Literals.quoted(cell)))
        : quote(cell);
  }

  private Parsed<Test<String>> parts(boolean outside, List<String> parts) {
    var tests = new ArrayList<Test<String>>();
    for (String part : parts) {
      switch (part(part)) {
        case Parsed.Good<Test<String>>(var test) -> tests.add(test);
        case Parsed.Bad<Test<String>>(var flaw) -> {
          return new Parsed.Bad<>(
              parts.size() == 1 && !outside
                  ? flaw
                  : new Flaw(
                      flaw.code(),
                      flaw.expected(),
                      flaw.rewrites().isEmpty() ? flaw.advice() : "Maybe quote the text."));
        }
      }
    }
    return tests(outside, tests);
  }

  private Parsed<Test<String>> part(String text) {
    Matcher element = ELEMENT.matcher(text);
    if (!element.matches()) {
      return quote(text);
    }
    boolean open = !element.group(1).isEmpty();
    boolean goesOn = !element.group(5).isEmpty();
    String word = element.group(3);
    if (!word.startsWith("\"") && word.chars().anyMatch(c -> SIGNS.indexOf(c) >= 0 || c == ',')) {
      return quote(text);
    }
    if (open && !goesOn) {
      return quote(text);
    }
    if (!open && !goesOn) {
      return Literals.split(text, ',')
          .flatMap(literals -> Spelling.check(literals, text, ','))
          .flatMap(_ -> word(text))
          .map(value -> new Test.In<>(List.of(value)));
    }
    String spaced = element.group(2) + element.group(4);
    if (!spaced.isEmpty()) {
      String star = open ? "*" : "";
      return bad(
          ErrorCode.AMBIGUOUS_TEST,
          "a test that reads one way only",
          List.of(
              star + Literals.write(word) + "*",
              star + Literals.quoted(element.group(2) + word + element.group(4)) + "*"));
    }
    return inside(word).map(value -> open ? new Test.Contains(value) : new Test.StartsWith(value));
  }

  private Parsed<String> word(String text) {
    boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    return type.read(quoted ? text.substring(1, text.length() - 1).replace("\"\"", "\"") : text);
  }

  /// A start or a part may have a space at its ends.
  private Parsed<String> inside(String text) {
    boolean quoted = text.startsWith("\"");
    String plain = quoted ? text.substring(1, text.length() - 1).replace("\"\"", "\"") : text;
    return plain.isEmpty()
        ? bad(ErrorCode.MISSING_VALUE, "at least one character beside the star", List.of())
        : RequestText.read("." + plain + ".").map(_ -> plain);
  }

  private Parsed<Test<String>> tests(boolean outside, List<Test<String>> tests) {
    var words = new TreeSet<String>();
    var starts = new TreeSet<String>();
    var parts = new TreeSet<String>();
    for (Test<String> test : tests) {
      switch (test) {
        case Test.StartsWith(var start) -> starts.add(start);
        case Test.Contains(var part) -> parts.add(part);
        case Test.In<String>(var some) -> words.addAll(some);
        default -> throw new IllegalStateException("No part of a cell: " + test + ".");
      }
    }
    if (starts.isEmpty() && parts.isEmpty()) {
      var some = List.copyOf(words);
      return new Parsed.Good<>(outside ? new Test.NotIn<>(some) : new Test.In<>(some));
    }
    var all = new ArrayList<Test<String>>();
    words.forEach(word -> all.add(new Test.In<>(List.of(word))));
    starts.forEach(start -> all.add(new Test.StartsWith(start)));
    parts.forEach(part -> all.add(new Test.Contains(part)));
    List<Test<String>> needed =
        all.stream()
            .filter(one ->
                all.stream()
                    .noneMatch(
                        other -> !other.equals(one) && Texts.of(other).contains(Texts.of(one))))
            .toList();
    if (outside) {
      return new Parsed.Good<>(new Test.NoneOf<>(needed));
    }
    return new Parsed.Good<>(needed.size() == 1 ? needed.getFirst() : new Test.AnyOf<>(needed));
  }

  private static <T> Parsed<T> quote(String text) {
    String plain = text.indexOf('"') < 0 ? text.strip() : "";
    return plain.isEmpty()
        ? new Parsed.Bad<>(
            new Flaw(ErrorCode.BAD_QUOTES, "text with a sign in it to be quoted as a whole"))
        : bad(
            ErrorCode.AMBIGUOUS_TEST,
            "text with a sign such as * or | in it to be quoted",
            List.of(Literals.quoted(plain)));
  }

  /// The cell without what stands in quotes.
  private static String withoutQuoted(String cell) {
    return cell.replaceAll("\"(?:[^\"]|\"\")*\"", "");
  }

  private static <T> Parsed<T> bad(ErrorCode code, String expected, List<String> rewrites) {
    return new Parsed.Bad<>(Flaw.rewritten(code, expected, rewrites));
  }
}
