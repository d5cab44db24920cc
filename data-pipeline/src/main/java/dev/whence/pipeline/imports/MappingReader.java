package dev.whence.pipeline.imports;

import dev.whence.domain.attributes.Attributes;
import dev.whence.rules.yaml.Complaint;
import dev.whence.rules.yaml.Yaml;
import dev.whence.text.FileTrouble;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;

/// Reads a mapping file and checks it against the folder of source files, all errors at once.
final class MappingReader {

  private static final List<String> ENCODINGS =
      List.of(
          "UTF-8",
          "US-ASCII",
          "ISO-8859-1",
          "ISO-8859-2",
          "ISO-8859-15",
          "windows-1250",
          "windows-1251",
          "windows-1252",
          "UTF-16",
          "UTF-16LE",
          "UTF-16BE",
          "GB18030",
          "Big5",
          "Shift_JIS",
          "EUC-KR");

  private static final Set<Charset> WIDE =
      Set.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE);

  private final Path sourceFolder;
  private final SequencedMap<String, Mapping.Source> sources = new LinkedHashMap<>();
  private final Map<String, Set<String>> headers = new LinkedHashMap<>();

  /// Columns that tell where a row stands in its file, by source.
  private final Map<String, Set<String>> counted = new LinkedHashMap<>();

  private final List<Complaint> unfitToAdd = new ArrayList<>();

  /// What the table that is read calls the rows of its match.
  private String matched = "";

  private MappingReader(Path sourceFolder) {
    this.sourceFolder = sourceFolder;
  }

  /// @throws WrongMappingException if the file is wrong or does not fit the source files
  /// @throws IOException if the mapping file cannot be read
  static Mapping read(Path file, Path sourceFolder) throws IOException {
    var complaints = new ArrayList<Complaint>();
    Yaml root = Yaml.parse(Files.readAllBytes(file), complaints);
    WrongMappingException.throwIfAny(file, complaints);
    Mapping mapping = new MappingReader(sourceFolder).mapping(root);
    WrongMappingException.throwIfAny(file, complaints);
    return mapping;
  }

  /// The file of a source: as named, or gzipped beside it.
  static Optional<Path> find(Path folder, Mapping.Source source) {
    Path plain = folder.resolve(source.file());
    Path zipped = folder.resolve(source.file() + ".gz");
    return Files.isRegularFile(plain)
        ? Optional.of(plain)
        : Files.isRegularFile(zipped) ? Optional.of(zipped) : Optional.empty();
  }

  private Mapping mapping(Yaml root) {
    if (!root.isMap()) {
      root.complain("a mapping file is a map with 'sources' and 'tables'");
      return new Mapping(sources, List.of(), List.of());
    }
    root.onlyKeys("time format", "time zone", "sources", "tables");
    var recipes = new RecipeReader(root);
    for (var entry : root.required("sources").entries()) {
      Mapping.Source source = source(entry.getKey(), entry.getValue(), recipes);
      sources.put(source.name(), source);
    }
    var tables = new ArrayList<Mapping.Table>();
    for (var entry : root.required("tables").entries()) {
      CanonicalTable.find(entry.getKey())
          .ifPresentOrElse(
              target -> tables.add(table(target, entry.getValue(), recipes)),
              () ->
                  entry
                      .getValue()
                      .complain(
                          "no such table; there are "
                              + CanonicalTable.ALL.stream().map(CanonicalTable::name).toList()));
    }
    return new Mapping(sources, tables, unfitToAdd);
  }

  private Mapping.Source source(String name, Yaml yaml, RecipeReader recipes) {
    yaml.onlyKeys(
        "file",
        "delimiter",
        "encoding",
        "skip lines",
        "missing",
        "blanks",
        "fill down",
        "numbers",
        "equal rows",
        "computed",
        "key",
        "duplicates",
        "mean",
        "by",
        "filters");
    String delimiter = yaml.find("delimiter").orElse(",");
    if (delimiter.length() != 1 || delimiter.charAt(0) > 127 || delimiter.equals("\"")) {
      yaml.get("delimiter").complain("must be one ASCII character that is no quote");
      delimiter = ",";
    }
    Yaml numbers = yaml.get("numbers");
    if (!numbers.isMissing()) {
      numbers.onlyKeys(NumberStyle.KEYS.toArray(String[]::new));
    }
    NumberStyle style = NumberStyle.read(numbers).orElse(NumberStyle.PLAIN);
    recipes.written(name, style);
    recipes.called(Map.of());
    var source =
        new Mapping.Source(
            name,
            yaml.required("file").text(),
            delimiter.charAt(0),
            encoding(yaml.get("encoding")),
            yaml.get("skip lines").isMissing() ? 0 : yaml.get("skip lines").integer(0, 1_000),
            Set.copyOf(yaml.get("missing").texts()),
            trims(yaml),
            yaml.get("fill down").texts(),
            style,
            dropsEqual(yaml),
            computed(yaml.get("computed"), recipes),
            yaml.get("key").texts(),
            duplicates(yaml, recipes),
            filters(yaml.get("filters"), recipes));
    readHeader(source, yaml.get("file"));
    Set<String> header = headers.getOrDefault(name, Set.of());
    if (!header.isEmpty()) {
      for (String column : source.fillDown()) {
        if (!header.contains(column)) {
          yaml.get("fill down").complain(noColumn(column, name, header));
        }
      }
      for (Condition filter : source.filters()) {
        checkReferences(
            filter.value().references().toList(), Map.of(name, name), yaml.get("filters"));
      }
      checkComputed(source, header, yaml.get("computed"));
      if (source.duplicates() instanceof Mapping.Duplicates.ByTime(var by, var _)) {
        checkReferences(by.references().toList(), Map.of(name, name), yaml.get("by"));
      }
      var used = new ArrayList<>(source.key());
      if (source.duplicates() instanceof Mapping.Duplicates.Mean(var columns)) {
        used.addAll(columns);
      }
      for (String column : used) {
        if (!header.contains(column)) {
          yaml.complain(noColumn(column, name, header));
        }
      }
    }
    return source;
  }

  private static SequencedMap<String, Recipe> computed(Yaml yaml, RecipeReader recipes) {
    var computed = new LinkedHashMap<String, Recipe>();
    for (var entry : yaml.entries()) {
      computed.put(entry.getKey(), recipes.read(entry.getValue()));
    }
    return computed;
  }

  /// @param header of the file; what is computed is added
  private void checkComputed(Mapping.Source source, Set<String> header, Yaml yaml) {
    source
        .computed()
        .forEach((column, recipe) -> {
          checkReferences(
              recipe.references().toList(), Map.of(source.name(), source.name()), yaml.get(column));
          if (recipe
              .references()
              .anyMatch(each -> isCounted(each, Map.of(source.name(), source.name())))) {
            counted.computeIfAbsent(source.name(), name -> new HashSet<>()).add(column);
          }
          if (column.equals(Row.LINE) || !header.add(column)) {
            yaml.get(column).complain("is a column already; maybe choose another name");
          }
        });
  }

  private static Charset encoding(Yaml yaml) {
    if (yaml.isMissing()) {
      return StandardCharsets.UTF_8;
    }
    String name = yaml.text();
    if (!ENCODINGS.contains(name)) {
      yaml.complain("must be one of " + ENCODINGS);
      return StandardCharsets.UTF_8;
    }
    return Charset.forName(name);
  }

  private static boolean trims(Yaml yaml) {
    String word = yaml.find("blanks").orElse("keep");
    if (!word.equals("keep") && !word.equals("trim")) {
      yaml.get("blanks").complain("must be one of [keep, trim]");
    }
    return word.equals("trim");
  }

  private static boolean dropsEqual(Yaml yaml) {
    String word = yaml.find("equal rows").orElse("keep");
    if (!word.equals("keep") && !word.equals("first")) {
      yaml.get("equal rows").complain("must be one of [keep, first]");
    }
    return word.equals("first");
  }

  private static Mapping.Duplicates duplicates(Yaml yaml, RecipeReader recipes) {
    String word = yaml.find("duplicates").orElse("reject");
    boolean mean = word.equals("mean");
    boolean byTime = word.equals("earliest") || word.equals("latest");
    if (mean != !yaml.get("mean").isMissing()) {
      yaml.complain("'duplicates: mean' and a list 'mean' of columns belong together");
    }
    if (byTime != !yaml.get("by").isMissing()) {
      yaml.complain("'duplicates: earliest' or 'latest' and a time 'by' belong together");
      byTime = false;
    }
    return switch (word) {
      case "reject" -> new Mapping.Duplicates.Reject();
      case "first" -> new Mapping.Duplicates.First();
      case "keep" -> new Mapping.Duplicates.Keep();
      case "mean" -> new Mapping.Duplicates.Mean(yaml.get("mean").texts());
      case "earliest", "latest" ->
          byTime
              ? new Mapping.Duplicates.ByTime(recipes.read(yaml.get("by")), word.equals("latest"))
              : new Mapping.Duplicates.Reject();
      default -> {
        yaml.get("duplicates")
            .complain("must be one of [reject, first, earliest, latest, keep, mean]");
        yield new Mapping.Duplicates.Reject();
      }
    };
  }

  private void readHeader(Mapping.Source source, Yaml yaml) {
    if (source.file().isEmpty()) {
      return;
    }
    Optional<Path> file = find(sourceFolder, source);
    if (file.isEmpty()) {
      yaml.complain(
          "no file %s (nor %s.gz) in %s".formatted(source.file(), source.file(), sourceFolder));
      return;
    }
    try (CsvFile csv =
        CsvFile.open(file.get(), source.encoding(), source.delimiter(), bytes -> {})) {
      Optional<Charset> wide = CsvFile.utf16(file.get());
      if (wide.isPresent() && !WIDE.contains(source.encoding())) {
        yaml.complain(
            "%s is written in UTF-16; maybe encoding: %s".formatted(file.get(), wide.get()));
        return;
      }
      csv.skip(source.skippedLines());
      switch (csv.next().orElse(new CsvFile.Entry.Blank(1))) {
        case CsvFile.Entry.Fields(var line, var names) -> {
          Optional<String> other = OtherDelimiter.of(names);
          if (names.size() <= 2 && names.getFirst().toLowerCase(Locale.ROOT).startsWith("sep=")) {
            yaml.complain(
                "the header of %s is a line for spreadsheets, %s; maybe skip lines: 1"
                    .formatted(file.get(), names.getFirst()));
            return;
          }
          if (other.isPresent()) {
            yaml.complain("the header of %s %s".formatted(file.get(), other.get()));
            return;
          }
          headers.put(source.name(), new TreeSet<>(ColumnNames.of(names)));
        }
        case CsvFile.Entry.Blank blank ->
            yaml.complain("%s has no header line".formatted(file.get()));
        case CsvFile.Entry.Malformed(var line, var text, var reason) ->
            yaml.complain("the header of %s %s".formatted(file.get(), reason));
      }
    } catch (IOException e) {
      yaml.complain(FileTrouble.sentence(e).replace("\n", " "));
    }
  }

  private List<Condition> filters(Yaml yaml, RecipeReader recipes) {
    var conditions = new ArrayList<Condition>();
    for (var entry : yaml.entries()) {
      conditions.add(
          ConditionReader.read(entry.getKey(), "keep if", List.of(), entry.getValue(), recipes));
    }
    return conditions;
  }

  private Mapping.Table table(CanonicalTable<?> target, Yaml yaml, RecipeReader recipes) {
    yaml.onlyKeys(
        "from", "match", "join", "filters", "group by", "groups", "columns", "attributes");
    String from = yaml.required("from").text();
    Map<String, String> aliases = new LinkedHashMap<>();
    if (!from.isEmpty() && !sources.containsKey(from)) {
      yaml.get("from").complain("no source '" + from + "'; there are " + sources.keySet());
    }
    aliases.put(from, from);
    recipes.called(aliases);
    Optional<Mapping.Match> match = match(yaml.get("match"), recipes, aliases);
    matched = match.map(Mapping.Match::as).orElse("");
    var joins = new ArrayList<Mapping.Join>();
    for (Yaml element : yaml.get("join").elements()) {
      join(element, aliases).ifPresent(joins::add);
    }
    Map<String, Recipe> columns = columns(target, yaml.required("columns"), recipes, aliases);
    var table =
        new Mapping.Table(
            target,
            from,
            match,
            joins,
            filters(yaml.get("filters"), recipes),
            yaml.get("group by").texts(),
            wholeGroups(yaml),
            columns,
            attributes(target, yaml.get("attributes"), recipes, aliases));
    checkReferences(table.groupBy(), aliases, yaml.get("group by"));
    checkKey(target, columns, aliases, yaml.get("columns"));
    for (Condition filter : table.filters()) {
      checkReferences(filter.value().references().toList(), aliases, yaml.get("filters"));
    }
    return table;
  }

  private static boolean wholeGroups(Yaml yaml) {
    Optional<String> word = yaml.find("groups");
    if (word.isPresent() && (!word.get().equals("whole") || !yaml.has("group by"))) {
      yaml.get("groups").complain("must be: whole, beside 'group by'");
    }
    return word.isPresent();
  }

  /// A line of another file has the same number: what it names would be replaced, or come twice.
  private void checkKey(
      CanonicalTable<?> target,
      Map<String, Recipe> columns,
      Map<String, String> aliases,
      Yaml yaml) {
    for (String name : target.named()) {
      Optional.ofNullable(columns.get(name)).stream()
          .flatMap(Recipe::references)
          .filter(reference -> isCounted(reference, aliases))
          .findFirst()
          .ifPresent(reference ->
              unfitToAdd.add(
                  new Complaint(
                      yaml.get(name).line(),
                      yaml.get(name).path(),
                      "'%s' names other rows in other files, so rows cannot be added by it; maybe name them by columns of the file, or import the whole history at once, without --add"
                          .formatted(reference))));
    }
  }

  private boolean isCounted(String reference, Map<String, String> aliases) {
    int dot = reference.indexOf('.');
    String column = reference.substring(dot + 1);
    return column.equals(Row.LINE)
        || Optional.ofNullable(aliases.get(reference.substring(0, Math.max(0, dot))))
            .map(counted::get)
            .filter(columns -> columns.contains(column))
            .isPresent();
  }

  private Optional<Mapping.Match> match(
      Yaml yaml, RecipeReader recipes, Map<String, String> aliases) {
    if (yaml.isMissing()) {
      return Optional.empty();
    }
    yaml.onlyKeys("source", "as", "on", "at", "not after", "units", "of", "optional");
    String name = yaml.required("source").text();
    String alias = yaml.find("as").orElse(name);
    List<String> on = yaml.required("on").texts();
    checkReferences(on, aliases, yaml.get("on"));
    Recipe at = recipes.read(yaml.required("at"));
    checkReferences(at.references().toList(), aliases, yaml.get("at"));
    Recipe units = recipes.asNumber(recipes.read(yaml.required("units")));
    checkReferences(units.references().toList(), aliases, yaml.get("units"));
    Recipe notAfter = recipes.read(yaml.required("not after"));
    Recipe of = recipes.asNumber(recipes.read(yaml.required("of")));
    Mapping.Source source = sources.get(name);
    if (source == null) {
      yaml.get("source").complain("no source '" + name + "'; there are " + sources.keySet());
      return Optional.empty();
    }
    Map<String, String> own = Map.of(name, name);
    checkReferences(notAfter.references().toList(), own, yaml.get("not after"));
    checkReferences(of.references().toList(), own, yaml.get("of"));
    if (!(source.duplicates() instanceof Mapping.Duplicates.Keep)) {
      yaml.complain("source '" + name + "' needs 'duplicates: keep' to be matched");
    }
    if (on.size() != source.key().size() || on.isEmpty()) {
      yaml.get("on").complain("the key of '%s' has %s".formatted(name, source.key()));
    }
    if (aliases.putIfAbsent(alias, name) != null) {
      yaml.complain("'" + alias + "' is taken; name this one with 'as'");
    }
    return Optional.of(
        new Mapping.Match(
            name, alias, on, at, notAfter, units, of, yaml.get("optional").flagOrFalse()));
  }

  private Optional<Mapping.Join> join(Yaml yaml, Map<String, String> aliases) {
    yaml.onlyKeys("source", "as", "on", "optional");
    String name = yaml.required("source").text();
    String alias = yaml.find("as").orElse(name);
    List<String> on = yaml.required("on").texts();
    checkReferences(on, aliases, yaml.get("on"));
    Mapping.Source source = sources.get(name);
    if (source == null) {
      yaml.get("source").complain("no source '" + name + "'; there are " + sources.keySet());
      return Optional.empty();
    }
    if (source.duplicates() instanceof Mapping.Duplicates.Keep) {
      yaml.complain("source '" + name + "' keeps several rows of a key; maybe use 'match'");
    }
    if (source.key().isEmpty()) {
      yaml.complain("source '" + name + "' has no key to join on");
    } else if (on.size() != source.key().size()) {
      yaml.get("on").complain("the key of '%s' has %s".formatted(name, source.key()));
    }
    if (aliases.putIfAbsent(alias, name) != null) {
      yaml.complain("'" + alias + "' is taken; name this one with 'as'");
    }
    return Optional.of(new Mapping.Join(name, alias, on, yaml.get("optional").flagOrFalse()));
  }

  private Map<String, Recipe> columns(
      CanonicalTable<?> target, Yaml yaml, RecipeReader recipes, Map<String, String> aliases) {
    var columns = new LinkedHashMap<String, Recipe>();
    for (var entry : yaml.entries()) {
      CanonicalTable.Column column = target.columns().get(entry.getKey());
      Recipe read = recipes.read(entry.getValue());
      boolean wantsNumber = column != null && column.type().gives() == Type.Gives.NUMBER;
      Recipe recipe = wantsNumber ? recipes.asNumber(read) : read;
      checkReferences(recipe.references().toList(), aliases, entry.getValue());
      if (column == null || column.type() == Type.ATTRIBUTES) {
        entry
            .getValue()
            .complain(
                column == null
                    ? "no such column of %s; there are %s"
                        .formatted(target.name(), target.columns().keySet())
                    : "attributes have a section of their own, beside 'columns'");
        continue;
      }
      ColumnFit.check(column, read, entry.getValue());
      columns.put(entry.getKey(), recipe);
    }
    for (CanonicalTable.Column column : target.columns().values()) {
      if (column.fallback().isEmpty() && yaml.get(column.name()).isMissing()) {
        yaml.get(column.name()).complain("is missing");
      }
    }
    return columns;
  }

  private List<Mapping.Attribute> attributes(
      CanonicalTable<?> target, Yaml yaml, RecipeReader recipes, Map<String, String> aliases) {
    if (!yaml.isMissing() && !target.columns().containsKey(CanonicalTable.ATTRIBUTES)) {
      yaml.complain(
          "rows of %s have no attributes; those of shipments and order_lines have"
              .formatted(target.name()));
    }
    var attributes = new ArrayList<Mapping.Attribute>();
    for (var entry : yaml.entries()) {
      Mapping.Attribute attribute = recipes.attribute(entry.getKey(), entry.getValue());
      checkReferences(attribute.recipe().references().toList(), aliases, entry.getValue());
      attributes.add(attribute);
    }
    if (attributes.size() > Attributes.MOST) {
      yaml.complain(
          "%d attributes; at most %d are looked at, so choose"
              .formatted(attributes.size(), Attributes.MOST));
    }
    return attributes;
  }

  /// Complains of references to aliases or columns that are not there.
  ///
  /// @param aliases source by the name its columns are called with
  private void checkReferences(List<String> references, Map<String, String> aliases, Yaml where) {
    for (String reference : new HashSet<>(references)) {
      int dot = reference.indexOf('.');
      String alias = dot < 0 ? reference : reference.substring(0, dot);
      String source = aliases.get(alias);
      if (source == null) {
        where.complain(
            "'%s': nothing is called '%s' here; there are %s"
                .formatted(reference, alias, aliases.keySet()));
        continue;
      }
      Set<String> header = headers.get(source);
      String column = reference.substring(dot + 1);
      boolean beside =
          column.equals(Row.LINE) || reference.equals(matched + "." + Mapping.Match.TAKEN);
      if (header != null && !header.contains(column) && !beside) {
        where.complain(noColumn(column, source, header));
      }
    }
  }

  private static String noColumn(String column, String source, Set<String> header) {
    return "no column '%s' in source '%s', which has %s%s"
        .formatted(column, source, header, similar(column, header));
  }

  /// Blanks at the end are lost in a mapping unless they are quoted, and nobody sees them.
  private static String similar(String column, Set<String> header) {
    return header.stream()
        .filter(name -> Blanks.strip(name).equalsIgnoreCase(Blanks.strip(column)))
        .findFirst()
        .map(name ->
            name.equals(Blanks.strip(name))
                ? "; maybe '%s'".formatted(name)
                : "; maybe it has blanks around it: quote the whole, \"…%s\"".formatted(name))
        .orElse("");
  }
}
