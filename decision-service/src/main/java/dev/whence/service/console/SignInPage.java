package dev.whence.service.console;

import dev.whence.service.access.User;

/// The form to sign in.
///
/// @param next where it leads, a path of this service
/// @param refusal why the last attempt failed, in words; empty before the first
/// @param isDue whether a new password has to be chosen
/// @param isOpen whether no user is set up, so that there is nothing to sign in to
public record SignInPage(Frame frame, String next, String refusal, boolean isDue, boolean isOpen) {

  /// @param refused as the form's answer says it, empty for none
  static String refusal(String refused) {
    return switch (refused) {
      case "" -> "";
      case "sign-in-refused" -> "Name or password is wrong.";
      case "sign-in-blocked" ->
          "So many attempts failed that this name is closed for a while. Try again later, or ask an operator to open it.";
      case "password-due" ->
          "The password was set by somebody else: choose one of your own to go on.";
      case "new-password" ->
          "The new password needs 12 characters or more, and must be nothing that is guessed first. Four words that have nothing to do with one another do well.";
      case "no-name" -> "A name is %s.".formatted(User.NAME_RULE);
      case "overloaded" -> "Many people are signing in. Try again in a moment.";
      default -> "Signing in failed.";
    };
  }

  /// Whether the form asks for a new password as well.
  static boolean isDue(String refused) {
    return refused.equals("password-due") || refused.equals("new-password");
  }
}
