package dev.whence.training.transit;

import dev.whence.models.metrics.BinaryScores;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Parcels and what several subjects said of them.
///
/// @param promised parcels whose promised day ended within the data: they judge a chance of being
///   late
/// @param delivered parcels whose days are known
/// @param subjects the one that is asked about first
record MeasuredParcels(List<Parcel> promised, List<Parcel> delivered, List<Subject> subjects) {

  MeasuredParcels {
    promised = List.copyOf(promised);
    delivered = List.copyOf(delivered);
    subjects = List.copyOf(subjects);
  }

  /// @param chances of the promised
  /// @param days of the delivered
  record Subject(String name, Forecast chances, Forecast days) {}

  /// @param test parcels ordered in the time that is measured
  static MeasuredParcels of(List<LateForecast> subjects, List<Parcel> test, Instant knownUntil) {
    List<Parcel> promised = TransitEvaluation.judging(test, knownUntil);
    List<Parcel> delivered = test.stream().filter(Parcel::isDelivered).toList();
    List<Subject> said = new ArrayList<>();
    for (LateForecast subject : subjects) {
      said.add(
          new Subject(subject.name(), subject.forecast(promised), subject.forecast(delivered)));
    }
    return new MeasuredParcels(promised, delivered, said);
  }

  /// Without those who say exactly what the first says: a plot would hide one below the other.
  MeasuredParcels withoutTwins() {
    Subject first = subjects.getFirst();
    List<Subject> different = new ArrayList<>();
    different.add(first);
    subjects.stream()
        .skip(1)
        .filter(other -> !Arrays.equals(other.chances().late(), first.chances().late()))
        .forEach(different::add);
    return new MeasuredParcels(promised, delivered, different);
  }

  boolean[] late() {
    return TransitEvaluation.late(promised);
  }

  /// Days that the delivered took.
  double[] days() {
    return delivered.stream().mapToDouble(Parcel::days).toArray();
  }

  /// Chance of being late of each promised parcel, by subject.
  SequencedMap<String, double[]> chances() {
    SequencedMap<String, double[]> chances = new LinkedHashMap<>();
    subjects.forEach(subject -> chances.put(subject.name(), subject.chances().late()));
    return chances;
  }

  /// Log-loss of each promised parcel, by subject.
  SequencedMap<String, double[]> lateLosses() {
    SequencedMap<String, double[]> losses = new LinkedHashMap<>();
    boolean[] late = late();
    chances().forEach((name, chances) -> losses.put(name, BinaryScores.logLosses(chances, late)));
    return losses;
  }

  /// How many days each delivered parcel's median was off, by those who say one.
  SequencedMap<String, double[]> dayErrors() {
    SequencedMap<String, double[]> errors = new LinkedHashMap<>();
    double[] days = days();
    for (Subject subject : subjects) {
      subject
          .days()
          .medians()
          .ifPresent(medians -> {
            double[] error = new double[days.length];
            Arrays.setAll(error, i -> Math.abs(days[i] - medians[i]));
            errors.put(subject.name(), error);
          });
    }
    return errors;
  }

  /// Whether each delivered parcel arrived by the quantile, 1 or 0, by those who say quantiles.
  ///
  /// @param position of the level
  SequencedMap<String, double[]> covered(int position) {
    SequencedMap<String, double[]> covered = new LinkedHashMap<>();
    double[] days = days();
    for (Subject subject : subjects) {
      subject
          .days()
          .quantileDays()
          .ifPresent(quantiles -> {
            double[] each = new double[days.length];
            Arrays.setAll(each, i -> days[i] <= quantiles[i][position] ? 1 : 0);
            covered.put(subject.name(), each);
          });
    }
    return covered;
  }
}
