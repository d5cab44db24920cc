package dev.whence.service.client;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
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
import org.jspecify.annotations.Nullable;

/// A POST of NDJSON whose answers are read while its lines are still sent. One thread sends, one
/// reads.
///
/// The JDK's HTTP client (25) reads no answer over HTTP/1.1 before it has sent all of the request,
/// and so would wait for ever for a service that reads no further until its answers are taken.
final class LineExchange implements AutoCloseable {
  private static final int BUFFER = 64 << 10;
  private static final int OK = 200;
  private static final List<String> LINES = List.of("Content-Type: application/x-ndjson");

  private final Socket socket;
  private final OutputStream out;
  private final HttpReader http;
  private @Nullable BufferedReader answers;

  private LineExchange(Socket socket, OutputStream out, HttpReader http) {
    this.socket = socket;
    this.out = out;
    this.http = http;
  }

  /// @param patience longest wait for the next answer
  /// @throws IOException if nobody answers there
  static LineExchange open(URI target, Duration patience) throws IOException {
    return open(target, LINES, patience);
  }

  /// @param headers that say what is sent
  static LineExchange open(URI target, List<String> headers, Duration patience) throws IOException {
    Socket socket = HttpReader.connect(target);
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
            new HttpReader(new BufferedInputStream(socket.getInputStream(), BUFFER)));
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
    HttpReader.Head head = http.head();
    InputStream body = http.body(head);
    if (head.status() != OK) {
      throw new IOException(
          head.line() + ": " + new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }
    return body;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
