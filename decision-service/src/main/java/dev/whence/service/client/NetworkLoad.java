package dev.whence.service.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// Loads a network folder of any size: ship nodes and carrier services as they are, items and stock
/// as streams, of which no more than a piece is in memory. Files may be compressed (`.gz`).
///
/// A broken connection is made anew, and the load goes on where the service says that it is.
final class NetworkLoad {
  /// How often a connection may break without a row getting through.
  private static final int MOST_BREAKS = 5;

  private static final int MOST_TOLD = 20;
  private static final long BETWEEN_LINES_NANOS = 2_000_000_000L;
  private static final int PIECE = 32 << 10;

  private final WhenceClient client;
  private final PrintStream out;
  private final PrintStream progress;

  /// @param progress hears every other second how far it is
  NetworkLoad(WhenceClient client, PrintStream out, PrintStream progress) {
    this.client = client;
    this.out = out;
    this.progress = progress;
  }

  /// What may be streamed.
  private enum Kind {
    ITEMS("items", "/v1/loads/items"),
    STOCK("stock", "/v1/loads/stock");

    private final String name;
    private final String route;

    Kind(String name, String route) {
      this.name = name;
      this.route = route;
    }

    /// @return empty if the folder has no such file that can be read row by row
    Optional<Path> find(Path folder) {
      return Stream.of(".csv", ".csv.gz", ".jsonl", ".jsonl.gz")
          .map(end -> folder.resolve(name + end))
          .filter(Files::exists)
          .findFirst();
    }
  }

  /// @return whether every row of every file was taken
  /// @throws IllegalStateException if the service refuses a file, with its words
  /// @throws UncheckedIOException if a file cannot be read, or the service cannot be reached
  boolean load(Path folder) {
    client.loadFile(folder.resolve("ship-nodes.json"), "/v1/ship-nodes");
    client.loadFile(folder.resolve("carrier-services.json"), "/v1/carrier-services");
    boolean whole = true;
    for (Kind kind : Kind.values()) {
      Optional<Path> streamed = kind.find(folder);
      if (streamed.isPresent()) {
        whole &= new FileLoad(streamed.get(), kind).run();
      } else {
        client.loadFile(folder.resolve(kind.name + ".json"), "/v1/" + kind.name);
      }
    }
    client.loadRecent(folder);
    return whole;
  }

  private static String mediaType(Path file) {
    return file.toString().contains(".csv") ? "text/csv" : "application/x-ndjson";
  }

  private static List<String> headers(Path file) {
    String type = "Content-Type: " + mediaType(file);
    return file.toString().endsWith(".gz")
        ? List.of(type, "Content-Encoding: gzip")
        : List.of(type);
  }

  /// One file on its way.
  private final class FileLoad {
    private final Path file;
    private final Kind kind;
    private final AtomicLong sent = new AtomicLong();
    private final long start = System.nanoTime();
    private long size;
    private long through;
    private long before;
    private long loaded;
    private long refused;
    private long shown = System.nanoTime();

    FileLoad(Path file, Kind kind) {
      this.file = file;
      this.kind = kind;
    }

    boolean run() {
      try {
        size = Files.size(file);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read " + file + ".", e);
      }
      int breaks = 0;
      Optional<JsonNode> last = Optional.empty();
      while (last.isEmpty()) {
        long from = through;
        try {
          last = exchange();
        } catch (IOException e) {
          breaks = through > from ? 1 : breaks + 1;
          if (breaks > MOST_BREAKS) {
            throw new UncheckedIOException(
                "The load of %s broke off after row %d: %s\nMaybe run it again: rows that are in force may be loaded again."
                    .formatted(file, through, e.getMessage()),
                e);
          }
          progress.printf("%s: %s; going on after row %d%n", file.getFileName(), e, through);
          pause(breaks);
        }
      }
      return report(last.get());
    }

    /// @return the last line of the answer
    /// @throws IOException if there is none
    private Optional<JsonNode> exchange() throws IOException {
      sent.set(0);
      before += loaded;
      loaded = 0;
      try (var sending = Executors.newVirtualThreadPerTaskExecutor();
          LineExchange exchange =
              client.exchange(kind.route + "?after=" + through, headers(file))) {
        sending.execute(() -> {
          try (InputStream in = counted(Files.newInputStream(file))) {
            byte[] piece = new byte[PIECE];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
              exchange.send(piece, read);
            }
            exchange.end();
          } catch (IOException e) {
            // Whoever reads hears of it as well.
          }
        });
        for (Optional<String> line = exchange.next(); line.isPresent(); line = exchange.next()) {
          JsonNode told = WhenceClient.JSON.readTree(line.get());
          hear(told);
          boolean unavailable = told.at("/problem/status").asInt() == 503;
          if (told.has("complete") && !unavailable) {
            return Optional.of(told);
          }
          if (unavailable) {
            throw new IOException(told.at("/problem/detail").asText());
          }
        }
        throw new IOException("The answer has no end.");
      }
    }

    private void hear(JsonNode told) {
      if (told.has("through")) {
        through = told.path("through").asLong();
        loaded = told.path("loaded").asLong();
      }
      if (told.has("row")) {
        refused++;
        if (refused <= MOST_TOLD) {
          out.printf(
              "%s row %d: %s%n", file.getFileName(), told.path("row").asLong(), problem(told));
        }
      }
      told.path("shortages")
          .forEach(shortage ->
              out.printf(
                  "%s at %s is short of %s units%n",
                  shortage.at("/position/sku").asText(),
                  shortage.at("/position/shipNode").asText(),
                  shortage.at("/position/shortBy").asText()));
      long now = System.nanoTime();
      if (now - shown >= BETWEEN_LINES_NANOS) {
        shown = now;
        progress.printf(
            "%s: %d %%, %,d rows, %,.0f a second%n",
            file.getFileName(), sent.get() * 100 / Math.max(1, size), before + loaded, rate());
      }
    }

    private boolean report(JsonNode last) {
      out.printf(
          "%-16s %,12d rows in %.1f s, %,.0f a second%s%n",
          file.getFileName(),
          before + loaded,
          seconds(),
          rate(),
          refused == 0 ? "" : "; %,d refused".formatted(refused));
      if (!last.path("complete").asBoolean()) {
        out.printf("  not read beyond row %d: %s%n", through, problem(last));
      }
      return refused == 0 && last.path("complete").asBoolean();
    }

    private double rate() {
      return (before + loaded) / seconds();
    }

    private double seconds() {
      return (System.nanoTime() - start) / 1e9;
    }

    private InputStream counted(InputStream in) {
      return new FilterInputStream(in) {
        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
          int read = super.read(bytes, offset, length);
          sent.addAndGet(Math.max(0, read));
          return read;
        }
      };
    }
  }

  /// What is wrong, in one line.
  private static String problem(JsonNode told) {
    JsonNode problem = told.path("problem");
    JsonNode first = problem.at("/errors/0");
    String detail =
        first.isMissingNode()
            ? problem.path("detail").asText()
            : "%s %s"
                .formatted(
                    first.path("pointer").asText(first.path("column").asText()),
                    first.path("message").asText());
    return detail.replace("\n", " ");
  }

  private static void pause(int breaks) {
    try {
      Thread.sleep(500L << breaks);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while loading.", e);
    }
  }
}
