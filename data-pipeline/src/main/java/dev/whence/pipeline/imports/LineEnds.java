package dev.whence.pipeline.imports;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/// Line ends of files. Old programs end lines in carriage returns alone: where the beginning of a
/// file has no line feed, its carriage returns are read as such, also those within quotes.
final class LineEnds {
  private LineEnds() {}

  /// So many bytes tell.
  private static final int LOOKED_AT = 1 << 16;

  /// The same text with line feeds.
  static InputStream asFeeds(InputStream in) throws IOException {
    var plain = new PushbackInputStream(in, LOOKED_AT);
    byte[] head = plain.readNBytes(LOOKED_AT);
    plain.unread(head);
    return areReturns(head) ? new ReturnsAsFeeds(plain) : plain;
  }

  /// @param head the first bytes, of an encoding that extends ASCII
  private static boolean areReturns(byte[] head) {
    boolean hasReturn = false;
    for (byte each : head) {
      if (each == '\n') {
        return false;
      }
      hasReturn |= each == '\r';
    }
    return hasReturn;
  }

  private static final class ReturnsAsFeeds extends FilterInputStream {
    private ReturnsAsFeeds(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = in.read();
      return read == '\r' ? '\n' : read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = in.read(bytes, offset, length);
      for (int i = offset; i < offset + count; i++) {
        bytes[i] = bytes[i] == '\r' ? (byte) '\n' : bytes[i];
      }
      return count;
    }
  }
}
