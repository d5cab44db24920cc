package dev.whence.pipeline.cli;

import dev.whence.pipeline.imports.MappingDraft;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `whence pipeline suggest`: a first mapping for a file.
@Command(
    name = "suggest",
    description = {
      "Drafts a mapping for CSV files (also .csv.gz) from their columns and first rows.",
      "",
      "What is guessed, or not found, stands in a comment that begins with DOUBT: read",
      "each, correct the draft, and import with it. docs/import.md teaches the language."
    },
    footer = {
      "",
      "Example: ./whence pipeline suggest orders.csv --out mapping.yaml",
      "         ./whence pipeline import --mapping mapping.yaml --source . --out target/history"
    })
public final class SuggestCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "the CSV file; the rows of further ones are joined to it by the columns called alike")
  private List<Path> files = List.of();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "the mapping file to write; it may not exist yet (default: standard output)")
  private Optional<Path> out = Optional.empty();

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        throw new WrongInput(
            "There is no file %s.\nMaybe the path is relative to another folder.".formatted(file));
      }
    }
    if (out.isPresent() && Files.exists(out.get())) {
      throw new WrongInput(
          "%s exists, and may have been worked on.\nMaybe name another --out."
              .formatted(out.get()));
    }
    String yaml = MappingDraft.of(files.getFirst(), files.subList(1, files.size())).yaml();
    PrintWriter to = spec.commandLine().getOut();
    if (out.isPresent()) {
      Files.writeString(out.get(), yaml);
      to.printf(
          "Wrote %s with %d doubts to look at.%n",
          out.get(), yaml.lines().filter(line -> line.contains("DOUBT: ")).count());
    } else {
      to.print(yaml);
    }
    to.flush();
    return 0;
  }
}
