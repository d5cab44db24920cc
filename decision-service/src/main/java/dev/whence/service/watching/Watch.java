package dev.whence.service.watching;

import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.estimates.FallbackReason.DoesWorse;
import dev.whence.domain.estimates.ModelRef;
import dev.whence.domain.estimates.PromiseLevels;
import dev.whence.models.bundles.ModelContract;
import dev.whence.models.features.AttributeColumns;
import dev.whence.models.metrics.BinaryScores;
import dev.whence.models.metrics.Bootstrap;
import dev.whence.models.metrics.Bootstrap.Interval;
import dev.whence.models.metrics.Drift;
import dev.whence.models.metrics.Reliability;
import dev.whence.service.watching.AdaptivePromises.Kept;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Adds up how a model did, from what is noted of its estimates. Thread-safe.
public final class Watch {
  /// Of the days that are noted.
  public static final List<Double> LEVELS = List.of(0.5, 0.8, 0.9, 0.95);

  /// Rows of one report, the newest; further ones are left out, and that is said.
  public static final int MOST = 20_000;

  /// Rows below which nothing is said of a model.
  public static final int FEWEST = 300;

  /// What a feature is compared with, and what a constant is taken from.
  private static final Duration BEFORE = Duration.ofDays(90);

  private static final int FEWEST_BEFORE = 100;
  private static final int MOST_GROUPS = 20;
  private static final int FEWEST_IN_GROUP = 20;
  private static final long SEED = 42;

  /// Of the levels: the day by which nine of ten should have arrived.
  private static final int NINETY = LEVELS.indexOf(0.9);

  private final WatchedEstimates estimates;
  private final AdaptivePromises promises;
  private final Clock clock;

  public Watch(WatchedEstimates estimates, AdaptivePromises promises, Clock clock) {
    this.estimates = estimates;
    this.promises = promises;
    this.clock = clock;
  }

  /// How one subject did.
  ///
  /// @param behindModel log-loss of the model less the subject's: below 0 the model is better;
  ///   empty of the model itself
  public record Subject(String name, BinaryScores scores, Optional<Interval> behindModel) {}

  /// A group of rows.
  ///
  /// @param expected mean chance
  /// @param happened share in which it happened
  /// @param meanError mean absolute distance of the median from the days it took
  /// @param meanBias mean of the median less the days it took: above 0 the model is pessimistic
  public record Group(
      String key,
      int rows,
      double expected,
      double happened,
      double logLoss,
      OptionalDouble meanError,
      OptionalDouble meanBias,
      OptionalDouble within90) {}

  /// How far a feature has moved against the 90 days before.
  public record Moved(String feature, double index) {
    public boolean isLarge() {
      return index > Drift.LARGE;
    }
  }

  /// What a version in the shadow would have said to the same questions.
  ///
  /// @param rows that both were asked about
  /// @param agreement share of rows in which the chances differ by less than five points
  public record Challenger(
      String version, int rows, BinaryScores scores, Interval behindActive, double agreement) {}

  /// How often days were kept that could have been promised.
  ///
  /// @param key what they have in common
  /// @param share to be kept
  /// @param kept share that was
  /// @param keptAsSaid share of the days that the model alone says
  /// @param days mean, from the day of the hand-over
  public record Dates(
      String key,
      double share,
      long parcels,
      double kept,
      double keptAsSaid,
      double days,
      double daysAsSaid) {}

  /// How the days turned out that a transit-time model says.
  ///
  /// @param now the levels in force
  /// @param all by share; empty while no day has ended
  /// @param months of days to be kept nine times in ten, in order
  /// @param services the same, the largest first
  public record PromisedDates(
      PromiseLevels now, List<Dates> all, List<Dates> months, List<Dates> services) {}

  /// How a model did with the orders of a span of time whose outcome is known.
  ///
  /// @param answered rows that a model answered; all figures but `unanswered` are of these
  /// @param unanswered rows in which no model answered
  /// @param more whether older rows were left out
  /// @param worse versions that do worse than each of what there is without them, beyond chance,
  ///   each by its own rows
  /// @param coverage by level, the share of parcels that arrived within the estimated days
  /// @param dates of a transit-time model
  public record Findings(
      ModelContract model,
      Instant since,
      Instant until,
      int answered,
      int unanswered,
      boolean more,
      List<String> versions,
      List<Subject> subjects,
      List<DoesWorse> worse,
      List<Reliability.Bin> reliability,
      Map<Double, Double> coverage,
      List<Group> months,
      List<Group> kinds,
      List<Group> places,
      List<Moved> moved,
      Optional<Challenger> challenger,
      Optional<PromisedDates> dates) {

    /// Whether there are rows enough to say anything.
    public boolean isEnough() {
      return !subjects.isEmpty();
    }

    /// Whether the model does worse than each of what there is without it, beyond chance.
    public boolean isWorse() {
      return isEnough() && closest(subjects).filter(Watch::isBetter).isPresent();
    }
  }

