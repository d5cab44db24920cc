package dev.whence.service.http.versions;

import dev.whence.service.versions.Activation;
import dev.whence.service.versions.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A version in the API.
///
/// @param inForce whether requests are decided with it now
/// @param models of an assignment, the bundle of each model; null of a rule set
/// @param shadows of an assignment, the challenger of each model; null of a rule set
record VersionView(
    int number,
    String digest,
    String author,
    String note,
    Instant createdAt,
    boolean inForce,
    java.util.@Nullable Map<String, BundleView> models,
    java.util.@Nullable Map<String, BundleView> shadows) {

  static VersionView of(Version version, int inForce) {
    return new VersionView(
        version.number(),
        version.digest(),
        version.author(),
        version.note(),
        version.createdAt(),
        version.number() == inForce,
        null,
        null);
  }

  /// Which bundle of a model.
  record BundleView(String version, String digest) {}

  /// That a version is in force from a moment on.
  ///
  /// @param from later than `decidedAt` where it is planned
  /// @param takenBack null unless it was, before its moment
  record ActivationView(
      int number,
      Instant from,
      String author,
      String reason,
      Instant decidedAt,
      Activation.@Nullable TakenBack takenBack) {
    static ActivationView of(Activation activation) {
      return new ActivationView(
          activation.number(),
          activation.from(),
          activation.author(),
          activation.reason(),
          activation.decidedAt(),
          activation.takenBack().orElse(null));
    }
  }
}
