package dev.whence.training.returns;

import dev.whence.models.metrics.BinaryScores;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Order lines whose return window has passed, and what several subjects said of them.
final class MeasuredLines {
  private final List<SoldLine> lines;
  private final SequencedMap<String, double[]> chances;

  private MeasuredLines(List<SoldLine> lines, SequencedMap<String, double[]> chances) {
    this.lines = List.copyOf(lines);
    this.chances = chances;
  }

  static MeasuredLines of(List<ReturnForecast> subjects, List<SoldLine> lines) {
    SequencedMap<String, double[]> chances = new LinkedHashMap<>();
    subjects.forEach(subject -> chances.put(subject.name(), subject.forecast(lines)));
    return new MeasuredLines(lines, chances);
  }

  List<SoldLine> lines() {
    return lines;
  }

  boolean[] events() {
    return ReturnEvaluation.events(lines);
  }

  /// Return risk of each line, by subject, in their order.
  SequencedMap<String, double[]> chances() {
    return new LinkedHashMap<>(chances);
  }

  /// Log-loss of each line, by subject.
  SequencedMap<String, double[]> losses() {
    boolean[] events = events();
    SequencedMap<String, double[]> losses = new LinkedHashMap<>();
    chances.forEach((name, chance) -> losses.put(name, BinaryScores.logLosses(chance, events)));
    return losses;
  }

  /// Mean chances and the share that came back.
  SequencedMap<String, double[]> chancesAndObserved() {
    SequencedMap<String, double[]> shares = chances();
    boolean[] events = events();
    double[] observed = new double[events.length];
    Arrays.setAll(observed, i -> events[i] ? 1 : 0);
    shares.put("observed", observed);
    return shares;
  }
}
