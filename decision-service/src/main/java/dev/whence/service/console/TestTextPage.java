package dev.whence.service.console;

import dev.whence.service.drafts.Draft;
import dev.whence.service.http.TestResultView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A test with an order, or a network that tests share, as a text that is edited.
///
/// @param network whether it is a network
/// @param name empty for one that does not exist yet
/// @param revision of it in the draft, 0 for one that the draft does not touch
/// @param text JSON
/// @param result of a test, where it was run
/// @param usedBy of a network, the tests that name it
public record TestTextPage(
    Frame frame,
    Draft draft,
    boolean network,
    String name,
    int revision,
    String text,
    @Nullable TestResultView result,
    List<String> usedBy,
    boolean mayWrite) {
  public TestTextPage {
    usedBy = List.copyOf(usedBy);
  }

  /// Where it is saved; of a new one its name is added.
  public String path() {
    String all = "/v1/table-drafts/" + draft.id() + (network ? "/test-networks" : "/tests");
    return name.isEmpty() ? all : all + "/" + name;
  }

  /// Lines of the editor: all of them, within reason.
  public int rows() {
    return (int) Math.max(12, Math.min(48, text.lines().count() + 2));
  }
}
