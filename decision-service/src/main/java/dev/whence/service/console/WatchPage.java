package dev.whence.service.console;

import dev.whence.service.watching.Verdict;
import dev.whence.service.watching.Watch.Dates;
import dev.whence.service.watching.Watch.Findings;
import dev.whence.service.watching.Watch.Group;
import dev.whence.service.watching.Watch.Moved;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// How a model did.
///
/// @param typed the period as it was asked for
/// @param errors by field
/// @param findings null where the period is none
public record WatchPage(
    Frame frame,
    String model,
    Map<String, String> typed,
    Map<String, String> errors,
    @Nullable Findings findings,
    ReliabilityPlot plot) {
  public WatchPage {
    typed = Map.copyOf(typed);
    errors = Map.copyOf(errors);
  }

  public String value(String field) {
    return typed.getOrDefault(field, "");
  }

  public String error(String field) {
    return errors.getOrDefault(field, "");
  }

  public List<String> sentences() {
    return findings == null ? List.of() : Verdict.sentences(findings);
  }

  /// What rows are told apart by.
  public String kind() {
    return model.equals("transit-time") ? "Carrier service" : "Category";
  }

  public String place() {
    return model.equals("transit-time") ? "Lane" : "Channel";
  }

  public String happened() {
    return model.equals("transit-time") ? "late" : "returned";
  }

  /// Features that have moved far.
  public List<Moved> movedFar() {
    return findings == null ? List.of() : findings.moved().stream().filter(Moved::isLarge).toList();
  }

  public boolean hasDays() {
    return model.equals("transit-time");
  }

  /// By what each is told apart, in the order of the page.
  public Map<String, List<Group>> tables() {
    var tables = new LinkedHashMap<String, List<Group>>();
    if (findings != null) {
      tables.put("Month", findings.months());
      tables.put(kind(), findings.kinds());
      tables.put(place(), findings.places());
    }
    return tables;
  }

  /// Tables of dates, in the order of the page.
  public Map<String, List<Dates>> dateTables() {
    var tables = new LinkedHashMap<String, List<Dates>>();
    if (findings != null) {
      findings
          .dates()
          .ifPresent(dates -> {
            tables.put("By how often they are to be kept", dates.all());
            tables.put("With 90 %, by month", dates.months());
            tables.put("With 90 %, by carrier service", dates.services());
          });
    }
    return tables;
  }

  /// How dates are chosen now.
  public String datesSentence() {
    return findings == null
        ? ""
        : findings
            .dates()
            .flatMap(dates ->
                dates
                    .now()
                    .upTo()
                    .map(day ->
                        "A day is promised with 90 %% where the model says %s (services by themselves where they have parcels enough), by what had become of such days up to %s."
                            .formatted(Show.percent(dates.now().others().needed(0.9)), day)))
            .orElse(
                "Days are promised as the model says: too little is known of how they turn out.");
  }

  public String challengerPath() {
    return jsonPath()
        .replace(
            "/v1/model-watch/%s?".formatted(model),
            "/console/models/%s/challenger?".formatted(model));
  }

  public String jsonPath() {
    return findings == null
        ? ""
        : "/v1/model-watch/%s?since=%s&until=%s"
            .formatted(model, findings.since(), findings.until());
  }

  public static String days(OptionalDouble days) {
    return days.isPresent() ? String.format(Locale.ROOT, "%.2f", days.getAsDouble()) : "–";
  }

  public static String share(OptionalDouble share) {
    return share.isPresent() ? Show.percent(share.getAsDouble()) : "–";
  }
}
