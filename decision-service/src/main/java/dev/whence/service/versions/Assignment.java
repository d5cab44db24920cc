package dev.whence.service.versions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whence.models.bundles.Bundles;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which bundle answers for which model: what a version of the models says.
///
/// @param bundles digest by model; a model that is not named has none
public record Assignment(SortedMap<String, String> bundles) {
  public static final Assignment NONE = new Assignment(new TreeMap<>());
  private static final ObjectMapper JSON = new ObjectMapper();

  public Assignment {
    bundles = Collections.unmodifiableSortedMap(new TreeMap<>(bundles));
  }

  public static Assignment of(Version version) {
    try {
      return new Assignment(
          JSON.readValue(version.content(), new TypeReference<TreeMap<String, String>>() {}));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The order store holds a broken assignment of models.", e);
    }
  }

  /// @param changes digest by model, empty for a model that is taken away
  public Assignment with(Map<String, String> changes) {
    var changed = new TreeMap<>(bundles);
    changes.forEach((model, digest) -> {
      if (digest.isEmpty()) {
        changed.remove(model);
      } else {
        changed.put(model, digest);
      }
    });
    return new Assignment(changed);
  }

  /// As JSON, in the order of the models' names.
  public String content() {
    try {
      return JSON.writeValueAsString(bundles);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /// SHA-256 (hex) of the content.
  public String digest() {
    return Bundles.sha256(content().getBytes(StandardCharsets.UTF_8));
  }
}
