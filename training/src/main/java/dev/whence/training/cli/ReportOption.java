package dev.whence.training.cli;

import dev.whence.training.reports.Report;
import dev.whence.training.reports.ReportFiles;
import dev.whence.training.reports.ReportText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Where a report goes beside the terminal.
final class ReportOption {
  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "also write report.html and report.json here")
  private Optional<Path> folder = Optional.empty();

  /// Prints a report, and writes it if that was asked for.
  void tell(Report report, PrintWriter out) throws IOException {
    out.println(ReportText.of(report));
    if (folder.isPresent()) {
      ReportFiles.write(report, folder.get());
      out.println("Wrote " + folder.get().resolve("report.html"));
    }
  }
}
