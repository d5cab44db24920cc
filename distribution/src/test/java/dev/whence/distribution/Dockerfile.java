package dev.whence.distribution;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The shipped Dockerfile, one instruction after the other.
final class Dockerfile {
  private static final Path FILE = Path.of("conf/docker/Dockerfile");

  private Dockerfile() {}

  /// @param name for instance `COPY`
  /// @param rest of the instruction, on one line
  record Instruction(String name, String rest) {}

  static List<Instruction> instructions() {
    try {
      return Files.readString(FILE)
          .replaceAll("(?m)^\\s*#.*\\R", "")
          .replaceAll("\\\\\\R\\s*", " ")
          .lines()
          .filter(line -> !line.isBlank())
          .map(line -> line.strip().split("\\s+", 2))
          .map(words -> new Instruction(words[0], words[1]))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The words of the program that tells whether a container is healthy.
  static List<String> healthCheck() {
    String rest =
        instructions().stream()
            .filter(instruction -> instruction.name().equals("HEALTHCHECK"))
            .map(Instruction::rest)
            .findFirst()
            .orElseThrow();
    return words(rest.substring(rest.indexOf("CMD") + "CMD".length()));
  }

  /// Of an instruction in exec form, which is a JSON array.
  static List<String> words(String execForm) {
    try {
      return List.of(new ObjectMapper().readValue(execForm, String[].class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