  /// How far back one looks unless asked otherwise; what comes back is known two months after the
  /// order.
  public static Duration usual(ModelContract model) {
    return switch (model) {
      case TRANSIT_TIME -> Duration.ofDays(56);
      case RETURN_RISK -> Duration.ofDays(150);
    };
  }

  /// @param since orders placed then or later
  /// @param until orders placed before
  public Findings of(ModelContract model, Instant since, Instant until) {
    List<WatchedRow> all = estimates.read(model.modelName(), since, until, MOST + 1);
    boolean more = all.size() > MOST;
    List<WatchedRow> rows =
        (more ? all.subList(0, MOST) : all)
            .stream().filter(row -> !row.version().isEmpty()).toList();
    int unanswered = Math.min(all.size(), MOST) - rows.size();
    List<WatchedRow> before = estimates.read(model.modelName(), since.minus(BEFORE), since, MOST);
    boolean enough = isEnough(rows);
    return new Findings(
        model,
        since,
        until,
        rows.size(),
        unanswered,
        more,
        rows.stream().map(WatchedRow::version).distinct().sorted().toList(),
        enough ? subjects(rows, before) : List.of(),
        worse(model, rows, before),
        enough ? Reliability.of(chances(rows), events(rows), BinaryScores.BINS).bins() : List.of(),
        enough ? coverage(rows) : Map.of(),
        groups(rows, row -> YearMonth.from(row.asked().atOffset(ZoneOffset.UTC)).toString(), 1),
        largest(groups(rows, WatchedRow::kind, FEWEST_IN_GROUP)),
        largest(groups(rows, WatchedRow::place, FEWEST_IN_GROUP)),
        moved(model, rows, before),
        challenger(rows),
        switch (model) {
          case TRANSIT_TIME -> Optional.of(dates(since, until));
          case RETURN_RISK -> Optional.empty();
        });
  }

  private PromisedDates dates(Instant since, Instant until) {
    Instant now = clock.instant();
    List<Kept> kept = promises.kept(since, until, now);
    List<Kept> nine = kept.stream().filter(each -> each.share() == LEVELS.get(NINETY)).toList();
    return new PromisedDates(
        promises.at(now),
        dates(kept, each -> "%.0f %%".formatted(100 * each.share()), 1),
        dates(nine, Kept::month, FEWEST_IN_GROUP),
        dates(nine, Kept::service, FEWEST_IN_GROUP).stream()
            .sorted(Comparator.comparingLong(Dates::parcels).reversed())
            .limit(MOST_GROUPS)
            .toList());
  }

  private static List<Dates> dates(List<Kept> kept, Function<Kept, String> key, int fewest) {
    return kept.stream()
        .collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(entry -> dates(entry.getKey(), entry.getValue()))
        .filter(dates -> dates.parcels() >= fewest)
        .toList();
  }

  private static Dates dates(String key, List<Kept> of) {
    double parcels = sum(of, Kept::parcels);
    return new Dates(
        key,
        of.getFirst().share(),
        (long) parcels,
        sum(of, Kept::kept) / parcels,
        sum(of, Kept::keptAsSaid) / parcels,
        sum(of, Kept::days) / parcels,
        sum(of, Kept::daysAsSaid) / parcels);
  }

  private static double sum(List<Kept> of, ToLongFunction<Kept> value) {
    return of.stream().mapToLong(value).sum();
  }

  private static boolean isEnough(List<WatchedRow> rows) {
    return rows.size() >= FEWEST && bothHappened(rows);
  }

