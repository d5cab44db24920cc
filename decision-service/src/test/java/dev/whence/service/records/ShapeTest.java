package dev.whence.service.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.Cost;
import dev.whence.domain.inventory.Acceptance;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.rules.sourcing.NodeState;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Types that have changed since something was recorded.
final class ShapeTest {
  private record Before(int count, String gone, Choice choice, List<Word> words) {}

  private record After(List<Word> words, Choice choice, long count) {}

  sealed interface Choice {
    record Left(LocalDate day, double far) implements Choice {}

    record Right() implements Choice {}
  }

  private enum Word {
    ONE,
    TWO
  }

  private static final Before VALUE =
      new Before(
          7,
          "gone",
          new Choice.Left(LocalDate.of(2026, 5, 4), 1 / 3.0),
          List.of(Word.TWO, Word.ONE));

  @Test
  void componentsAreFoundByName_thoseThatAreGoneAreLeftOut_numbersMayWiden() {
    Shape before = Shape.of(List.of(Before.class), Set.of(), ShapeTest::name);

    Shape after = as(before.text().replace("ShapeTest.Before", "ShapeTest.After"));

    assertThat(read(after, After.class, written(before, Before.class, VALUE)))
        .isEqualTo(new After(VALUE.words(), VALUE.choice(), 7));
  }

  @Test
  void aCaseAWordOrAComponentThatNobodyKnowsIsRefusedByName() {
    String text = Shape.of(List.of(After.class), Set.of(), ShapeTest::name).text();

    assertThatThrownBy(() -> as(text.replace("Choice.Right", "Choice.Middle")))
        .hasMessageContaining("ShapeTest.Choice.Middle, which this release does not know")
        .hasMessageContaining("Maybe it was written by a newer release.");
    assertThatThrownBy(() -> as(text.replace("words ONE", "words ZERO")))
        .hasMessageContaining("ShapeTest.Word.ZERO");
    assertThatThrownBy(() -> as(text.replace(" count:long", "")))
        .hasMessageContaining("After.count, which has no usual value")
        .hasMessageContaining("LaterMembers");
  }

  @Test
  void aComponentThatATypeHasGotSinceHasItsUsualValue() {
    String today = Shape.of(List.of(NodeState.class), Set.of(), ShapeTest::name).text();
    Shape before =
        Shape.read(
            today.replace(" acceptance:Acceptance", ""),
            List.of(NodeState.class),
            Set.of(),
            ShapeTest::name);
    var state =
        new NodeState(
            new ShipNodeId("N"), List.of(), List.of(), new Acceptance(1, 1, 2, 3), new Cost(5));

    assertThat(today).contains(" acceptance:Acceptance");
    assertThat(read(before, NodeState.class, written(before, NodeState.class, state)))
        .isEqualTo(
            new NodeState(
                new ShipNodeId("N"), List.of(), List.of(), Acceptance.UNKNOWN, new Cost(5)));
  }

  private static String name(Class<?> type) {
    return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
  }

  private static Shape as(String text) {
    return Shape.read(text, List.of(After.class), Set.of(), ShapeTest::name);
  }

  private static byte[] written(Shape shape, Class<?> type, Object value) {
    var columns = new Columns.Writing(shape);
    shape.root(type).write(columns, value);
    return columns.section();
  }

  private static Object read(Shape shape, Class<?> type, byte[] bytes) {
    var columns = new Columns.Reading(shape.columns(), number -> "no part");
    columns.section(ByteBuffer.wrap(bytes));
    return shape.root(type).read(columns);
  }
}
