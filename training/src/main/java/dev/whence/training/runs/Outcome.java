package dev.whence.training.runs;

import dev.whence.models.bundles.ModelCard;
import dev.whence.training.reports.Report;
import java.nio.file.Path;
import java.util.Optional;

/// A bundle that a training run made, and what is to be said of it.
///
/// @param folder below `candidates` if it did not pass
/// @param passed whether it beats what a merchant has without it, and the active model where there
///   is one, and is not too good to be true
/// @param tooGood why it is too good to be true, and not published for it
public record Outcome(
    Path folder, ModelCard card, Report report, boolean passed, Optional<String> tooGood) {}
