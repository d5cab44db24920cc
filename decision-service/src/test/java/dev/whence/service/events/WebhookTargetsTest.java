package dev.whence.service.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.events.WebhookTargets.Checked;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebhookTargetsTest {
  private final WebhookTargets strict = new WebhookTargets(false);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.9.9.9",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "2002:7f00:1::1",
        "2001:db8::1"
      })
  void privateAddressesAreRefused(String address) throws UnknownHostException {
    assertThat(WebhookTargets.isPublic(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.0.1",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "192.167.1.1",
        "192.169.1.1",
        "223.255.255.254",
        "2606:4700::1111",
        "64:ff9b::1.1.1.1"
      })
  void publicAddressesAreFine(String address) throws UnknownHostException {
    assertThat(WebhookTargets.isPublic(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "shop",
        "/hook",
        "ftp://1.1.1.1/",
        "file:///etc/passwd",
        "http:///x",
        "http://",
        "http://1.1.1.1:0/",
        "http://1.1.1.1:65536/",
        "http://a b/",
        "https://user:pw@1.1.1.1/",
        "https://1.1.1.1/#part",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://localhost:8080/",
        "http://2130706433/",
        "http://[::ffff:127.0.0.1]/"
      })
  void whatIsNoUrlOrLeadsInsideIsRefused(String url) {
    assertThat(strict.check(url)).isInstanceOf(Checked.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://1.1.1.1/hook?a=b", "HTTP://1.1.1.1:8080", "https://host.invalid/"})
  void otherUrlsAreFine_alsoOfAHostThatIsNotThereYet(String url) {
    assertThat(strict.check(url)).isInstanceOf(Checked.Fine.class);
  }
}
