package dev.whence.service.console;

import java.time.Instant;

/// What stands around every page.
///
/// @param title a sentence about the state of what is shown: heading and name of the window
/// @param section of the rail, empty where none is open
/// @param who is signed in
/// @param csrfToken of the session, empty without one
/// @param now the moment that relative times count from
public record Frame(
    String title, String section, String who, String csrfToken, Instant now, StaticFiles files) {
  /// The rail.
  public enum Section {
    DECISIONS("Decisions", "/console/decisions", "d"),
    EXCEPTIONS("Exceptions", "/console/exceptions", "e"),
    TRY("Try an order", "/console/try", "t"),
    NETWORK("Network", "/console/network", "n"),
    REPORTS("Reports", "/console/reports", "r"),
    MODELS("Models", "/console/models", "m"),
    SETTINGS("Settings", "/console/settings", "s");

    public final String name;
    public final String path;

    /// After `g`.
    public final String key;

    Section(String name, String path, String key) {
      this.name = name;
      this.path = path;
      this.key = key;
    }
  }

  public boolean isOpen(Section one) {
    return one.name().equals(section);
  }
}
