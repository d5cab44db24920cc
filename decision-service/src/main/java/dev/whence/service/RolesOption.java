package dev.whence.service;

import dev.whence.service.access.Role;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// Roles by their words.
final class RolesOption {
  @Option(
      names = "--roles",
      required = true,
      split = ",",
      paramLabel = "ROLE",
      description = "Any of caller, analyst, approver, data-scientist, operator; commas between.")
  private List<String> words = List.of();

  Set<Role> read(CommandSpec spec) {
    return read(spec, words);
  }

  /// @throws ParameterException with a hint, if a word is no role
  static Set<Role> read(CommandSpec spec, List<String> words) {
    var roles = EnumSet.noneOf(Role.class);
    for (String word : words) {
      roles.add(
          Role.find(word.strip())
              .orElseThrow(() ->
                  new ParameterException(
                      spec.commandLine(),
                      "Invalid value for option '--roles': '%s' is no role. %s"
                          .formatted(word, Role.advice(word)))));
    }
    return roles;
  }
}
