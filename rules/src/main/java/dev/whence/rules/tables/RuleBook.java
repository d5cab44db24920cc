package dev.whence.rules.tables;

import dev.whence.rules.tables.analysis.AnalyzedTable;
import dev.whence.rules.tables.analysis.TableAnalysis;
import dev.whence.rules.tables.cells.Reading;
import dev.whence.rules.tables.errors.BrokenTablesException;
import dev.whence.rules.tables.errors.ErrorCode;
import dev.whence.rules.tables.errors.Flaw;
import dev.whence.rules.tables.errors.Place;
import dev.whence.rules.tables.errors.TableError;
import dev.whence.rules.tables.files.CsvFile;
import dev.whence.rules.tables.schema.AllocationPriority;
import dev.whence.rules.tables.schema.CarrierEligibility;
import dev.whence.rules.tables.schema.CarrierRoutingGuide;
import dev.whence.rules.tables.schema.ModelGuard;
import dev.whence.rules.tables.schema.NodeEligibility;
import dev.whence.rules.tables.schema.ReservationPolicy;
import dev.whence.rules.tables.schema.ReturnIntervention;
import dev.whence.rules.tables.schema.Schema;
import dev.whence.rules.tables.schema.SourcingPolicy;
import dev.whence.text.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A version of the eight rule tables, every cell checked. Immutable.
///
/// [#canonicalTexts()] is all there is to a version: stored and given to [#fromCanonicalTexts] it
/// becomes an equal rule book with an equal digest.
public final class RuleBook {
  /// The tables, in the order in which a decision asks them. The one list of them: what is read,
  /// checked, hashed and asked follows from it.
  public static final List<Schema<?, ?>> SCHEMAS =
      List.of(
          NodeEligibility.SCHEMA,
          CarrierEligibility.SCHEMA,
          SourcingPolicy.SCHEMA,
          CarrierRoutingGuide.SCHEMA,
          ReservationPolicy.SCHEMA,
          ReturnIntervention.SCHEMA,
          ModelGuard.SCHEMA,
          AllocationPriority.SCHEMA);

  /// Tables that came later: where a version does not have one, this one counts, and is no part of
  /// the version. So versions from before keep their digest, and their decisions replay.
  private static final Map<String, String> USUAL =
      Map.of(
          AllocationPriority.SCHEMA.table(),
          """
          table,allocation-priority
          hit policy,first match
          owner,inventory planning
          description,All orders are equal.
          rule id,priority
          otherwise,0
          """);

  private final List<CheckedTable<?, ?>> tables;
  private final Map<String, String> canonicalTexts;
  private final String digest;

  /// @param recorded the texts of a stored version, which stay as they are; none of an edited one
  private RuleBook(TableFiles files, Map<String, String> recorded) {
    var taken = new ArrayList<Optional<? extends CheckedTable<?, ?>>>();
    var given = new HashSet<String>();
    for (Schema<?, ?> schema : SCHEMAS) {
      if (files.isGiven(schema.table())) {
        given.add(schema.table());
      } else if (USUAL.containsKey(schema.table())) {
        files.add(schema.table(), USUAL.getOrDefault(schema.table(), ""));
      }
      taken.add(files.take(schema));
    }
    files.throwIfBroken();

    tables = taken.stream().<CheckedTable<?, ?>>map(Optional::orElseThrow).toList();
    var texts = new LinkedHashMap<String, String>();
    tables.stream()
        .filter(table -> given.contains(table.schema().table()))
        .forEach(table -> {
          String name = table.schema().table();
          String text = table.canonicalText();
          String before = recorded.getOrDefault(name, text);
          texts.put(name, isSameButForQuotes(before, text) ? before : text);
        });
    canonicalTexts = Collections.unmodifiableMap(texts);
    digest = Sha256.hex(String.join("\n", texts.values()));
  }

  /// Which words are quoted has changed as the syntax has grown; a stored version keeps its digest.
  private static boolean isSameButForQuotes(String before, String text) {
    return before.replace("\"", "").equals(text.replace("\"", ""));
  }

  /// Version 1, which comes with the program.
  public static RuleBook shipped() {
    var files = new TreeMap<String, byte[]>();
    for (Schema<?, ?> schema : SCHEMAS) {
      String name = schema.table() + ".csv";
      try (InputStream in = RuleBook.class.getResourceAsStream("/tables/" + name)) {
        if (in != null) {
          files.put(name, in.readAllBytes());
        }
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read the shipped table " + name + ".", e);
      }
    }
    return fromFiles(files);
  }

  /// The `.csv` and `.xlsx` files directly in a folder; hidden files and others are not looked at.
  ///
  /// @throws BrokenTablesException with every error of every file
  public static RuleBook fromDirectory(Path folder) {
    var files = new TreeMap<String, byte[]>();
    try (Stream<Path> paths = Files.list(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
        String name = path.getFileName().toString();
        if (!name.startsWith(".") && !name.startsWith("~$")) {
          files.put(name, Files.readAllBytes(path));
        }
      }
    } catch (IOException e) {
      throw new BrokenTablesException(
          List.of(
              new TableError(
                  folder.toString(),
                  new Place.WholeFile(),
                  "",
                  new Flaw(ErrorCode.UNREADABLE_FILE, "a folder with readable rule table files"))));
    }
    return fromFiles(files);
  }

  /// @param files by name, for instance `sourcing-policy.csv`
  /// @throws BrokenTablesException with every error of every file
  public static RuleBook fromFiles(Map<String, byte[]> files) {
    return new RuleBook(new TableFiles(files, Reading.EDITED), Map.of());
  }

