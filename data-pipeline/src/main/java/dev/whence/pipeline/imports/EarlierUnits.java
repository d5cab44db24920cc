package dev.whence.pipeline.imports;

import dev.whence.pipeline.imports.Fault.FaultException;
import dev.whence.text.CsvText;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Finds for each driving row of a [Mapping.Match] the earlier rows that it takes units from.
///
/// Rows of one key, the join column `on`, are served together, in the order of their time: an
/// earlier credit note takes first. Only the rows of one key are in memory.
final class EarlierUnits {

  /// The table that [#find] makes: one row for each part that a driving row takes, with the `line`
  /// of the driving row, the `part_line` of the other one, the `units`, and `seq`, which numbers
  /// the parts in the order of the driving rows' times, then of their lines.
  static final String TABLE = "taken";

  private final Mapping.Match match;
  private final StoredSource from;
  private final StoredSource source;
  private final Scratch scratch;

  EarlierUnits(Mapping.Match match, StoredSource from, StoredSource source, Scratch scratch) {
    this.match = match;
    this.from = from;
    this.source = source;
    this.scratch = scratch;
  }

  /// Told of every driving row what it takes, or why it cannot.
  interface Told {
    void read() throws IOException;

    /// @param parts 0 only if the match is optional and finds too few
    void took(int parts) throws IOException;

    void cannot(long line, Fault fault) throws IOException;
  }

  /// A row of the source with what nobody has taken of it.
  private static final class Lot {
    private final long line;
    private BigDecimal left;

    private Lot(long line, BigDecimal left) {
      this.line = line;
      this.left = left;
    }
  }

  private record Part(Lot lot, BigDecimal units) {}

  void find(Told told) throws IOException {
    scratch.run(
        "CREATE TABLE moves (key VARCHAR, takes INTEGER, shown VARCHAR, second BIGINT, nano INTEGER,"
            + " line BIGINT, units VARCHAR)");
    scratch.run(
        "CREATE TABLE parts (second BIGINT, nano INTEGER, line BIGINT, part INTEGER,"
            + " part_line BIGINT, units VARCHAR)");
    try (var moves = scratch.append("moves")) {
      addLots(moves);
      addTakers(moves, told);
    }
    try (var moves = scratch.query("FROM moves ORDER BY key, second, nano, takes, line");
        var parts = scratch.append("parts")) {
      serve(moves, parts, told);
    }
    scratch.run(
        "CREATE TABLE "
            + TABLE
            + " AS SELECT row_number() OVER (ORDER BY second, nano, line, part) AS seq, line,"
            + " part_line, units FROM parts");
    scratch.run("DROP TABLE moves");
    scratch.run("DROP TABLE parts");
  }

  /// Those without a time or units have nothing to give; the tables made of them tell why.
  private void addLots(Scratch.Appender moves) throws IOException {
    try (var rows = source.rows()) {
      while (rows.next()) {
        Row row = rows.row();
        try {
          Instant at = instant(match.notAfter(), row);
          BigDecimal units = positive(match.of(), row);
          add(moves, source.key(row), 0, at, row, units);
        } catch (FaultException e) {
          // nothing to give
        }
      }
    }
  }

  private void addTakers(Scratch.Appender moves, Told told) throws IOException {
    try (var rows = from.rows()) {
      while (rows.next()) {
        Row row = rows.row();
        told.read();
        try {
          Instant at = instant(match.at(), row);
          BigDecimal units = positive(match.units(), row);
          add(moves, match.on().stream().map(row::get).toList(), 1, at, row, units);
        } catch (FaultException e) {
          told.cannot(row.line(), e.fault());
        }
      }
    }
  }

  private static void add(
      Scratch.Appender moves, List<String> key, int takes, Instant at, Row row, BigDecimal units)
      throws IOException {
    moves.row(
        List.of(
            CsvText.row(key),
            takes,
            String.join(" ", key),
            at.getEpochSecond(),
            at.getNano(),
            row.line(),
            units.toString()));
  }

  /// A lot that comes before a taker is not later than it: at one moment lots come first.
  private void serve(Scratch.Rows moves, Scratch.Appender parts, Told told) throws IOException {
    var lots = new ArrayList<Lot>();
    String key = "";
    while (moves.next()) {
      if (!moves.text(1).equals(key)) {
        key = moves.text(1);
        lots.clear();
      }
      long line = moves.number(6);
      var units = new BigDecimal(moves.text(7));
      if (moves.number(2) == 0) {
        lots.add(new Lot(line, units));
        continue;
      }
      List<Part> taken = take(units, lots);
      BigDecimal got = taken.stream().map(Part::units).reduce(BigDecimal.ZERO, BigDecimal::add);
      if (got.compareTo(units) < 0 && !match.optional()) {
        told.cannot(line, tooFew(moves.text(3), units, got));
        continue;
      }
      if (got.compareTo(units) < 0) {
        told.took(0);
        continue;
      }
      for (int i = 0; i < taken.size(); i++) {
        Part part = taken.get(i);
        part.lot().left = part.lot().left.subtract(part.units());
        parts.row(
            List.of(
                moves.number(4),
                (int) moves.number(5),
                line,
                i,
                part.lot().line,
                part.units().stripTrailingZeros().toPlainString()));
      }
      told.took(taken.size());
      lots.removeIf(lot -> lot.left.signum() == 0);
    }
  }

  /// What would be taken of the latest lots; less than wanted if they have no more.
  private static List<Part> take(BigDecimal wanted, List<Lot> lots) {
    BigDecimal open = wanted;
    var parts = new ArrayList<Part>();
    for (Lot lot : lots.reversed()) {
      if (open.signum() == 0) {
        break;
      }
      BigDecimal units = lot.left.min(open);
      open = open.subtract(units);
      parts.add(new Part(lot, units));
    }
    return parts;
  }

  private Fault tooFew(String key, BigDecimal wanted, BigDecimal got) {
    return new Fault(
        String.join(" ", match.on()),
        key,
        "takes %s units, but earlier rows of %s have only %s left"
            .formatted(wanted.toPlainString(), source.fileName(), got.toPlainString()));
  }

  private static Instant instant(Recipe recipe, Row row) {
    String text = recipe.of(new Row.Group(List.of(row)));
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new FaultException("", text, "is no time to match by; maybe use {time: ...}");
    }
  }

  private static BigDecimal positive(Recipe recipe, Row row) {
    String text = recipe.of(new Row.Group(List.of(row)));
    try {
      var units = new BigDecimal(Blanks.strip(text));
      if (units.signum() > 0) {
        return units;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new FaultException("", text, "is no number of units above 0");
  }
}
