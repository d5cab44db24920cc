package dev.whence.service.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Argon2id (RFC 9106) of a password, with its salt and its parameters, so that old hashes stay
/// good when new ones get others. See decision 0027 for why these.
///
/// @param text a PHC string: `$argon2id$v=19$m=<KiB>,t=<passes>,p=<lanes>$<salt>$<hash>`
record PasswordHash(String text) {
  /// The first of the two that OWASP names for little memory.
  private static final int KIBIBYTES = 19_456;

  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

  /// Takes some tens of milliseconds of a processor, and 19 MiB.
  static PasswordHash of(String password) {
    var salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    var encoder = Base64.getEncoder().withoutPadding();
    return new PasswordHash(
        "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
            .formatted(
                KIBIBYTES,
                PASSES,
                LANES,
                encoder.encodeToString(salt),
                encoder.encodeToString(
                    hash(password, salt, KIBIBYTES, PASSES, LANES, HASH_BYTES))));
  }

  /// Takes as long as [#of].
  ///
  /// @throws IllegalStateException if the text is no hash
  boolean isOf(String password) {
    Matcher parts = PHC.matcher(text);
    if (!parts.matches()) {
      throw new IllegalStateException("A stored password is no Argon2id hash.");
    }
    byte[] expected = Base64.getDecoder().decode(parts.group(5));
    byte[] given =
        hash(
            password,
            Base64.getDecoder().decode(parts.group(4)),
            Integer.parseInt(parts.group(1)),
            Integer.parseInt(parts.group(2)),
            Integer.parseInt(parts.group(3)),
            expected.length);
    return MessageDigest.isEqual(expected, given);
  }

  private static byte[] hash(
      String password, byte[] salt, int kibibytes, int passes, int lanes, int length) {
    var generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(kibibytes)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    var hash = new byte[length];
    generator.generateBytes(
        PasswordRules.normalized(password).getBytes(StandardCharsets.UTF_8), hash);
    return hash;
  }

  /// Without the hash, for logs.
  @Override
  public String toString() {
    return "PasswordHash[…]";
  }
}
