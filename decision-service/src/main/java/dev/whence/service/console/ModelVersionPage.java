package dev.whence.service.console;

import dev.whence.models.bundles.ModelCard;
import dev.whence.models.bundles.ModelCard.Metric;
import dev.whence.service.versions.Assignment;
import dev.whence.service.versions.BundleStore.Published;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One version of one model: what it says of itself, and whether it is asked.
///
/// @param card empty if this release does not read it
/// @param mayAssign whether the reader may say what answers
public record ModelVersionPage(
    Frame frame,
    Published published,
    Optional<ModelCard> card,
    Standing standing,
    boolean mayAssign) {
  private static final String COVERAGE = "coverage_";

  /// What a version does now.
  public enum Standing {
    ANSWERS("answers", "good"),
    BESIDE("is asked beside", "warn"),
    IDLE("is not asked", "calm");

    /// Behind the name of the version.
    public final String says;

    public final String tone;

    Standing(String says, String tone) {
      this.says = says;
      this.tone = tone;
    }

    static Standing of(Published published, Assignment assigned) {
      if (published.digest().equals(assigned.bundles().get(published.model()))) {
        return ANSWERS;
      }
      return published.digest().equals(assigned.shadows().get(published.model())) ? BESIDE : IDLE;
    }

    public String title() {
      return says.substring(0, 1).toUpperCase(Locale.ROOT) + says.substring(1);
    }
  }

  public static String path(Published published) {
    return "/console/models/%s/versions/%s"
        .formatted(published.model(), Show.url(published.version()));
  }

  public String path() {
    return path(published);
  }

  /// Names of the figures, in the card's order.
  public List<String> figures() {
    return metrics().stream().map(Metric::name).distinct().toList();
  }

  /// Figures by name, by whom they were measured of, in the card's order.
  public Map<String, Map<String, Double>> subjects() {
    var subjects = new LinkedHashMap<String, Map<String, Double>>();
    for (Metric metric : metrics()) {
      subjects
          .computeIfAbsent(metric.subject(), _ -> new LinkedHashMap<>())
          .put(metric.name(), metric.value());
    }
    return subjects;
  }

  /// The name of a figure as people write it.
  public static String named(String figure) {
    return switch (figure) {
      case "log_loss" -> "Log-loss";
      case "auc" -> "AUC";
      case "pr_auc" -> "PR-AUC";
      case "ece" -> "ECE";
      case "mae_days" -> "MAE, days";
      case "pinball_days" -> "Pinball, days";
      default ->
          figure.startsWith(COVERAGE)
              ? "By the %s %% day".formatted(figure.substring(COVERAGE.length()))
              : Show.words(figure);
    };
  }

  public static String named(ModelCard.Kind kind) {
    return switch (kind) {
      case ONNX -> "ONNX";
      case TRIBUO -> "Tribuo";
      case LOG_LINEAR -> "Log-linear";
    };
  }

  /// A figure as it is shown; a dash where nobody measured it.
  public static String figure(Map<String, Double> figures, String name) {
    Double value = figures.get(name);
    return value == null ? "–" : String.format(Locale.ROOT, "%.4f", value);
  }

  private List<Metric> metrics() {
    return card.map(ModelCard::metrics).orElse(List.of());
  }
}
