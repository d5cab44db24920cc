package dev.whence.pipeline.imports;

import dev.whence.domain.attributes.Attributes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Drafts a mapping for a CSV file from the names of its columns and what the first rows show. What
/// is guessed or not found is said in a comment that begins with `DOUBT`; the draft is a mapping
/// that can be read, and meant to be corrected by a person.
public final class MappingDraft {
  private static final int MOST_ROWS = 20_000;
  private static final List<Character> DELIMITERS = List.of(',', ';', '\t', '|');
  private static final String SOURCE = "rows";

  /// Where the file has no time of the order.
  private static final String NO_TIME = "{constant: \"2020-01-01T00:00:00Z\"}";

  /// A column of a canonical table and by what names files have it, the likeliest first.
  ///
  /// @param kind of its values
  /// @param otherwise YAML in its place where nothing fits; empty to leave it out
  /// @param doubt what is said of that
  private record Wanted(
      String column, Kind kind, String otherwise, String doubt, List<String> names) {}

  private enum Kind {
    TEXT,
    TIME,
    DATE,
    WHOLE,
    MONEY,
    NUMBER
  }

  private static Wanted wanted(
      String column, Kind kind, String otherwise, String doubt, String... names) {
    return new Wanted(column, kind, otherwise, doubt, List.of(names));
  }

  private static final String ORDERED =
      "(order(ed)?|purchase|invoice|created|placed|sale)_?(date|time|timestamp|at|on|purchase_timestamp|day)";

  private static final List<Wanted> SHIPMENTS =
      List.of(
          wanted(
              "shipment_id",
              Kind.TEXT,
              "KEY",
              "",
              "(shipment|parcel|tracking|consignment|delivery)_(id|number|no|code)"),
          wanted(
              "order_id",
              Kind.TEXT,
              "KEY",
              "no column names the order",
              "(order|sales_order|invoice|po|purchase_order)_?(id|number|no|nr|code)?",
              "id"),
          wanted(
              "ship_node",
              Kind.TEXT,
              "{constant: DC}",
              "no column names who sent it",
              "(seller|vendor|warehouse|node|store|dc|facility|supplier|plant|origin)(_(id|code|name|number))?",
              ".*(warehouse|seller|vendor|origin).*"),
          wanted(
              "carrier_service",
              Kind.TEXT,
              "{constant: STANDARD}",
              "no column names the carrier or its service",
              "(carrier|courier)(_(id|name|code|service))?",
              "ship(ping|ment)?_(mode|method|service|class)",
              "service(_(level|name|type))?"),
          wanted(
              "ordered_at",
              Kind.TIME,
              NO_TIME,
              "no time of the order",
              ".*order_?purchase.*",
              ORDERED,
              ".*order.*(date|time|timestamp).*",
              "(date|timestamp)"),
          wanted(
              "planned_handover",
              Kind.TIME,
              "",
              "",
              "(planned_.*(ship|hand|dispatch).*)",
              "ship(ping)?_(limit|by).*",
              "dispatch_by.*"),
          wanted(
              "origin_country",
              Kind.TEXT,
              "{constant: US}",
              "the country of the ship node is a guess",
              "(origin|seller|from)_country(_code)?"),
          wanted(
              "origin_region", Kind.TEXT, "", "", "(origin|seller|from)_(state|region|province)"),
          wanted(
              "origin_time_zone",
              Kind.TEXT,
              "{constant: UTC}",
              "the time zone of the ship node is a guess",
              "(origin|seller|from)_time_?zone"),
          wanted(
              "destination_country",
              Kind.TEXT,
              "{constant: US}",
              "the country of the destination is a guess",
              "(destination|customer|ship_to|to|delivery)_country(_code)?"),
          wanted(
              "destination_region",
              Kind.TEXT,
              "",
              "",
              "(destination|customer|ship_to|to|delivery)_(state|region|province)",
              "(state|region|country)"),
          wanted(
              "destination_time_zone",
              Kind.TEXT,
              "{constant: UTC}",
              "the time zone of the destination is a guess: the promised day ends in it",
              "(destination|customer|to)_time_?zone"),
          wanted(
              "distance_km",
              Kind.NUMBER,
              "{constant: 0}",
              "no distance: without it the model does not know near from far",
              "distance(_km)?",
              ".*distance.*"),
          wanted("weight_grams", Kind.WHOLE, "", "", "weight_(g|grams?)", ".*weight.*"),
          wanted("units", Kind.WHOLE, "", "", "(units|quantity|qty|items)", ".*(quantity|qty).*"),
          wanted(
              "freight_minor",
              Kind.MONEY,
              "",
              "",
              "(freight|shipping)_?(cost|value|price|charge|fee)?.*"),
          wanted(
              "currency",
              Kind.TEXT,
              "{constant: USD}",
              "the currency is a guess",
              "currency(_code)?"),
          wanted(
              "promised_date",
              Kind.DATE,
              "",
              "",
              ".*(promis|estimat|expected|scheduled|due|eta|required).*"),
          wanted("status", Kind.TEXT, "STATUS", "", "no column: worked out"),
          wanted(
              "handed_over_at",
              Kind.TIME,
              "ORDERED",
              "no time of hand-over: taken to leave when it was ordered",
              ".*(delivered_carrier|shipped|dispatched|handed|pickup|ship_date|shipping_date|ship_?ment_?date).*"),
          wanted(
              "delivered_at",
              Kind.TIME,
              "",
              "",
              ".*(delivered_customer|actual_deliver|delivered_to|deliver(ed|y)_?(date|time|at|on|timestamp)|arriv|received).*",
              ".*deliver.*"),
          wanted("known_at", Kind.TIME, "DELIVERED", "", ".*(recorded|known|scan).*"));

