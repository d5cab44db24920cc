package dev.whence.training.cli;

import dev.whence.domain.estimates.ModelRef;
import java.io.PrintWriter;
import java.nio.file.Path;

/// The last words of a training.
final class Verdict {
  /// Exit code of a run whose model does not beat what is there without it.
  static final int NOT_BETTER = 4;

  private Verdict() {}

  /// @return the exit code
  static int print(PrintWriter out, ModelRef model, Path folder, boolean passed) {
    out.println(
        passed
            ? "Published %s in %s".formatted(model, folder)
            : "NOT PUBLISHED: %s does not beat every table on orders it has not seen. It lies in %s, where no service looks for models.\nMaybe bring a longer history, or look at the months in report.html where it loses."
                .formatted(model, folder));
    out.flush();
    return passed ? 0 : NOT_BETTER;
  }
}
