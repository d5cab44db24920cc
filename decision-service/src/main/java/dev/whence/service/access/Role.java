package dev.whence.service.access;

import dev.whence.text.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What somebody is to the service.
public enum Role {
  /// A shop, an order management system, a warehouse: orders, parcels, stock.
  CALLER,
  /// Writes rule tables.
  ANALYST,
  /// Puts in force what others wrote.
  APPROVER,
  /// Trains and publishes models.
  DATA_SCIENTIST,
  /// Runs the service and owns its network.
  OPERATOR;

  /// As OpenAPI and settings write it, for instance `data-scientist`.
  public String spelling() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The role of this spelling.
  public static Optional<Role> find(String spelling) {
    return Arrays.stream(values()).filter(role -> role.spelling().equals(spelling)).findFirst();
  }

  /// What to say to whoever wrote another word.
  public static String advice(String word) {
    return "Maybe %s."
        .formatted(
            Nearest.find(word, spellings())
                .orElseGet(() -> "one of " + String.join(", ", spellings())));
  }

  public static List<String> spellings() {
    return Arrays.stream(values()).map(Role::spelling).toList();
  }
}
