package dev.whence.service.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `whence export`: what a running service has recorded, as files.
@Command(
    name = "export",
    description = "Writes what a running service has recorded to files.",
    mixinStandardHelpOptions = true,
    subcommands = ExportCommand.Decisions.class)
public final class ExportCommand {
  private ExportCommand() {}

  /// `whence export decisions`.
  @Command(
      name = "decisions",
      description =
          "Recorded decisions, one JSON object a line: request, decision, and every estimate with its features. What a connection that breaks leaves out is asked for again; the file appears when it is whole.",
      mixinStandardHelpOptions = true)
  static final class Decisions implements Callable<Integer> {
    private static final String PATH = "/v1/decisions/export";
    private static final int MOST_BREAKS = 5;

    @Mixin private ServiceUrl url = new ServiceUrl();

    @Option(
        names = "--since",
        paramLabel = "INSTANT",
        defaultValue = "",
        description =
            "Decided then or later, for instance 2026-12-01T00:00:00Z; best the end of the export before. Default: all")
    private String since = "";

    @Option(
        names = "--until",
        paramLabel = "INSTANT",
        defaultValue = "",
        description =
            "Decided before. Default: two minutes ago, when all that was begun is written")
    private String until = "";

    @Option(
        names = "--to",
        paramLabel = "FILE",
        required = true,
        description = "The file to write; compressed if its name ends with .gz.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
      return url.run((client, out) -> {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
          JsonNode end = write(client, part);
          Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
          report(end, out);
          return true;
        } catch (IOException e) {
          throw new UncheckedIOException("The export was not written: " + e.getMessage(), e);
        }
      });
    }

    private void report(JsonNode end, PrintStream out) throws IOException {
      out.printf(
          "%s has the decisions until %s (%,d bytes). The next export is --since %2$s%n",
          file, end.path("until").asText(), Files.size(file));
    }

    /// @return the end of the export
    private JsonNode write(WhenceClient client, Path part) throws IOException {
      try (Writer writer =
          new BufferedWriter(new OutputStreamWriter(open(part), StandardCharsets.UTF_8))) {
        var progress = new Progress();
        int breaks = 0;
        while (true) {
          String from = progress.after;
          try {
            Optional<JsonNode> end = copy(client, progress, writer);
            if (end.isPresent()) {
              return end.get();
            }
          } catch (UncheckedIOException e) {
            breaks = from.equals(progress.after) ? breaks + 1 : 1;
            if (breaks > MOST_BREAKS) {
              throw e;
            }
          }
        }
      }
    }

    private OutputStream open(Path part) throws IOException {
      OutputStream out = Files.newOutputStream(part);
      return String.valueOf(file).endsWith(".gz") ? new GZIPOutputStream(out, 64 << 10) : out;
    }

    private Optional<JsonNode> copy(WhenceClient client, Progress progress, Writer writer)
        throws IOException {
      try (Stream<String> lines = client.lines(PATH + query(progress.after))) {
        for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
          String line = each.next();
          JsonNode read = WhenceClient.JSON.readTree(line);
          if (read.has("end")) {
            return Optional.of(read.path("end"));
          }
          writer.write(line);
          writer.write('\n');
          progress.after = read.path("decisionId").asText();
        }
        throw new UncheckedIOException(new IOException("The answer has no end."));
      }
    }

    private String query(String after) {
      Map<String, String> given = new LinkedHashMap<>();
      given.put("since", since);
      given.put("until", until);
      given.put("after", after);
      String query =
          given.entrySet().stream()
              .filter(each -> !each.getValue().isEmpty())
              .map(each ->
                  each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
              .collect(Collectors.joining("&"));
      return query.isEmpty() ? "" : "?" + query;
    }

    /// Up to which decision the file has them.
    private static final class Progress {
      private String after = "";
    }
  }
}