  private static List<DoesWorse> worse(
      ModelContract model, List<WatchedRow> rows, List<WatchedRow> before) {
    return rows.stream()
        .collect(Collectors.groupingBy(WatchedRow::version, TreeMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .filter(entry -> isEnough(entry.getValue()))
        .flatMap(entry ->
            worse(new ModelRef(model.modelName(), entry.getKey()), entry.getValue(), before)
                .stream())
        .toList();
  }

  private static Optional<DoesWorse> worse(
      ModelRef version, List<WatchedRow> rows, List<WatchedRow> before) {
    return closest(subjects(rows, before))
        .filter(Watch::isBetter)
        .map(closest -> {
          Interval behind = closest.behindModel().orElseThrow();
          return new DoesWorse(
              version,
              closest.name(),
              behind.mean(),
              behind.low(),
              behind.high(),
              LocalDate.ofInstant(rows.getLast().asked(), ZoneOffset.UTC));
        });
  }

  /// Of what there is without the model, what it comes closest to beating: where even that is
  /// better, all are.
  private static Optional<Subject> closest(List<Subject> subjects) {
    return subjects.stream()
        .skip(1)
        .min(
            Comparator.comparingDouble(
                each -> each.behindModel().map(Interval::low).orElseThrow()));
  }

  /// Whether something is better than the model, beyond chance.
  private static boolean isBetter(Subject other) {
    return other.behindModel().filter(Interval::isAboveZero).isPresent();
  }

  private static boolean bothHappened(List<WatchedRow> rows) {
    return rows.stream().anyMatch(WatchedRow::happened)
        && !rows.stream().allMatch(WatchedRow::happened);
  }

  private static List<Subject> subjects(List<WatchedRow> rows, List<WatchedRow> before) {
    boolean[] events = events(rows);
    long[] days = days(rows);
    double[] model = chances(rows);
    double[] losses = BinaryScores.logLosses(model, events);
    var subjects = new ArrayList<Subject>();
    subjects.add(new Subject("model", BinaryScores.of(model, events), Optional.empty()));
    var others = new TreeMap<String, double[]>();
    others.put("published figures", rows.stream().mapToDouble(WatchedRow::plain).toArray());
    if (before.size() >= FEWEST_BEFORE) {
      double share = (double) before.stream().filter(WatchedRow::happened).count() / before.size();
      others.put("constant", rows.stream().mapToDouble(row -> share).toArray());
    }
    others.forEach((name, chances) ->
        subjects.add(
            new Subject(
                name,
                BinaryScores.of(chances, events),
                Optional.of(
                    Bootstrap.pairedDifference(
                        losses, BinaryScores.logLosses(chances, events), days, SEED)))));
    return subjects;
  }

  private static Map<Double, Double> coverage(List<WatchedRow> rows) {
    var coverage = new TreeMap<Double, Double>();
    List<WatchedRow> arrived =
        rows.stream()
            .filter(row -> row.actualDays().isPresent() && row.days().length == LEVELS.size())
            .toList();
    for (int i = 0; i < LEVELS.size() && !arrived.isEmpty(); i++) {
      int level = i;
      long within =
          arrived.stream()
              .filter(row -> row.actualDays().getAsDouble() <= row.days()[level])
              .count();
      coverage.put(LEVELS.get(i), (double) within / arrived.size());
    }
    return coverage;
  }

  private static List<Group> groups(
      List<WatchedRow> rows, Function<WatchedRow, String> key, int fewest) {
    return rows.stream()
        .collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .filter(entry -> entry.getValue().size() >= fewest)
        .map(entry -> group(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static List<Group> largest(List<Group> groups) {
    return groups.stream()
        .sorted(Comparator.comparingInt(Group::rows).reversed().thenComparing(Group::key))
        .limit(MOST_GROUPS)
        .toList();
  }

  private static Group group(String key, List<WatchedRow> rows) {
    double loss = 0;
    for (double each : BinaryScores.logLosses(chances(rows), events(rows))) {
      loss += each / rows.size();
    }
    List<WatchedRow> arrived =
        rows.stream()
            .filter(row -> row.actualDays().isPresent() && row.days().length == LEVELS.size())
            .toList();
    return new Group(
        key,
        rows.size(),
        rows.stream().mapToDouble(WatchedRow::chance).average().orElse(0),
        (double) rows.stream().filter(WatchedRow::happened).count() / rows.size(),
        loss,
        arrived.stream().mapToDouble(row -> Math.abs(bias(row))).average(),
        arrived.stream().mapToDouble(Watch::bias).average(),
        arrived.stream()
            .mapToDouble(row -> row.actualDays().getAsDouble() <= row.days()[NINETY] ? 1 : 0)
            .average());
  }

  private static double bias(WatchedRow row) {
    return row.days()[0] - row.actualDays().getAsDouble();
  }

  private static List<Moved> moved(
      ModelContract model, List<WatchedRow> rows, List<WatchedRow> before) {
    if (rows.size() < FEWEST_BEFORE || before.size() < FEWEST_BEFORE) {
      return List.of();
    }
    List<String> names = model.features().names();
    return Stream.concat(
            IntStream.range(0, names.size())
                .mapToObj(
                    i -> new Moved(names.get(i), Drift.index(values(before, i), values(rows, i)))),
            attributes(rows, before))
        .sorted(Comparator.comparingDouble(Moved::index).reversed())
        .toList();
  }

  /// What callers told of rows enough, in either time; what is no longer told, or told for the
  /// first time, has moved, too.
  private static Stream<Moved> attributes(List<WatchedRow> rows, List<WatchedRow> before) {
    var names = new TreeSet<String>();
    names.addAll(often(rows));
    names.addAll(often(before));
    return names.stream()
        .map(name -> new Moved(AttributeColumns.number(name), moved(name, rows, before)));
  }

  private static Set<String> often(List<WatchedRow> rows) {
    return rows.stream()
        .flatMap(row -> row.attributes().all().stream().map(Attributes.Named::name))
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
        .entrySet()
        .stream()
        .filter(entry -> entry.getValue() >= FEWEST_BEFORE)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static double moved(String name, List<WatchedRow> rows, List<WatchedRow> before) {
    boolean isWord =
        Stream.concat(rows.stream(), before.stream())
            .anyMatch(row -> row.attributes().word(name).isPresent());
    return isWord
        ? Drift.index(words(before, name), words(rows, name))
        : Drift.index(numbers(before, name), numbers(rows, name));
  }

  private static List<String> words(List<WatchedRow> rows, String name) {
    return rows.stream().map(row -> row.attributes().word(name).orElse("")).toList();
  }

  private static double[] numbers(List<WatchedRow> rows, String name) {
    return rows.stream()
        .mapToDouble(row -> row.attributes().number(name).orElse(Double.NaN))
        .toArray();
  }

  private static double[] values(List<WatchedRow> rows, int feature) {
    return rows.stream()
        .mapToDouble(row -> feature < row.features().length ? row.features()[feature] : Double.NaN)
        .toArray();
  }

  /// Of the challenger that was asked last.
  private static Optional<Challenger> challenger(List<WatchedRow> rows) {
    Optional<String> version =
        rows.stream()
            .flatMap(row -> row.challenger().stream())
            .map(WatchedRow.Challenger::version)
            .findFirst();
    if (version.isEmpty()) {
      return Optional.empty();
    }
    List<WatchedRow> both =
        rows.stream()
            .filter(row ->
                row.challenger().filter(each -> each.version().equals(version.get())).isPresent())
            .toList();
    if (both.size() < FEWEST_BEFORE || !bothHappened(both)) {
      return Optional.empty();
    }
    boolean[] events = events(both);
    double[] theirs =
        both.stream().mapToDouble(row -> row.challenger().orElseThrow().chance()).toArray();
    double[] ours = chances(both);
    long agree =
        IntStream.range(0, ours.length).filter(i -> Math.abs(ours[i] - theirs[i]) < 0.05).count();
    return Optional.of(
        new Challenger(
            version.get(),
            both.size(),
            BinaryScores.of(theirs, events),
            Bootstrap.pairedDifference(
                BinaryScores.logLosses(theirs, events),
                BinaryScores.logLosses(ours, events),
                days(both),
                SEED),
            (double) agree / both.size()));
  }

  private static double[] chances(List<WatchedRow> rows) {
    return rows.stream().mapToDouble(WatchedRow::chance).toArray();
  }

  private static boolean[] events(List<WatchedRow> rows) {
    boolean[] events = new boolean[rows.size()];
    for (int i = 0; i < events.length; i++) {
      events[i] = rows.get(i).happened();
    }
    return events;
  }

  private static long[] days(List<WatchedRow> rows) {
    return rows.stream()
        .mapToLong(row -> LocalDate.ofInstant(row.asked(), ZoneOffset.UTC).toEpochDay())
        .toArray();
  }
}
