package dev.whence.service.events;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What an endpoint's deliveries are signed with, after Standard Webhooks (standardwebhooks.com).
///
/// @param text `whsec_` and the base64 of the key; never written to a log
public record WebhookSecret(String text) {
  private static final String PREFIX = "whsec_";
  private static final int KEY_BYTES = 32;
  private static final String ALGORITHM = "HmacSHA256";
  private static final SecureRandom RANDOM = new SecureRandom();

  /// @throws IllegalArgumentException if it has another form
  public WebhookSecret {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException("A secret starts with " + PREFIX + ".");
    }
  }

  static WebhookSecret generate() {
    var key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    return new WebhookSecret(PREFIX + Base64.getEncoder().encodeToString(key));
  }

  /// `v1,` and the base64 of the HMAC-SHA256 of `<id>.<timestamp>.<body>`.
  ///
  /// @param timestamp of the attempt, seconds since 1970
  String sign(String id, long timestamp, String body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      byte[] key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
      mac.init(new SecretKeySpec(key, ALGORITHM));
      byte[] signed = (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8);
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return PREFIX + "…";
  }
}
