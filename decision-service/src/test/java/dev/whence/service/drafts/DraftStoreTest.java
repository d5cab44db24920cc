package dev.whence.service.drafts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.rules.tables.RuleBook;
import dev.whence.service.store.Database;
import dev.whence.service.store.TestDatabase;
import dev.whence.service.versions.RuleSetStore;
import dev.whence.service.versions.VersionKind;
import dev.whence.service.versions.VersionStore;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DraftStoreTest {
  private static final String TABLE = "reservation-policy";
  private static final RuleBook SHIPPED = RuleBook.shipped();

  private Database database;
  private DraftStore drafts;
  private VersionStore versions;
  private int inForce;

  @BeforeEach
  void aRuleSetInForce() {
    database = TestDatabase.emptied();
    drafts = new DraftStore(database);
    versions = new VersionStore(database);
    new RuleSetStore(database).keep(SHIPPED);
    inForce = versions.add(VersionKind.RULE_SET, SHIPPED.digest(), "{}", "whence", "").number();
    versions.activate(VersionKind.RULE_SET, inForce, Optional.empty(), "whence", "");
  }

  private Draft done(DraftChange change) {
    assertThat(change).isInstanceOf(DraftChange.Done.class);
    return ((DraftChange.Done) change).draft();
  }

  private Draft written() {
    Draft draft = drafts.begin("winter", inForce, "anna");
    return done(drafts.save(draft.id(), TABLE, 0, owned("anna"), "anna"));
  }

  private static String owned(String owner) {
    return SHIPPED
        .canonicalTexts()
        .getOrDefault(TABLE, "")
        .replaceFirst("owner,.*", "owner," + owner);
  }

  private static RuleBook book(String owner) {
    var texts = new java.util.TreeMap<>(SHIPPED.canonicalTexts());
    texts.put(TABLE, owned(owner));
    return RuleBook.fromCanonicalTexts(texts);
  }

  @Test
  void whoSavesSecondIsToldWhatTheFirstDid_andNothingIsWrittenOver() {
    int id = written().id();
    done(drafts.save(id, TABLE, 1, owned("ben"), "ben"));

    var behind = (DraftChange.Behind) drafts.save(id, TABLE, 1, owned("cleo"), "cleo");

    assertThat(behind.seen()).isEqualTo(owned("anna"));
    assertThat(behind.now().author()).isEqualTo("ben");
    assertThat(behind.now().revision()).isEqualTo(2);
    assertThat(drafts.find(id).orElseThrow().tables())
        .singleElement()
        .satisfies(text -> assertThat(text.text()).isEqualTo(owned("ben")));
    assertThat(
            done(drafts.save(id, TABLE, 2, owned("cleo"), "cleo")).tables().getFirst().revision())
        .isEqualTo(3);
  }

  @Test
  void theSameTextAgainChangesNothing_andATableIsTakenOut() {
    Draft draft = written();

    assertThat(done(drafts.save(draft.id(), TABLE, 0, owned("anna"), "anna"))).isEqualTo(draft);

    assertThat(done(drafts.takeOut(draft.id(), TABLE, 1, "anna")).tables()).isEmpty();
    assertThat(drafts.save(draft.id(), TABLE, 0, owned("ben"), "ben"))
        .isInstanceOf(DraftChange.Behind.class);
  }

  @Test
  void nobodyApprovesWhatTheyWroteOrSubmitted_whateverAProgramSays() {
    int id = written().id();
    done(drafts.save(id, TABLE, 1, owned("ben"), "ben"));
    int revision = done(drafts.submit(id, 3, "cleo", "please")).revision();

    for (String writer : java.util.List.of("anna", "ben", "cleo")) {
      assertThat(drafts.approve(id, revision, writer, "")).isInstanceOf(DraftChange.SameEyes.class);
      assertThatThrownBy(() ->
              database.transact(connection -> {
                try (var update = connection.createStatement()) {
                  return update.executeUpdate(
                      "UPDATE table_drafts SET state = 'APPROVED', approved_by = '%s' WHERE id = %d"
                          .formatted(writer, id));
                }
              }))
          .rootCause()
          .hasMessageContaining("was written by " + writer);
    }
    assertThat(done(drafts.approve(id, revision, "dora", "")).approvedBy()).contains("dora");
  }

  @Test
  void whatWasNotLookedAtIsNotApproved_andWhatIsSubmittedDoesNotChange() {
    int id = written().id();
    assertThat(drafts.submit(id, 1, "anna", "")).isInstanceOf(DraftChange.Moved.class);
    Draft submitted = done(drafts.submit(id, 2, "anna", ""));

    assertThat(drafts.save(id, TABLE, 1, owned("ben"), "ben"))
        .isInstanceOf(DraftChange.WrongState.class);
    done(drafts.sendBack(id, "dora", "wrong owner"));
    Draft mended = done(drafts.save(id, TABLE, 1, owned("ben"), "ben"));
    Draft again = done(drafts.submit(id, mended.revision(), "ben", ""));
    assertThat(drafts.approve(id, submitted.revision(), "dora", ""))
        .isInstanceOf(DraftChange.Moved.class);
    done(drafts.approve(id, again.revision(), "dora", "good"));

    assertThat(drafts.events(id))
        .extracting(event -> event.kind() + " " + event.who() + " " + event.words())
        .containsExactly(
            "begun anna ",
            "submitted anna ",
            "sent-back dora wrong owner",
            "submitted ben ",
            "approved dora good");
  }

  @Test
  void whatIsApprovedBecomesTheVersionInForce_unlessAnotherOneDidMeanwhile() {
    int id = written().id();
    done(drafts.submit(id, 2, "anna", ""));
    Draft approved = done(drafts.approve(id, 3, "dora", ""));
    RuleBook other = book("other");
    new RuleSetStore(database).keep(other);
    int between = versions.add(VersionKind.RULE_SET, other.digest(), "{}", "eve", "").number();
    versions.activate(VersionKind.RULE_SET, between, Optional.empty(), "eve", "");

    assertThat(publish(approved)).isEqualTo(new DraftChange.Outdated(approved, between));
    assertThat(versions.inForce().ruleSet()).isEqualTo(between);

    Draft based = done(drafts.rebase(id, approved.revision(), between, "anna"));
    assertThat(based.state()).isEqualTo(Draft.State.DRAFT);
    assertThat(publish(based)).isInstanceOf(DraftChange.WrongState.class);
    Draft submitted = done(drafts.submit(id, based.revision(), "anna", ""));
    Draft again = done(drafts.approve(id, submitted.revision(), "dora", ""));

    Draft published = done(publish(again));

    assertThat(versions.inForce().ruleSet()).isEqualTo(published.publishedAs().orElseThrow());
    assertThat(versions.find(VersionKind.RULE_SET, published.publishedAs().orElseThrow()))
        .hasValueSatisfying(version -> {
          assertThat(version.digest()).isEqualTo(book("anna").digest());
          assertThat(version.author()).isEqualTo("anna");
          assertThat(version.note()).isEqualTo("winter");
        });
    assertThat(publish(published)).isInstanceOf(DraftChange.WrongState.class);
  }

  private DraftChange publish(Draft draft) {
    return drafts.publish(
        draft.id(), draft.revision(), book("anna"), Optional.empty(), "dora", "for winter");
  }
}
