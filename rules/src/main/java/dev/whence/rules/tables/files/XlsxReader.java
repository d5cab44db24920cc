package dev.whence.rules.tables.files;

import dev.whence.rules.tables.errors.ErrorCode;
import dev.whence.rules.tables.errors.Flaw;
import dev.whence.rules.tables.errors.Place;
import dev.whence.rules.tables.errors.TableError;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.net.URI;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.poi.ss.usermodel.BuiltinFormats;
import org.apache.poi.ss.usermodel.DateUtil;
import org.jspecify.annotations.Nullable;

/// Reads one workbook part by part as streams: what is kept is the cells that say something, so the
/// styles, the other sheets and the colored cells of a workbook cost no memory, however many there
/// are. For one file and one thread.
final class XlsxReader {
  /// Digits that spreadsheet programs show: what lies beyond comes from their arithmetic (0.1 +
  /// 0.2).
  private static final MathContext SHOWN = new MathContext(15);

  /// A cell of a spreadsheet program holds no more characters.
  private static final int LONGEST_TEXT = 32_767;

  private static final int MOST_PARTS = 1_000;

  /// Of one part when unpacked; parts that are not looked at are not unpacked.
  private static final int MOST_PART_BYTES = 150_000_000;

  /// Between two brackets of the XML: what a reader has to hold at once.
  private static final int LONGEST_STRETCH = 500_000;

  /// Elements and attributes together; a workbook of Excel has some two hundred.
  private static final int MOST_NAMES = 2_000;

  private static final int MOST_SHEETS = 1_000;
  private static final int MOST_NOTES = 20;

  /// Where so many cells cannot be read, the rest is not looked at.
  private static final int MOST_ERRORS = 2_000;

  private static final Pattern ESCAPED = Pattern.compile("_x([0-9A-Fa-f]{4})_");
  private static final Pattern REFERENCE = Pattern.compile("\\$?([A-Z]{1,3})\\$?([0-9]{1,7})");
  private static final int WIDEST = 16_384;

  private static final XMLInputFactory XML = factory();

  private final String file;
  private final ZipFile zip;
  private final Set<String> names = new HashSet<>();
  private final List<String> notes = new ArrayList<>();
  private final List<TableError> found = new ArrayList<>();
  private final List<List<Cell>> rows = new ArrayList<>();

  /// That say anything, so far.
  private int cells;

  private boolean from1904;

  private XlsxReader(String file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
  }

  /// The grid, or empty when it is no workbook that can be read, which is reported.
  static Optional<Grid> read(String file, byte[] bytes, Consumer<TableError> errors) {
    try {
      if (countParts(bytes) > MOST_PARTS) {
        throw new Refused(new Place.WholeFile(), notAWorkbook());
      }
      try (var zip = ZipFile.builder().setByteArray(bytes).setMaxNumberOfDisks(1).get()) {
        var reader = new XlsxReader(file, zip);
        try {
          return Optional.of(reader.read());
        } finally {
          reader.found.forEach(errors);
        }
      }
    } catch (Refused e) {
      errors.accept(new TableError(file, e.place, "", e.flaw));
      return Optional.empty();
    } catch (IOException | XMLStreamException | RuntimeException e) {
      // Damaged files are answered with many types: by the unpacker, by the parser.
      errors.accept(new TableError(file, new Place.WholeFile(), "", notAWorkbook()));
      return Optional.empty();
    }
  }

  static Flaw notAWorkbook() {
    return new Flaw(
        ErrorCode.UNREADABLE_FILE,
        "an XLSX workbook of ordinary size",
        "Maybe open it in a spreadsheet program and save it as \"Excel workbook (.xlsx)\".");
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return factory;
  }

  /// By the signature of their entries, before anything is made of them.
  private static int countParts(byte[] bytes) {
    int count = 0;
    for (int i = 0; i + 3 < bytes.length; i++) {
      if (bytes[i] == 'P' && bytes[i + 1] == 'K' && bytes[i + 2] == 1 && bytes[i + 3] == 2) {
        count++;
      }
    }
    return count;
  }

