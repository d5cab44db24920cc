package dev.whence.service.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `whence route` over a real connection, also one that breaks.
class OrderFileRunTest {
  private final TestClient api = TestService.client();
  private final String sku = "ROUTE-" + UUID.randomUUID().toString().substring(0, 8);

  private Path file(Path folder, int orders) throws IOException {
    var lines = new StringBuilder();
    for (int n = 0; n < orders; n++) {
      JsonNode request =
          WhenceClient.JSON.readTree(TestService.order(sku + "-" + n, n == 7 ? "NO-" + sku : sku));
      lines.append(request.path("order")).append('\n');
    }
    return Files.writeString(folder.resolve("orders.jsonl"), lines + "no order\n");
  }

  private static String run(URI base, Path file, int connections) {
    var printed = new ByteArrayOutputStream();
    try (var client = new WhenceClient(base);
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      assertThat(new OrderFileRun(client, out).run(file, "commit", connections))
          .as(() -> printed.toString(StandardCharsets.UTF_8))
          .isEqualTo(2);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  private URI service() {
    return api.request("/").GET().build().uri();
  }

  @Test
  void everyOrderIsCounted_andAFileRoutedAgainIsDecidedOnce(@TempDir Path folder)
      throws IOException {
    TestService.stock(sku, 10_000, "RENO");
    Path file = file(folder, 200);

    String first = run(service(), file, 2);
    String second = run(service(), file, 1);

    assertThat(first)
        .contains("orders sent      201", "allocated              199", "errors           2")
        .contains("1 x 422 /problems/unknown-reference: ")
        .contains("1 x line of the file is no JSON object")
        .containsPattern("orders a second  [1-9]")
        .doesNotContain("decided before");
    assertThat(second).contains("decided before   199");
    assertThat(reserved()).isEqualTo(2 * 199);
  }

  @Test
  void whatABrokenConnectionLeftUnansweredIsSentAgain(@TempDir Path folder) throws IOException {
    TestService.stock(sku, 10_000, "RENO");
    Path file = file(folder, 200);
    try (var breaking = new BreakingRelay(service().getPort(), 200_000)) {
      String printed = run(URI.create("http://127.0.0.1:" + breaking.port()), file, 1);

      assertThat(breaking.broken()).as("connections broken").isGreaterThan(1);
      assertThat(printed).contains("allocated              199", "errors           2");
    }
    assertThat(reserved()).isEqualTo(2 * 199);
  }

  private int reserved() {
    return TestClient.json(api.get("/v1/stock/" + sku)).at("/items/0/reserved").asInt();
  }

  /// Passes everything on and breaks each connection after so many bytes of its answer.
  private static final class BreakingRelay implements AutoCloseable {
    private final ServerSocket listening =
        new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger broken = new AtomicInteger();

    BreakingRelay(int target, int most) throws IOException {
      Thread.startVirtualThread(() -> {
        try {
          while (true) {
            Socket client = listening.accept();
            var server = new Socket(InetAddress.getLoopbackAddress(), target);
            Thread.startVirtualThread(() -> relay(client, server, Integer.MAX_VALUE));
            Thread.startVirtualThread(() -> relay(server, client, most));
          }
        } catch (IOException e) {
          // It is closed.
        }
      });
    }

    int port() {
      return listening.getLocalPort();
    }

    int broken() {
      return broken.get();
    }

    private void relay(Socket from, Socket to, int most) {
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] bytes = new byte[8_192];
        int passed = 0;
        for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
          passed += read;
          if (passed > most) {
            broken.incrementAndGet();
            return;
          }
          out.write(bytes, 0, read);
        }
      } catch (IOException e) {
        // The other direction has closed it.
      }
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }
}
