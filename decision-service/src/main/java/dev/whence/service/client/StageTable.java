package dev.whence.service.client;

import static java.util.Map.entry;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/// Where the time and the memory of a service go, by stage of a decision: the samples of a flight
/// recording of it, each counted for the stage whose code called what was seen at work.
public final class StageTable {
  private static final String SERVICE = "dev.whence.service.";
  private static final String RULES = "dev.whence.rules.";
  private static final String MODELS = "dev.whence.models.";

  /// Beginnings of class names, the longest that fits counts.
  private static final List<Map.Entry<String, String>> STAGES =
      List.of(
          entry(SERVICE + "http.decisions.DecisionView", "encode"),
          entry(SERVICE + "http.decisions.DecisionRoutes$Told", "encode"),
          entry(SERVICE + "http.Answer", "encode"),
          entry(SERVICE + "http.decisions", "request"),
          entry(SERVICE + "http.Fields", "request"),
          entry(SERVICE + "http.Call", "request"),
          entry(SERVICE + "http", "http"),
          entry("io.helidon", "http"),
          entry(SERVICE + "sourcing.SnapshotStore", "read"),
          entry(SERVICE + "sourcing.Earmarks", "read"),
          entry(SERVICE + "sourcing.DecisionWrite", "record"),
          entry(SERVICE + "records", "record"),
          entry(SERVICE + "json", "record"),
          entry(SERVICE + "sourcing.DecisionStore", "write"),
          entry(SERVICE + "sourcing.CommitGroups", "write"),
          entry(SERVICE + "sourcing.GroupWrite", "write"),
          entry(SERVICE + "reservations", "write"),
          entry(SERVICE + "sourcing.TableWarnings", "tables"),
          entry(RULES + "tables", "tables"),
          entry("org.drools", "tables"),
          entry(RULES + "search", "search"),
          entry(RULES + "sourcing.Explanation", "explain"),
          entry(RULES + "sourcing.Summary", "explain"),
          entry(RULES + "sourcing", "decide, the rest"),
          entry("dev.whence.domain", "decide, the rest"),
          entry(MODELS + "scoring", "scoring"),
          entry(MODELS, "features"));

  private static final String ELSEWHERE = "elsewhere";

  private StageTable() {}

  /// @param recording with execution samples; those of native code and of allocations count, too
  /// @throws UncheckedIOException if it cannot be read
  public static void print(Path recording, PrintStream out) {
    var time = new TreeMap<String, Long>();
    var memory = new TreeMap<String, Long>();
    try (var file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        switch (event.getEventType().getName()) {
          case "jdk.ExecutionSample" -> add(time, event, _ -> 1);
          case "jdk.ObjectAllocationSample" -> add(memory, event, each -> each.getLong("weight"));
          default -> {}
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read %s.\nMaybe it is no flight recording.".formatted(recording), e);
    }
    long samples = sum(time);
    long bytes = sum(memory);
    out.printf("%-18s %8s %8s%n", "stage", "time", "memory");
    time.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(stage ->
            out.printf(
                "%-18s %6.1f %% %6.1f %%%n",
                stage.getKey(),
                100.0 * stage.getValue() / Math.max(1, samples),
                100.0 * memory.getOrDefault(stage.getKey(), 0L) / Math.max(1, bytes)));
    out.printf("%d samples, %.0f MB allocated%n", samples, bytes / 1e6);
  }

  private static long sum(Map<String, Long> all) {
    return all.values().stream().mapToLong(Long::longValue).sum();
  }

  private static void add(
      Map<String, Long> sums, RecordedEvent event, ToLongFunction<RecordedEvent> weight) {
    if (event.getStackTrace() != null) {
      String stage =
          event.getStackTrace().getFrames().stream()
              .map(StageTable::stage)
              .flatMap(Optional::stream)
              .findFirst()
              .orElse(ELSEWHERE);
      sums.merge(stage, weight.applyAsLong(event), Long::sum);
    }
  }

  private static Optional<String> stage(RecordedFrame frame) {
    RecordedMethod method = frame.getMethod();
    if (method == null || method.getType() == null) {
      return Optional.empty();
    }
    String type = method.getType().getName();
    if (type.equals(SERVICE + "http.Json")) {
      return Optional.of(method.getName().equals("bytes") ? "encode" : "request");
    }
    return STAGES.stream()
        .filter(each -> type.startsWith(each.getKey()))
        .max(java.util.Comparator.comparingInt(each -> each.getKey().length()))
        .map(Map.Entry::getValue);
  }
}
