package dev.whence.service.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.whence.service.http.AnalysisView.CellView;
import dev.whence.service.http.AnalysisView.FindingView;
import dev.whence.service.http.AnalysisView.Kind;
import dev.whence.service.http.drafts.DraftView.ChangeView;
import dev.whence.service.http.drafts.ReplayView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One question about a draft that waits for approval; several of these pages lead to the answer.
///
/// @param about the draft, and all that was found out about it
/// @param question that this page asks
public record ApprovalPage(Frame frame, DraftPage about, Question question) {
  private static final int MOST_TAKING = 5;

  /// Figures of a replay that are shares of orders which do not go on, and how that is told.
  private static final Map<String, String> STOPPED =
      Map.of("held", "held for a person", "unfillable", "sent from nowhere");

  /// In their order.
  public enum Question {
    /// What changes.
    WHAT("What changes?"),
    /// For whom: orders that it would have touched.
    WHOM("For whom?"),
    /// What that costs.
    COST("What does it cost?"),
    /// What could not be checked.
    UNKNOWN("What could not be checked?"),
    /// The answer.
    ANSWER("Approve it, or send it back?");

    public final String asked;

    Question(String asked) {
      this.asked = asked;
    }
  }

  /// What the analysis of changed tables left open.
  public List<String> undecided() {
    return about.analysis().tables().stream()
        .filter(table -> about.changes().containsKey(table.table()))
        .flatMap(table -> table.undecided().stream())
        .toList();
  }

  /// Numbers that moved far, a sentence each: what a reader of the changes passes over.
  public List<String> steps() {
    return about.changes().entrySet().stream()
        .flatMap(table ->
            table.getValue().stream()
                .filter(change -> !change.step().isEmpty())
                .map(change ->
                    "%s, row %s, %s: %s became %s, %s. Maybe a digit slipped in or out."
                        .formatted(
                            table.getKey(),
                            change.ruleId(),
                            change.column(),
                            change.before(),
                            change.after(),
                            change.step())))
        .toList();
  }

  /// Rows of the draft that take cases from rows below them, a sentence each: nothing says so on
  /// the rows that lose them.
  public List<String> taking() {
    var losers = new LinkedHashMap<String, List<String>>();
    for (FindingView finding : about.notes()) {
      if (finding.kind() == Kind.OVERLAP && isTouched(finding.cells().get(1))) {
        CellView upper = finding.cells().get(1);
        losers
            .computeIfAbsent(upper.table() + ", row " + upper.ruleId(), _ -> new ArrayList<>())
            .add(String.valueOf(finding.cells().getFirst().ruleId()));
      }
    }
    return losers.entrySet().stream()
        .map(row ->
            "%s takes cases from %s of the rows below it: %s."
                .formatted(row.getKey(), row.getValue().size(), Show.listed(row.getValue())))
        .limit(MOST_TAKING)
        .toList();
  }

  private boolean isTouched(CellView row) {
    return about.changes().getOrDefault(row.table(), List.of()).stream()
        .anyMatch(change -> change.ruleId().equals(row.ruleId()));
  }

  /// What the replay says of orders that do not ship, a sentence each; empty without a replay.
  public List<Effect> effects() {
    var effects = new ArrayList<Effect>();
    JsonNode figures =
        about
            .replay()
            .map(ReplayView::result)
            .<JsonNode>map(result -> result.path("figures"))
            .orElse(MissingNode.getInstance());
    for (JsonNode figure : figures) {
      String told = STOPPED.getOrDefault(figure.path("name").asText(), "");
      long orders = figure.path("orders").asLong();
      long before = Math.round(figure.path("before").asDouble() * orders);
      long after = Math.round(figure.path("after").asDouble() * orders);
      if (!told.isEmpty() && before != after) {
        effects.add(
            new Effect(
                "Of %s, %,d would be %s with the draft; with the tables of before, %,d."
                    .formatted(Show.count(orders, "recorded decision"), after, told, before),
                after > before));
      }
    }
    return effects;
  }

  /// @param worse whether more orders stop than did
  public record Effect(String sentence, boolean worse) {}

  /// For instance `2 rows added, 1 cell changed`.
  public String sentence(List<ChangeView> changes) {
    return Stream.of(
            counted(changes, "row-added", "row", "added"),
            counted(changes, "row-removed", "row", "removed"),
            counted(changes, "row-moved", "row", "moved"),
            counted(changes, "cell-changed", "cell", "changed"),
            counted(changes, "line", "line above the columns", "changed"))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(", "));
  }

  private static String counted(List<ChangeView> changes, String kind, String noun, String became) {
    long count = changes.stream().filter(change -> change.change().equals(kind)).count();
    return count == 0 ? "" : Show.count(count, noun) + " " + became;
  }

  public List<Question> questions() {
    return List.of(Question.values());
  }

  public Optional<Question> next() {
    return at(questions().indexOf(question) + 1);
  }

  public Optional<Question> previous() {
    return at(questions().indexOf(question) - 1);
  }

  private Optional<Question> at(int index) {
    return index < 0 || index >= questions().size()
        ? Optional.empty()
        : Optional.of(questions().get(index));
  }
}
