package dev.whence.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoublesTest {
  private static final List<Double> NUMBERS = List.of(0.25, -0.0, 3.0);

  @Test
  void itIsTheListOfItsNumbers_alsoToOthers() {
    Doubles doubles = Doubles.of(0.25, -0.0, 3.0);

    assertThat(doubles)
        .isEqualTo(NUMBERS)
        .hasSameHashCodeAs(NUMBERS)
        .hasToString("[0.25, -0.0, 3.0]");
    assertThat(NUMBERS).isEqualTo(doubles);
    assertThat(doubles).isEqualTo(Doubles.copyOf(NUMBERS)).isNotEqualTo(List.of(0.25, 0.0, 3.0));
    assertThat(Doubles.copyOf(NUMBERS)).isNotEqualTo(Doubles.of(0.25, 0.0, 3.0));
    assertThat(doubles.at(2)).isEqualTo(doubles.last()).isEqualTo(3);
  }

  @Test
  void whatItWasMadeOfMayChange() {
    double[] numbers = {1, 2};
    var list = new ArrayList<>(List.of(1.0, 2.0));
    Doubles ofNumbers = Doubles.of(numbers);
    Doubles ofList = Doubles.copyOf(list);

    numbers[0] = 9;
    list.set(0, 9.0);
    ofNumbers.array()[1] = 9;

    assertThat(ofNumbers).containsExactly(1.0, 2.0);
    assertThat(ofList).containsExactly(1.0, 2.0);
    assertThat(Doubles.copyOf(ofList)).isSameAs(ofList);
    assertThatThrownBy(() -> ofList.set(0, 9.0)).isInstanceOf(UnsupportedOperationException.class);
  }
}
