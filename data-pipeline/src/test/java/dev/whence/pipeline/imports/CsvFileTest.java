package dev.whence.pipeline.imports;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.pipeline.imports.CsvFile.Entry;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvFileTest {

  @TempDir private Path folder;

  @Test
  void quotedFieldsMayHoldDelimitersQuotesAndLineEnds() throws IOException {
    assertThat(read("a,b\r\n\"1,\"\"x\"\"\",\"two\nlines\"\n3,\n"))
        .containsExactly(
            new Entry.Fields(1, List.of("a", "b")),
            new Entry.Fields(2, List.of("1,\"x\"", "two\nlines")),
            new Entry.Fields(4, List.of("3", "")));
  }

  @Test
  void aQuoteThatIsNeverClosedCostsOnlyItsOwnLine() throws IOException {
    assertThat(read("a,b\n\"open,1\n2,3\n"))
        .containsExactly(
            new Entry.Fields(1, List.of("a", "b")),
            new Entry.Malformed(2, "\"open,1", "a quote is opened and never closed"),
            new Entry.Fields(3, List.of("2", "3")));
  }

  @Test
  void misplacedQuotesAreNamed() throws IOException {
    assertThat(read("5\" pipe,1\n\"x\"y,2\n3,4"))
        .containsExactly(
            new Entry.Malformed(
                1, "5\" pipe,1", "a quote inside a field that does not start with one"),
            new Entry.Malformed(2, "\"x\"y,2", "text follows a closing quote"),
            new Entry.Fields(3, List.of("3", "4")));
  }

  @Test
  void quotesAfterABackslashAreNamedWithTheRemedy() throws IOException {
    assertThat(read("\"say \\\"hi\\\"\",2\n3,4\n"))
        .containsExactly(
            new Entry.Malformed(
                1,
                "\"say \\\"hi\\\"\",2",
                "text follows a closing quote; maybe the file writes \\\" for a quote: save it with \"\""),
            new Entry.Fields(2, List.of("3", "4")));
  }

  @Test
  void aQuoteClosedTwoLinesOnByAnotherRowsQuoteIsNotSwallowed() throws IOException {
    assertThat(read("\"a,1\n2,\"b\"\n3,4\n"))
        .containsExactly(
            new Entry.Malformed(1, "\"a,1", "text follows a closing quote"),
            new Entry.Fields(2, List.of("2", "b")),
            new Entry.Fields(3, List.of("3", "4")));
  }

  @Test
  void bytesThatTheEncodingDoesNotKnowCostTheirRow() throws IOException {
    Path file = folder.resolve("latin.csv");
    Files.write(file, "name\nSão\nRio\n".getBytes(ISO_8859_1));

    assertThat(read(file, UTF_8))
        .containsExactly(
            new Entry.Fields(1, List.of("name")),
            new Entry.Malformed(2, "S\uFFFDo", "is not valid UTF-8; maybe the encoding is another"),
            new Entry.Fields(3, List.of("Rio")));
    assertThat(read(file, ISO_8859_1)).contains(new Entry.Fields(2, List.of("São")));
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheHeaderAndEmptyLinesAreKnown() throws IOException {
    assertThat(read("\uFEFFa,b\n\n1,2"))
        .containsExactly(
            new Entry.Fields(1, List.of("a", "b")),
            new Entry.Blank(2),
            new Entry.Fields(3, List.of("1", "2")));
  }

  @Test
  void gzippedFilesReadTheSame() throws IOException {
    Path file = folder.resolve("a.csv.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("a\n1\n".getBytes(UTF_8));
    }

    assertThat(read(file, UTF_8))
        .containsExactly(new Entry.Fields(1, List.of("a")), new Entry.Fields(2, List.of("1")));
  }

  private List<Entry> read(String text) throws IOException {
    Path file = folder.resolve("a.csv");
    Files.writeString(file, text);
    return read(file, UTF_8);
  }

  private static List<Entry> read(Path file, Charset encoding) throws IOException {
    var entries = new ArrayList<Entry>();
    try (CsvFile csv = CsvFile.open(file, encoding, ',', bytes -> {})) {
      for (var entry = csv.next(); entry.isPresent(); entry = csv.next()) {
        entries.add(entry.get());
      }
    }
    return entries;
  }
}
