package dev.whence.service.client;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// A POST of NDJSON whose answers are read while its lines are still sent. One thread sends, one
/// reads.
///
/// The JDK's HTTP client (25) reads no answer over HTTP/1.1 before it has sent all of the request,
/// and so would wait for ever for a service that reads no further until its answers are taken.
final class LineExchange implements AutoCloseable {
  private static final int HTTPS = 443;
  private static final int HTTP = 80;
  private static final int BUFFER = 64 << 10;
  static final List<String> LINES = List.of("Content-Type: application/x-ndjson");

  private final Socket socket;
  private final OutputStream out;
  private final InputStream in;
  private @Nullable BufferedReader answers;

  private LineExchange(Socket socket, OutputStream out, InputStream in) {
    this.socket = socket;
    this.out = out;
    this.in = in;
  }

  /// @param patience longest wait for the next answer
  /// @throws IOException if nobody answers there
  static LineExchange open(URI target, Duration patience) throws IOException {
    return open(target, LINES, patience);
  }

  /// @param headers that say what is sent
  static LineExchange open(URI target, List<String> headers, Duration patience) throws IOException {
    boolean secure = "https".equals(target.getScheme());
    int port = target.getPort() >= 0 ? target.getPort() : secure ? HTTPS : HTTP;
    Socket socket =
        secure
            ? SSLSocketFactory.getDefault().createSocket(target.getHost(), port)
            : new Socket(target.getHost(), port);
    socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
    return over(socket, target, headers);
  }

  /// @param socket connected; closed together with this
  static LineExchange over(Socket socket, URI target) throws IOException {
    return over(socket, target, LINES);
  }

  private static LineExchange over(Socket socket, URI target, List<String> headers)
      throws IOException {
    socket.setTcpNoDelay(true);
    var exchange =
        new LineExchange(
            socket,
            new BufferedOutputStream(socket.getOutputStream(), BUFFER),
            new BufferedInputStream(socket.getInputStream(), BUFFER));
    String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
    exchange.write(
        "POST %s%s HTTP/1.1\r\nHost: %s\r\n%s\r\nTransfer-Encoding: chunked\r\n\r\n"
            .formatted(
                target.getRawPath(),
                query,
                target.getRawAuthority(),
                String.join("\r\n", headers)));
    exchange.out.flush();
    return exchange;
  }

  /// Sends a line, maybe later together with others.
  ///
  /// @param line without its end
  void send(String line) throws IOException {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    send(bytes, bytes.length);
  }

  /// Sends the first `length` bytes, maybe later together with others.
  ///
  /// @param length at least 1
  void send(byte[] bytes, int length) throws IOException {
    write(Integer.toHexString(length) + "\r\n");
    out.write(bytes, 0, length);
    write("\r\n");
  }

  /// Sends what is not sent yet.
  void flush() throws IOException {
    out.flush();
  }

  /// There are no more lines.
  void end() throws IOException {
    write("0\r\n\r\n");
    out.flush();
  }

  private void write(String ascii) throws IOException {
    out.write(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  /// Waits for the next line of the answer.
  ///
  /// @return empty at its end
  /// @throws IOException if it breaks off or is refused as a whole; the message has the answer
  Optional<String> next() throws IOException {
    BufferedReader reader = answers;
    if (reader == null) {
      reader = new BufferedReader(new InputStreamReader(body(), StandardCharsets.UTF_8));
      answers = reader;
    }
    return Optional.ofNullable(reader.readLine());
  }

  private InputStream body() throws IOException {
    String status = headLine();
    boolean chunked = false;
    int length = 0;
    for (String header = headLine(); !header.isEmpty(); header = headLine()) {
      String lower = header.toLowerCase(java.util.Locale.ROOT);
      chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring("content-length:".length()).strip());
      }
    }
    InputStream body =
        chunked ? new Chunks() : new java.io.ByteArrayInputStream(in.readNBytes(length));
    if (!status.startsWith("HTTP/1.1 200 ")) {
      throw new IOException(
          status + ": " + new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }
    return body;
  }

  private String headLine() throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("The connection was closed in the middle of an answer.");
      }
      line.append((char) next);
    }
    return line.toString().stripTrailing();
  }

  @Override
  public void close() throws IOException {
    socket.close();
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
        left = Integer.parseInt(headLine(), 16);
        over = left == 0;
        if (over) {
          headLine();
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
        headLine();
      }
      return read;
    }
  }
}
