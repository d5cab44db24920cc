package dev.whence.service.http.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.access.PasswordRules;
import dev.whence.service.access.Principal;
import dev.whence.service.access.Principal.SignedIn;
import dev.whence.service.access.Role;
import dev.whence.service.access.User;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What requests about users, sessions and keys have in common.
final class AccessFields {
  private static final int LONGEST_PASSWORD = 1_000;

  private AccessFields() {}

  /// The name of a user that is to be made.
  static String newName(Fields fields) {
    String name = fields.word("name");
    if (fields.has("name") && !User.isName(name)) {
      String small = name.toLowerCase(java.util.Locale.ROOT);
      fields.complain(
          "name", "must be " + User.NAME_RULE + (User.isName(small) ? ".\nMaybe " + small : ""));
    }
    return name;
  }

  /// Roles by their words, at least one.
  static Set<Role> roles(Fields fields) {
    var roles = EnumSet.noneOf(Role.class);
    List<String> words = fields.words("roles");
    for (String word : words) {
      Role.find(word)
          .ifPresentOrElse(
              roles::add,
              () ->
                  fields.complain(
                      "roles", "'%s' is no role.\n%s".formatted(word, Role.advice(word)), ""));
    }
    if (words.isEmpty()) {
      fields.complain(
          "roles", "must name at least one of " + String.join(", ", Role.spellings()), "");
      roles.add(Role.CALLER); // it is refused
    }
    return roles;
  }

  /// A password as it was typed; it is repeated in no message.
  static String password(Fields fields, String member) {
    JsonNode node = fields.raw().path(member);
    fields.ignore(member);
    if (!node.isTextual() || node.asText().isEmpty() || node.asText().length() > LONGEST_PASSWORD) {
      fields.complain(
          member,
          node.isMissingNode()
              ? "is missing"
              : "must be text of 1 to %d characters".formatted(LONGEST_PASSWORD),
          "");
      return "";
    }
    return node.asText();
  }

  /// A password that is to be set.
  static String newPassword(Fields fields, String member, String userName) {
    String password = password(fields, member);
    if (!password.isEmpty()) {
      PasswordRules.complaint(password, userName)
          .ifPresent(wrong -> fields.complain(member, "must " + wrong, ""));
    }
    return password;
  }

  /// @throws FailureException with [Failure.NotYours] while nobody has to sign in
  static SignedIn signedIn(Call call) {
    if (call.principal() instanceof SignedIn signedIn) {
      return signedIn;
    }
    throw new FailureException(
        new Failure.NotYours(
            "Nobody is signed in: the service is open to its machine while no user is set up.\nMaybe add one with POST /v1/users, or whence users add."));
  }

  static boolean isOperator(Principal principal) {
    return principal.roles().contains(Role.OPERATOR);
  }

  static Optional<UUID> findId(String text) {
    try {
      UUID id = UUID.fromString(text);
      return id.toString().equals(text) ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static List<String> words(Collection<Role> roles) {
    return roles.stream().sorted().map(Role::spelling).toList();
  }

  /// What nobody between may keep: it has a secret in it, or changes with who asks.
  static Answer unkept(Answer answer) {
    return answer.with("Cache-Control", "no-store");
  }
}
