package dev.whence.training.reports;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes a report for people and programs: `report.html` and `report.json`.
public final class ReportFiles {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private ReportFiles() {}

  /// Replaces what is there.
  public static void write(Report report, Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("report.html"), ReportHtml.of(report));
    Files.writeString(folder.resolve("report.json"), JSON.writeValueAsString(report) + "\n");
  }
}
