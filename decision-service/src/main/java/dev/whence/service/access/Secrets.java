package dev.whence.service.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Random words that say who somebody is. They are told once and kept as SHA-256: of 256 random
/// bits nothing slower is needed.
public final class Secrets {
  /// What an API key begins with, so that scanners of source code find it.
  public static final String KEY_PREFIX = "whk_";

  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int BASE_36 = 36;
  private static final int SHOWN_LENGTH = 8;

  /// 62^43 is more than 2^256.
  private static final int SECRET_LENGTH = 43;

  private static final int CHECK_LENGTH = 6;
  private static final Pattern KEY = Pattern.compile("whk_[0-9a-z]{8}_[0-9A-Za-z]{49}");
  private static final Pattern TOKEN = Pattern.compile("[0-9A-Za-z]{43}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private Secrets() {}

  /// A key: `whk_`, eight characters that are shown, `_`, the secret, and a checksum by which a
  /// mistyped one is known without a look into the order store.
  static String newKey() {
    var shown = new StringBuilder(KEY_PREFIX);
    for (int i = 0; i < SHOWN_LENGTH; i++) {
      shown.append(Character.forDigit(RANDOM.nextInt(BASE_36), BASE_36));
    }
    String key = shown.append('_') + random(SECRET_LENGTH);
    return key + checksum(key);
  }

  /// The part of a key that may be shown, for instance `whk_3f9a12bc`.
  static String shown(String key) {
    return key.substring(0, KEY_PREFIX.length() + SHOWN_LENGTH);
  }

  /// Whether a key was made here and is whole, for all that can be seen of it.
  static boolean isKey(String text) {
    return KEY.matcher(text).matches()
        && text.endsWith(checksum(text.substring(0, text.length() - CHECK_LENGTH)));
  }

  static String newSessionToken() {
    return random(SECRET_LENGTH);
  }

  static boolean isSessionToken(String text) {
    return TOKEN.matcher(text).matches();
  }

  /// What a page of a session sends back with whatever changes something: whoever cannot read the
  /// cookie cannot make it, and nothing of it is stored.
  public static String csrfToken(String sessionToken) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(sessionToken.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
      byte[] token = mac.doFinal("csrf".getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Compares in a time that tells nothing.
  public static boolean areEqual(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String random(int length) {
    var text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(DIGITS.charAt(RANDOM.nextInt(DIGITS.length())));
    }
    return text.toString();
  }

  private static String checksum(String text) {
    var crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.US_ASCII));
    long rest = crc.getValue();
    var digits = new StringBuilder(CHECK_LENGTH);
    for (int i = 0; i < CHECK_LENGTH; i++) {
      digits.append(DIGITS.charAt((int) (rest % DIGITS.length())));
      rest /= DIGITS.length();
    }
    return digits.toString();
  }
}
