package dev.whence.service.drafts;

import dev.whence.rules.tables.TestResult;
import java.time.Instant;
import java.util.List;

/// What came of an attempt to change a draft.
public sealed interface DraftChange {
  /// @param draft as it is now
  record Done(Draft draft) implements DraftChange {}

  record Unknown() implements DraftChange {}

  /// The draft, or the table in it, is not as the writer saw it.
  ///
  /// @param seen the text the writer began with, empty if there was none
  /// @param now what stands there now; with an empty text where the table was taken out
  record Behind(String seen, Draft.Text now) implements DraftChange {}

  /// The writer saw a table in the draft that is not there.
  record NotInDraft(String table) implements DraftChange {}

  /// The draft as a whole is not as the one who decides saw it.
  record Moved(Draft draft) implements DraftChange {}

  /// Where the draft stands, that cannot be done.
  record WrongState(Draft draft) implements DraftChange {}

  /// It would be approved by somebody who wrote it.
  ///
  /// @param who would approve it
  record SameEyes(Draft draft, String who) implements DraftChange {}

  /// Another rule set is in force than the one it is based on.
  record Outdated(Draft draft, int inForce) implements DraftChange {}

  /// Another rule set is to come in force, which does not have what the draft changes.
  record Overtaken(Draft draft, int planned, Instant from) implements DraftChange {}

  /// The draft has no such test, nor has the rule set that it is based on.
  record UnknownTest(String test) implements DraftChange {}

  /// The draft has no such network, nor has the rule set that it is based on.
  record UnknownNetwork(String network) implements DraftChange {}

  /// A network cannot be taken away while tests name it.
  record NetworkInUse(String network, List<String> tests) implements DraftChange {
    public NetworkInUse {
      tests = List.copyOf(tests);
    }
  }

  /// The test in the draft, or the network, is not as the writer saw it.
  ///
  /// @param revision that it has now
  record TestMoved(String test, int revision) implements DraftChange {}

  /// There are as many tests as there may be.
  record TooManyTests() implements DraftChange {}

  /// Tests fail on the tables of the draft.
  ///
  /// @param results of these
  record TestsFail(List<TestResult> results) implements DraftChange {
    public TestsFail {
      results = List.copyOf(results);
    }
  }

  /// No replay of exactly these tables has shown what is expected of them.
  ///
  /// @param verdict of the last one in a sentence, empty if there is none
  /// @param examples of decisions that changed and may not, one sentence each
  record Unproven(Draft draft, String verdict, List<String> examples) implements DraftChange {
    public Unproven {
      examples = List.copyOf(examples);
    }
  }
}
