package dev.whence.pipeline.imports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Reads a CSV file (RFC 4180, also gzipped) record by record in constant memory. Not thread-safe.
///
/// A record that cannot be read is an answer, not an exception: the next call goes on behind it.
public final class CsvFile implements AutoCloseable {

  /// A record, or why it is none. `line` is the line it starts on; the header is line 1.
  public sealed interface Entry {
    long line();

    record Fields(long line, List<String> values) implements Entry {
      public Fields {
        values = List.copyOf(values);
      }
    }

    /// A line without a single character.
    record Blank(long line) implements Entry {}

    /// @param text of the line, shortened, what is not text shown as `\uFFFD`
    record Malformed(long line, String text, String reason) implements Entry {}
  }

  /// A quoted field over more lines than this is taken for a quote that nobody closed.
  private static final int MOST_LINES_OF_A_RECORD = 200;

  private static final int LONGEST_SHOWN = 200;

  /// Bytes by which UTF-16 is told from other encodings.
  private static final int LOOKED_AT = 1 << 12;

  private final InputStream in;
  private final Charset encoding;

  /// Of the file, for messages; [#encoding] is that of the bytes read.
  private final Charset written;

  private final byte delimiter;
  private final Deque<byte[]> pushedBack = new ArrayDeque<>();
  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int filled;
  private long line;

  private CsvFile(InputStream in, Charset written, char delimiter) throws IOException {
    boolean isWide = TranscodedStream.ENCODINGS.contains(written);
    this.in = LineEnds.asFeeds(isWide ? new TranscodedStream(in, written) : in);
    this.encoding = isWide ? StandardCharsets.UTF_8 : written;
    this.written = written;
    this.delimiter = (byte) delimiter;
  }

  /// @param encoding UTF-8, a single-byte extension of ASCII, or one of
  ///   [TranscodedStream#ENCODINGS]
  /// @param bytesRead told how many bytes of the file (as it lies there) were consumed so far
  public static CsvFile open(Path file, Charset encoding, char delimiter, LongConsumer bytesRead)
      throws IOException {
    InputStream counted = new CountingStream(Files.newInputStream(file), bytesRead);
    try {
      return new CsvFile(UnpackedStream.of(file, counted), encoding, delimiter);
    } catch (IOException e) {
      counted.close();
      throw e;
    }
  }

