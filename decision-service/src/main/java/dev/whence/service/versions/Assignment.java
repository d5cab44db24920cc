package dev.whence.service.versions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.whence.text.Sha256;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which bundle answers for which model, and which is only asked beside it: what a version of the
/// models says.
///
/// @param bundles digest by model; a model that is not named has none
/// @param shadows digest of the challenger by model
public record Assignment(SortedMap<String, String> bundles, SortedMap<String, String> shadows) {
  public static final Assignment NONE = new Assignment(new TreeMap<>(), new TreeMap<>());

  /// Behind the name of a model, in the content of a version.
  private static final String SHADOW = " shadow";

  private static final ObjectMapper JSON = new ObjectMapper();

  public Assignment {
    bundles = Collections.unmodifiableSortedMap(new TreeMap<>(bundles));
    shadows = Collections.unmodifiableSortedMap(new TreeMap<>(shadows));
  }

  public static Assignment of(Version version) {
    try {
      var bundles = new TreeMap<String, String>();
      var shadows = new TreeMap<String, String>();
      JSON.readValue(version.content(), new TypeReference<TreeMap<String, String>>() {})
          .forEach((name, digest) -> {
            if (name.endsWith(SHADOW)) {
              shadows.put(name.substring(0, name.length() - SHADOW.length()), digest);
            } else {
              bundles.put(name, digest);
            }
          });
      return new Assignment(bundles, shadows);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The order store holds a broken assignment of models.", e);
    }
  }

  /// @param changes digest by model, empty for a model that is taken away
  public Assignment with(Map<String, String> changes) {
    return new Assignment(changed(bundles, changes), shadows);
  }

  /// @param changes digest of the challenger by model, empty for none
  public Assignment withShadows(Map<String, String> changes) {
    return new Assignment(bundles, changed(shadows, changes));
  }

  private static SortedMap<String, String> changed(
      SortedMap<String, String> before, Map<String, String> changes) {
    var changed = new TreeMap<>(before);
    changes.forEach((model, digest) -> {
      if (digest.isEmpty()) {
        changed.remove(model);
      } else {
        changed.put(model, digest);
      }
    });
    return changed;
  }

  /// As JSON, in the order of the models' names.
  public String content() {
    try {
      var content = new TreeMap<>(bundles);
      shadows.forEach((model, digest) -> content.put(model + SHADOW, digest));
      return JSON.writeValueAsString(content);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /// SHA-256 (hex) of the content.
  public String digest() {
    return Sha256.hex(content());
  }
}
