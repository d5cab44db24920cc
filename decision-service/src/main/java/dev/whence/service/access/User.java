package dev.whence.service.access;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;

/// Somebody, or another system, that may call.
///
/// @param isPasswordDue whether the password was set by somebody else and has to be changed
/// @param createdBy the name of who added the user
public record User(
    UUID id,
    String name,
    Kind kind,
    Set<Role> roles,
    boolean active,
    boolean isPasswordDue,
    Instant createdAt,
    String createdBy) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,62}");

  /// Names that stand for something else where authors are told.
  private static final List<String> TAKEN = List.of(Principal.Local.NAME, "whence", "anonymous");

  /// What a name may be, after "must be".
  public static final String NAME_RULE =
      "1 to 63 of a to z, 0 to 9 and . _ @ -, the first a letter or digit, and not "
          + String.join(", ", TAKEN);

  public User {
    roles = Set.copyOf(roles);
  }

  public enum Kind {
    /// Signs in with a password.
    PERSON,
    /// Another system: has keys alone, and approves nothing.
    SERVICE
  }

  public static boolean isName(String text) {
    return NAME.matcher(text).matches() && !TAKEN.contains(text);
  }

  /// In the order of [Role].
  public List<Role> sortedRoles() {
    return List.copyOf(new TreeSet<>(roles));
  }
}
