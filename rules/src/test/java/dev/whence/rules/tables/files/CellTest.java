package dev.whence.rules.tables.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CellTest {
  /// Orders have it as one character, whoever sends them.
  @Test
  void anAccentedLetterIsOneCharacter() {
    assertThat(Cell.text(" u\u0308ber ")).isEqualTo(Cell.text("\u00fcber"));
    assertThat(Cell.text("\u00fcber").text()).isEqualTo("\u00fcber");
  }
}
