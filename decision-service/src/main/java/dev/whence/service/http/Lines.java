package dev.whence.service.http;

import dev.whence.service.failures.FailureException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The lines of a body, read as they come: no more than one of them and a piece of the next is in
/// memory. For one thread.
public final class Lines {
  private static final int PIECE = 16 << 10;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final int longest;
  private final Call.Reading<InputStream> open;
  private final byte[] piece = new byte[PIECE];
  private @Nullable InputStream in;
  private int start;
  private int end;
  private boolean over;
  private long number;

  /// @param longest bytes of a line
  /// @param open the body, asked for when the first line is
  Lines(int longest, Call.Reading<InputStream> open, boolean any) {
    this.longest = longest;
    this.open = open;
    this.over = !any;
  }

  /// A line that is not blank, or one that was too long to be kept: longer than [#longest()].
  ///
  /// @param number counted from 1, blank lines as well
  /// @param bytes without the line end
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  public record Line(long number, byte[] bytes) {}

  /// The number of the line read last.
  public long number() {
    return number;
  }

  /// Most bytes of a line.
  public int longest() {
    return longest;
  }

  /// Waits for the next line.
  ///
  /// @return empty at the end of the body
  /// @throws FailureException if the body cannot be read any further
  /// @throws io.helidon.webserver.CloseConnectionException if the client is gone; what it sent of
  ///   an unfinished line is lost
  public Optional<Line> next() {
    return Call.reading(longest, this::read);
  }

  private Optional<Line> read() throws IOException {
    while (!over || start < end) {
      Line line = readLine();
      if (!isBlank(line.bytes())) {
        return Optional.of(line);
      }
    }
    return Optional.empty();
  }

  private Line readLine() throws IOException {
    number++;
    var line = new ByteArrayOutputStream(256);
    while (start < end || fill()) {
      int stop = start;
      while (stop < end && piece[stop] != '\n') {
        stop++;
      }
      int length = stop - start;
      // One byte more tells that it was too long; the rest is forgotten.
      line.write(piece, start, Math.min(length, longest + 1 - line.size()));
      boolean ended = stop < end;
      start = ended ? stop + 1 : stop;
      if (ended) {
        break;
      }
    }
    return new Line(number, number == 1 ? unmarked(line.toByteArray()) : line.toByteArray());
  }

  private boolean fill() throws IOException {
    InputStream body = in;
    if (body == null) {
      body = open.read();
      in = body;
    }
    start = 0;
    end = over ? 0 : Math.max(0, body.read(piece));
    over |= end == 0;
    return !over;
  }

  private static byte[] unmarked(byte[] line) {
    boolean marked =
        line.length >= BYTE_ORDER_MARK.length
            && java.util.Arrays.equals(
                line, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    return marked ? java.util.Arrays.copyOfRange(line, BYTE_ORDER_MARK.length, line.length) : line;
  }

  private static boolean isBlank(byte[] line) {
    for (byte each : line) {
      if (each > ' ' || each < 0) {
        return false;
      }
    }
    return true;
  }
}
