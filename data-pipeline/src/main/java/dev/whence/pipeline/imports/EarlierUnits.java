package dev.whence.pipeline.imports;

import dev.whence.pipeline.imports.Fault.FaultException;
import dev.whence.pipeline.imports.LoadedSource.SourceRow;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds for each driving row of a [Mapping.Match] the earlier rows that it takes units from.
///
/// Rows must be asked for in the order of their time: an earlier credit note takes first.
final class EarlierUnits {
  private final Mapping.Match match;
  private final LoadedSource source;
  private final Map<List<String>, List<Lot>> lots = new HashMap<>();

  /// A row of the source with what nobody has taken of it.
  private static final class Lot {
    private final SourceRow row;
    private final Instant at;
    private BigDecimal left;

    private Lot(SourceRow row, Instant at, BigDecimal left) {
      this.row = row;
      this.at = at;
      this.left = left;
    }
  }

  /// Units taken of one row.
  record Taken(SourceRow row, BigDecimal units) {}

  EarlierUnits(Mapping.Match match, LoadedSource source) {
    this.match = match;
    this.source = source;
  }

  /// When a driving row was.
  ///
  /// @throws FaultException if it has no time
  Instant at(Row row) {
    return instant(match.at(), row);
  }

  /// Takes the units of a driving row from the latest rows that are not later. All or nothing.
  ///
  /// @return empty only if the match is optional and finds too few
  /// @throws FaultException if a value is not what it must be, or too few units are left
  List<Taken> take(Row row) {
    Instant at = at(row);
    BigDecimal wanted = positive(match.units(), row);
    List<String> key = match.on().stream().map(row::get).toList();
    List<Lot> candidates = lots.computeIfAbsent(key, this::lots);
    BigDecimal open = wanted;
    var from = new ArrayList<Lot>();
    var taken = new ArrayList<Taken>();
    for (int i = candidates.size() - 1; i >= 0 && open.signum() > 0; i--) {
      Lot lot = candidates.get(i);
      if (!lot.at.isAfter(at) && lot.left.signum() > 0) {
        BigDecimal units = lot.left.min(open);
        open = open.subtract(units);
        from.add(lot);
        taken.add(new Taken(lot.row, units));
      }
    }
    if (open.signum() > 0 && match.optional()) {
      return List.of();
    }
    if (open.signum() > 0) {
      throw new FaultException(
          String.join(" ", match.on()),
          String.join(" ", key),
          "takes %s units, but earlier rows of %s have only %s left"
              .formatted(
                  wanted.toPlainString(),
                  source.fileName(),
                  wanted.subtract(open).toPlainString()));
    }
    for (int i = 0; i < from.size(); i++) {
      from.get(i).left = from.get(i).left.subtract(taken.get(i).units());
    }
    return taken;
  }

  /// Of rows at the same time the later in the file is the later. Those without a time or units
  /// have nothing to give; the tables made of them tell why.
  private List<Lot> lots(List<String> key) {
    var found = new ArrayList<Lot>();
    for (SourceRow row : source.findAll(key)) {
      Row cells = source.asRow(row);
      try {
        found.add(new Lot(row, instant(match.notAfter(), cells), positive(match.of(), cells)));
      } catch (FaultException e) {
        // nothing to give
      }
    }
    found.sort(Comparator.comparing(lot -> lot.at));
    return found;
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
      var units = new BigDecimal(text);
      if (units.signum() > 0) {
        return units;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new FaultException("", text, "is no number of units above 0");
  }
}
