package dev.whence.service.client;

import dev.whence.service.client.WhenceClient.Reply;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;

/// Sends POSTs of JSON at as little cost as can be, because whatever generates a load on the
/// machine of the service is measured with it: a call takes some 15 us of a processor here, and 100
/// to 240 by the JDK's client (25). Thread-safe; a connection serves one call at a time and is kept
/// for the next.
final class LoadConnections implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int BUFFER = 16 << 10;

  private final URI base;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  /// @param base for instance `http://127.0.0.1:8080`
  LoadConnections(URI base) {
    this.base = base;
  }

  /// @throws UncheckedIOException if no answer comes
  Reply post(String path, String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    Connection kept = idle.pollFirst();
    try {
      if (kept != null) {
        try {
          return kept.post(path, body);
        } catch (EOFException | SocketException e) {
          kept.close(); // the service had given it up while it was idle: not a failure of the call
        }
      }
      return new Connection().post(path, body);
    } catch (IOException e) {
      throw new UncheckedIOException("No answer from " + base + ".", e);
    }
  }

  @Override
  public void close() {
    closed.set(true);
    for (Connection connection = idle.pollFirst();
        connection != null;
        connection = idle.pollFirst()) {
      connection.close();
    }
  }

  private final class Connection {
    private final Socket socket;
    private final OutputStream out;
    private final HttpReader in;

    Connection() throws IOException {
      socket = HttpReader.connect(base);
      socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
      out = socket.getOutputStream();
      in = new HttpReader(new BufferedInputStream(socket.getInputStream(), BUFFER));
    }

    /// Keeps the connection afterwards, unless it broke.
    Reply post(String path, byte[] body) throws IOException {
      boolean usable = false;
      try {
        out.write(request(path, body));
        HttpReader.Head head = in.head();
        byte[] answer = in.body(head).readAllBytes();
        usable = !head.last();
        return new Reply(head.status(), new String(answer, StandardCharsets.UTF_8));
      } finally {
        if (usable && !closed.get()) {
          idle.offerFirst(this);
        } else {
          close();
        }
      }
    }

    private byte[] request(String path, byte[] body) {
      byte[] head =
          ("POST "
                  + path
                  + " HTTP/1.1\r\nHost: "
                  + base.getRawAuthority()
                  + "\r\nContent-Type: application/json\r\nContent-Length: "
                  + body.length
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII);
      byte[] all = new byte[head.length + body.length];
      System.arraycopy(head, 0, all, 0, head.length);
      System.arraycopy(body, 0, all, head.length, body.length);
      return all;
    }

    void close() {
      try {
        socket.close();
      } catch (IOException e) {
        // It is given up either way.
      }
    }
  }
}