  /// Looks at table files without making a version of them: what is wrong with their cells, and
  /// what can be proved about those that can be read. Tables that are not there are not missed.
  ///
  /// @param files by name, for instance `sourcing-policy.csv`
  public static TableReport check(Map<String, byte[]> files) {
    return check(files, LoadedIds.NOTHING);
  }

  /// The same, with the ids that nothing is loaded for.
  ///
  /// @param loaded what is loaded; a kind of which nothing is loaded is not looked at
  public static TableReport check(Map<String, byte[]> files, LoadedIds loaded) {
    var given = new TableFiles(files, Reading.EDITED);
    var readable = new ArrayList<CheckedTable<?, ?>>();
    for (Schema<?, ?> schema : SCHEMAS) {
      given.expect(schema);
      if (given.isGiven(schema.table())) {
        given.take(schema).ifPresent(readable::add);
      }
    }
    return TableReport.of(
        given.errors(), given.analyzed(), UnknownIds.in(readable, loaded).all(), given.notes());
  }

  /// A table in the one writing of its cells, its lines and its rows.
  ///
  /// @param text CSV
  /// @return empty if the table has an error
  /// @throws IllegalArgumentException if there is no such table, which is a bug
  public static Optional<String> findCanonicalText(String table, String text) {
    var files = new TableFiles(Map.of(table + ".csv", bytes(text)), Reading.EDITED);
    Optional<? extends CheckedTable<?, ?>> checked = files.take(schema(table));
    return files.errors().isEmpty() ? checked.map(CheckedTable::canonicalText) : Optional.empty();
  }

  /// A stored version.
  ///
  /// @param texts what [#canonicalTexts()] gave
  /// @throws BrokenTablesException with every error of every text
  public static RuleBook fromCanonicalTexts(Map<String, String> texts) {
    var files = new TreeMap<String, byte[]>();
    texts.forEach((table, text) -> files.put(table + ".csv", bytes(text)));
    return new RuleBook(new TableFiles(files, Reading.RECORDED), texts);
  }

  /// CSV text of each table by table name, in the order of [#SCHEMAS].
  public Map<String, String> canonicalTexts() {
    return canonicalTexts;
  }

  /// The ids of the rows of each table, as they stand in it.
  public Map<String, List<String>> ruleIds() {
    var ids = new LinkedHashMap<String, List<String>>();
    tables.forEach(
        table -> ids.put(table.schema().table(), table.rows().stream().map(Row::ruleId).toList()));
    return ids;
  }

  /// The version: SHA-256 (hex) over the canonical texts in the order of [#SCHEMAS].
  public String digest() {
    return digest;
  }

  /// The ids in cells that nothing is loaded for. They are no errors: reference data comes and goes
  /// while the tables stay.
  public UnknownIds unknownIds(LoadedIds loaded) {
    return UnknownIds.in(tables, loaded);
  }

  /// What can be proved about each table, and about what one makes of another. Cells have the
  /// addresses of [#canonicalTexts()].
  ///
  /// @param loaded what is loaded; a kind of which nothing is loaded is not looked at
  public List<TableAnalysis> analyze(LoadedIds loaded) {
    return TableReport.of(
            List.of(),
            tables.stream().<AnalyzedTable>map(CheckedTable::analyzed).toList(),
            unknownIds(loaded).all(),
            List.of())
        .analyses();
  }

  /// A table as a file.
  ///
  /// @param loaded whose ids a workbook offers in its drop-down lists
  /// @return empty if there is no such table
  public Optional<byte[]> findFile(String table, TableForm form, LoadedIds loaded) {
    return tables.stream()
        .filter(each -> each.schema().table().equals(table))
        .findFirst()
        .map(each ->
            switch (form) {
              case CSV -> bytes(canonicalTexts.getOrDefault(table, each.canonicalText()));
              case XLSX -> TableWorkbook.write(each.schema(), each.grid(), loaded);
              case DROOLS -> DroolsTable.write(each);
              case DMN -> DmnTable.write(each);
            });
  }

  /// A table that may have errors as a workbook.
  ///
  /// @param text CSV
  /// @param loaded whose ids it offers in its drop-down lists
  /// @throws BrokenTablesException if the text is too large, or none
  public static byte[] toXlsx(String table, String text, LoadedIds loaded) {
    var errors = new ArrayList<TableError>();
    return CsvFile.read(table + ".csv", bytes(text), errors::add)
        .map(grid -> TableWorkbook.write(schema(table), grid, loaded))
        .orElseThrow(() -> new BrokenTablesException(errors));
  }

  /// @throws IllegalArgumentException if there is no such table
  static Schema<?, ?> schema(String table) {
    return SCHEMAS.stream()
        .filter(schema -> schema.table().equals(table))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("There is no rule table " + table + "."));
  }

  /// Whether a file of this name is read as a table, or told to be in a form that is not read.
  public static boolean isLookedAt(String file) {
    return TableFiles.isLookedAt(file);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// The tables evaluated by Drools, which is asked once for each class of facts that a table
  /// cannot tell apart; see `docs/decisions/0013`. Takes milliseconds once Drools is loaded.
  public RuleTables compile() {
    return with(EngineKind.REMEMBERED);
  }

  /// The tables evaluated row by row in plain Java: the reference that the rest is held to.
  public RuleTables scan() {
    return with(EngineKind.SCAN);
  }

  RuleTables with(EngineKind kind) {
    return new EngineRuleTables(this, kind);
  }

  /// In the order of [#SCHEMAS].
  List<CheckedTable<?, ?>> tables() {
    return tables;
  }

  /// @param schema one of [#SCHEMAS]
  @SuppressWarnings("unchecked") // a table has the types of its schema
  <F extends Record, A> CheckedTable<F, A> table(Schema<F, A> schema) {
    return (CheckedTable<F, A>) tables.get(SCHEMAS.indexOf(schema));
  }
}
