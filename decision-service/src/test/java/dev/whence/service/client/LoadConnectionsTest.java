package dev.whence.service.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.service.client.WhenceClient.Reply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadConnectionsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + "gr\u00fcn";
  private static final String CHUNKED =
      "HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n3\r\nfir\r\n1\r\ne\r\n0\r\n\r\n";
  private static final String LAST =
      "HTTP/1.1 503 Too much\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private ServerSocket server;
  private LoadConnections connections;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    connections = new LoadConnections(URI.create("http://127.0.0.1:" + server.getLocalPort()));
  }

  @AfterEach
  void close() throws IOException {
    connections.close();
    server.close();
    threads.close();
  }

  /// Answers the connections that come, each with these answers, and closes it after them.
  private void serve(List<List<String>> all) {
    threads.execute(() -> {
      for (int c = 0; c < all.size(); c++) {
        try (Socket socket = server.accept()) {
          var in =
              new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
          for (String answer : all.get(c)) {
            String first = in.readLine();
            int length = 0;
            for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
              if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring("Content-Length: ".length()));
              }
            }
            char[] body = new char[length];
            int read = in.read(body);
            requests.add(c + " " + first + " " + new String(body, 0, Math.max(0, read)));
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
          }
        } catch (IOException e) {
          requests.add(e.toString());
        }
      }
    });
  }

  @Test
  void aConnectionServesOneCallAfterTheOther() {
    serve(List.of(List.of(OK, CHUNKED, OK)));

    assertThat(connections.post("/a", "1")).isEqualTo(new Reply(200, "gr\u00fcn"));
    assertThat(connections.post("/b", "2")).isEqualTo(new Reply(201, "fire"));
    assertThat(connections.post("/c", "3")).isEqualTo(new Reply(200, "gr\u00fcn"));
    assertThat(requests)
        .containsExactly("0 POST /a HTTP/1.1 1", "0 POST /b HTTP/1.1 2", "0 POST /c HTTP/1.1 3");
  }

  @Test
  void aConnectionThatTheServiceGaveUpIsReplacedUnseen() {
    serve(List.of(List.of(OK), List.of(LAST), List.of(OK)));

    assertThat(connections.post("/a", "1").status()).isEqualTo(200);
    assertThat(connections.post("/b", "2").status()).isEqualTo(503);
    assertThat(connections.post("/c", "3").status()).isEqualTo(200);
    assertThat(requests)
        .containsExactly("0 POST /a HTTP/1.1 1", "1 POST /b HTTP/1.1 2", "2 POST /c HTTP/1.1 3");
  }

  @Test
  void anAnswerThatBreaksOffOrIsNoHttpIsAFailure() {
    serve(List.of(List.of("HTTP/1.1 200 OK\r\nContent-"), List.of("SSH-2.0\r\n")));

    assertThatThrownBy(() -> connections.post("/a", "1")).isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> connections.post("/a", "1"))
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseMessage("No HTTP/1.1 came back: SSH-2.0");
  }
}
