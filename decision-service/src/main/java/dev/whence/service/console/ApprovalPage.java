package dev.whence.service.console;

import dev.whence.service.http.drafts.DraftView.ChangeView;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One question about a draft that waits for approval; several of these pages lead to the answer.
///
/// @param about the draft, and all that was found out about it
/// @param question that this page asks
public record ApprovalPage(Frame frame, DraftPage about, Question question) {
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
