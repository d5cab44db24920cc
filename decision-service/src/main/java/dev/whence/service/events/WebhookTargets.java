package dev.whence.service.events;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/// Where webhooks may go: over http or https to public addresses, so that nobody makes the service
/// ask inside the network it stands in. Thread-safe.
///
/// @param privateAllowed whether loopback and private addresses are fine, too
public record WebhookTargets(boolean privateAllowed) {
  private static final int LONGEST_URL = 2_000;
  private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};

  /// What became of a text that is to be a URL.
  public sealed interface Checked {
    record Fine(URI url) implements Checked {}

    /// @param because what it must be, for a field error: `must …`
    record Refused(String because) implements Checked {}
  }

  /// A host that cannot be found yet is fine: its deliveries will say so.
  public Checked check(String text) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      return new Checked.Refused("must be a URL, for instance https://shop.example.com/whence");
    }
    String scheme = url.getScheme();
    if (text.length() > LONGEST_URL
        || !("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
        || url.getHost() == null
        || url.getHost().isEmpty()
        || url.getPort() == 0
        || url.getPort() > 65_535) {
      return new Checked.Refused(
          "must be a URL with http or https and a host, of at most %d characters"
              .formatted(LONGEST_URL));
    }
    if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
      return new Checked.Refused("must have neither a user nor a fragment");
    }
    try {
      return findPrivate(url)
          .<Checked>map(address ->
              new Checked.Refused(
                  "must not lead to the private address %s\nMaybe set webhook-private-addresses to allow."
                      .formatted(address.getHostAddress())))
          .orElse(new Checked.Fine(url));
    } catch (UnknownHostException e) {
      return new Checked.Fine(url);
    }
  }

  /// The first address of the host that webhooks must not go to. Names may come to lead elsewhere,
  /// so it is asked for before every attempt; the platform keeps the answer for the connection that
  /// follows.
  Optional<InetAddress> findPrivate(URI url) throws UnknownHostException {
    if (privateAllowed) {
      return Optional.empty();
    }
    return Arrays.stream(InetAddress.getAllByName(url.getHost()))
        .filter(address -> !isPublic(address))
        .findFirst();
  }

  /// Whether an address is one of the public internet (IANA special-purpose registries).
  static boolean isPublic(InetAddress address) {
    if (address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    return switch (address) {
      case Inet4Address ignored -> isPublic4(bytes[0] & 0xff, bytes[1] & 0xff, bytes[2] & 0xff);
      case Inet6Address ignored -> isPublic6(bytes);
      default -> false;
    };
  }

  private static boolean isPublic4(int a, int b, int c) {
    return switch (a) {
      case 0, 10, 127 -> false;
      case 100 -> b < 64 || b > 127; // shared by providers
      case 172 -> b < 16 || b > 31;
      case 192 -> b != 168 && !(b == 0 && (c == 0 || c == 2)) && !(b == 88 && c == 99);
      case 198 -> b != 18 && b != 19 && !(b == 51 && c == 100);
      case 203 -> !(b == 0 && c == 113);
      default -> a < 224;
    };
  }

  /// Global unicast, and where a version 4 address is inside, a public one.
  private static boolean isPublic6(byte[] bytes) {
    if (Arrays.equals(bytes, 0, NAT64.length, NAT64, 0, NAT64.length)) {
      return isPublic4(bytes[12] & 0xff, bytes[13] & 0xff, bytes[14] & 0xff);
    }
    if (bytes[0] == 0x20 && bytes[1] == 0x02) { // 6to4
      return isPublic4(bytes[2] & 0xff, bytes[3] & 0xff, bytes[4] & 0xff);
    }
    boolean documentation =
        bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0d && bytes[3] == (byte) 0xb8;
    boolean teredo = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0 && bytes[3] == 0;
    return (bytes[0] & 0xe0) == 0x20 && !documentation && !teredo;
  }
}
