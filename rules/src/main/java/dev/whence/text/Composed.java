package dev.whence.text;

import java.text.Normalizer;

/// The one writing of ids: letters and their accents as one character where there is one (Unicode
/// form NFC). Some systems send `Ä` as two characters; both are the same text, and one id.
public final class Composed {
  private static final char FIRST_THAT_CHANGES = 0x300;

  private Composed() {}

  public static String of(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= FIRST_THAT_CHANGES) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
      }
    }
    return text;
  }
}
