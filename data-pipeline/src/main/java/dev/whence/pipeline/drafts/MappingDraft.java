package dev.whence.pipeline.drafts;

import static dev.whence.pipeline.drafts.DraftText.plain;
import static dev.whence.pipeline.drafts.DraftText.quoted;
import static dev.whence.pipeline.drafts.DraftText.shown;

import dev.whence.domain.attributes.Attributes;
import dev.whence.pipeline.drafts.MeasureUnit.What;
import dev.whence.pipeline.drafts.TimeFormats.Order;
import dev.whence.pipeline.imports.ColumnNames;
import dev.whence.pipeline.imports.CsvFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.DoubleSummaryStatistics;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Drafts a mapping for a CSV file from the names of its columns and what the first rows show. What
/// is guessed or not found is said in a comment that begins with `DOUBT`; the draft is a mapping
/// that can be read, and meant to be corrected by a person. Every column is used, offered as an
/// attribute, or named as not used with the reason.
public final class MappingDraft {
  private static final int MOST_ROWS = 20_000;

  /// From so many rows on a column of different words may name them.
  private static final int MANY_ROWS = 100;

  /// So many values that are missing are no chance.
  private static final int MANY_GIVEN = 10;

  /// A larger share of rows without a value is said, and no column names rows of which so many have
  /// no name, where another does.
  private static final double MANY_MISSING = 0.2;

  private static final double NEARLY_ALL = 0.99;

  /// Larger numbers of an unknown unit are no days.
  private static final int MOST_DAYS = 60;

  private static final String SOURCE = "rows";

  /// Of a name that says that its amounts are in the smallest units of a currency.
  private static final String MINOR_UNITS =
      "(.*_)?(cents?|minor|pence|paise|centavos|centimos|groszy)(_.*)?";

  /// What is called a name, and is the number of an order: `#1001`.
  private static final Pattern ORDER_NUMBER = Pattern.compile("#?[A-Z]{0,4}-?[0-9]{3,}");

  private final Path file;
  private final FirstLook look;
  private final List<ColumnFacts> columns;

  /// Times that stand in several columns, to be computed.
  private final List<ColumnFacts> times;

  /// Where the file has a row for each event of a parcel.
  private final Optional<EventLogDraft> log;

  /// The rows looked at.
  private final List<List<String>> rows;

  private final long lines;
  private final List<String> formulas;

  private final List<Beside> besides;

  /// Where rows take back what others sold.
  private final Optional<ReturnRows> takenBack;

  /// Where coordinates tell how far it is.
  private final Optional<DraftedDistance> distance;

  /// Columns that have a value only where something has arrived, or come back.
  private final Map<ColumnFacts, String> onlyAfterwards;

  /// A further file, and the columns that both have: the likely key.
  ///
  /// @param key columns of the further file
  /// @param on the columns of the first file, in the order of the key
  /// @param isUnique whether no two of the rows looked at share the key
  private record Beside(
      String source, MappingDraft draft, List<String> key, List<String> on, boolean isUnique) {

    /// Whether the file, by its name or by what numbers its rows, is of returns or credit notes.
    boolean isOfReturns() {
      return KnownAfterwards.isOfReturns(ColumnWords.english(plain(source), false))
          || draft.columns.stream()
              .anyMatch(column ->
                  (column.isTime() || column.isNearlyUnique())
                      && KnownAfterwards.isOfReturns(column.called()));
    }
  }

  /// A table that is written, and the file's columns for its columns.
  private record Planned(String table, List<WantedColumn> wanted, Map<String, ColumnFacts> found) {}

  private MappingDraft(
      Path file,
      FirstLook look,
      List<ColumnFacts> columns,
      List<List<String>> rows,
      long lines,
      List<String> formulas,
      List<Beside> besides) {
    this.file = file;
    this.look = look;
    this.columns = List.copyOf(columns);
    this.times = JoinedTimes.of(this.columns);
    this.rows = List.copyOf(rows);
    this.lines = lines;
    this.formulas = List.copyOf(formulas);
    this.besides = List.copyOf(besides);
    this.distance = DraftedDistance.of(this.columns);
    this.log = besides.isEmpty() ? log() : Optional.empty();
    Map<String, ColumnFacts> sold = found(WantedColumn.ORDER_LINES);
    List<ColumnFacts> statuses = ReturnsDraft.statuses(this.columns);
    ColumnFacts quantity = sold.get("quantity");
    this.takenBack =
        statuses.isEmpty() && (quantity == null || !quantity.isNegativeSometimes())
            ? Optional.empty()
            : ReturnRows.of(this.columns, sold, statuses, rows);
    this.onlyAfterwards = log.isPresent() ? Map.of() : onlyAfterwards(sold);
  }

  /// Looks at a file; of a long one at its first 20,000 rows.
  ///
  /// @throws IOException if it cannot be read, or has no header with two columns
  public static MappingDraft of(Path file) throws IOException {
    FirstLook look = FirstLook.at(file);
    var columns = new ArrayList<ColumnFacts>();
    look.names()
        .forEach(name ->
            columns.add(new ColumnFacts(name, !look.header().get(columns.size()).isBlank())));
    var formulas = new ArrayList<String>();
    var rows = new ArrayList<List<String>>();
    long lines = Long.MAX_VALUE;
    try (CsvFile csv = open(file, look)) {
      csv.next();
      for (Optional<CsvFile.Entry> next = csv.next(); next.isPresent(); next = csv.next()) {
        if (rows.size() == MOST_ROWS) {
          lines = next.get().line() - 1;
          break;
        }
        if (next.get() instanceof CsvFile.Entry.Malformed(var _, var text, var _)) {
          if (formulas.isEmpty() && text.contains("=\"")) {
            formulas.add(text);
          }
        }
        if (next.get() instanceof CsvFile.Entry.Fields(var _, var read)) {
          List<String> values = ColumnNames.fitted(look.header(), read);
          if (values.size() == columns.size()) {
            rows.add(values);
            for (int i = 0; i < values.size(); i++) {
              columns.get(i).see(values.get(i));
            }
          }
        }
      }
    }
    settleOrders(columns);
    return new MappingDraft(file, look, columns, rows, lines, formulas, List.of());
  }

  private static CsvFile open(Path file, FirstLook look) throws IOException {
    CsvFile csv = CsvFile.open(file, look.encoding(), look.delimiter(), read -> {});
    csv.skip(look.skipped());
    return csv;
  }

  /// Day and month come in one order in all columns of a file, where they can: one that can be read
  /// in one way only decides for the others.
  private static void settleOrders(List<ColumnFacts> columns) {
    List<ColumnFacts> sure =
        columns.stream().filter(column -> column.orders().size() == 1).toList();
    Set<Order> orders =
        sure.stream().flatMap(column -> column.orders().stream()).collect(Collectors.toSet());
    boolean decided = orders.size() == 1;
    for (ColumnFacts column : columns) {
      if (column.orders().size() == 1) {
        column.settle(column.orders().iterator().next(), "");
      } else if (column.orders().size() > 1) {
        column.settle(
            decided ? orders.iterator().next() : Order.DAY_FIRST,
            decided ? sure.getFirst().name : "");
      }
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
        main.file, main.look, main.columns, main.rows, main.lines, main.formulas, besides);
  }

