package dev.whence.domain.attributes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.attributes.Attributes.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttributesTest {
  @Test
  void areNumbersAndWordsByName() {
    var told =
        new Attributes(
            Map.of("temperature", new Value.Measure(-3.5), "mode", new Value.Word("Air")));

    assertThat(told.number("temperature")).hasValue(-3.5);
    assertThat(told.word("mode")).contains("Air");
    assertThat(told.word("temperature")).isEmpty();
    assertThat(told.number("vendor")).isEmpty();
    assertThat(told.values().keySet()).containsExactly("mode", "temperature");
  }

  @Test
  void refuseWhatIsNoNameNoNumberOrNoWord() {
    assertThatThrownBy(() -> new Attributes(Map.of("Mode", new Value.Measure(1))))
        .hasMessageContaining("\"Mode\" is no name");
    assertThatThrownBy(() -> new Value.Measure(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new Value.Word(" ")).hasMessageContaining("this one 0");
    assertThatThrownBy(() -> new Value.Word("x".repeat(201))).hasMessageContaining("this one 201");
    Map<String, Value> many = new HashMap<>();
    for (int i = 0; i < 65; i++) {
      many.put("a" + i, new Value.Measure(i));
    }
    assertThatThrownBy(() -> new Attributes(many)).hasMessageContaining("65 attributes");
  }

  @Test
  void standInTheOrderOfTheirNames_eachOnce() {
    var mode = new Attributes.Named("mode", new Value.Word("Air"));
    var wind = new Attributes.Named("wind", new Value.Measure(3));

    assertThat(new Attributes(List.of(mode, wind)))
        .isEqualTo(new Attributes(Map.of("wind", wind.value(), "mode", mode.value())));
    assertThatThrownBy(() -> new Attributes(List.of(wind, mode)))
        .hasMessageContaining("wind and mode are not in the order of their names");
    assertThatThrownBy(() -> new Attributes(List.of(mode, mode)))
        .hasMessageContaining("mode and mode");
  }
}
