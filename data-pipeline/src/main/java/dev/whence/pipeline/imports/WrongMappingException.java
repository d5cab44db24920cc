package dev.whence.pipeline.imports;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// A mapping file that cannot be used; the message lists everything that is wrong with it.
public final class WrongMappingException extends RuntimeException {

  WrongMappingException(Path file, List<String> errors) {
    super(
        errors.stream()
            .map(error -> "  " + error)
            .collect(
                Collectors.joining(
                    "\n",
                    "%s: %d error%s\n"
                        .formatted(file, errors.size(), errors.size() == 1 ? "" : "s"),
                    "\nMaybe compare with docs/import.md.")));
  }
}
