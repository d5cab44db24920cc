package dev.whence.service;

import dev.whence.service.access.PasswordRules;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Option;

/// A password from a file, from standard input or typed without being seen; never from the command
/// line, where every user of the machine can read it.
final class PasswordOption {
  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description =
          "File that holds the password and nothing else; - for standard input. Without it, it is asked for.")
  private Optional<Path> file = Optional.empty();

  boolean isGiven() {
    return file.isPresent();
  }

  /// @throws IllegalArgumentException if it is none that may be set, without repeating it
  String read(String userName) {
    String password = file.map(PasswordOption::from).orElseGet(PasswordOption::typed);
    PasswordRules.complaint(password, userName)
        .ifPresent(wrong -> {
          throw new IllegalArgumentException("The password must " + wrong + ".");
        });
    return password;
  }

  private static String from(Path file) {
    try {
      return file.toString().equals("-")
          ? firstLine()
          : Files.readString(file).replaceFirst("\\R\\z", "");
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s cannot be read.\nMaybe the path is wrong, or the file belongs to another user."
              .formatted(file),
          e);
    }
  }

  private static String firstLine() throws IOException {
    String line =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    return line == null ? "" : line;
  }

  @SuppressWarnings("SystemConsoleNull") // it is null without a terminal again since Java 25
  private static String typed() {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      throw new IllegalArgumentException(
          "There is no terminal to ask for the password at.\nMaybe name a file with --password-file, or - for standard input.");
    }
    char[] once = console.readPassword("Password: ");
    char[] again = console.readPassword("Again: ");
    if (once == null || again == null || !Arrays.equals(once, again)) {
      throw new IllegalArgumentException("The two differ.\nMaybe try again.");
    }
    return new String(once);
  }
}
