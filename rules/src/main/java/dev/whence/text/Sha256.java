package dev.whence.text;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256, of one piece or of several, one after the other. Text counts by its UTF-8 bytes; hex is
/// in lower case. An instance is not thread-safe, and spent once it was asked.
public final class Sha256 {
  private final MessageDigest digest;

  public Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  public static String hex(String text) {
    return new Sha256().add(text).hex();
  }

  public static String hex(byte[] bytes) {
    return new Sha256().add(bytes).hex();
  }

  /// The 32 bytes themselves.
  public static byte[] of(byte[] bytes) {
    return new Sha256().add(bytes).digest.digest();
  }

  public Sha256 add(String text) {
    return add(text.getBytes(StandardCharsets.UTF_8));
  }

  public Sha256 add(byte[] bytes) {
    digest.update(bytes);
    return this;
  }

  /// Of everything that was added.
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
