package dev.whence.service.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StatementBatchTest {
  private static final String NUMBER = "SELECT ?::int";
  private static final String SETTING = "SET LOCAL statement_timeout = '20s'";
  private static final String WORD = "SELECT ?::text";
  private static final String KEEP =
      """
      INSERT INTO rule_sets (digest, tables) VALUES (?, ?)
      ON CONFLICT (digest) DO NOTHING
      """;

  private static final String CHANGE = "UPDATE rule_sets SET tables = '' WHERE digest = ?";

  private final Database database = TestDatabase.emptied();
  private final StatementBatch batch = new StatementBatch();

  private interface Reading<T> {
    T from(StatementBatch.Answers answers) throws SQLException;
  }

  @BeforeEach
  void settingAndTwoNumbersBetweenTwoWords() {
    batch
        .add(SETTING)
        .add(WORD, "first")
        .add(NUMBER, 7)
        .add(KEEP, "a", "x")
        .add(NUMBER, 8)
        .add(WORD, "last");
  }

  @Test
  void answersInBetweenArePassedOver() {
    String found = read(answers -> number(answers) + word(answers));

    assertThat(found).isEqualTo("7last");
  }

  @Test
  void statementThatIsThereTwiceIsReadTwiceInItsOrder() {
    List<Integer> found = read(answers -> List.of(number(answers), number(answers)));

    assertThat(found).containsExactly(7, 8);
  }

  @Test
  void everyAnswerCanBeRead() {
    String all =
        read(answers ->
            answers.count(SETTING)
                + word(answers)
                + number(answers)
                + answers.count(KEEP)
                + number(answers)
                + word(answers));

    assertThat(all).isEqualTo("0first718last");
  }

  @Test
  void statementIsKnownByItsTextWhereverThatWasMade() {
    String made = String.join(" ", "SELECT", "?::int");

    int number = read(answers -> answers.rows(made, row -> row.getInt(1)).getFirst());

    assertThat(number).isEqualTo(7);
  }

  @Test
  void countIsOfTheRowsThatTheStatementChanged() {
    batch.add(KEEP, "a", "another");

    List<Integer> changed = read(answers -> List.of(answers.count(KEEP), answers.count(KEEP)));

    assertThat(changed).containsExactly(1, 0);
  }

  @Test
  void statementThatIsNoneOfTheBatchIsNamedWithThoseThatFollow() {
    assertThatThrownBy(() ->
            read(answers -> {
              number(answers);
              return answers.count("UPDATE stock SET reserved = 0");
            }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "The answer of `UPDATE stock SET reserved = 0` does not follow, but"
                + " `INSERT INTO rule_sets (digest, tables) VALUES (?, ?) ON CONF...`,"
                + " `SELECT ?::int`, `SELECT ?::text`.\nMaybe ");
  }

  @Test
  void answerThatWasPassedOverIsGone() {
    assertThatThrownBy(() ->
            read(answers -> {
              number(answers);
              return answers.count(SETTING);
            }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("The answer of `" + SETTING + "` does not follow, but `INSERT");
  }

  @Test
  void answerIsReadOnce() {
    assertThatThrownBy(() -> read(answers -> word(answers) + word(answers) + word(answers)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "The answer of `SELECT ?::text` does not follow, but none.\nMaybe ");
  }

  @Test
  void whatWasAskedForInVainLeavesTheOthers() {
    String word =
        read(answers -> {
          assertThatThrownBy(() -> answers.count("COMMIT"))
              .isInstanceOf(IllegalStateException.class);
          return word(answers);
        });

    assertThat(word).isEqualTo("first");
  }

  @Test
  void countOfStatementThatReturnsRowsIsRefused() {
    assertThatThrownBy(() -> read(answers -> answers.count(NUMBER)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("`SELECT ?::int` returned rows, not a count.\nMaybe read them by `rows`.");
  }

  @Test
  void rowsOfStatementThatCountsAreRefused() {
    assertThatThrownBy(() -> read(answers -> answers.rows(SETTING, row -> row.getInt(1))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("`" + SETTING + "` returned a count, not rows.\nMaybe read it by `count`.");
  }

  /// Joined texts are remembered, and forgotten when they are many or long.
  @Test
  void batchesOfManyShapesAnswerAsTheyAreAsked() {
    for (int round = 0; round < 2; round++) {
      for (int shape = 0; shape < 300; shape++) {
        String own = "SELECT ?::int + %d".formatted(shape);
        var asked = new StatementBatch().add(NUMBER, round).add(own, round);

        int sum =
            read(
                asked,
                answers -> number(answers) + answers.rows(own, row -> row.getInt(1)).getFirst());

        assertThat(sum).isEqualTo(2 * round + shape);
      }
    }
    var wide = new StatementBatch();
    IntStream.range(0, 40).forEach(i -> wide.add(NUMBER, i));

    List<Integer> numbers =
        read(wide, answers -> List.of(number(answers), number(answers), number(answers)));

    assertThat(numbers).containsExactly(0, 1, 2);
  }

  @Test
  void sameStatementsOfSeveralBatchesAreCountedByName() {
    assertThat(changed(changing("b"), changing("a"), changing("none"), changing("b")))
        .containsExactly(1, 1, 0, 1);
  }

  @Test
  void statementThatIsNotOnceInEachBatchCannotBeCounted() {
    assertThatThrownBy(() -> changed(changing("a"), new StatementBatch().add(SETTING)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 batches have `" + CHANGE + "` 1 times.");
  }

  /// The driver makes one statement of plain inserts.
  @Test
  void statementThatTheDriverJoinsCannotBeCounted() {
    List<StatementBatch> batches =
        List.of(new StatementBatch().add(KEEP, "a", "x"), new StatementBatch().add(KEEP, "b", "y"));

    assertThatThrownBy(() ->
            database.transact(connection -> StatementBatch.sendAll(connection, KEEP, batches)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The driver does not tell what `INSERT INTO rule_sets");
  }

  private static StatementBatch changing(String digest) {
    return new StatementBatch().add(KEEP, digest.replace("none", "c"), "x").add(CHANGE, digest);
  }

  private List<Integer> changed(StatementBatch... batches) {
    return database.transact(
        connection -> StatementBatch.sendAll(connection, CHANGE, List.of(batches)));
  }

  private <T> T read(Reading<T> reading) {
    return read(batch, reading);
  }

  private <T> T read(StatementBatch asked, Reading<T> reading) {
    return database.transact(connection -> {
      try (StatementBatch.Answers answers = asked.send(connection)) {
        return reading.from(answers);
      }
    });
  }

  private static int number(StatementBatch.Answers answers) throws SQLException {
    return answers.rows(NUMBER, row -> row.getInt(1)).getFirst();
  }

  private static String word(StatementBatch.Answers answers) throws SQLException {
    return answers.rows(WORD, row -> row.getString(1)).getFirst();
  }
}
