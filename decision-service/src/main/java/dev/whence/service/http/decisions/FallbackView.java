package dev.whence.service.http.decisions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.service.http.Json;
import dev.whence.service.json.KeptNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why a model, or its first line, did not decide.
///
/// @param reason a published code, for instance `MODEL_STALE`
/// @param evidence the values behind the reason; its members depend on `reason`
/// @param sentence the same for a person
public record FallbackView(String reason, JsonNode evidence, String sentence) {

  /// The first reason, if there is any.
  static @Nullable FallbackView first(List<FallbackReason> reasons) {
    return reasons.isEmpty() ? null : of(reasons.getFirst());
  }

  static FallbackView of(FallbackReason reason) {
    return new FallbackView(KeptNames.code(reason), Json.tree(reason), reason.sentence() + ".");
  }
}
