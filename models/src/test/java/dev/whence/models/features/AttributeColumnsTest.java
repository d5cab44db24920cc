package dev.whence.models.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.attributes.Attributes.Value;
import dev.whence.models.features.FeatureTable.Column;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttributeColumnsTest {
  private static final Attributes TOLD =
      new Attributes(
          Map.of("temp", new Value.Measure(41.5), "mode", new Value.Word("Air, Charter")));

  private static float read(String column, Attributes attributes) {
    Column<Attributes> one = AttributeColumns.column(column, "degF", Function.identity());
    return new FeatureTable<>(List.of(one)).row(attributes)[0];
  }

  @Test
  void aNumberIsItself_andAWordOneOrNothing() {
    assertThat(read(AttributeColumns.number("temp"), TOLD)).isEqualTo(41.5f);
    assertThat(read(AttributeColumns.word("mode", "Air, Charter"), TOLD)).isEqualTo(1);
    assertThat(read(AttributeColumns.word("mode", "Air"), TOLD)).isEqualTo(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "attributes.wind",
        "attributes.carrier=AA",
        "attributes.mode",
        "attributes.temp=41.5"
      })
  void whatIsNotToldOrOfAnotherKindIsMissing(String column) {
    assertThat(read(column, TOLD)).isNaN();
    assertThat(read(column, Attributes.NONE)).isNaN();
  }

  @Test
  void numbersHaveTheMerchantsUnit_andWordsNone() {
    assertThat(AttributeColumns.column("attributes.temp", "degF", Function.identity()).feature())
        .isEqualTo(
            new Feature(
                "attributes.temp", "degF", Feature.Role.ATTRIBUTE, "The attribute of that name."));
    assertThat(
            AttributeColumns.column("attributes.mode=Air", "degF", Function.identity())
                .feature()
                .unit())
        .isEqualTo("0 or 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"attributes.", "attributes.Temp", "attributes.=Air", "attributes.a b=c"})
  void aColumnWithoutANameIsRefused(String column) {
    assertThatThrownBy(() -> AttributeColumns.column(column, "", Function.identity()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no name of an attribute");
  }
}
