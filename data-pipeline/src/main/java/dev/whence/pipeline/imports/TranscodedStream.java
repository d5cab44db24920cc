package dev.whence.pipeline.imports;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// A text in an encoding whose characters may hold the bytes of delimiters, as bytes of UTF-8. What
/// is no text becomes a byte that UTF-8 does not have, so that its reader notices.
final class TranscodedStream extends InputStream {
  static final Set<Charset> ENCODINGS =
      Set.of(
          StandardCharsets.UTF_16,
          StandardCharsets.UTF_16LE,
          StandardCharsets.UTF_16BE,
          Charset.forName("GB18030"),
          Charset.forName("Big5"),
          Charset.forName("Shift_JIS"),
          Charset.forName("EUC-KR"));

  private static final byte NO_TEXT = (byte) 0xFF;

  private final Reader reader;
  private final char[] chars = new char[1 << 14];
  private byte[] bytes = new byte[0];
  private int at;

  /// @param encoding one of [#ENCODINGS]
  TranscodedStream(InputStream in, Charset encoding) {
    this.reader = new InputStreamReader(in, encoding);
  }

  @Override
  public int read() throws IOException {
    return fill() ? bytes[at++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0 || !fill()) {
      return length == 0 ? 0 : -1;
    }
    int count = Math.min(length, bytes.length - at);
    System.arraycopy(bytes, at, into, offset, count);
    at += count;
    return count;
  }

  private boolean fill() throws IOException {
    while (at == bytes.length) {
      int count = reader.read(chars, 0, chars.length - 1);
      if (count < 0) {
        return false;
      }
      if (count > 0 && Character.isHighSurrogate(chars[count - 1])) {
        int low = reader.read();
        if (low >= 0) {
          chars[count++] = (char) low;
        }
      }
      bytes = encoded(new String(chars, 0, count));
      at = 0;
    }
    return true;
  }

  private static byte[] encoded(String text) {
    if (text.indexOf('\uFFFD') < 0) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    var out = new java.io.ByteArrayOutputStream();
    text.codePoints()
        .forEach(each -> {
          if (each == '\uFFFD') {
            out.write(NO_TEXT);
          } else {
            out.writeBytes(Character.toString(each).getBytes(StandardCharsets.UTF_8));
          }
        });
    return out.toByteArray();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
