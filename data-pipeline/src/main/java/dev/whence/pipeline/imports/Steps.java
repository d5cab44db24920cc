package dev.whence.pipeline.imports;

import dev.whence.pipeline.imports.ImportReport.Counts;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What an import has done so far, noted beside its tables, so that a run goes on where one before
/// it was killed. A step is done when it is noted; what an unfinished one left is removed.
final class Steps {

  private static final String STEPS = "steps";

  private static final String FILTERED = "steps_filtered";

  private final Scratch scratch;
  private final Map<String, Done> done;

  private Steps(Scratch scratch, Map<String, Done> done) {
    this.scratch = scratch;
    this.done = done;
  }

  /// @param written canonical rows of a table; 0 of a source
  record Done(Counts counts, long written) {}

  /// @param tables that hold what finished steps found, by step
  static Steps in(Scratch scratch, Map<String, String> tables) throws IOException {
    scratch.run(
        "CREATE TABLE IF NOT EXISTS %s (step VARCHAR, rows_read BIGINT, kept BIGINT, rejected BIGINT, written BIGINT)"
            .formatted(STEPS));
    scratch.run(
        "CREATE TABLE IF NOT EXISTS %s (step VARCHAR, filter VARCHAR, rows BIGINT)"
            .formatted(FILTERED));
    var steps = new Steps(scratch, new HashMap<>());
    steps.read();
    Set<String> kept = new HashSet<>(List.of(STEPS, FILTERED, RejectFile.TABLE));
    tables.forEach((step, table) -> {
      if (steps.done.containsKey(step)) {
        kept.add(table);
      }
    });
    for (String table : scratch.tables()) {
      if (!kept.contains(table)) {
        scratch.run("DROP TABLE " + table);
      }
    }
    scratch.run(
        "DELETE FROM %s WHERE step NOT IN (SELECT step FROM %s)".formatted(FILTERED, STEPS));
    return steps;
  }

  private void read() throws IOException {
    var filtered = new HashMap<String, LinkedHashMap<String, Long>>();
    try (var rows = scratch.query("SELECT rows, step, filter FROM " + FILTERED)) {
      while (rows.next()) {
        filtered
            .computeIfAbsent(rows.text(2), step -> new LinkedHashMap<>())
            .put(rows.text(3), rows.number(1));
      }
    }
    try (var rows =
        scratch.query("SELECT step, rows_read, kept, rejected, written FROM " + STEPS)) {
      while (rows.next()) {
        String step = rows.text(1);
        var counts =
            new Counts(
                rows.number(2),
                rows.number(3),
                filtered.getOrDefault(step, new LinkedHashMap<>()),
                rows.number(4));
        done.put(step, new Done(counts, rows.number(5)));
      }
    }
  }

  /// What a step did that an earlier run finished.
  Optional<Done> done(String step) {
    return Optional.ofNullable(done.get(step));
  }

  /// Notes that a step is finished. All that it wrote has to be on the disk.
  void finish(String step, Counts counts, long written) throws IOException {
    try (var appender = scratch.append(FILTERED)) {
      for (var each : counts.filtered().entrySet()) {
        appender.row(List.of(step, each.getKey(), each.getValue()));
      }
    }
    try (var appender = scratch.append(STEPS)) {
      appender.row(List.of(step, counts.read(), counts.kept(), counts.rejected(), written));
    }
  }
}
