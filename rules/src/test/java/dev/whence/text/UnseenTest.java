package dev.whence.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnseenTest {
  @ParameterizedTest
  @ValueSource(
      ints = {
        0xa0, 0xad, 0x34f, 0x115f, 0x180e, 0x2007, 0x2009, 0x200b, 0x200e, 0x2028, 0x202e, 0x202f,
        0x2060, 0x2066, 0x3164, 0xfeff, 0xe0041
      })
  void isFoundWithItsPlace(int character) {
    String text = "A😀" + Character.toString(character) + "B";

    assertThat(Unseen.first(text)).contains(new Unseen.Found(character, 3));
    assertThat(Unseen.first(text).orElseThrow())
        .hasToString("U+%04X as character 3".formatted(character));
    assertThat(Unseen.first(Unseen.seen(text))).isEmpty();
  }

  @Test
  void aComplaintThatShowsOneSaysSo() {
    assertThat(Unseen.hint("no source 'r\u00a0'"))
        .isEqualTo("; U+00A0 in it cannot be seen, or not be told from a space: type it again");
    assertThat(Unseen.hint("no source 'r'")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SKU 12-3/A_b.c",
        "Café",
        "Cafe\u0301",
        "می\u200cخواهم",
        "👩\u200d🚀",
        "❤\ufe0f",
        "東京\u3000倉庫",
        "قميص",
        "क्\u200dष",
        "１２３"
      })
  void whatIsReadIsLeftAsItIs(String text) {
    assertThat(Unseen.first(text)).isEmpty();
    assertThat(Unseen.seen(text)).isEqualTo(text);
  }

  @Test
  void spacesBecomePlainOnes() {
    assertThat(Unseen.seen("SP\u00a0X\u200b \u2028Y")).isEqualTo("SP X  Y");
  }
}