  private static final List<Wanted> ORDER_LINES =
      List.of(
          wanted(
              "order_id",
              Kind.TEXT,
              "KEY",
              "no column names the order",
              "(order|sales_order|invoice)_?(id|number|no|nr|code)?",
              "id"),
          wanted(
              "line_id",
              Kind.TEXT,
              "LINE",
              "the file numbers no lines",
              "(line|item|order_item|position)_?(id|number|no|nr)"),
          wanted(
              "ordered_at",
              Kind.TIME,
              NO_TIME,
              "no time of the order",
              ORDERED,
              ".*(order|invoice|purchase).*(date|time|timestamp).*",
              "(date|timestamp)"),
          wanted(
              "customer_id",
              Kind.TEXT,
              "",
              "",
              "(customer|user|client|buyer)_?(id|number|no|unique_id)?"),
          wanted(
              "sku",
              Kind.TEXT,
              "{constant: UNKNOWN}",
              "no column names the article",
              "(sku|article|product|stock_?code|item|asin|ean)(_?(id|code|number|no|sku))?"),
          wanted("category", Kind.TEXT, "", "", ".*(category|department|product_?type|class).*"),
          wanted("quantity", Kind.WHOLE, "", "", "(quantity|qty|units)", ".*(quantity|qty).*"),
          wanted(
              "unit_price_minor",
              Kind.MONEY,
              "{constant: 0}",
              "no price",
              "(unit_?)?price",
              ".*(price|amount).*"),
          wanted(
              "currency",
              Kind.TEXT,
              "{constant: USD}",
              "the currency is a guess",
              "currency(_code)?"));

  private final Path file;
  private final Charset encoding;
  private final char delimiter;
  private final List<ColumnFacts> columns;
  private final long rows;
  private final List<Beside> besides;

  /// A further file, and the columns that both have: the likely key.
  ///
  /// @param key columns of the further file
  /// @param on the columns of the first file, in the order of the key
  /// @param isUnique whether no two of the rows looked at share the key
  private record Beside(
      String source, MappingDraft draft, List<String> key, List<String> on, boolean isUnique) {}

  private MappingDraft(
      Path file,
      Charset encoding,
      char delimiter,
      List<ColumnFacts> columns,
      long rows,
      List<Beside> besides) {
    this.file = file;
    this.besides = List.copyOf(besides);
    this.encoding = encoding;
    this.delimiter = delimiter;
    this.columns = List.copyOf(columns);
    this.rows = rows;
  }