  private Grid read() throws IOException, XMLStreamException, Refused {
    refuseMacrosAndLinks();
    String workbook =
        relations("").values().stream()
            .filter(relation -> relation.is("officeDocument"))
            .map(Relation::part)
            .findFirst()
            .orElseThrow(() -> new Refused(new Place.WholeFile(), notAWorkbook()));
    Map<String, Relation> parts = relations(workbook);
    String sheet = chooseSheet(workbook, parts);
    BitSet days = new BitSet();
    BitSet used = new BitSet();
    Map<Integer, Cell> texts = new HashMap<>();
    for (Relation part : parts.values()) {
      if (part.is("styles")) {
        days = readDayStyles(part.part());
      }
    }
    for (Relation part : parts.values()) {
      if (part.is("sharedStrings")) {
        in(sheet, xml -> collectTexts(xml, used));
        texts = readTexts(part.part(), used);
      }
    }
    return readSheet(sheet, days, texts);
  }

  private void refuseMacrosAndLinks() throws Refused {
    for (var entries = zip.getEntries(); entries.hasMoreElements(); ) {
      String name = entries.nextElement().getName().toLowerCase(Locale.ROOT);
      if (name.endsWith("vbaproject.bin")) {
        throw new Refused(
            new Place.WholeFile(),
            new Flaw(
                ErrorCode.UNREADABLE_FILE,
                "a workbook without macros",
                "Maybe save it as \"Excel workbook (.xlsx)\"."));
      }
      if (name.startsWith("xl/externallinks/")) {
        throw new Refused(
            new Place.WholeFile(),
            new Flaw(
                ErrorCode.UNREADABLE_FILE,
                "a workbook without links to other workbooks",
                "Maybe break the links (Data, Edit links), so that their values stay."));
      }
    }
  }

  /// What a part refers to.
  ///
  /// @param part its name in the file
  private record Relation(String type, String part) {
    /// Strict workbooks and others write the start of a type differently.
    boolean is(String kind) {
      return type.endsWith("/" + kind);
    }
  }

  /// By id.
  ///
  /// @param part empty for the file as a whole
  private Map<String, Relation> relations(String part)
      throws IOException, XMLStreamException, Refused {
    int folder = part.lastIndexOf('/') + 1;
    String name = part.substring(0, folder) + "_rels/" + part.substring(folder) + ".rels";
    var relations = new HashMap<String, Relation>();
    in(
        name,
        xml -> {
          while (next(xml)) {
            if (xml.isStartElement()
                && xml.getLocalName().equals("Relationship")
                && !"External".equals(attribute(xml, "TargetMode"))
                && relations.size() < MOST_SHEETS) {
              String target = URI.create("/" + part).resolve(attribute(xml, "Target")).getPath();
              relations.put(
                  attribute(xml, "Id"),
                  new Relation(attribute(xml, "Type"), target.replaceFirst("^/+", "")));
            }
          }
        });
    return relations;
  }

  /// What people see first.
  private String chooseSheet(String workbook, Map<String, Relation> parts)
      throws IOException, XMLStreamException, Refused {
    var shown = new ArrayList<String>();
    var hidden = new ArrayList<String>();
    in(
        workbook,
        xml -> {
          while (next(xml)) {
            if (xml.isStartElement() && xml.getLocalName().equals("workbookPr")) {
              from1904 = isTrue(attribute(xml, "date1904"));
            }
            if (xml.isStartElement() && xml.getLocalName().equals("sheet")) {
              Relation part = parts.get(relationId(xml));
              String name = attribute(xml, "name");
              boolean isHidden = attribute(xml, "state").toLowerCase(Locale.ROOT).contains("hid");
              if (part == null || !part.is("worksheet")) {
                continue; // a chart
              }
              if (!isHidden) {
                shown.add(part.part());
                if (shown.size() > 1) {
                  note("the sheet \"%s\" is not read, only the first one".formatted(name));
                }
              } else {
                hidden.add(part.part());
                if (shown.isEmpty()) {
                  note("the sheet \"%s\" is hidden and not read".formatted(name));
                }
              }
            }
          }
        });
    if (shown.isEmpty() && hidden.isEmpty()) {
      throw new Refused(new Place.WholeFile(), notAWorkbook());
    }
    if (shown.isEmpty()) {
      notes.clear();
    }
    return shown.isEmpty() ? hidden.getFirst() : shown.getFirst();
  }

