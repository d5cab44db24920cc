package dev.whence.service.console;

import java.util.List;

/// A problem in words.
///
/// @param advice what to do, may be empty
/// @param errors of single values, one sentence each
public record ProblemShown(
    Frame frame, int status, String detail, String advice, List<String> errors, String retry) {}