  /// Looks at a file; of a long one at its first 20,000 rows.
  ///
  /// @throws IOException if it cannot be read, or has no header with two columns
  public static MappingDraft of(Path file) throws IOException {
    byte[] head = CsvFile.head(file);
    Charset encoding = isUtf8(head) ? StandardCharsets.UTF_8 : Charset.forName("windows-1252");
    char delimiter = delimiter(new String(head, encoding));
    try (CsvFile csv = CsvFile.open(file, encoding, delimiter, read -> {})) {
      Optional<CsvFile.Entry> first = csv.next();
      if (!(first.orElse(null) instanceof CsvFile.Entry.Fields(var _, var names))
          || names.size() < 2) {
        throw new IOException(
            "%s has no line of column names with at least two of them.\nMaybe it is no CSV file, or its first lines are a title: remove them."
                .formatted(file));
      }
      List<ColumnFacts> columns = names.stream().map(ColumnFacts::new).toList();
      long rows = 0;
      for (Optional<CsvFile.Entry> next = csv.next();
          next.isPresent() && rows < MOST_ROWS;
          next = csv.next()) {
        if (next.get() instanceof CsvFile.Entry.Fields(var _, var values)
            && values.size() == columns.size()) {
          rows++;
          for (int i = 0; i < values.size(); i++) {
            columns.get(i).see(values.get(i));
          }
        }
      }
      return new MappingDraft(file, encoding, delimiter, columns, rows, List.of());
    }
  }

  /// As [#of(Path)], with further files whose rows are joined to those of the first by the columns
  /// that are called alike.
  ///
  /// @throws IOException if one of them cannot be read, or has no header with two columns
  public static MappingDraft of(Path first, List<Path> further) throws IOException {
    MappingDraft main = of(first);
    var besides = new ArrayList<Beside>();
    var taken = new HashSet<>(Set.of(SOURCE));
    for (Path file : further) {
      MappingDraft other = of(file);
      String name = free(plain(other.name().replaceAll("\\.[^.]*$", "")), taken);
      taken.add(name);
      besides.add(main.beside(name, other));
    }
    return new MappingDraft(
        main.file, main.encoding, main.delimiter, main.columns, main.rows, besides);
  }

  private Beside beside(String source, MappingDraft other) throws IOException {
    var pairs = new LinkedHashMap<ColumnFacts, String>();
    for (ColumnFacts column : other.columns) {
      columns.stream()
          .filter(own -> plain(own.name).equals(plain(column.name)) && !own.isEmpty())
          .findFirst()
          .ifPresent(own -> pairs.put(column, own.name));
    }
    Optional<ColumnFacts> alone = pairs.keySet().stream().filter(ColumnFacts::isUnique).findFirst();
    List<ColumnFacts> key = alone.map(List::of).orElseGet(() -> List.copyOf(pairs.keySet()));
    return new Beside(
        source,
        other,
        key.stream().map(column -> column.name).toList(),
        key.stream().map(column -> Objects.requireNonNull(pairs.get(column))).toList(),
        alone.isPresent() || other.isUnique(key));
  }