  /// A sheet has an `id` of its relation beside one without a prefix in some programs' files.
  private static String relationId(XMLStreamReader xml) {
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      if (xml.getAttributeLocalName(i).equals("id") && xml.getAttributeNamespace(i) != null) {
        return xml.getAttributeValue(i);
      }
    }
    return attribute(xml, "id");
  }

  /// The cell styles that show a number as a day.
  private BitSet readDayStyles(String part) throws IOException, XMLStreamException, Refused {
    var dayFormats = new HashMap<Integer, Boolean>();
    var days = new BitSet();
    in(
        part,
        xml -> {
          boolean inCells = false;
          int style = 0;
          while (next(xml)) {
            String name = xml.hasName() ? xml.getLocalName() : "";
            if (name.equals("cellXfs")) {
              inCells = xml.isStartElement();
            } else if (xml.isStartElement() && name.equals("numFmt")) {
              int id = number(attribute(xml, "numFmtId"));
              dayFormats.put(id, DateUtil.isADateFormat(id, attribute(xml, "formatCode")));
            } else if (xml.isStartElement() && inCells && name.equals("xf")) {
              int id = number(attribute(xml, "numFmtId"));
              String builtIn = BuiltinFormats.getBuiltinFormat(id);
              boolean isDay =
                  dayFormats.getOrDefault(
                      id, builtIn != null && DateUtil.isADateFormat(id, builtIn));
              days.set(style++, isDay);
            }
          }
        });
    return days;
  }

  /// Which of the texts that all sheets share are in this one.
  private void collectTexts(XMLStreamReader xml, BitSet used) throws XMLStreamException, Refused {
    boolean shared = false;
    while (next(xml)) {
      if (xml.isStartElement() && xml.getLocalName().equals("c")) {
        shared = attribute(xml, "t").equals("s");
      } else if (shared && xml.isStartElement() && xml.getLocalName().equals("v")) {
        used.set(index(text(xml)));
        if (used.cardinality() > Grid.MOST_CELLS) {
          throw tooManyCells(new Place.WholeFile());
        }
      } else if (xml.isEndElement() && xml.getLocalName().equals("sheetData")) {
        return;
      }
    }
  }

  private static int index(String text) {
    int index = number(text.strip());
    return index >= 0 && index < 10_000_000 ? index : 0;
  }

  private Map<Integer, Cell> readTexts(String part, BitSet used)
      throws IOException, XMLStreamException, Refused {
    var texts = new HashMap<Integer, Cell>();
    in(
        part,
        xml -> {
          int index = -1;
          long kept = 0;
          while (next(xml)) {
            if (xml.isStartElement() && xml.getLocalName().equals("si")) {
              index++;
              if (used.get(index)) {
                Cell cell = textOf(xml, "si");
                kept += cell.text().length();
                if (kept > Grid.MOST_BYTES) {
                  throw new Refused(
                      new Place.WholeFile(),
                      new Flaw(
                          ErrorCode.UNREADABLE_FILE,
                          "texts of at most %d characters in all".formatted(Grid.MOST_BYTES)));
                }
                texts.put(index, cell);
              }
            }
          }
        });
    return texts;
  }

  /// All runs of a rich text; readings of East Asian characters are no part of it.
  private Cell textOf(XMLStreamReader xml, String end) throws XMLStreamException, Refused {
    var text = new StringBuilder();
    int readings = 0;
    while (next(xml)) {
      String name = xml.hasName() ? xml.getLocalName() : "";
      if (xml.isEndElement() && name.equals(end)) {
        return Cell.text(unescaped(text.toString()));
      }
      if (name.equals("rPh")) {
        readings += xml.isStartElement() ? 1 : -1;
      } else if (xml.isStartElement() && name.equals("t") && readings == 0) {
        text.append(text(xml));
        if (text.length() > LONGEST_TEXT) {
          throw tooLong();
        }
      }
    }
    throw new Refused(new Place.WholeFile(), notAWorkbook());
  }

  /// The characters up to the end of the element.
  private String text(XMLStreamReader xml) throws XMLStreamException, Refused {
    var text = new StringBuilder();
    int depth = 1;
    while (next(xml)) {
      if (xml.isStartElement()) {
        depth++;
      } else if (xml.isEndElement()) {
        if (--depth == 0) {
          return text.toString();
        }
      } else if (xml.hasText() && xml.getEventType() != XMLStreamConstants.COMMENT) {
        text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
        if (text.length() > LONGEST_TEXT + 8) {
          throw tooLong();
        }
      }
    }
    throw new Refused(new Place.WholeFile(), notAWorkbook());
  }

  /// XLSX writes `_x000D_` for what XML cannot hold.
  private static String unescaped(String text) {
    return text.contains("_x")
        ? ESCAPED
            .matcher(text)
            .replaceAll(escape ->
                Matcher.quoteReplacement(
                    Character.toString((char) Integer.parseInt(escape.group(1), 16))))
        : text;
  }

  private Grid readSheet(String sheet, BitSet days, Map<Integer, Cell> texts)
      throws IOException, XMLStreamException, Refused {
    in(
        sheet,
        xml -> {
          int row = -1;
          boolean inCells = false;
          while (next(xml)) {
            String name = xml.hasName() ? xml.getLocalName() : "";
            if (name.equals("sheetData")) {
              inCells = xml.isStartElement();
            } else if (xml.isStartElement()) {
              switch (name) {
                case "row" -> row = inCells ? addRow(xml, row + 1, days, texts) : row;
                case "col" -> noteIfHidden(xml);
                case "mergeCell" -> refuseMerged(attribute(xml, "ref"));
                default -> {}
              }
            }
          }
        });
    return new Grid(rows, notes);
  }

  /// @param next its place where it tells none
  private int addRow(XMLStreamReader xml, int next, BitSet days, Map<Integer, Cell> texts)
      throws XMLStreamException, Refused {
    String given = attribute(xml, "r");
    int row = given.isEmpty() ? next : number(given) - 1;
    boolean hidden = isTrue(attribute(xml, "hidden"));
    List<Cell> line = readRow(xml, row, days, texts);
    if (line.isEmpty()) {
      return row; // it has colors or borders alone
    }
    if (row < rows.size() || row >= Grid.MOST_ROWS) {
      throw tooLarge(row);
    }
    if (hidden) {
      note("row %d is hidden, and counts all the same".formatted(row + 1));
    }
    cells += (int) line.stream().filter(cell -> !cell.isBlank()).count();
    if (cells > Grid.MOST_CELLS) {
      throw tooManyCells(new Place.InRow(row + 1));
    }
    while (rows.size() < row) {
      rows.add(List.of());
    }
    rows.add(line);
    return row;
  }

  private void noteIfHidden(XMLStreamReader column) {
    int first = number(attribute(column, "min"));
    if (isTrue(attribute(column, "hidden")) && first >= 1 && first <= Grid.MOST_COLUMNS) {
      note(
          "column %s is hidden, and counts all the same"
              .formatted(new Place.InCell(1, first - 1, "").letter()));
    }
  }

  /// Up to the last cell that says anything.
  private List<Cell> readRow(XMLStreamReader xml, int row, BitSet days, Map<Integer, Cell> texts)
      throws XMLStreamException, Refused {
    List<Cell> cells = new ArrayList<>();
    int column = -1;
    while (next(xml)) {
      String name = xml.hasName() ? xml.getLocalName() : "";
      if (xml.isEndElement() && name.equals("row")) {
        return cells;
      }
      if (xml.isStartElement() && name.equals("c")) {
        column = column(attribute(xml, "r"), column + 1);
        Cell cell = readCell(xml, row, column, days, texts);
        if (!cell.isBlank()) {
          if (column >= Grid.MOST_COLUMNS || column < cells.size()) {
            throw tooLarge(row);
          }
          cells.addAll(Collections.nCopies(column - cells.size(), Cell.BLANK));
          cells.add(cell);
        }
      }
    }
    throw new Refused(new Place.WholeFile(), notAWorkbook());
  }

  private Cell readCell(
      XMLStreamReader xml, int row, int column, BitSet days, Map<Integer, Cell> texts)
      throws XMLStreamException, Refused {
    String type = attribute(xml, "t");
    int style = Math.max(0, number(attribute(xml, "s")));
    Optional<String> formula = Optional.empty();
    Optional<String> value = Optional.empty();
    Cell inline = Cell.BLANK;
    while (next(xml)) {
      String name = xml.hasName() ? xml.getLocalName() : "";
      if (xml.isEndElement() && name.equals("c")) {
        if (formula.isPresent()) {
          return unreadable(
              row,
              column,
              "=" + formula.get(),
              "a value, not a formula",
              "Maybe copy the cell and paste it as a value.");
        }
        return type.equals("inlineStr")
            ? inline
            : value.isPresent()
                ? read(type, value.get(), row, column, days.get(style), texts)
                : Cell.BLANK;
      }
      if (xml.isStartElement()) {
        switch (name) {
          case "f" -> formula = Optional.of(text(xml));
          case "v" -> value = Optional.of(text(xml));
          case "is" -> inline = textOf(xml, "is");
          default -> {}
        }
      }
    }
    throw new Refused(new Place.WholeFile(), notAWorkbook());
  }

  private Cell read(
      String type, String value, int row, int column, boolean isDay, Map<Integer, Cell> texts)
      throws Refused {
    return switch (type) {
      case "s" -> texts.getOrDefault(index(value), Cell.BLANK);
      case "str" -> Cell.text(unescaped(value));
      case "b" -> new Cell(Cell.Kind.YES_NO, isTrue(value.strip()) ? "yes" : "no");
      case "e" -> unreadable(row, column, value, "a value", "");
      case "d" -> isoDay(value.strip(), row, column);
      case "", "n" -> number(value.strip(), row, column, isDay);
      default -> unreadable(row, column, value, "a value of a kind that Excel knows", "");
    };
  }

  private Cell isoDay(String value, int row, int column) throws Refused {
    try {
      return value.length() == 10
          ? new Cell(Cell.Kind.DAY, LocalDate.parse(value).toString())
          : day(LocalDateTime.parse(value.replaceFirst("Z$", "")));
    } catch (DateTimeException e) {
      return unreadable(row, column, value, "a day that is in the calendar", "");
    }
  }

  private Cell number(String value, int row, int column, boolean isDay) throws Refused {
    if (value.isEmpty()) {
      return Cell.BLANK;
    }
    try {
      double number = Double.parseDouble(value);
      if (isDay && DateUtil.isValidExcelDate(number)) {
        return day(DateUtil.getLocalDateTime(number, from1904));
      }
      return new Cell(
          Cell.Kind.NUMBER,
          BigDecimal.valueOf(number).round(SHOWN).stripTrailingZeros().toPlainString());
    } catch (NumberFormatException | DateTimeException e) {
      return unreadable(row, column, value, "a number", "");
    }
  }

  private static Cell day(LocalDateTime time) {
    return new Cell(
        Cell.Kind.DAY,
        time.toLocalTime().equals(LocalTime.MIDNIGHT)
            ? time.toLocalDate().toString()
            : time.toString());
  }

  private Cell unreadable(int row, int column, String value, String expected, String advice)
      throws Refused {
    report(
        new Place.InCell(row + 1, column, ""),
        value,
        new Flaw(ErrorCode.UNREADABLE_CELL, expected, advice));
    return new Cell(Cell.Kind.UNREADABLE, value);
  }

  private void refuseMerged(String range) throws Refused {
    Matcher first = REFERENCE.matcher(range.split(":", -1)[0]);
    Place place =
        first.matches()
            ? new Place.InCell(number(first.group(2)), letters(first.group(1)), "")
            : new Place.WholeFile();
    report(
        place,
        range,
        new Flaw(
            ErrorCode.UNREADABLE_CELL,
            "no merged cells",
            "Maybe unmerge them and fill each cell."));
  }

  private void report(Place place, String value, Flaw flaw) throws Refused {
    if (found.size() == MOST_ERRORS) {
      throw new Refused(
          place,
          new Flaw(
              ErrorCode.UNREADABLE_FILE,
              "values in the cells; %d before this one cannot be read".formatted(MOST_ERRORS),
              "Maybe copy the sheet and paste it as values."));
    }
    found.add(new TableError(file, place, value, flaw));
  }

  private void note(String sentence) {
    if (notes.size() < MOST_NOTES) {
      notes.add(sentence);
    } else if (notes.size() == MOST_NOTES) {
      notes.add("and more is hidden, or not read");
    }
  }

  private static Refused tooLarge(int row) {
    return new Refused(
        new Place.InRow(row + 1),
        new Flaw(
            ErrorCode.UNREADABLE_FILE,
            "at most %d rows of %d cells".formatted(Grid.MOST_ROWS, Grid.MOST_COLUMNS)));
  }

  private static Refused tooManyCells(Place place) {
    return new Refused(place, Grid.tooManyCells());
  }

  private static Refused tooLong() {
    return new Refused(
        new Place.WholeFile(),
        new Flaw(
            ErrorCode.UNREADABLE_FILE, "at most %d characters in a cell".formatted(LONGEST_TEXT)));
  }

  /// A column from a reference such as `B7`.
  ///
  /// @param next where there is none
  private static int column(String reference, int next) {
    Matcher matcher = REFERENCE.matcher(reference);
    return matcher.matches() ? letters(matcher.group(1)) : next;
  }

  private static int letters(String letters) {
    int column = 0;
    for (int i = 0; i < letters.length(); i++) {
      column = 26 * column + letters.charAt(i) - 'A' + 1;
    }
    return Math.min(WIDEST, column) - 1;
  }

  /// Of what is no number, -1.
  private static int number(String digits) {
    return digits.matches("[0-9]{1,9}") ? Integer.parseInt(digits) : -1;
  }

  private static boolean isTrue(String word) {
    return word.equals("1") || word.equals("true");
  }

  private static String attribute(XMLStreamReader xml, String name) {
    String value = xml.getAttributeValue(null, name);
    return value == null ? "" : value;
  }

  /// Moves on, and keeps count of the names that the parser has to remember.
  private boolean next(XMLStreamReader xml) throws XMLStreamException, Refused {
    if (!xml.hasNext()) {
      return false;
    }
    if (xml.next() == XMLStreamConstants.START_ELEMENT) {
      names.add(xml.getLocalName());
      for (int i = 0; i < xml.getAttributeCount(); i++) {
        names.add(xml.getAttributeLocalName(i));
      }
      if (names.size() > MOST_NAMES) {
        throw new Refused(new Place.WholeFile(), notAWorkbook());
      }
    }
    return true;
  }

  /// What is done with a part.
  @FunctionalInterface
  private interface PartReader {
    void read(XMLStreamReader xml) throws XMLStreamException, Refused;
  }

  private void in(String part, PartReader reader) throws IOException, XMLStreamException, Refused {
    ZipArchiveEntry entry = zip.getEntry(part);
    if (entry == null) {
      throw new Refused(new Place.WholeFile(), notAWorkbook());
    }
    try (InputStream in = new BoundedPart(part, zip.getInputStream(entry))) {
      XMLStreamReader xml = XML.createXMLStreamReader(in);
      try {
        reader.read(xml);
      } finally {
        xml.close();
      }
    } catch (XMLStreamException | IOException e) {
      if (findRefusal(e) instanceof Refused refused) {
        throw refused;
      }
      throw e;
    }
  }

  private static @Nullable Throwable findRefusal(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; depth < 8 && cause != null; depth++) {
      if (cause instanceof BoundedPart.TooLargeException tooLarge) {
        return tooLarge.refused;
      }
      cause =
          cause instanceof XMLStreamException xml && xml.getNestedException() != null
              ? xml.getNestedException()
              : cause.getCause();
    }
    return null;
  }

  /// A sentence, and where.
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Place place;
    private final transient Flaw flaw;

    Refused(Place place, Flaw flaw) {
      super(flaw.expected(), null, false, false);
      this.place = place;
      this.flaw = flaw;
    }
  }

  /// A part that ends with a refusal when it unpacks to more than any table has, or when the parser
  /// would have to hold too much of it at once.
  private static final class BoundedPart extends FilterInputStream {
    private final String part;
    private long left = MOST_PART_BYTES;
    private int stretch;

    BoundedPart(String part, InputStream in) {
      super(in);
      this.part = part;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = in.read(buffer, offset, length);
      for (int i = offset; i < offset + read; i++) {
        stretch = buffer[i] == '<' || buffer[i] == '>' ? 0 : stretch + 1;
        if (stretch > LONGEST_STRETCH) {
          throw new TooLargeException(new Refused(new Place.WholeFile(), notAWorkbook()));
        }
      }
      left -= Math.max(0, read);
      if (left < 0) {
        throw new TooLargeException(
            new Refused(
                new Place.WholeFile(),
                new Flaw(
                    ErrorCode.UNREADABLE_FILE,
                    "a workbook each part of which has at most %d bytes when unpacked (here %s has more)"
                        .formatted(MOST_PART_BYTES, part),
                    "Maybe copy the table's cells into a new workbook, or save it as \"CSV"
                        + " UTF-8\".")));
      }
      return read;
    }

    private static final class TooLargeException extends IOException {
      private static final long serialVersionUID = 1L;
      private final transient Refused refused;

      TooLargeException(Refused refused) {
        super(refused);
        this.refused = refused;
      }
    }
  }
}
