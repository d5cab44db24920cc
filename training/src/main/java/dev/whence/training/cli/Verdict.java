package dev.whence.training.cli;

import dev.whence.domain.estimates.ModelRef;
import dev.whence.training.runs.Outcome;
import java.io.PrintWriter;
import java.nio.file.Path;

/// The last words of a training.
final class Verdict {
  /// Exit code of a run whose model does not beat what is there without it, or is too good to be
  /// true.
  static final int NOT_BETTER = 4;

  private Verdict() {}

  /// @return the exit code
  static int print(PrintWriter out, Outcome outcome) {
    ModelRef model = outcome.card().ref();
    Path folder = outcome.folder();
    out.println(
        outcome.passed()
            ? "Published %s in %s".formatted(model, folder)
            : outcome
                .tooGood()
                .map(sentence ->
                    "NOT PUBLISHED: %s is %s It lies in %s, where no service looks for models.\nMaybe leave out with --attributes what nobody knows when an order comes in, or give --believe if it is known."
                        .formatted(
                            model,
                            sentence.replaceFirst("^TOO GOOD TO BE TRUE", "too good to be true"),
                            folder))
                .orElse(
                    "NOT PUBLISHED: %s does not beat every table on orders it has not seen. It lies in %s, where no service looks for models.\nMaybe bring a longer history, or look at the months in report.html where it loses."
                        .formatted(model, folder)));
    out.flush();
    return outcome.passed() ? 0 : NOT_BETTER;
  }
}
