package dev.whence.service.console;

import dev.whence.service.drafts.Draft;
import dev.whence.service.versions.Activation;
import java.util.List;
import java.util.Optional;

/// The rule tables as a whole: what is in force, what is being changed, what was before.
///
/// @param inForce number of the rule set
/// @param drafts that are neither published nor given up, the newest first
/// @param activations the latest first
/// @param before the rule set that a roll-back would put in force again, empty if there is none
/// @param mayWrite whether the reader may begin drafts
/// @param mayPublish whether the reader may put versions in force
public record TablesPage(
    Frame frame,
    int inForce,
    List<Table> tables,
    List<Draft> drafts,
    List<Activation> activations,
    Optional<Integer> before,
    boolean mayWrite,
    boolean mayPublish) {

  /// @param changedIn titles of the drafts that change it
  public record Table(
      String name, String decides, String hitPolicy, int rows, List<Draft> changedIn) {}

  /// How an activation stands: the one in force is the first that has begun.
  public String state(Activation activation) {
    if (activation.from().isAfter(frame.now())) {
      return "Planned";
    }
    return activations.stream()
            .filter(each -> !each.from().isAfter(frame.now()))
            .findFirst()
            .filter(each -> each.equals(activation))
            .isPresent()
        ? "In force"
        : "Superseded";
  }
}
