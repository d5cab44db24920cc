package dev.whence.service.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;

final class WebhookSecretTest {

  /// The example that the libraries of Standard Webhooks are tested with.
  @Test
  void signsAsStandardWebhooksDo() {
    var secret = new WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    assertThat(
            secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330L, "{\"test\": 2432232314}"))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void newSecretsAreLongAndDiffer_andNoneIsPrinted() {
    WebhookSecret secret = WebhookSecret.generate();

    assertThat(Base64.getDecoder().decode(secret.text().substring("whsec_".length()))).hasSize(32);
    assertThat(WebhookSecret.generate()).isNotEqualTo(secret);
    assertThat(secret.toString()).isEqualTo("whsec_…");
  }
}
