package dev.whence.service.console;

import dev.whence.models.bundles.LoadResult;
import java.util.List;

/// The models that answer now.
///
/// @param assignment the number of the version in force
public record ModelsPage(Frame frame, int assignment, List<LoadResult> models) {}
