package dev.whence.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EditDistanceTest {
  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "store, store, 0",
    "'', abc, 3",
    "abc, '', 3",
    "store, stroe, 2",
    "kitten, sitting, 3",
    "shipNode, shipNodes, 1"
  })
  void countsInsertionsDeletionsAndReplacements(String from, String to, int edits) {
    assertThat(EditDistance.between(from, to)).isEqualTo(edits);
    assertThat(EditDistance.between(to, from)).isEqualTo(edits);
  }

  @ParameterizedTest
  @CsvSource({
    "kitten, sitting, 4, 3",
    "kitten, sitting, 3, 3",
    "kitten, sitting, 2, 2",
    "a, abcdef, 3, 3"
  })
  void neverMoreThanAskedFor(String from, String to, int most, int edits) {
    assertThat(EditDistance.between(from, to, most)).isEqualTo(edits);
  }
}
