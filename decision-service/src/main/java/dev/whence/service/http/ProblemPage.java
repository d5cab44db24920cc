package dev.whence.service.http;

import com.fasterxml.jackson.databind.JsonNode;

/// Shows a problem to a person who asked with a browser. Thread-safe.
@FunctionalInterface
public interface ProblemPage {
  /// Everybody gets the problem as JSON.
  ProblemPage NONE = (problem, call, answer) -> answer;

  /// @param problem as RFC 9457 has it
  /// @param answer with the problem as JSON; its status and headers hold for the page, too
  Answer of(JsonNode problem, Call call, Answer answer);
}
