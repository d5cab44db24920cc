package dev.whence.pipeline.history;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// By how many days every time of a history was moved when it was imported, in `shift.json` beside
/// its tables; no file means by none.
public final class HistoryShift {
  static final String FILE = "shift.json";

  private static final String DAYS = "days";

  private static final JsonMapper JSON = new JsonMapper();

  private HistoryShift() {}

  /// @throws IOException if the file cannot be read
  public static long read(Path folder) throws IOException {
    Path file = HistoryDraft.find(folder, FILE);
    return Files.isRegularFile(file)
        ? JSON.readTree(Files.readAllBytes(file)).path(DAYS).asLong()
        : 0;
  }

  /// Writes the file into the folder of a draft, or nothing where nothing was moved.
  ///
  /// @throws IOException if it cannot be written
  public static void write(Path folder, long days) throws IOException {
    if (days != 0) {
      Files.writeString(folder.resolve(FILE), JSON.writeValueAsString(Map.of(DAYS, days)) + "\n");
    }
  }
}
