package dev.whence.service.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;

/// A client that sends exactly what it is told, also what is no HTTP.
public final class RawClient implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *([0-9]+)\r\n");

  private final Socket socket;

  public RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
  }

  /// @param text line ends as they are in text blocks become those of HTTP
  public RawClient send(String text) throws IOException {
    return send(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  public RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /// One answer: head and a body of the announced length; what came until the end otherwise.
  ///
  /// @param bodiless for the answer to HEAD
  public String answer(boolean bodiless) throws IOException {
    var bytes = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    for (int next = read(in); next >= 0; next = read(in)) {
      bytes.write(next);
      String text = bytes.toString(StandardCharsets.UTF_8);
      int end = text.indexOf("\r\n\r\n");
      if (end >= 0) {
        var length = LENGTH.matcher(text);
        boolean interim = text.startsWith("HTTP/1.1 100 ");
        int expected =
            bodiless || interim || !length.find() ? 0 : Integer.parseInt(length.group(1));
        if (bytes.size() >= end + 4 + expected) {
          return text;
        }
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  public String answer() throws IOException {
    return answer(false);
  }

  /// Whatever comes until the server closes the connection.
  public String untilClosed(Duration patience) throws IOException {
    socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
    var bytes = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    for (int next = read(in); next >= 0; next = read(in)) {
      bytes.write(next);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /// A reset is an end, too.
  private static int read(InputStream in) throws IOException {
    try {
      return in.read();
    } catch (SocketException e) {
      return -1;
    }
  }

  public Socket socket() {
    return socket;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
