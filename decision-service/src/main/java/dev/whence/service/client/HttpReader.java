package dev.whence.service.client;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import javax.net.ssl.SSLSocketFactory;

/// Reads answers of HTTP/1.1 from a connection, one after the other, for the two cases that the
/// JDK's client does not serve: an answer that is read while its request is still sent
/// ([LineExchange]), and a load that must not cost more than what it measures ([LoadConnections]).
final class HttpReader {
  private static final int HTTPS = 443;
  private static final int HTTP = 80;
  private static final int STATUS_FROM = "HTTP/1.1 ".length();
  private static final int STATUS_TO = STATUS_FROM + 3;
  private static final String LENGTH = "content-length:";
  private static final String CODING = "transfer-encoding:";
  private static final String CONNECTION = "connection:";

  private final InputStream in;

  /// @param in buffered
  HttpReader(InputStream in) {
    this.in = in;
  }

  /// @param length bytes of the body, unless it is chunked
  /// @param last whether the service closes the connection after it
  /// @param line of the status, as it came
  record Head(int status, boolean chunked, int length, boolean last, String line) {}

  /// @param target whose scheme, host and port count
  static Socket connect(URI target) throws IOException {
    boolean secure = "https".equals(target.getScheme());
    int port = target.getPort() >= 0 ? target.getPort() : secure ? HTTPS : HTTP;
    Socket socket =
        secure
            ? SSLSocketFactory.getDefault().createSocket(target.getHost(), port)
            : new Socket(target.getHost(), port);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /// Waits for the next answer.
  ///
  /// @throws IOException if the connection ends first, or something else than HTTP comes
  Head head() throws IOException {
    String line = line();
    if (!line.startsWith("HTTP/1.1 ") || line.length() < STATUS_TO) {
      throw new IOException("No HTTP/1.1 came back: " + line);
    }
    boolean chunked = false;
    int length = 0;
    boolean last = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      if (is(LENGTH, header)) {
        length = Integer.parseInt(header.substring(LENGTH.length()).strip());
      } else if (is(CODING, header)) {
        chunked = header.toLowerCase(Locale.ROOT).contains("chunked");
      } else if (is(CONNECTION, header)) {
        last = header.toLowerCase(Locale.ROOT).contains("close");
      }
    }
    return new Head(
        Integer.parseInt(line, STATUS_FROM, STATUS_TO, 10), chunked, length, last, line);
  }

  private static boolean is(String name, String header) {
    return header.regionMatches(true, 0, name, 0, name.length());
  }

  /// The body of an answer, to be read to its end before the next.
  InputStream body(Head head) throws IOException {
    return head.chunked() ? new Chunks() : new ByteArrayInputStream(in.readNBytes(head.length()));
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("The connection was closed in the middle of an answer.");
      }
      line.append((char) next);
    }
    return line.toString().stripTrailing();
  }

  /// A body in chunks (RFC 9112, section 7.1).
  private final class Chunks extends InputStream {
    private int left;
    private boolean over;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0 && !over) {
        left = Integer.parseInt(line(), 16);
        over = left == 0;
        if (over) {
          line();
        }
      }
      if (over) {
        return -1;
      }
      int read = in.read(bytes, offset, Math.min(length, left));
      if (read < 0) {
        throw new EOFException("The connection was closed in the middle of an answer.");
      }
      left -= read;
      if (left == 0) {
        line();
      }
      return read;
    }
  }
}
