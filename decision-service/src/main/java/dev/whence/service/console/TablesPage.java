package dev.whence.service.console;

import dev.whence.service.drafts.Draft;
import java.util.List;

/// The rule tables as a whole: what is in force, what is being changed, what was before.
///
/// @param inForce number of the rule set
/// @param drafts that are neither published nor given up, the newest first
/// @param mayWrite whether the reader may begin drafts
/// @param mayPublish whether the reader may put versions in force
public record TablesPage(
    Frame frame,
    int inForce,
    List<Table> tables,
    List<Draft> drafts,
    Activations activations,
    boolean mayWrite,
    boolean mayPublish) {

  /// @param changedIn titles of the drafts that change it
  public record Table(
      String name, String decides, String hitPolicy, int rows, List<Draft> changedIn) {}
}
