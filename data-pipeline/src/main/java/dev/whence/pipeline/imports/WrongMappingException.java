package dev.whence.pipeline.imports;

import dev.whence.rules.yaml.Complaint;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// A mapping file that cannot be used; the message lists everything that is wrong with it.
public final class WrongMappingException extends RuntimeException {

  private WrongMappingException(Path file, List<Complaint> errors) {
    super(
        errors.stream()
            .map(error -> "  " + error.sentence())
            .collect(
                Collectors.joining(
                    "\n",
                    "%s: %d error%s\n"
                        .formatted(file, errors.size(), errors.size() == 1 ? "" : "s"),
                    "\nMaybe compare with docs/import.md.")));
  }

  static void throwIfAny(Path file, List<Complaint> errors) {
    if (!errors.isEmpty()) {
      throw new WrongMappingException(file, errors);
    }
  }
}
