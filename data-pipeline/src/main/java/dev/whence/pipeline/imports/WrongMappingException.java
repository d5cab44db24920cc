package dev.whence.pipeline.imports;

import dev.whence.rules.yaml.Complaint;
import dev.whence.text.Unseen;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// A mapping file that cannot be used, or not for the history that lies there; the message lists
/// everything that is wrong with it.
public final class WrongMappingException extends RuntimeException {

  private WrongMappingException(Path file, List<Complaint> errors) {
    super(
        errors.stream()
            .map(error -> "  " + error.sentence() + Unseen.hint(error.sentence()))
            .collect(
                Collectors.joining(
                    "\n",
                    "%s: %d error%s\n"
                        .formatted(file, errors.size(), errors.size() == 1 ? "" : "s"),
                    "\nMaybe compare with docs/import.md.")));
  }

  /// @param sentences what is wrong, and the remedy
  WrongMappingException(Path file, String sentences) {
    super(file + ": " + sentences);
  }

  static void throwIfAny(Path file, List<Complaint> errors) {
    if (!errors.isEmpty()) {
      throw new WrongMappingException(file, errors);
    }
  }
}