  /// Whether no two of the rows looked at agree in all of these columns.
  private boolean isUnique(List<ColumnFacts> key) throws IOException {
    List<Integer> places = key.stream().map(columns::indexOf).toList();
    var seen = new HashSet<List<String>>();
    try (CsvFile csv = CsvFile.open(file, encoding, delimiter, read -> {})) {
      csv.next();
      long looked = 0;
      for (Optional<CsvFile.Entry> next = csv.next();
          next.isPresent() && looked < rows;
          next = csv.next()) {
        if (next.get() instanceof CsvFile.Entry.Fields(var _, var values)
            && values.size() == columns.size()) {
          looked++;
          if (!seen.add(places.stream().map(values::get).toList())) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static boolean isUtf8(byte[] head) {
    try {
      // The last character may be cut.
      int length = Math.max(0, head.length - 4);
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(head, 0, wholeUtf8(head, length)));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static int wholeUtf8(byte[] bytes, int length) {
    int end = length;
    while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return end;
  }

  private static char delimiter(String head) {
    String header = head.lines().findFirst().orElse("");
    char best = ',';
    long most = 0;
    for (char delimiter : DELIMITERS) {
      long found = header.chars().filter(each -> each == delimiter).count();
      if (found > most) {
        most = found;
        best = delimiter;
      }
    }
    return best;
  }

  /// The mapping as YAML, with comments.
  public String yaml() {
    var yaml = new StringBuilder();
    yaml.append(
        "# Drafted from %s (%,d rows looked at). Read every line that says DOUBT.\n"
            .formatted(name(), rows));
    yaml.append("# The language: docs/import.md.\n\n");
    boolean offsets = columns.stream().anyMatch(ColumnFacts::hasOffset);
    if (!offsets) {
      yaml.append("time zone: UTC # DOUBT: the file says no zone\n\n");
    }
    yaml.append("sources:\n").append(source(SOURCE));
    for (Beside beside : besides) {
      yaml.append(beside.draft().source(beside.source())).append(key(beside));
    }
    Map<String, ColumnFacts> shipped = found(SHIPMENTS);
    Map<String, ColumnFacts> sold = found(ORDER_LINES);
    List<ColumnFacts> left =
        columns.stream()
            .filter(column -> !shipped.containsValue(column) && !sold.containsValue(column))
            .toList();
    SequencedMap<String, Offered> attributes = attributes(left);
    yaml.append("\ntables:\n");
    boolean any = false;
    if (shipped.containsKey("delivered_at")
        && (shipped.containsKey("ordered_at") || shipped.containsKey("promised_date"))) {
      table(yaml, "shipments", SHIPMENTS, shipped, attributes);
      any = true;
    }
    if (!any || (sold.containsKey("sku") && sold.containsKey("ordered_at"))) {
      table(yaml, "order_lines", ORDER_LINES, sold, attributes);
    }
    List<String> unused =
        left.stream()
            .filter(column -> !attributes.containsValue(new Offered(SOURCE, column)))
            .map(column -> column.name)
            .toList();
    if (!unused.isEmpty()) {
      yaml.append("# Not used: %s\n".formatted(String.join(", ", unused)));
    }
    return yaml.toString();
  }

  private String source(String name) {
    return "  %s:\n    file: %s\n%s%s"
        .formatted(
            name,
            quoted(name()),
            delimiter == ','
                ? ""
                : "    delimiter: %s\n".formatted(quoted(String.valueOf(delimiter))),
            encoding.equals(StandardCharsets.UTF_8)
                ? ""
                : "    encoding: windows-1252 # DOUBT: not UTF-8; ISO-8859-1 is as likely\n");
  }

  private static String key(Beside beside) {
    if (beside.key().isEmpty()) {
      return "    # DOUBT: no column is called like one of the first file: name the key, and join it\n";
    }
    String key =
        "    key: %s # DOUBT: called alike in both files\n".formatted(list(beside.key(), ""));
    return beside.isUnique()
        ? key
        : key + "    duplicates: first # DOUBT: several rows have the same key\n";
  }

  /// Rows without partner stay, so that a wrong guess loses none.
  private String joins() {
    var yaml = new StringBuilder();
    for (Beside beside : besides) {
      if (!beside.key().isEmpty()) {
        yaml.append(yaml.isEmpty() ? "    join:\n" : "")
            .append(
                "      - {source: %s, on: %s, optional: true}\n"
                    .formatted(beside.source(), list(beside.on(), SOURCE + ".")));
      }
    }
    return yaml.toString();
  }

  private static String list(List<String> names, String prefix) {
    return names.stream()
        .map(name -> quoted(prefix + name))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /// Of the columns that found no place those that may be attributes, by names for them: numbers,
  /// and words that come more than once. A time, and what names a row, is none.
  private SequencedMap<String, Offered> attributes(List<ColumnFacts> left) {
    var attributes = new LinkedHashMap<String, Offered>();
    left.forEach(column -> offer(attributes, SOURCE, column));
    for (Beside beside : besides) {
      if (!beside.key().isEmpty()) {
        beside.draft().columns.stream()
            .filter(column -> !beside.key().contains(column.name))
            .forEach(column -> offer(attributes, beside.source(), column));
      }
    }
    return attributes;
  }

  private record Offered(String source, ColumnFacts column) {}

  private static void offer(
      SequencedMap<String, Offered> attributes, String source, ColumnFacts column) {
    boolean isNumber = column.isNumber() || column.isMostlyNumber();
    boolean saysSomething = !column.isEmpty() && !column.isTime() && !column.isUnique();
    if (attributes.size() < Attributes.MOST && (isNumber || saysSomething)) {
      attributes.put(attributeName(column, attributes.keySet()), new Offered(source, column));
    }
  }

  private static String attributeName(ColumnFacts column, Set<String> taken) {
    String name = plain(column.name);
    String begun = name.matches("[a-z].*") ? name : "a_" + name;
    return free(begun.substring(0, Math.min(60, begun.length())), taken);
  }

  /// The name, or with a number behind it if it is taken.
  private static String free(String name, Set<String> taken) {
    String free = name;
    for (int number = 2; taken.contains(free); number++) {
      free = name + "_" + number;
    }
    return free;
  }

  /// As comments: which of them anybody knew when the order came in, the file does not say.
  private static String commented(SequencedMap<String, Offered> attributes) {
    if (attributes.isEmpty()) {
      return "";
    }
    var yaml =
        new StringBuilder(
            "    # DOUBT: these found no place. Take in those that are known when the order comes in.\n    # attributes:\n");
    attributes.forEach(
        (name, offered) -> yaml.append("    #   %s: %s\n".formatted(name, attribute(offered))));
    return yaml.toString();
  }

  private static String attribute(Offered offered) {
    ColumnFacts column = offered.column();
    String reference = quoted(offered.source() + "." + column.name);
    if (column.isNumber() || column.isMostlyNumber()) {
      return "{number: %s%s}".formatted(reference, orMissing(column));
    }
    return column.longest() <= Attributes.LONGEST_WORD
        ? reference
        : "{found: %s, pattern: \"(.{1,%d}).*\"}".formatted(reference, Attributes.LONGEST_WORD);
  }

  private String name() {
    return String.valueOf(file.getFileName()).replaceAll("\\.gz$", "");
  }

  /// Each column of a table with the file's column for it. No column of the file is taken twice.
  private Map<String, ColumnFacts> found(List<Wanted> table) {
    var found = new LinkedHashMap<String, ColumnFacts>();
    for (Wanted wanted : table) {
      candidates(wanted).stream()
          .filter(column -> !found.containsValue(column))
          .findFirst()
          .ifPresent(column -> found.put(wanted.column(), column));
    }
    return found;
  }

  private List<ColumnFacts> candidates(Wanted wanted) {
    var candidates = new ArrayList<ColumnFacts>();
    for (String names : wanted.names()) {
      Pattern pattern = Pattern.compile(names);
      for (ColumnFacts column : columns) {
        if (fits(wanted.kind(), column) && pattern.matcher(plain(column.name)).matches()) {
          candidates.add(column);
        }
      }
    }
    return candidates;
  }

  private static boolean fits(Kind kind, ColumnFacts column) {
    return switch (kind) {
      case TEXT -> !column.isEmpty() && !column.isTime();
      case TIME, DATE -> column.isTime();
      case WHOLE, MONEY, NUMBER -> column.isNumber() || column.isMostlyNumber();
    };
  }

  /// `Delivered to Client Date` and `deliveredToClientDate` are `delivered_to_client_date`.
  static String plain(String name) {
    return name.strip()
        .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9]+", "_")
        .replaceAll("^_|_$", "");
  }

  private void table(
      StringBuilder yaml,
      String table,
      List<Wanted> wanted,
      Map<String, ColumnFacts> found,
      SequencedMap<String, Offered> attributes) {
    yaml.append("  %s:\n    from: %s\n".formatted(table, SOURCE)).append(joins());
    String filter = filter(table, found);
    if (!filter.isEmpty()) {
      yaml.append(filter);
    }
    yaml.append("    columns:\n");
    for (Wanted each : wanted) {
      ColumnFacts column = found.get(each.column());
      String line = column == null ? missing(each, found) : recipe(each, column);
      if (!line.isEmpty()) {
        yaml.append("      %s: %s\n".formatted(each.column(), line));
      }
    }
    yaml.append(commented(attributes)).append('\n');
  }

  private static String filter(String table, Map<String, ColumnFacts> found) {
    ColumnFacts delivered = found.get("delivered_at");
    if (table.equals("shipments") && delivered != null) {
      return "    filters: # DOUBT: parcels underway tell something, too (status IN_TRANSIT)\n      arrived: {keep if: %s, present: true}\n"
          .formatted(reference(delivered));
    }
    ColumnFacts quantity = found.get("quantity");
    return quantity != null && quantity.isNegativeSometimes()
        ? "    filters: # DOUBT: negative quantities may be returns, to be matched to their sales\n      sold: {keep if: %s, between: [1, 1000000]}\n"
            .formatted(reference(quantity))
        : "";
  }

  private String missing(Wanted wanted, Map<String, ColumnFacts> found) {
    String doubt = wanted.doubt().isEmpty() ? "" : " # DOUBT: " + wanted.doubt();
    return switch (wanted.otherwise()) {
      case "KEY" -> key().map(column -> reference(column) + doubt).orElseGet(() -> line() + doubt);
      case "LINE" -> line() + doubt;
      case "STATUS" -> "{constant: DELIVERED}";
      case "ORDERED" ->
          Optional.ofNullable(found.get("ordered_at"))
              .map(column -> time(column, "") + doubt)
              .orElse(NO_TIME + doubt);
      case "DELIVERED" ->
          time(Objects.requireNonNull(found.get("delivered_at")), "12:00")
              + " # DOUBT: known when it happened";
      default -> wanted.otherwise().isEmpty() ? "" : wanted.otherwise() + doubt;
    };
  }

  private Optional<ColumnFacts> key() {
    return columns.stream().filter(column -> column.isUnique() && !column.isTime()).findFirst();
  }

  private static String line() {
    return quoted(SOURCE + ".line in the file");
  }

  private static String recipe(Wanted wanted, ColumnFacts column) {
    String doubt =
        column.missingShare() > 0.2
            ? " # DOUBT: missing in %.0f %% of the rows".formatted(100 * column.missingShare())
            : "";
    return switch (wanted.kind()) {
      case TEXT -> reference(column) + doubt;
      case TIME ->
          time(column, wanted.column().equals("ordered_at") ? "" : "12:00")
              + timeDoubt(column, doubt);
      case DATE ->
          "{date: %s, format: %s}".formatted(reference(column), format(column))
              + timeDoubt(column, doubt);
      case WHOLE ->
          column.isWhole()
              ? reference(column) + (wanted.column().equals("weight_grams") ? unit(column) : doubt)
              : "{number: %s, round: half up%s}".formatted(reference(column), orMissing(column))
                  + (wanted.column().equals("weight_grams") ? unit(column) : doubt);
      case MONEY ->
          "{number: %s, times: 100, round: half up%s} # DOUBT: taken for whole units of the currency"
              .formatted(reference(column), orMissing(column));
      case NUMBER ->
          column.isMostlyNumber()
              ? "{number: %s%s}".formatted(reference(column), orMissing(column)) + unit(column)
              : reference(column) + unit(column);
    };
  }

  /// Words among the numbers are no values.
  private static String orMissing(ColumnFacts column) {
    return column.isMostlyNumber() ? ", otherwise: missing" : "";
  }

  private static String unit(ColumnFacts column) {
    return " # DOUBT: the unit; %s does not say it for sure".formatted(column.name);
  }

  /// @param at time of day where the file has none; empty for midnight
  private static String time(ColumnFacts column, String at) {
    String noon = column.hasTimeOfDay() || at.isEmpty() ? "" : ", at: \"%s\"".formatted(at);
    return "{time: %s, format: %s%s}".formatted(reference(column), format(column), noon);
  }

  private static String format(ColumnFacts column) {
    return quoted(column.format().orElse("yyyy-MM-dd"));
  }

  private static String timeDoubt(ColumnFacts column, String doubt) {
    return column
        .otherFormat()
        .map(other -> " # DOUBT: %s fits as well".formatted(other))
        .orElse(
            column.hasTimeOfDay() || !doubt.isEmpty()
                ? doubt
                : " # DOUBT: the file has no time of day");
  }

  private static String reference(ColumnFacts column) {
    return quoted(SOURCE + "." + column.name);
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\t", "\\t") + "\"";
  }
}
