package dev.whence.domain.estimates;

import dev.whence.domain.LogOdds;
import dev.whence.domain.carriers.CarrierServiceId;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which chance a model has to say of a day for it to be promised: what had been said of days that
/// turned out to be kept as often as they should (adaptive conformal prediction).
///
/// A model that is too careful says 86 % of days that nine in ten parcels keep, one that has missed
/// a slowdown says 95 %; and a promise is a whole day, which keeps a little more than its chance.
///
/// @param upTo the last day (UTC) whose outcomes count; empty where dates are taken as said
/// @param services levels of carrier services of which parcels were seen
/// @param others levels of every other service
public record PromiseLevels(
    Optional<LocalDate> upTo, Map<CarrierServiceId, Levels> services, Levels others) {
  /// Shares of promises that are to be kept, rising.
  public static final List<Double> KEPT = List.of(0.8, 0.9, 0.95);

  /// Every chance is worth what it says.
  public static final PromiseLevels AS_SAID =
      new PromiseLevels(Optional.empty(), Map.of(), new Levels(KEPT));

  public PromiseLevels {
    services = Map.copyOf(services);
  }

  /// Of a service.
  public Levels of(CarrierServiceId service) {
    return services.getOrDefault(service, others);
  }

  /// @param said for each entry of [#KEPT], the chance that is said of days that are kept so often;
  ///   rising, between 0 and 1
  public record Levels(List<Double> said) {
    /// @throws IllegalArgumentException if the chances do not rise between 0 and 1
    public Levels {
      said = List.copyOf(said);
      double before = 0;
      for (double each : said) {
        if (!(each > before && each < 1)) {
          throw new IllegalArgumentException("Chances must rise between 0 and 1: " + said);
        }
        before = each;
      }
      if (said.size() != KEPT.size()) {
        throw new IllegalArgumentException(
            "%d chances given for the shares %s.".formatted(said.size(), KEPT));
      }
    }

    /// How often days of which a chance is said are kept: by log-odds linear between the levels,
    /// beyond them as far off as at the nearest.
    ///
    /// @param chance 0 to 1
    public double kept(double chance) {
      return moved(chance, said, KEPT);
    }

    /// The chance to be said of a day that is to be kept so often; the inverse of [#kept].
    public double needed(double kept) {
      return moved(kept, KEPT, said);
    }

    private static double moved(double chance, List<Double> from, List<Double> to) {
      if (from.equals(to) || chance <= 0 || chance >= 1) {
        return chance;
      }
      double odds = LogOdds.of(chance);
      int high = 0;
      while (high < from.size() && odds > LogOdds.of(from.get(high))) {
        high++;
      }
      if (high < from.size() && odds == LogOdds.of(from.get(high))) {
        return to.get(high);
      }
      if (high == 0 || high == from.size()) {
        int nearest = high == 0 ? 0 : high - 1;
        return LogOdds.chance(odds + LogOdds.of(to.get(nearest)) - LogOdds.of(from.get(nearest)));
      }
      double low = LogOdds.of(from.get(high - 1));
      double part = (odds - low) / (LogOdds.of(from.get(high)) - low);
      double lowTo = LogOdds.of(to.get(high - 1));
      return LogOdds.chance(lowTo + part * (LogOdds.of(to.get(high)) - lowTo));
    }
  }
}
