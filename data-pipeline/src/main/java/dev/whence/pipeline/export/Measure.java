package dev.whence.pipeline.export;

import java.util.function.ToLongFunction;

/// A sum over rows that SQL and what was written must agree in.
///
/// @param sql of one row, a whole number
/// @param ofRow the same of a row that was read back
record Measure<T>(String name, String sql, ToLongFunction<T> ofRow) {}
