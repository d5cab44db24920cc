package dev.whence.pipeline.cli;

import dev.whence.pipeline.drafts.MappingDraft;
import dev.whence.pipeline.drafts.TriedDraft;
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
      "each, correct the draft, and import with it. The draft is tried on those rows: a",
      "comment on top says how many can be used, and what rejects the others. Exit code 3",
      "says that an import would refuse it. docs/import.md teaches the language."
    },
    footer = {
      "",
      "Example: ./whence pipeline suggest orders.csv --out mapping.yaml",
      "         ./whence pipeline import --mapping mapping.yaml --source . --out target/history"
    })
public final class SuggestCommand implements Callable<Integer> {
  /// As an import refuses unless told otherwise.
  private static final double MOST_REJECTED = 0.2;

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
    TriedDraft draft = MappingDraft.of(files.getFirst(), files.subList(1, files.size())).tried();
    String yaml = draft.yaml();
    PrintWriter to = spec.commandLine().getOut();
    if (out.isPresent()) {
      Files.writeString(out.get(), yaml);
      to.printf(
          "Wrote %s with %d doubts to look at.%nOf the rows looked at: %s.%n",
          out.get(),
          yaml.lines().filter(line -> line.contains("DOUBT: ")).count(),
          draft.summary());
    } else {
      to.print(yaml);
    }
    to.flush();
    return verdict(draft);
  }

  /// A draft of no use is not passed off as one.
  private int verdict(TriedDraft draft) {
    PrintWriter err = spec.commandLine().getErr();
    if (!draft.tells()) {
      err.printf(
          "No column says when something was ordered or sent: nothing can be learned from the draft.%n"
              + "Maybe the file with the orders comes first, its times say no year, or name the column in the draft.%n");
    } else if (1 - draft.usable() > MOST_REJECTED) {
      err.printf(
          "An import with this draft would be refused; of the rows looked at: %s.%n"
              + "Maybe correct what the comments on top name.%n",
          draft.summary());
    } else {
      return 0;
    }
    err.flush();
    return ImportCommand.TOO_MANY_REJECTS;
  }
}
