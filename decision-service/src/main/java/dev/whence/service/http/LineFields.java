package dev.whence.service.http;

import dev.whence.domain.orders.OrderLineId;
import dev.whence.service.orders.LineUnits;
import dev.whence.service.orders.Portion;
import java.util.HashSet;
import java.util.List;

/// Units of lines in the body of a request.
public final class LineFields {
  /// Lines that an order has at most.
  private static final int MOST_LINES = 200;

  /// Units that a line has at most.
  private static final int HIGHEST_QUANTITY = 10_000_000;

  private LineFields() {}

  /// `lines`, or `rest: true` for whatever has not left, or neither for all of it.
  public static Portion readPortion(Fields fields) {
    boolean rest = fields.flagOr("rest", false);
    List<LineUnits> lines = read(fields);
    if (rest && !lines.isEmpty()) {
      fields.complain(
          "rest",
          "names what is left of all lines, and lines are named as well.\nMaybe leave one of the two out");
    }
    if (rest) {
      return new Portion.Rest();
    }
    return lines.isEmpty() ? new Portion.Whole() : new Portion.Lines(lines);
  }

  /// `lines`, each named once; empty when it is left out.
  public static List<LineUnits> read(Fields fields) {
    if (!fields.has("lines")) {
      return List.of();
    }
    var seen = new HashSet<String>();
    return fields.objects(
        "lines",
        1,
        MOST_LINES,
        line -> {
          String id = line.word("lineId");
          if (!seen.add(id)) {
            line.complain("lineId", "is named before");
          }
          return new LineUnits(new OrderLineId(id), line.integer("units", 1, HIGHEST_QUANTITY));
        });
  }
}
