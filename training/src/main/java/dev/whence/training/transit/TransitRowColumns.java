package dev.whence.training.transit;

import com.jerolba.carpet.annotation.NotNull;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.pipeline.history.HistoryWriter;
import dev.whence.pipeline.history.ParquetFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One measured shipment in the file of rows: component names become columns in snake case.
///
/// @param late what happened; null while the promised day had not passed in the data, and then no
///   chance of being late is given
/// @param days from planned hand-over to door; null if it was not delivered, and then no days are
///   given
/// @param modelLate chance of being late
/// @param publishedTableLate null where the carriers publish nothing for some shipment
/// @param modelDays50 the day by which half should have arrived, from the planned hand-over
record TransitRowColumns(
    @NotNull String shipmentId,
    @NotNull Instant orderedAt,
    @NotNull String carrierService,
    @NotNull String originRegion,
    @NotNull String destinationRegion,
    @Nullable Boolean late,
    @Nullable Double modelLate,
    @Nullable Double constantLate,
    @Nullable Double publishedTableLate,
    @Nullable Double laneTableLate,
    @Nullable Double logisticLate,
    @Nullable Double asReleasedLate,
    @Nullable Double days,
    @Nullable Double modelDays50,
    @Nullable Double modelDays80,
    @Nullable Double modelDays90,
    @Nullable Double modelDays95,
    @Nullable Double publishedTableDays50,
    @Nullable Double laneTableDays50,
    @Nullable Double laneTableDays80,
    @Nullable Double laneTableDays90,
    @Nullable Double laneTableDays95,
    @Nullable Double asReleasedDays50) {

  /// What a subject said of one parcel.
  private static final class Said {
    private final Map<String, Double> late = new HashMap<>();
    private final Map<String, Double> median = new HashMap<>();
    private final Map<String, double[]> quantiles = new HashMap<>();

    @Nullable Double quantile(String subject, double level) {
      double[] days = quantiles.get(subject);
      return days == null ? null : days[TransitDistribution.LEVELS.indexOf(level)];
    }
  }

  /// Replaces the file: every parcel that judged a chance or a number of days, in order of its
  /// order.
  static void write(MeasuredParcels measured, Path file) {
    Map<Parcel, Said> said = new HashMap<>();
    Function<Parcel, Said> of = parcel -> said.computeIfAbsent(parcel, key -> new Said());
    for (MeasuredParcels.Subject subject : measured.subjects()) {
      double[] late = subject.chances().late();
      for (int i = 0; i < late.length; i++) {
        of.apply(measured.promised().get(i)).late.put(subject.name(), late[i]);
      }
      subject
          .days()
          .medians()
          .ifPresent(medians -> {
            for (int i = 0; i < medians.length; i++) {
              of.apply(measured.delivered().get(i)).median.put(subject.name(), medians[i]);
            }
          });
      subject
          .days()
          .quantileDays()
          .ifPresent(quantiles -> {
            for (int i = 0; i < quantiles.length; i++) {
              of.apply(measured.delivered().get(i)).quantiles.put(subject.name(), quantiles[i]);
            }
          });
    }
    Set<Parcel> judged = new HashSet<>(measured.promised());
    Set<Parcel> all = new LinkedHashSet<>(measured.promised());
    all.addAll(measured.delivered());
    List<Parcel> ordered =
        all.stream().sorted(java.util.Comparator.comparing(Parcel::orderedAt)).toList();
    try (HistoryWriter<TransitRowColumns> writer =
        ParquetFile.create(file, TransitRowColumns.class)) {
      for (Parcel parcel : ordered) {
        writer.write(row(parcel, judged.contains(parcel), of.apply(parcel)));
      }
      writer.commit();
    }
  }

  private static TransitRowColumns row(Parcel parcel, boolean judged, Said said) {
    var recent = parcel.query().recent();
    return new TransitRowColumns(
        parcel.shipmentId(),
        parcel.orderedAt(),
        recent.carrierService().value(),
        recent.originRegion(),
        recent.destinationRegion(),
        judged ? parcel.isLate() : null,
        said.late.get("model"),
        said.late.get("constant"),
        said.late.get("published table"),
        said.late.get("lane table"),
        said.late.get(LateForecast.RecentLaneLogistic.NAME),
        said.late.get(LateForecast.OfModel.AS_RELEASED),
        parcel.isDelivered() ? parcel.days() : null,
        said.median.get("model"),
        said.quantile("model", 0.8),
        said.quantile("model", 0.9),
        said.quantile("model", 0.95),
        said.median.get("published table"),
        said.median.get("lane table"),
        said.quantile("lane table", 0.8),
        said.quantile("lane table", 0.9),
        said.quantile("lane table", 0.95),
        said.median.get(LateForecast.OfModel.AS_RELEASED));
  }
}
