package dev.whence.service.console;

import dev.whence.service.access.ApiKey;
import dev.whence.service.access.Role;
import dev.whence.service.access.User;
import dev.whence.service.config.ServiceConfig.Setting;
import java.time.Instant;
import java.util.List;

/// What a process is set to, and who may call it.
///
/// @param name of the viewer
/// @param person whether somebody is signed in, and so may have keys
/// @param operator whether everything is shown
/// @param roles of the viewer
/// @param release version of the program
/// @param settings empty for those who are no operators, as are `users`
public record SettingsPage(
    Frame frame,
    String name,
    boolean person,
    boolean operator,
    List<String> roles,
    String release,
    int ruleSetVersion,
    int modelsVersion,
    List<Setting> settings,
    List<User> users,
    List<ApiKey> keys) {

  public List<String> allRoles() {
    return Role.spellings();
  }

  public static String roles(java.util.Collection<Role> roles) {
    return String.join(", ", roles.stream().sorted().map(Role::spelling).toList());
  }

  public boolean isOwn(User user) {
    return user.name().equals(name);
  }

  /// Of one's own, and for operators those of services.
  public boolean mayRotate(ApiKey key) {
    return key.user().equals(name)
        || (operator
            && users.stream()
                .anyMatch(
                    user -> user.name().equals(key.user()) && user.kind() == User.Kind.SERVICE));
  }

  /// Who may have keys made here: oneself, and for operators services.
  public List<String> owners() {
    var owners = new java.util.ArrayList<String>();
    if (person) {
      owners.add(name);
    }
    users.stream()
        .filter(user -> user.active() && user.kind() == User.Kind.SERVICE)
        .map(User::name)
        .forEach(owners::add);
    return owners;
  }

  public String state(ApiKey key) {
    Instant now = frame.now();
    return key.revokedAt().isPresent()
        ? "Revoked"
        : key.expiresAt().isBefore(now) ? "Ended" : "Valid";
  }
}
