package dev.whence.training.runs;

import java.nio.file.Path;
import java.util.Optional;

/// What every training run is told.
///
/// @param history folder with the Parquet files
/// @param out root under which the bundle gets its folder `<name>/<version>`
/// @param version of the bundle; without one, the date of the newest data
/// @param source what the data is, in words, for the card
/// @param embargoDays between the parts; without them, what the data suggests
/// @param calibrateShare of the rows, embargo included
/// @param testShare newest rows, behind every figure
/// @param replace whether an existing version gives way
public record RunOptions(
    Path history,
    Path out,
    Optional<String> version,
    String source,
    long seed,
    Optional<Integer> embargoDays,
    double calibrateShare,
    double testShare,
    boolean replace) {}
