package dev.whence.training.returns;

import dev.whence.models.bundles.ModelCard.Kind;
import dev.whence.training.attributes.AttributeChoice;
import java.time.Duration;
import java.util.Optional;

/// What shapes a return-risk model beside its lines.
///
/// @param window within which a return counts; also the least embargo
/// @param wanted the kind to publish; without it, evaluation chooses
/// @param attributes of lines that are learned from
public record ReturnSettings(Duration window, Optional<Kind> wanted, AttributeChoice attributes) {
  public static final ReturnSettings DEFAULT =
      new ReturnSettings(Duration.ofDays(60), Optional.empty(), AttributeChoice.ALL);
}
