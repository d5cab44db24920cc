package dev.whence.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class Sha256Test {
  private static final String OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void digestIsTheOneEveryToolComputes() {
    assertThat(Sha256.hex("abc")).isEqualTo(OF_ABC);
    assertThat(Sha256.hex("abc".getBytes(UTF_8))).isEqualTo(OF_ABC);
    assertThat(Sha256.of("abc".getBytes(UTF_8))).isEqualTo(HexFormat.of().parseHex(OF_ABC));
    assertThat(Sha256.hex(""))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void piecesCountAsOne_andTextByItsUtf8Bytes() {
    assertThat(new Sha256().add("a").add(new byte[] {'b'}).add("c").hex()).isEqualTo(OF_ABC);
    assertThat(Sha256.hex("ü")).isEqualTo(Sha256.hex(new byte[] {(byte) 0xC3, (byte) 0xBC}));
  }
}