  /// The first bytes of a file, unzipped: at most a megabyte.
  public static byte[] head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        InputStream plain = UnpackedStream.of(file, in)) {
      return plain.readNBytes(1 << 20);
    }
  }

  /// Leaves out lines before the header; they are counted.
  public void skip(int lines) throws IOException {
    for (int i = 0; i < lines && nextLine().length > 0; i++) {
      line++;
    }
  }

  /// In which form of UTF-16 a file begins, which other programs export as "Unicode"; empty if in
  /// none.
  public static Optional<Charset> utf16(Path file) throws IOException {
    byte[] head = head(file);
    if (head.length < 2) {
      return Optional.empty();
    }
    if ((head[0] == (byte) 0xFF && head[1] == (byte) 0xFE)
        || (head[0] == (byte) 0xFE && head[1] == (byte) 0xFF)) {
      return Optional.of(StandardCharsets.UTF_16);
    }
    return unmarkedUtf16(head);
  }

  /// Of characters below 256, as delimiters, digits and line ends are, one byte of two is zero.
  private static Optional<Charset> unmarkedUtf16(byte[] head) {
    int[] zeros = new int[2];
    int looked = Math.min(head.length, LOOKED_AT) / 2 * 2;
    for (int i = 0; i < looked; i++) {
      zeros[i % 2] += head[i] == 0 ? 1 : 0;
    }
    int many = looked / 10;
    if (zeros[0] == 0 && zeros[1] > many) {
      return Optional.of(StandardCharsets.UTF_16LE);
    }
    return zeros[1] == 0 && zeros[0] > many
        ? Optional.of(StandardCharsets.UTF_16BE)
        : Optional.empty();
  }

  /// The next entry; empty at the end of the file.
  public Optional<Entry> next() throws IOException {
    byte[] first = nextLine();
    if (first.length == 0) {
      return Optional.empty();
    }
    line++;
    long start = line;
    if (isBlank(first)) {
      return Optional.of(new Entry.Blank(start));
    }
    var lines = new ArrayList<byte[]>();
    lines.add(first);
    var parser = new Parser();
    parser.accept(first);
    while (parser.problem.isEmpty() && parser.isInsideQuotes()) {
      byte[] more = lines.size() < MOST_LINES_OF_A_RECORD ? nextLine() : new byte[0];
      if (more.length == 0) {
        parser.problem = "a quote is opened and never closed";
      } else {
        lines.add(more);
        parser.accept(more);
      }
    }
    if (!parser.problem.isEmpty()) {
      for (int i = lines.size() - 1; i > 0; i--) {
        pushedBack.addFirst(lines.get(i));
      }
      return Optional.of(malformed(start, first, parser.problem));
    }
    line = start + lines.size() - 1;
    parser.endField();
    return Optional.of(
        parser.problem.isEmpty()
            ? new Entry.Fields(start, parser.fields)
            : malformed(start, first, parser.problem));
  }

  /// Where the parser is within a record.
  private enum State {
    FIELD_START,
    PLAIN,
    QUOTED,
    QUOTE_IN_QUOTED
  }

  /// Splits one record, line by line.
  private final class Parser {
    private final List<String> fields = new ArrayList<>();
    private byte[] field = new byte[64];
    private int length;
    private State state = State.FIELD_START;
    private String problem = "";

    private boolean isInsideQuotes() {
      return state == State.QUOTED;
    }

    private void accept(byte[] bytes) {
      int end = withoutLineEnd(bytes);
      for (int i = 0; i < end && problem.isEmpty(); i++) {
        accept(bytes[i]);
      }
      if (state == State.QUOTED) {
        for (int i = end; i < bytes.length; i++) {
          add(bytes[i]);
        }
      }
    }

    private void add(byte b) {
      if (length == field.length) {
        field = Arrays.copyOf(field, 2 * length);
      }
      field[length++] = b;
    }

    private void accept(byte b) {
      switch (state) {
        case FIELD_START, PLAIN -> {
          if (b == delimiter) {
            endField();
          } else if (b == '"' && state == State.PLAIN) {
            problem = "a quote inside a field that does not start with one";
          } else if (b == '"') {
            state = State.QUOTED;
          } else {
            add(b);
            state = State.PLAIN;
          }
        }
        case QUOTED -> {
          if (b == '"') {
            state = State.QUOTE_IN_QUOTED;
          } else {
            add(b);
          }
        }
        case QUOTE_IN_QUOTED -> {
          if (b == '"') {
            add(b);
            state = State.QUOTED;
          } else if (b == delimiter) {
            endField();
          } else {
            problem = "text follows a closing quote";
          }
        }
      }
    }

    private void endField() {
      Optional<String> text = decode(field, length);
      if (text.isEmpty()) {
        problem = "is not valid %s; maybe the encoding is another".formatted(written);
      }
      fields.add(text.orElse(""));
      length = 0;
      state = State.FIELD_START;
    }
  }

  private Optional<String> decode(byte[] bytes, int length) {
    String lenient = new String(bytes, 0, length, encoding);
    if (lenient.indexOf('\uFFFD') < 0) {
      return Optional.of(lenient);
    }
    try {
      return Optional.of(
          encoding
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes, 0, length))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private Entry malformed(long start, byte[] bytes, String reason) {
    String text = new String(bytes, encoding).strip();
    String shown = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
    boolean isEscaped = text.contains("\\\"");
    return new Entry.Malformed(
        start,
        shown,
        isEscaped
            ? reason + "; maybe the file writes \\\" for a quote: save it with \"\""
            : reason);
  }

  private static int withoutLineEnd(byte[] bytes) {
    int end = bytes.length;
    if (end > 0 && bytes[end - 1] == '\n') {
      end--;
    }
    if (end > 0 && bytes[end - 1] == '\r') {
      end--;
    }
    return end;
  }

  private static boolean isBlank(byte[] bytes) {
    return withoutLineEnd(bytes) == 0;
  }

  /// Bytes up to and with the next line feed; none at the end of the file.
  private byte[] nextLine() throws IOException {
    if (!pushedBack.isEmpty()) {
      return pushedBack.removeFirst();
    }
    byte[] read = new byte[0];
    while (fill()) {
      int start = at;
      while (at < filled && buffer[at] != '\n') {
        at++;
      }
      boolean ended = at < filled;
      at += ended ? 1 : 0;
      read = joined(read, start);
      if (ended) {
        break;
      }
    }
    return line == 0 ? withoutByteOrderMark(read) : read;
  }

  /// Whether the buffer holds something; it is filled again when it is used up.
  private boolean fill() throws IOException {
    if (at == filled) {
      at = 0;
      filled = Math.max(0, in.read(buffer, 0, buffer.length));
    }
    return at < filled;
  }

  /// What was read of a line before, and the buffer from `start` to where it was read.
  private byte[] joined(byte[] before, int start) {
    byte[] all = Arrays.copyOf(before, before.length + at - start);
    System.arraycopy(buffer, start, all, before.length, at - start);
    return all;
  }

  private static byte[] withoutByteOrderMark(byte[] bytes) {
    byte[] mark = "\uFEFF".getBytes(StandardCharsets.UTF_8);
    boolean marked =
        bytes.length >= mark.length && Arrays.equals(mark, Arrays.copyOf(bytes, mark.length));
    return marked ? Arrays.copyOfRange(bytes, mark.length, bytes.length) : bytes;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private static final class CountingStream extends java.io.FilterInputStream {
    private final LongConsumer told;
    private long count;

    private CountingStream(InputStream in, LongConsumer told) {
      super(in);
      this.told = told;
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      if (b >= 0) {
        told.accept(++count);
      }
      return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = super.read(bytes, offset, length);
      if (n > 0) {
        count += n;
        told.accept(count);
      }
      return n;
    }
  }
}