  private Beside beside(String source, MappingDraft other) {
    var pairs = new LinkedHashMap<ColumnFacts, String>();
    for (ColumnFacts column : other.columns) {
      columns.stream()
          .filter(
              own -> own.isNamed && plain(own.name).equals(plain(column.name)) && !own.isEmpty())
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

  private Map<ColumnFacts, String> onlyAfterwards(Map<String, ColumnFacts> sold) {
    var outcomes = new LinkedHashMap<ColumnFacts, String>();
    new ReturnsDraft(columns, sold, takenBack)
        .at()
        .ifPresent(column -> outcomes.put(column, "has a value only where something came back"));
    Optional.ofNullable(found(WantedColumn.SHIPMENTS).get("delivered_at"))
        .map(column -> column.computed().map(each -> each.parts().getLast()).orElse(column))
        .ifPresent(column -> outcomes.put(column, "has a value only where something has arrived"));
    outcomes.keySet().removeIf(column -> column.missingShare() == 0);
    var reasons = new LinkedHashMap<ColumnFacts, String>();
    outcomes.forEach((outcome, reason) ->
        columns.stream()
            .filter(column -> !column.equals(outcome) && column.missingShare() > 0)
            .filter(column -> isGivenOnlyWith(outcome, column))
            .forEach(column -> reasons.putIfAbsent(column, reason)));
    return reasons;
  }

  /// Whether a column is empty in all or nearly all rows in which another one is, where at least
  /// ten of these would have a value if the two had nothing to do with each other. Some may have
  /// one, where nearly every row with an outcome has: what is diverted was handed over, too.
  private boolean isGivenOnlyWith(ColumnFacts outcome, ColumnFacts column) {
    List<List<String>> without = rows.stream().filter(row -> !isGiven(outcome, row)).toList();
    long given = rows.stream().filter(row -> isGiven(column, row)).count();
    long givenWithout = without.stream().filter(row -> isGiven(column, row)).count();
    int with = rows.size() - without.size();
    boolean isNearlyAlways = given - givenWithout >= NEARLY_ALL * with;
    return given * without.size() >= MANY_GIVEN * (long) rows.size()
        && givenWithout <= (isNearlyAlways ? MANY_MISSING : 0) * without.size();
  }

  private boolean isGiven(ColumnFacts column, List<String> row) {
    String value = row.get(columns.indexOf(column));
    return !value.isBlank() && !column.standIns().contains(value);
  }

  private Optional<EventLogDraft> log() {
    return EventLogDraft.of(withTimes(), columns, rows);
  }

  /// The table of a log, with the columns that say the same in all rows of a parcel.
  private Planned logged(EventLogDraft log) {
    Map<String, ColumnFacts> found = new LinkedHashMap<>();
    for (WantedColumn wanted : WantedColumn.SHIPMENTS) {
      if (!EventLogDraft.TOLD_BY_EVENTS.contains(wanted.column())) {
        candidates(wanted).stream()
            .filter(column -> log.steady().contains(column) && !log.used().contains(column))
            .filter(column -> !found.containsValue(column))
            .findFirst()
            .ifPresent(column -> found.put(wanted.column(), column));
      }
    }
    return new Planned("shipments", WantedColumn.SHIPMENTS, found);
  }

  /// As [#logged], with the time of the events.
  private Planned loggedWithTimes(EventLogDraft log) {
    Planned table = logged(log);
    var found = new LinkedHashMap<>(table.found());
    found.put("event", log.at());
    return new Planned(table.table(), table.wanted(), found);
  }

  private String table(EventLogDraft log, SequencedMap<String, Offered> attributes) {
    Planned table = logged(log);
    Map<String, String> told = log.recipes();
    var yaml =
        new StringBuilder(
            "  shipments: # one of all rows of a parcel\n    from: rows\n    group by: [%s]\n    columns:\n"
                .formatted(quoted(SOURCE + "." + log.parcel().name)));
    for (WantedColumn each : table.wanted()) {
      ColumnFacts column = table.found().get(each.column());
      String line =
          column != null
              ? recipe(each, column, table.found())
              : Optional.ofNullable(told.get(each.column()))
                  .orElseGet(() -> missing(each, table.found()));
      if (!line.isEmpty()) {
        yaml.append("      %s: %s\n".formatted(each.column(), line));
      }
    }
    return yaml.append(until(table)).append(commented(attributes)).append('\n').toString();
  }

  /// Whether no two of the rows looked at agree in all of these columns.
  private boolean isUnique(List<ColumnFacts> key) {
    List<Integer> places = key.stream().map(columns::indexOf).toList();
    var seen = new HashSet<List<String>>();
    for (List<String> values : rows) {
      if (!seen.add(places.stream().map(values::get).toList())) {
        return false;
      }
    }
    return true;
  }

  /// The mapping as YAML, with comments.
  public String yaml() {
    return head() + "\n" + mapping();
  }

  /// The mapping, tried on the rows looked at: what came of them stands on top.
  ///
  /// @throws IOException if the rows cannot be copied to be tried
  public TriedDraft tried() throws IOException {
    String mapping = mapping();
    var files = new LinkedHashMap<Path, Long>();
    files.put(file, lines);
    besides.forEach(beside -> files.put(beside.draft().file, beside.draft().lines));
    TriedDraft tried = TriedDraft.of(head(), mapping, files, tells());
    if (log.isEmpty() && tried.usable() == 0 && returns().isPresent()) {
      TriedDraft without = TriedDraft.of(head(), mapping(false), files, tells());
      return without.usable() > 0 ? without : tried;
    }
    return tried;
  }

  /// Whether it says when anything was ordered or sent.
  private boolean tells() {
    return log.isPresent()
        || planned().stream()
            .anyMatch(table ->
                List.of("ordered_at", "handed_over_at", "planned_handover").stream()
                    .anyMatch(table.found()::containsKey));
  }

  private String head() {
    return """
    # Drafted from %s (%,d rows looked at). Read every line that says DOUBT.
    # The language: docs/import.md.
    """
        .formatted(shown(name()), rows.size());
  }

  private String mapping() {
    return mapping(true);
  }

  /// @param withReturns whether a table of returns is drafted, if the file tells of some
  private String mapping(boolean withReturns) {
    var yaml = new StringBuilder();
    if (!formulas.isEmpty()) {
      yaml.append(
          "# DOUBT: cells written as formulas cannot be read, and their rows are rejected; save the file without them: %s\n"
              .formatted(shown(formulas.getFirst())));
    }
    if (Stream.concat(columns.stream(), times.stream())
        .anyMatch(column -> column.isTime() && !column.hasOffset())) {
      yaml.append("time zone: UTC # DOUBT: the file says no zone\n\n");
    }
    List<Planned> planned = log.isPresent() ? List.of() : planned();
    yaml.append("sources:\n")
        .append(source(SOURCE, log.map(this::loggedWithTimes).map(List::of).orElse(planned)));
    for (Beside beside : besides) {
      yaml.append(beside.draft().source(beside.source(), List.of())).append(key(beside));
      if (!folder(beside.draft().file).equals(folder(file))) {
        yaml.append(
            "    # DOUBT: %s lies in another folder: an import reads all files from one\n"
                .formatted(shown(beside.draft().name())));
      }
    }
    Optional<ReturnsDraft> returns = withReturns && log.isEmpty() ? returns() : Optional.empty();
    Optional<Planned> sold =
        planned.stream().filter(table -> table.table().equals("order_lines")).findFirst();
    if (returns.isPresent() && takenBack.isPresent() && sold.isPresent()) {
      ColumnFacts quantity = sold.get().found().get("quantity");
      yaml.append(
          takenBack
              .get()
              .sources(
                  name -> ReturnsDraft.renamed(source(name, planned), name),
                  quantity == null ? "" : numberText(SOURCE, quantity)));
    }
    List<ColumnFacts> left =
        columns.stream()
            .filter(column -> planned.stream().noneMatch(table -> uses(table, column)))
            .filter(column ->
                log.filter(each -> each.used().contains(column) || uses(logged(each), column))
                    .isEmpty())
            .filter(column -> returns.filter(each -> each.used().contains(column)).isEmpty())
            .filter(column ->
                sold.isEmpty() || !ReturnsDraft.canceled(columns).equals(Optional.of(column)))
            .toList();
    SequencedMap<String, Offered> attributes = attributes(left);
    yaml.append(timesLeft(planned, left));
    yaml.append("\ntables:\n");
    log.ifPresent(each -> yaml.append(table(each, attributes)));
    planned.forEach(table -> table(yaml, table, attributes));
    returns.ifPresent(each ->
        sold.ifPresent(table -> yaml.append(each.table(recipes(table), delivered(planned)))));
    return yaml.append(notUsed(left, attributes)).toString();
  }

  /// Where nothing says what was sold, times that found no place may be those of shipments; else
  /// empty.
  private static String timesLeft(List<Planned> planned, List<ColumnFacts> left) {
    List<String> times =
        left.stream().filter(ColumnFacts::isTime).map(column -> shown(column.name)).toList();
    boolean isOfSales = planned.stream().allMatch(table -> table.found().containsKey("sku"));
    return times.isEmpty() || planned.isEmpty() || isOfSales
        ? ""
        : "# DOUBT: no name says what these times are of: %s. If something was sent or arrived then, the file is one of shipments: handed_over_at, promised_date, delivered_at.\n"
            .formatted(String.join(", ", times));
  }

  /// Whether a time that is to be computed is used, or another that is counted from it.
  private static boolean takes(Planned table, ColumnFacts time) {
    return table.found().values().stream()
        .anyMatch(found -> found.equals(time) || found.base().filter(time::equals).isPresent());
  }

  private boolean uses(Planned table, ColumnFacts column) {
    return table.found().containsValue(column)
        || isUnitOf(What.WEIGHT, table.found().get("weight_grams"), column)
        || isUnitOf(What.DISTANCE, table.found().get("distance_km"), column)
        || distance(table).filter(each -> each.parts().contains(column)).isPresent()
        || times.stream()
            .filter(time -> takes(table, time))
            .flatMap(time -> time.computed().stream())
            .anyMatch(computed -> computed.parts().contains(column))
        || (table.wanted().stream()
                .anyMatch(each ->
                    each.otherwise().equals("KEY") && !table.found().containsKey(each.column()))
            && key().equals(Optional.of(column)));
  }

  private boolean isUnitOf(What what, @Nullable ColumnFacts measured, ColumnFacts column) {
    return measured != null && unitColumn(what, measured).filter(column::equals).isPresent();
  }

  /// What tells the distance of a table that wants one and finds no column of it.
  private Optional<DraftedDistance> distance(Planned table) {
    boolean isWanted =
        table.wanted().stream().anyMatch(each -> each.column().equals("distance_km"))
            && !table.found().containsKey("distance_km");
    return isWanted ? distance : Optional.empty();
  }

  private long atNoPlace(DraftedDistance told) {
    return rows.stream()
        .filter(row -> isAtZero(told.from(), row) || isAtZero(told.to(), row))
        .count();
  }

  private boolean isAtZero(DraftedDistance.Place place, List<String> row) {
    return Stream.of(place.latitude(), place.longitude())
        .allMatch(column -> row.get(columns.indexOf(column)).strip().matches("[-+]?0+([.]0*)?"));
  }

  /// The recipes of a table, without their doubts.
  private Map<String, String> recipes(Planned table) {
    var recipes = new LinkedHashMap<String, String>();
    for (WantedColumn each : table.wanted()) {
      ColumnFacts column = table.found().get(each.column());
      recipes.put(
          each.column(),
          (column == null ? missing(each, table.found()) : recipe(each, column, table.found()))
              .replaceFirst(" # DOUBT: .*$", ""));
    }
    return recipes;
  }

  /// The time of delivery, if the file has one; empty if not.
  private String delivered(List<Planned> planned) {
    return planned.stream()
        .filter(table -> table.found().containsKey("delivered_at"))
        .findFirst()
        .map(table -> {
          ColumnFacts column = Objects.requireNonNull(table.found().get("delivered_at"));
          String delivered = arrival(column, table.found());
          ColumnFacts ordered = table.found().get("ordered_at");
          return column.missingShare() > 0 && ordered != null
              ? "{first of: [%s, %s]}".formatted(delivered, time(ordered, ""))
              : delivered;
        })
        .orElse("");
  }

  /// What the file tells of returns, if it does.
  private Optional<ReturnsDraft> returns() {
    Map<String, ColumnFacts> sold = found(WantedColumn.ORDER_LINES);
    var returns = new ReturnsDraft(columns, sold, takenBack);
    return returns.areThere() ? Optional.of(returns) : Optional.empty();
  }

  private List<Planned> planned() {
    Map<String, ColumnFacts> shipped = found(WantedColumn.SHIPMENTS);
    durations(shipped);
    Map<String, ColumnFacts> sold = found(WantedColumn.ORDER_LINES);
    boolean isOrdered =
        shipped.containsKey("ordered_at") || shipped.containsKey("planned_handover");
    boolean arrives = shipped.containsKey("delivered_at");
    var planned = new ArrayList<Planned>();
    if ((arrives && (isOrdered || shipped.containsKey("promised_date")))
        || (shipped.containsKey("handed_over_at") && (isOrdered || arrives))) {
      planned.add(new Planned("shipments", WantedColumn.SHIPMENTS, shipped));
    }
    if (planned.isEmpty()
        || (sold.containsKey("ordered_at")
            && (sold.containsKey("sku")
                || new ReturnsDraft(columns, sold, Optional.empty()).areThere()))) {
      planned.add(new Planned("order_lines", WantedColumn.ORDER_LINES, sold));
    }
    return planned;
  }

  /// Where there is no date of delivery or promise, but how long it took or was to take.
  private void durations(Map<String, ColumnFacts> found) {
    if (!found.containsKey("ordered_at") && !found.containsKey("handed_over_at")) {
      return;
    }
    List<ColumnFacts> numbers =
        columns.stream()
            .filter(column -> column.isNumber() || column.isMostlyNumber())
            .filter(column -> !found.containsValue(column))
            .toList();
    if (!found.containsKey("delivered_at")) {
      List<ColumnFacts> took =
          numbers.stream()
              .filter(column -> KnownAfterwards.isDuration(column.called()))
              .filter(column ->
                  !found.containsKey("handed_over_at")
                      || !column
                          .called()
                          .matches("(.*_)?(ship|shipping|shipment|fulfil+ment)(_.*)?"))
              .toList();
      took.stream()
          .filter(column -> column.unit(What.DURATION).isPresent())
          .findFirst()
          .or(() ->
              took.stream()
                  .filter(column -> column.range().filter(each -> each.getMin() >= 0).isPresent())
                  .findFirst())
          .ifPresent(column -> found.put("delivered_at", column));
    }
    if (!found.containsKey("promised_date") && found.containsKey("ordered_at")) {
      numbers.stream()
          .filter(column -> KnownAfterwards.isPromise(column.called()))
          .filter(column -> column.unit(What.DURATION).isPresent())
          .findFirst()
          .ifPresent(column -> found.put("promised_date", column));
    }
  }

  private static Optional<Path> folder(Path file) {
    return Optional.ofNullable(file.toAbsolutePath().normalize().getParent());
  }

  /// @param planned tables that its computed columns may be needed for
  private String source(String name, List<Planned> planned) {
    var yaml = new StringBuilder("  %s:\n    file: %s\n".formatted(name, quoted(name())));
    if (look.delimiter() != ',') {
      yaml.append("    delimiter: %s\n".formatted(quoted(String.valueOf(look.delimiter()))));
    }
    if (!look.encoding().equals(StandardCharsets.UTF_8)) {
      yaml.append(
          "    encoding: %s%s\n"
              .formatted(
                  look.encoding().name(),
                  switch (look.encoding().name()) {
                    case "UTF-16" -> "";
                    case "UTF-16LE", "UTF-16BE" ->
                        " # DOUBT: told by its zero bytes; the file has no byte order mark";
                    case "GB18030" -> " # DOUBT: not UTF-8; Big5 is as likely";
                    case "windows-1250" -> " # DOUBT: not UTF-8; ISO-8859-2 is as likely";
                    default -> " # DOUBT: not UTF-8; ISO-8859-1 is as likely";
                  }));
    }
    if (look.skipped() > 0) {
      yaml.append(
          "    skip lines: %d # DOUBT: before the names of the columns, beginning with %s\n"
              .formatted(look.skipped(), shown(look.before())));
    }
    List<String> renamed =
        look.renamed().stream()
            .filter(each ->
                columns.stream().anyMatch(column -> column.name.equals(each) && !column.isEmpty()))
            .toList();
    if (!renamed.isEmpty()) {
      yaml.append(
          "    # DOUBT: called otherwise than in the file, where the name stands twice or is none: %s\n"
              .formatted(shown(String.join(", ", renamed))));
    }
    var standIns = new LinkedHashSet<String>();
    var farAway = new LinkedHashSet<String>();
    columns.forEach(column -> {
      standIns.addAll(column.standIns());
      farAway.addAll(column.farAway());
    });
    if (columns.stream().anyMatch(ColumnFacts::isPadded)) {
      yaml.append("    blanks: trim\n");
      List<String> stripped = standIns.stream().map(String::strip).toList();
      standIns.clear();
      standIns.addAll(stripped);
    }
    standIns.removeIf(String::isEmpty);
    if (!standIns.isEmpty()) {
      yaml.append(
          "    missing: %s # DOUBT: taken for no value, in every column%s\n"
              .formatted(
                  list(List.copyOf(standIns), ""),
                  farAway.isEmpty()
                      ? ""
                      : "; %s: years away from all others"
                          .formatted(shown(String.join(", ", farAway)))));
    }
    int repeated = rows.size() - Set.copyOf(rows).size();
    if (repeated > 0) {
      yaml.append(
          "    equal rows: first # DOUBT: %,d of the rows looked at are equal to an earlier one in every column: taken for written twice\n"
              .formatted(repeated));
    }
    List<ColumnFacts> written =
        columns.stream().filter(column -> isNumeric(column) && isStyled(column)).toList();
    List<ColumnFacts> joined =
        times.stream()
            .filter(time -> planned.stream().anyMatch(table -> takes(table, time)))
            .toList();
    if (!written.isEmpty() || !joined.isEmpty()) {
      yaml.append(
          "    computed:%s\n"
              .formatted(written.isEmpty() ? "" : " # DOUBT: read as numbers, " + styles(written)));
      joined.forEach(time ->
          yaml.append(
              "      %s: %s%s\n"
                  .formatted(
                      quoted(time.name),
                      time.computed().map(ColumnFacts.Computed::recipe).orElse(""),
                      time.computed()
                          .map(ColumnFacts.Computed::doubt)
                          .filter(doubt -> !doubt.isEmpty())
                          .map(doubt -> " # DOUBT: " + doubt)
                          .orElse(""))));
      written.forEach(column ->
          yaml.append(
              "      %s: %s\n"
                  .formatted(
                      quoted(numberName(column)), column.numberRecipe(reference(name, column)))));
    }
    return yaml.toString();
  }

  private static String styles(List<ColumnFacts> columns) {
    return columns.stream()
        .map(column -> shown(column.styledExample().orElse("")))
        .distinct()
        .limit(3)
        .collect(Collectors.joining("; ", "written like ", ""));
  }

  private static boolean isNumeric(ColumnFacts column) {
    return column.isNumber() || column.isMostlyNumber();
  }

  private static boolean isStyled(ColumnFacts column) {
    return column.isStyled();
  }

  private String numberName(ColumnFacts column) {
    return free(
        column.name.strip() + " as a number",
        columns.stream().map(each -> each.name).collect(Collectors.toSet()));
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
  /// and words that come more than once. A time, what names a row, and what looks like the outcome
  /// is none.
  private SequencedMap<String, Offered> attributes(List<ColumnFacts> left) {
    var attributes = new LinkedHashMap<String, Offered>();
    left.stream()
        .filter(column -> whyNot(column).isEmpty())
        .forEach(column -> offer(attributes, this, SOURCE, column));
    for (Beside beside : besides) {
      if (!beside.key().isEmpty() && !beside.isOfReturns()) {
        beside.draft().columns.stream()
            .filter(column -> !beside.key().contains(column.name))
            .forEach(column -> offer(attributes, beside.draft(), beside.source(), column));
      }
    }
    return attributes;
  }

  /// Why a column is not to be learned from by what stands in the other columns, if so.
  private Optional<String> whyNot(ColumnFacts column) {
    return log.filter(each -> !each.steady().contains(column))
        .map(each -> "differs between the events of a parcel")
        .or(() -> Optional.ofNullable(onlyAfterwards.get(column)));
  }

  private record Offered(MappingDraft draft, String source, ColumnFacts column) {}

  private static void offer(
      SequencedMap<String, Offered> attributes,
      MappingDraft draft,
      String source,
      ColumnFacts column) {
    if (attributes.size() < Attributes.MOST && whyNoAttribute(column).isEmpty()) {
      attributes.put(
          attributeName(column, attributes.keySet()), new Offered(draft, source, column));
    }
  }

  private static Optional<String> whyNoAttribute(ColumnFacts column) {
    if (!column.isNamed) {
      return Optional.of("has no name");
    }
    if (column.isEmpty()) {
      return Optional.of("has no value in the rows looked at");
    }
    Optional<String> yearless = column.yearlessFormat();
    if (yearless.isPresent()) {
      return Optional.of(
          "DOUBT: its times say no year; where all are of one, they are {time: {join: [%s, {constant: \"2026\"}], with: \" \"}, format: %s}"
              .formatted(reference(column), quoted(yearless.get() + " yyyy")));
    }
    Optional<String> afterwards =
        KnownAfterwards.reason(column.called())
            .or(() -> KnownAfterwards.reason(plain(column.name)));
    if (afterwards.isPresent()) {
      return afterwards;
    }
    if (column.tellsOutcome()) {
      return Optional.of("its values say what became of the order, known only afterwards");
    }
    if (column.isTime()) {
      return Optional.of("a time, and no column of the tables is called like it");
    }
    if (KnownAfterwards.isPersonal(column.called())) {
      return Optional.of("personal data: it says who somebody is, or how to reach them");
    }
    if (column.isCounter()) {
      return Optional.of("numbers the rows: it grows from each to the next, as time does");
    }
    if (column.isWhole()
        && column.isNearlyUnique()
        && column.called().matches("(.*_)?(id|number|no|nr|code|reference|ref)")) {
      return Optional.of("names a row: it is another number in each");
    }
    return column.isUnique() && (!isNumeric(column) || column.isCode())
        ? Optional.of("has another word in every row")
        : Optional.empty();
  }

  private String notUsed(List<ColumnFacts> left, SequencedMap<String, Offered> attributes) {
    var lines = new ArrayList<String>();
    left.stream()
        .filter(column -> !attributes.containsValue(new Offered(this, SOURCE, column)))
        .forEach(column ->
            lines.add(
                whyNot(column)
                    .filter(why -> whyNoAttribute(column).isEmpty())
                    .map(why -> "#   %s: %s\n".formatted(called("", column), why))
                    .orElseGet(() -> notUsed("", column))));
    for (Beside beside : besides) {
      beside.draft().columns.stream()
          .filter(column -> !beside.key().contains(column.name))
          .filter(column ->
              !attributes.containsValue(new Offered(beside.draft(), beside.source(), column)))
          .forEach(column ->
              lines.add(
                  beside.key().isEmpty()
                      ? "#   %s: its file is not joined\n"
                          .formatted(called(beside.source() + ".", column))
                      : beside.isOfReturns()
                          ? "#   %s: its file tells of returns, known only afterwards\n"
                              .formatted(called(beside.source() + ".", column))
                          : notUsed(beside.source() + ".", column)));
    }
    return lines.isEmpty() ? "" : "# Not used:\n" + String.join("", lines);
  }

  private static String notUsed(String prefix, ColumnFacts column) {
    return "#   %s: %s\n"
        .formatted(
            called(prefix, column),
            whyNoAttribute(column)
                .map(reason -> reason + hint(column))
                .orElse("more than %d attributes are not looked at".formatted(Attributes.MOST)));
  }

  /// How a time is counted from a column that is not one, if it may be.
  private static String hint(ColumnFacts column) {
    if (!isNumeric(column)) {
      return "";
    }
    String by =
        "by: {number: %s}, unit: %s}"
            .formatted(
                reference(column), column.unit(What.DURATION).map(MeasureUnit::unit).orElse("…"));
    return KnownAfterwards.isDuration(column.called())
        ? "; if it is how long a delivery took: delivered_at: {later: …, " + by
        : KnownAfterwards.isDelay(column.called())
            ? "; if it is how late it arrived: delivered_at: {later: (what was promised), " + by
            : "";
  }

  private static String called(String prefix, ColumnFacts column) {
    return prefix + shown(column.name);
  }

  private static String attributeName(ColumnFacts column, Set<String> taken) {
    String english = plain(column.called());
    String name =
        !plain(column.name).isEmpty() ? plain(column.name) : english.isEmpty() ? "column" : english;
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
    attributes.forEach((name, offered) ->
        yaml.append(
            "    #   %s: %s%s\n".formatted(name, attribute(offered), missing(offered.column()))));
    return yaml.toString();
  }

  private static String missing(ColumnFacts column) {
    return column.missingShare() > MANY_MISSING
        ? " # missing in %.0f %% of the rows".formatted(100 * column.missingShare())
        : "";
  }

  private static String attribute(Offered offered) {
    ColumnFacts column = offered.column();
    if (isNumeric(column) && !column.isCode() && !column.isName()) {
      String unit =
          column
              .unitBeside()
              .or(() -> MeasureUnit.atTheEndOf(column.called()))
              .map(said -> ", unit: " + said.unit())
              .orElse("");
      return "{number: %s%s%s}"
          .formatted(offered.draft().numberText(offered.source(), column), orMissing(column), unit);
    }
    String reference = reference(offered.source(), column);
    return column.longest() <= Attributes.LONGEST_WORD
        ? reference
        : "{found: %s, pattern: \"(.{1,%d}).*\"}".formatted(reference, Attributes.LONGEST_WORD);
  }

  private String name() {
    return String.valueOf(file.getFileName()).replaceAll("\\.gz$", "");
  }

  /// Each column of a table with the file's column for it. No column of the file is taken twice.
  private Map<String, ColumnFacts> found(List<WantedColumn> table) {
    var found = new LinkedHashMap<String, ColumnFacts>();
    for (WantedColumn wanted : table) {
      boolean isKey = wanted.otherwise().equals("KEY");
      candidates(wanted).stream()
          .filter(column -> !found.containsValue(column))
          .min(Comparator.comparing(column -> isKey && column.missingShare() > MANY_MISSING))
          .ifPresent(column -> found.put(wanted.column(), column));
    }
    onlyTime()
        .filter(column -> !found.containsValue(column))
        .ifPresent(column -> found.put("ordered_at", column));
    return found;
  }

  /// Where no name says when something was ordered or sent, but one time is left that no name says
  /// anything of.
  private Optional<ColumnFacts> onlyTime() {
    boolean isTold =
        timesOf(WantedColumn.SHIPMENTS)
            .anyMatch(wanted ->
                WantedColumn.BEGINNINGS.contains(wanted.column()) && !candidates(wanted).isEmpty());
    if (isTold) {
      return Optional.empty();
    }
    List<ColumnFacts> left =
        withTimes().stream()
            .filter(column -> column.isTime() && column.missingShare() <= MANY_MISSING)
            .filter(column -> saysNothing(column.called()))
            .filter(column ->
                Stream.concat(timesOf(WantedColumn.SHIPMENTS), timesOf(WantedColumn.ORDER_LINES))
                    .noneMatch(wanted -> candidates(wanted).contains(column)))
            .toList();
    return left.size() == 1 ? Optional.of(left.getFirst()) : Optional.empty();
  }

  private static Stream<WantedColumn> timesOf(List<WantedColumn> table) {
    return table.stream()
        .filter(wanted ->
            wanted.kind() == WantedColumn.Kind.TIME || wanted.kind() == WantedColumn.Kind.DATE);
  }

  private static boolean saysNothing(String name) {
    return KnownAfterwards.reason(name).isEmpty()
        && !KnownAfterwards.isOfReturns(name)
        && !KnownAfterwards.isPersonal(name)
        && !name.matches(WantedColumn.OF_SOMETHING_ELSE);
  }

  private List<ColumnFacts> candidates(WantedColumn wanted) {
    var candidates = new ArrayList<ColumnFacts>();
    for (String names : wanted.names()) {
      Pattern pattern = Pattern.compile(names);
      for (ColumnFacts column : withTimes()) {
        if (fits(wanted, column) && pattern.matcher(column.called()).matches()) {
          candidates.add(column);
        }
      }
    }
    return candidates;
  }

  /// The columns, with times that stand in several in their place.
  private List<ColumnFacts> withTimes() {
    var all = new ArrayList<>(times);
    columns.stream()
        .filter(column ->
            times.stream()
                .flatMap(time -> time.computed().stream())
                .noneMatch(computed -> computed.parts().contains(column)))
        .forEach(all::add);
    return all;
  }

  private static boolean fits(WantedColumn wanted, ColumnFacts column) {
    String name = column.called();
    if (column.isEmpty() || KnownAfterwards.isOfReturns(name)) {
      return false;
    }
    boolean isTime =
        wanted.kind() == WantedColumn.Kind.TIME || wanted.kind() == WantedColumn.Kind.DATE;
    if (!isTime && KnownAfterwards.reason(name).isPresent()) {
      return false;
    }
    return switch (wanted.kind()) {
      case TEXT -> !column.isTime() && !column.tellsOutcome() && isWord(wanted.column(), column);
      case TIME, DATE -> column.isTime();
      case WHOLE, MONEY, NUMBER -> isNumeric(column);
    };
  }

  /// Whether the values are what a column of a closed list of words needs.
  private static boolean isWord(String column, ColumnFacts facts) {
    Stream<String> values = facts.distinct().stream();
    if (column.endsWith("_country")) {
      return 2 * values.filter(value -> CountryWords.code(value).isPresent()).count()
          >= facts.distinct().size();
    }
    if (column.endsWith("_time_zone")) {
      return values.allMatch(MappingDraft::isZone);
    }
    if (column.equals("shipment_id")) {
      return facts.isNearlyUnique();
    }
    if (column.equals("line_id") && facts.called().matches(WantedColumn.ROW_NAME)) {
      return facts.isUnique();
    }
    if (column.equals("order_id") && facts.called().equals("name")) {
      return values.allMatch(text -> ORDER_NUMBER.matcher(text).matches());
    }
    return !column.equals("currency") || values.allMatch(MappingDraft::isCurrency);
  }

  private static boolean isZone(String text) {
    try {
      ZoneId.of(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isCurrency(String text) {
    try {
      Currency.getInstance(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void table(StringBuilder yaml, Planned table, SequencedMap<String, Offered> attributes) {
    yaml.append("  %s:\n    from: %s\n".formatted(table.table(), SOURCE))
        .append(joins())
        .append(filter(table))
        .append("    columns:\n");
    for (WantedColumn each : table.wanted()) {
      ColumnFacts column = table.found().get(each.column());
      String line =
          column == null ? missing(each, table.found()) : recipe(each, column, table.found());
      yaml.append(
          line.isEmpty()
              ? unpromised(each, table.found())
              : "      %s: %s\n".formatted(each.column(), line));
    }
    yaml.append(until(table));
    if (table.table().equals("order_lines")) {
      ReturnsDraft.canceled(columns)
          .map(ReturnsDraft::canceled)
          .ifPresent(canceled -> yaml.append("      canceled: %s\n".formatted(canceled)));
    }
    yaml.append(commented(attributes)).append('\n');
  }

  /// What is said of a file that tells what arrived, and nothing of what was promised.
  private static String unpromised(WantedColumn wanted, Map<String, ColumnFacts> found) {
    ColumnFacts ordered = found.get("ordered_at");
    return wanted.column().equals("promised_date")
            && ordered != null
            && found.containsKey("delivered_at")
        ? "      # DOUBT: the file has no promise, and no model is trained without: say what would have been one, for instance five days\n      # promised_date: {local: {later: %s, by: {constant: 5}, unit: days}, format: yyyy-MM-dd}\n"
            .formatted(time(ordered, ""))
        : "";
  }

  /// The time of the day until which something is promised; empty if days are.
  private String until(Planned table) {
    ColumnFacts promised = table.found().get("promised_date");
    String until = "";
    if (promised != null && promised.isTime() && promised.variesWithinADay()) {
      until = zoned(time(promised, ""), promised, "delivered_at");
    } else if (promised != null && !promised.isTime() && isOfADay(promised)) {
      until = after(Objects.requireNonNull(table.found().get("ordered_at")), promised, "");
    }
    return until.isEmpty()
        ? ""
        : "      promised_until: %s # DOUBT: late from this time of the day on\n".formatted(until);
  }

  /// Whether it counts hours or minutes, and the order has a time of day to count from.
  private static boolean isOfADay(ColumnFacts duration) {
    return duration.unit(What.DURATION).filter(unit -> !unit.unit().equals("days")).isPresent();
  }

  private String filter(Planned table) {
    String sales = takenBack.map(ReturnRows::salesOnly).orElse("");
    if (table.table().equals("shipments")) {
      ColumnFacts delivered = table.found().get("delivered_at");
      if (delivered != null) {
        return "    filters: # DOUBT: parcels underway tell something, too (status IN_TRANSIT)\n      arrived: {keep if: %s, present: true}\n"
                .formatted(reference(delivered))
            + sales;
      }
      return "    filters: # DOUBT: the file has no time of delivery: no model learns from it how long a parcel takes\n      shipped: {keep if: %s, present: true}\n"
              .formatted(reference(Objects.requireNonNull(table.found().get("handed_over_at"))))
          + sales;
    }
    ColumnFacts quantity = table.found().get("quantity");
    return quantity != null && quantity.isNegativeSometimes()
        ? "    filters: # DOUBT: negative quantities may be returns, to be matched to their sales\n      sold: {keep if: %s, between: [1, 1000000]}\n"
                .formatted(numberText(SOURCE, quantity))
            + sales
        : sales.isEmpty() ? "" : "    filters:\n" + sales;
  }

  private String missing(WantedColumn wanted, Map<String, ColumnFacts> found) {
    String doubt = wanted.doubt().isEmpty() ? "" : " # DOUBT: " + wanted.doubt();
    return switch (wanted.otherwise()) {
      case "KEY" -> key().map(column -> reference(column) + doubt).orElseGet(() -> line() + doubt);
      case "LINE" -> line() + doubt;
      case "STATUS" ->
          found.containsKey("delivered_at")
              ? "{constant: DELIVERED}"
              : "{constant: IN_TRANSIT} # DOUBT: nothing says what has arrived";
      case "ORDERED" ->
          Optional.ofNullable(found.get("ordered_at"))
              .map(column -> zoned(time(column, ""), column, "ordered_at") + doubt)
              .or(() -> leaves(found))
              .orElse(WantedColumn.NO_TIME + doubt);
      case "DELIVERED" ->
          Optional.ofNullable(found.get("delivered_at"))
              .map(column -> arrival(column, found) + " # DOUBT: known when it happened")
              .orElse("");
      default -> {
        ColumnFacts handedOver = found.get("handed_over_at");
        if (wanted.column().equals("ordered_at") && leaves(found).isPresent()) {
          yield leaves(found).get();
        }
        if (wanted.column().equals("ordered_at") && handedOver != null) {
          yield time(handedOver, hour("handed_over_at", found))
              + " # DOUBT: no time of the order: that of the hand-over";
        }
        if (wanted.column().equals("distance_km") && distance.isPresent()) {
          yield distance.get().recipe(atNoPlace(distance.get()));
        }
        ColumnFacts zones = found.get("origin_time_zone");
        if (wanted.column().equals("destination_time_zone") && zones != null) {
          yield reference(zones)
              + " # DOUBT: the file has zones once: taken for those of either end; the promised day ends in them";
        }
        Optional<String> currency =
            wanted.column().equals("currency") ? currency() : Optional.empty();
        if (currency.isPresent()) {
          yield "{constant: %s} # DOUBT: the currency is a guess, by a sign in the file"
              .formatted(currency.get());
        }
        yield wanted.otherwise().isEmpty() ? "" : wanted.otherwise() + doubt;
      }
    };
  }

  /// The time at which it was to leave, where the file has none of the order or the hand-over.
  private static Optional<String> leaves(Map<String, ColumnFacts> found) {
    return Optional.ofNullable(found.get("planned_handover"))
        .map(column ->
            time(column, "")
                + " # DOUBT: the file has no such time: that at which it was to leave");
  }

  /// The one currency that the names and values of columns of numbers name by a sign.
  private Optional<String> currency() {
    Set<String> currencies =
        columns.stream()
            .filter(MappingDraft::isNumeric)
            .flatMap(
                column -> Stream.concat(Stream.of(column.name), column.styledExample().stream()))
            .flatMap(text -> WrittenNumbers.currency(text).stream())
            .collect(Collectors.toSet());
    return currencies.size() == 1 ? currencies.stream().findFirst() : Optional.empty();
  }

  /// What names a row: a word or a whole number that no other row has, and that is called like a
  /// name of one, unless many rows speak for it.
  private Optional<ColumnFacts> key() {
    List<ColumnFacts> unique =
        columns.stream()
            .filter(column -> column.isNamed && column.isUnique() && !column.isTime())
            .toList();
    return unique.stream()
        .filter(column -> !isNumeric(column) || column.isWhole())
        .filter(column ->
            column.called().matches("(.*_)?(id|no|nr|number|code|key|tracking|reference|ref)"))
        .findFirst()
        .or(() ->
            unique.stream()
                .filter(column -> rows.size() >= MANY_ROWS && !isNumeric(column))
                .findFirst());
  }

  private static String line() {
    return quoted(SOURCE + ".line in the file");
  }

  private String recipe(WantedColumn wanted, ColumnFacts column, Map<String, ColumnFacts> found) {
    var doubts = new ArrayList<String>();
    String recipe =
        switch (wanted.kind()) {
          case TEXT ->
              wanted.column().endsWith("_country")
                  ? country(column, doubts)
                  : wanted.column().equals("currency") ? currency(column) : reference(column);
          case TIME -> {
            String at = hour(wanted.column(), found);
            if (wanted.column().equals("ordered_at")
                && onlyTime().filter(column::equals).isPresent()) {
              doubts.add("no name says so: the only time that nothing else says anything of");
            }
            timeDoubts(column, at, doubts);
            yield wanted.column().equals("delivered_at")
                ? arrival(column, found)
                : zoned(time(column, at), column, wanted.column());
          }
          case DATE -> {
            if (column.isTime()) {
              timeDoubts(column, "", doubts);
              yield date(column);
            }
            yield "{local: %s, format: yyyy-MM-dd, zone: UTC}"
                .formatted(after(Objects.requireNonNull(found.get("ordered_at")), column, ""));
          }
          case WHOLE -> whole(wanted, column, doubts);
          case MONEY -> {
            boolean isMinor = column.called().matches(MINOR_UNITS);
            if (!isMinor) {
              doubts.add("taken for whole units of the currency");
            }
            lineTotal(wanted, column, found, doubts);
            yield "{number: %s, times: %d, round: half up%s}"
                .formatted(numberText(SOURCE, column), isMinor ? 1 : 100, orMissing(column));
          }
          case NUMBER -> {
            Optional<MeasureUnit> unit = column.unit(What.DISTANCE);
            Optional<String> measured = measured(What.DISTANCE, column);
            if (measured.isPresent()) {
              yield measured.get();
            }
            String times = unit.map(MeasureUnit::times).orElse("1");
            if (unit.isEmpty()) {
              doubts.add("the unit; %s does not say it for sure".formatted(shown(column.name)));
            }
            String factor = times.equals("1") ? "" : ", times: " + times;
            yield factor.isEmpty() && !column.isMostlyNumber()
                ? numberText(SOURCE, column)
                : "{number: %s%s%s}"
                    .formatted(numberText(SOURCE, column), factor, orMissing(column));
          }
        };
    if (!column.isTime()
        && (wanted.kind() == WantedColumn.Kind.TIME || wanted.kind() == WantedColumn.Kind.DATE)) {
      doubts.add(
          wanted.column().equals("delivered_at") && found.containsKey("handed_over_at")
              ? "counted from the hand-over; maybe it is meant from the time of the order"
              : "counted from the time of the order");
      if (column.unit(What.DURATION).isEmpty()) {
        doubts.add(
            "%s does not say its unit: %s is a guess, by values from %s; minutes, hours and days are possible"
                .formatted(
                    shown(column.name),
                    likelyUnit(from(found), column),
                    column
                        .range()
                        .map(each -> "%.0f to %.0f".formatted(each.getMin(), each.getMax()))
                        .orElse("many")));
      }
    }
    if (wanted.kind() == WantedColumn.Kind.TIME) {
      zones(column, wanted.column())
          .ifPresent(zones ->
              doubts.add(
                  "read by the clocks of %s; without zone from, if it is of one zone"
                      .formatted(shown(zones.name))));
    }
    if (wanted.column().startsWith("destination_")) {
      candidates(wanted).stream()
          .filter(other -> !found.containsValue(other))
          .map(other -> "%s fits as well".formatted(shown(other.name)))
          .distinct()
          .forEach(doubts::add);
    }
    if (column.missingShare() > MANY_MISSING) {
      doubts.add("missing in %.0f %% of the rows".formatted(100 * column.missingShare()));
    }
    if (column.called().matches("(.*_)?" + WantedColumn.E_MAIL)) {
      doubts.add("personal data: a pseudonym in its place would do");
    }
    if (column.misfits() > 0) {
      doubts.add(
          "%.1f %% of its values are written otherwise, and reject their rows"
              .formatted(Math.max(0.1, 100 * column.misfits())));
    }
    return recipe + (doubts.isEmpty() ? "" : " # DOUBT: " + String.join("; ", doubts));
  }

  private String whole(WantedColumn wanted, ColumnFacts column, List<String> doubts) {
    String times = "1";
    if (wanted.column().equals("weight_grams")) {
      Optional<MeasureUnit> unit = column.unit(What.WEIGHT);
      Optional<String> measured = measured(What.WEIGHT, column);
      if (measured.isPresent()) {
        return "{number: %s, round: half up}".formatted(measured.get());
      }
      times = unit.map(MeasureUnit::times).orElse(times);
      if (unit.isEmpty()) {
        doubts.add("the unit; %s does not say it for sure".formatted(shown(column.name)));
      }
    }
    if (times.equals("1") && column.isWhole() && !isStyled(column)) {
      return numberText(SOURCE, column);
    }
    return "{number: %s%s, round: half up%s}"
        .formatted(
            numberText(SOURCE, column),
            times.equals("1") ? "" : ", times: " + times,
            orMissing(column));
  }

  /// A number times the unit that another column names; empty if its own name says the unit, or no
  /// column does.
  private Optional<String> measured(What what, ColumnFacts column) {
    return unitColumn(what, column)
        .map(units -> {
          String map =
              units.distinct().stream()
                  .map(word ->
                      "%s: %s"
                          .formatted(quoted(word), MeasureUnit.called(word).orElseThrow().times()))
                  .collect(Collectors.joining(", "));
          String number =
              column.isMostlyNumber()
                  ? "{number: %s%s}".formatted(numberText(SOURCE, column), orMissing(column))
                  : numberText(SOURCE, column);
          return "{product: [%s, {number: {words: %s, map: {%s}}}]}"
              .formatted(number, reference(units), map);
        });
  }

  /// The column that says in which unit each number of another one is.
  private Optional<ColumnFacts> unitColumn(What what, ColumnFacts column) {
    if (column.unit(what).isPresent()) {
      return Optional.empty();
    }
    String stem = column.called().replaceAll("_.*", "");
    return columns.stream()
        .filter(each -> !each.isTime() && !each.isEmpty() && !isNumeric(each))
        .filter(each ->
            each.distinct().stream()
                .allMatch(word ->
                    MeasureUnit.called(word).filter(unit -> unit.what() == what).isPresent()))
        .filter(each ->
            each.distinct().size() > 1
                || each.called().matches("(.*_)?(units?|uom|measure|einheit)(_.*)?"))
        .min(Comparator.comparing(each -> !each.called().contains(stem)));
  }

  /// An amount beside a quantity may be that of all units.
  private void lineTotal(
      WantedColumn wanted,
      ColumnFacts column,
      Map<String, ColumnFacts> found,
      List<String> doubts) {
    ColumnFacts quantity = found.get("quantity");
    boolean isPrice = column.called().matches("(.*_)?(unit|item|each|per)(_.*)?|price");
    if (wanted.column().equals("unit_price_minor") && quantity != null && !isPrice) {
      doubts.add(
          "%s may be the total of the line; then {number: {divide: [%s, %s]}, times: 100, round: half up}"
              .formatted(
                  shown(column.name), numberText(SOURCE, column), numberText(SOURCE, quantity)));
    }
  }

  /// Where all rows that name a currency name the same, the others have it, too.
  private static String currency(ColumnFacts column) {
    Set<String> words = column.distinct();
    return column.missingShare() > 0 && words.size() == 1
        ? "{first of: [%s, {constant: %s}]}".formatted(reference(column), words.iterator().next())
        : reference(column);
  }

  private static String country(ColumnFacts column, List<String> doubts) {
    Set<String> values = column.distinct();
    if (values.stream().allMatch(value -> value.matches("[A-Z]{2}"))) {
      return reference(column);
    }
    var codes = new LinkedHashMap<String, String>();
    values.forEach(value -> CountryWords.code(value).ifPresent(code -> codes.put(value, code)));
    List<String> unknown = values.stream().filter(value -> !codes.containsKey(value)).toList();
    doubts.add(
        unknown.isEmpty()
            ? "a country that is not listed becomes ZZ"
            : "no country is known for %s: ZZ".formatted(shown(String.join(", ", unknown))));
    return codes.entrySet().stream()
        .map(code -> quoted(code.getKey()) + ": " + code.getValue())
        .collect(
            Collectors.joining(
                ", ", "{words: %s, map: {".formatted(reference(column)), "}, otherwise: ZZ}"));
  }

  /// Words among the numbers are no values.
  private static String orMissing(ColumnFacts column) {
    return column.isMostlyNumber() ? ", otherwise: missing" : "";
  }

  /// The time of day of a date: dates of one day are ordered, handed over and delivered in this
  /// order. Empty for midnight.
  private static String hour(String column, Map<String, ColumnFacts> found) {
    boolean ordered = hasTimeOfDay("ordered_at", found);
    boolean handedOver = hasTimeOfDay("handed_over_at", found);
    return switch (column) {
      case "ordered_at" -> "";
      case "planned_handover" -> "12:00";
      case "handed_over_at" ->
          hasTimeOfDay("delivered_at", found) ? "" : ordered ? "23:00" : "09:00";
      default -> ordered || handedOver ? "23:59" : "18:00";
    };
  }

  private static boolean hasTimeOfDay(String wanted, Map<String, ColumnFacts> found) {
    ColumnFacts column = found.get(wanted);
    return column != null && column.isTime() && !column.isDate();
  }

  private String arrival(ColumnFacts column, Map<String, ColumnFacts> found) {
    return column.isTime()
        ? zoned(time(column, hour("delivered_at", found)), column, "delivered_at")
        : after(from(found), column, hour("delivered_at", found));
  }

  /// The column of zones whose clocks a time is likely to be read from: those of the place, where
  /// the file names them for every row. Empty if the times say their zone, or none is named.
  ///
  /// @param of column of the table that the time is for
  private Optional<ColumnFacts> zones(ColumnFacts time, String of) {
    if (!time.isTime() || time.hasOffset() || time.computed().isPresent()) {
      return Optional.empty();
    }
    String place = of.equals("delivered_at") ? "destination_time_zone" : "origin_time_zone";
    return WantedColumn.SHIPMENTS.stream()
        .filter(wanted -> wanted.column().equals(place))
        .flatMap(wanted -> candidates(wanted).stream())
        .filter(zones -> zones.missingShare() == 0)
        .findFirst();
  }

  /// A time with the column of zones that it is likely to be read in.
  private String zoned(String recipe, ColumnFacts time, String of) {
    Optional<ColumnFacts> zones = zones(time, of);
    return zones.isPresent() && recipe.startsWith("{time: ")
        ? "%s, zone from: %s}"
            .formatted(recipe.substring(0, recipe.length() - 1), reference(zones.get()))
        : recipe;
  }

  /// What the time that a delivery took is counted from.
  private static ColumnFacts from(Map<String, ColumnFacts> found) {
    return Objects.requireNonNull(found.getOrDefault("handed_over_at", found.get("ordered_at")));
  }

  /// A time that is a number of units after another.
  private String after(ColumnFacts from, ColumnFacts duration, String at) {
    return "{later: %s, by: {number: %s%s}, unit: %s}"
        .formatted(
            time(from, at),
            numberText(SOURCE, duration),
            orMissing(duration),
            duration
                .unit(What.DURATION)
                .map(MeasureUnit::unit)
                .orElseGet(() -> likelyUnit(from, duration)));
  }

  /// The unit of how long something took, where nothing says it: nothing takes more than 60 days,
  /// and what is counted from a day and not from a time of day takes days.
  private static String likelyUnit(ColumnFacts from, ColumnFacts duration) {
    double most = duration.range().map(DoubleSummaryStatistics::getMax).orElse(0.0);
    return most > MOST_DAYS || !from.isDate() ? "minutes" : "days";
  }

  /// @param at time of day where the file has none; empty for midnight
  static String time(ColumnFacts column, String at) {
    if (column.isInstant()) {
      return reference(column);
    }
    if (column.epoch().equals(Optional.of(ColumnFacts.Epoch.SHEET_DAYS))) {
      String format = column.hasTimeOfDay() ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd";
      return "{time: %s, format: \"%s\"%s}"
          .formatted(
              sheetTime(column, format),
              format,
              column.hasTimeOfDay() || at.isEmpty() ? "" : ", at: \"%s\"".formatted(at));
    }
    if (column.epoch().isPresent()) {
      return "{later: {constant: \"1970-01-01T00:00:00Z\"}, by: {divide: [%s, {constant: %d}]}, unit: minutes}"
          .formatted(reference(column), column.epoch().get().ofAMinute);
    }
    String zone = column.zone().isEmpty() ? "" : ", zone: " + column.zone();
    Optional<ColumnFacts.Midnight> midnight = at.isEmpty() ? Optional.empty() : column.midnight();
    if (midnight.isPresent()) {
      return "{time: %s, format: %s%s, at: \"%s\"}"
          .formatted(reference(column), quoted(midnight.get().format()), zone, at);
    }
    String hour = column.hasTimeOfDay() || at.isEmpty() ? "" : ", at: \"%s\"".formatted(at);
    return "{time: %s, format: %s%s%s}".formatted(reference(column), format(column), zone, hour);
  }

  /// What a spreadsheet shows for its number of days.
  private static String sheetTime(ColumnFacts column, String format) {
    return "{local: {later: {constant: \"1899-12-30T00:00:00Z\"}, by: %s, unit: days}, format: \"%s\", zone: UTC}"
        .formatted(column.numberRecipe(reference(column)), format);
  }

  private static String date(ColumnFacts column) {
    if (column.epoch().equals(Optional.of(ColumnFacts.Epoch.SHEET_DAYS))) {
      return sheetTime(column, "yyyy-MM-dd");
    }
    return column.epoch().isPresent() || column.isInstant()
        ? "{local: %s, format: yyyy-MM-dd, zone: UTC}".formatted(time(column, ""))
        : "{date: %s, format: %s}".formatted(reference(column), format(column));
  }

  private static String format(ColumnFacts column) {
    return quoted(column.wholeFormat().orElse("yyyy-MM-dd"));
  }

  /// @param at the time of day that is taken where the file has none
  private static void timeDoubts(ColumnFacts column, String at, List<String> doubts) {
    if (!column.isTime()) {
      return;
    }
    column.otherFormat().ifPresent(other -> doubts.add("%s fits as well".formatted(other)));
    if (!column.decidedBy().isEmpty()) {
      doubts.add(
          "day and month in the order of %s, where they can be read in one way only"
              .formatted(shown(column.decidedBy())));
    }
    column
        .epoch()
        .ifPresent(epoch ->
            doubts.add(
                switch (epoch) {
                  case SECONDS -> "taken for seconds since 1970";
                  case MILLISECONDS -> "taken for milliseconds since 1970";
                  case SHEET_DAYS -> "taken for the days of a spreadsheet";
                }));
    if (!column.zone().isEmpty() && !column.zone().equals("UTC")) {
      doubts.add(
          "%s taken for the clocks of %s"
              .formatted(String.join(", ", column.zoneNames()), column.zone()));
    }
    if (column.isDate()) {
      doubts.add(
          "the file has no time of day%s"
              .formatted(at.isEmpty() ? "" : ": %s is a guess".formatted(at)));
    }
  }

  static String reference(ColumnFacts column) {
    return reference(SOURCE, column);
  }

  /// The text of a column, without blanks around it and not as a formula.
  private static String reference(String source, ColumnFacts column) {
    String plain = quoted(source + "." + column.name);
    return column.isFormula()
        ? "{found: %s, pattern: %s}"
            .formatted(plain, quoted("(?s)\\s*(?:=\")?\\s*(.*?)\\s*\"?\\s*"))
        : plain;
  }

  /// The text of a number as the import reads it.
  private String numberText(String source, ColumnFacts column) {
    return isStyled(column) ? quoted(source + "." + numberName(column)) : reference(source, column);
  }
}
