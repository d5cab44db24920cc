package dev.whence.models.estimates;

import dev.whence.domain.LogOdds;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.estimates.PromiseLevels;
import dev.whence.domain.estimates.PromiseLevels.Levels;
import dev.whence.domain.estimates.TransitDistribution;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Keeps the dates that are promised in step with how dates turn out (conformal prediction on the
/// latest outcomes, [PromiseLevels]). Not thread-safe; the same days give the same levels.
///
/// Each parcel stands for the dates that could have been promised for it, whatever was: for each
/// chance between one half and 99.5 %, the first day of which the model said so much. When that day
/// has ended it is known whether it was kept, so nothing has to be waited for and no parcel is left
/// out for being slow. The share of days kept, by chance, of the days that ended lately is the
/// curve on which 80, 90 and 95 % are looked up: of each carrier service, drawn towards all of
/// them, and of all of them, drawn towards what was said.
public final class PromiseDates {
  /// A day that ended so long ago weighs `1 / e`.
  public static final double FADING_DAYS = 14;

  /// Days beyond this chance are not told apart, as by a transit distribution.
  public static final double HIGHEST = TransitDistribution.LEVELS.getLast();

  /// Weight of what was said, in parcels.
  private static final double PARCELS_AS_SAID = 50;

  /// Weight of all services in the levels of one, in parcels.
  private static final double PARCELS_OF_ALL = 50;

  /// Chances in log-odds: `0, 0.1, ... 5.2`, which is 0.5 to 0.9945.
  private static final int STEPS = 53;

  private static final double STEP = 0.1;

  /// Two levels lie at least so far apart.
  private static final double LEAST_STEP = 0.01;

  /// A service of which no delivery was told for so long tells none: its days say nothing.
  private static final Period HEARD_WITHIN = Period.ofDays(7);

  /// A day at the door is asked about when its scans have come in.
  private static final Period SCANS_COME = Period.ofDays(1);

  private final Map<CarrierServiceId, Counts> services = new TreeMap<>();
  private Instant began = Instant.MIN;
  private Instant ends = Instant.MIN;

  private static final class Counts {
    private final double[] due = new double[STEPS];
    private final double[] kept = new double[STEPS];
    private LocalDate heard = LocalDate.MIN;
  }

  /// A parcel, and what was said of the days on which it may arrive.
  ///
  /// @param door time zone in which its days end
  /// @param first day of which something was said
  /// @param chances that it is there by the end of each day from `first` on, never falling; later
  ///   days are not promised
  /// @param delivered [Instant#MAX] when it has not arrived, as far as is known
  /// @param known when the arrival was known; [Instant#MAX] when it is not
  public record Promised(
      String id,
      CarrierServiceId service,
      ZoneId door,
      LocalDate first,
      List<Float> chances,
      Instant delivered,
      Instant known) {
    public Promised {
      chances = List.copyOf(chances);
    }

    private double chance(LocalDate day) {
      long position = day.toEpochDay() - first.toEpochDay();
      return position < 0 || chances.isEmpty()
          ? 0
          : chances.get((int) Math.min(position, chances.size() - 1));
    }

    private LocalDate last() {
      return first.plusDays(chances.size() - 1L);
    }
  }

  /// What was counted of a service, faded.
  ///
  /// @param due parcels by chance whose day ended
  /// @param kept of these, that were there
  /// @param heard last day on which a delivery was told; [LocalDate#MIN] without one
  public record Counted(
      CarrierServiceId service, List<Double> due, List<Double> kept, LocalDate heard) {
    public Counted {
      due = List.copyOf(due);
      kept = List.copyOf(kept);
    }
  }

  public PromiseDates() {}

  /// Goes on from where another stood at the end of a day.
  ///
  /// @throws IllegalArgumentException if the counts are of other chances
  public PromiseDates(Collection<Counted> counted) {
    for (Counted each : counted) {
      if (each.due().size() != STEPS || each.kept().size() != STEPS) {
        throw new IllegalArgumentException(
            "Counts of %d and %d chances of %s; %d are needed."
                .formatted(each.due().size(), each.kept().size(), each.service(), STEPS));
      }
      var counts = new Counts();
      for (int i = 0; i < STEPS; i++) {
        counts.due[i] = each.due().get(i);
        counts.kept[i] = each.kept().get(i);
      }
      counts.heard = each.heard();
      services.put(each.service(), counts);
    }
  }

  /// Counts a day (UTC) that has ended, by what was known at its end: at each door the day before,
  /// whose scans have come in.
  ///
  /// @param parcels of which a day may still end
  /// @return those of which later days may end
  public List<Promised> count(LocalDate day, Collection<Promised> parcels) {
    begin(day);
    parcels.forEach(this::hear);
    return parcels.stream().filter(this::count).toList();
  }

  /// As [#count(LocalDate, Collection)], of more parcels than memory holds: a day begins, of every
  /// parcel is heard, and then every parcel is counted.
  public void begin(LocalDate day) {
    began = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    ends = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    fade();
  }

  /// Whether its service tells deliveries.
  public void hear(Promised parcel) {
    if (!parcel.known().isBefore(began) && parcel.known().isBefore(ends)) {
      of(parcel.service()).heard = LocalDate.ofInstant(began, ZoneOffset.UTC);
    }
  }

  /// @return whether later days of it may end
  public boolean count(Promised parcel) {
    LocalDate day = LocalDate.ofInstant(began, ZoneOffset.UTC);
    LocalDate ended = ends.atZone(parcel.door()).toLocalDate().minus(SCANS_COME).minusDays(1);
    if (!of(parcel.service()).heard.plus(HEARD_WITHIN).isBefore(day)) {
      count(parcel, ended);
    }
    return ended.isBefore(parcel.last());
  }

  private void fade() {
    double keptADay = Math.exp(-1 / FADING_DAYS);
    for (Counts counts : services.values()) {
      for (int i = 0; i < STEPS; i++) {
        counts.due[i] *= keptADay;
        counts.kept[i] *= keptADay;
      }
    }
  }

  private void count(Promised parcel, LocalDate ended) {
    if (ended.isBefore(parcel.first()) || ended.isAfter(parcel.last())) {
      return;
    }
    double before = LogOdds.of(parcel.chance(ended.minusDays(1)));
    double said = LogOdds.of(parcel.chance(ended));
    boolean kept =
        parcel.known().isBefore(ends)
            && parcel
                .delivered()
                .isBefore(ended.plusDays(1).atStartOfDay(parcel.door()).toInstant());
    Counts counts = of(parcel.service());
    for (int i = 0; i < STEPS; i++) {
      double level = i * STEP;
      if (before < level && level <= said) {
        counts.due[i]++;
        counts.kept[i] += kept ? 1 : 0;
      }
    }
  }

  private Counts of(CarrierServiceId service) {
    return services.computeIfAbsent(service, _ -> new Counts());
  }

  /// What was counted so far, in order of the services.
  public List<Counted> counted() {
    return services.entrySet().stream()
        .map(entry ->
            new Counted(
                entry.getKey(),
                boxed(entry.getValue().due),
                boxed(entry.getValue().kept),
                entry.getValue().heard))
        .toList();
  }

  private static List<Double> boxed(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  /// Which chances to ask for now; as said until something was counted.
  ///
  /// @param day the last that was counted
  public PromiseLevels levels(LocalDate day) {
    double[] due = new double[STEPS];
    double[] kept = new double[STEPS];
    for (Counts counts : services.values()) {
      for (int i = 0; i < STEPS; i++) {
        due[i] += counts.due[i];
        kept[i] += counts.kept[i];
      }
    }
    if (due[0] == 0) {
      return PromiseLevels.AS_SAID;
    }
    double[] asSaid = new double[STEPS];
    for (int i = 0; i < STEPS; i++) {
      asSaid[i] = LogOdds.chance(i * STEP);
    }
    double[] all = shares(due, kept, asSaid, PARCELS_AS_SAID);
    var levels = new HashMap<CarrierServiceId, Levels>();
    services.forEach((service, counts) -> {
      if (counts.due[0] > 0) {
        levels.put(service, levels(shares(counts.due, counts.kept, all, PARCELS_OF_ALL)));
      }
    });
    return new PromiseLevels(Optional.of(day), levels, levels(all));
  }

  /// The share of days kept by chance, which never falls.
  private static double[] shares(double[] due, double[] kept, double[] towards, double weight) {
    double[] shares = new double[STEPS];
    for (int i = 0; i < STEPS; i++) {
      double share = (kept[i] + weight * towards[i]) / (due[i] + weight);
      shares[i] = i == 0 ? share : Math.max(share, shares[i - 1]);
    }
    return shares;
  }

  private static Levels levels(double[] shares) {
    var said = new ArrayList<Double>();
    double before = Double.NEGATIVE_INFINITY;
    for (double kept : PromiseLevels.KEPT) {
      before = Math.max(level(shares, kept), before + LEAST_STEP);
      said.add(LogOdds.chance(before));
    }
    return new Levels(said);
  }

  /// The least chance, in log-odds, of which days are kept so often; the highest if none is.
  private static double level(double[] shares, double kept) {
    int i = 0;
    while (i < STEPS && shares[i] < kept) {
      i++;
    }
    if (i == 0 || i == STEPS) {
      return i == 0 ? 0 : (STEPS - 1) * STEP;
    }
    double part = (kept - shares[i - 1]) / (shares[i] - shares[i - 1]);
    return (i - 1 + part) * STEP;
  }
}
