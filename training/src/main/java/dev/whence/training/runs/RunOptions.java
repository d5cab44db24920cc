package dev.whence.training.runs;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/// What every training run is told.
///
/// @param history folder with the Parquet files
/// @param out root under which the bundle gets its folder `<name>/<version>`
/// @param version of the bundle; without one, the date of the newest data
/// @param source what the data is, in words, for the card
/// @param until from when on nothing is known; without it, the end of the history
/// @param embargoDays from an order until its outcome counts as settled; without them, what the
///   data suggests
/// @param calibrateShare newest part of what is learned from, which calibrates
/// @param testShare newest rows, behind every figure
/// @param replace whether an existing version gives way
/// @param rival the active model, if it is to be beaten
/// @param believing whether a model may be published that is too good to be true
public record RunOptions(
    Path history,
    Path out,
    Optional<String> version,
    String source,
    long seed,
    Optional<Instant> until,
    Optional<Integer> embargoDays,
    double calibrateShare,
    double testShare,
    boolean replace,
    Optional<Rival> rival,
    boolean believing) {

  /// Not to be believed where it is too good to be true.
  public RunOptions(
      Path history,
      Path out,
      Optional<String> version,
      String source,
      long seed,
      Optional<Instant> until,
      Optional<Integer> embargoDays,
      double calibrateShare,
      double testShare,
      boolean replace,
      Optional<Rival> rival) {
    this(
        history,
        out,
        version,
        source,
        seed,
        until,
        embargoDays,
        calibrateShare,
        testShare,
        replace,
        rival,
        false);
  }

  /// Without an active model to beat.
  public RunOptions(
      Path history,
      Path out,
      Optional<String> version,
      String source,
      long seed,
      Optional<Instant> until,
      Optional<Integer> embargoDays,
      double calibrateShare,
      double testShare,
      boolean replace) {
    this(
        history,
        out,
        version,
        source,
        seed,
        until,
        embargoDays,
        calibrateShare,
        testShare,
        replace,
        Optional.empty());
  }

  /// The version that was asked for, or the date (UTC) of the newest data.
  ///
  /// @param knownUntil end of the data, excluded
  public String version(Instant knownUntil) {
    return version.orElseGet(
        () -> knownUntil.minusMillis(1).atOffset(ZoneOffset.UTC).toLocalDate().toString());
  }
}
