package dev.whence.service.console;

import java.time.Instant;

/// What stands around every page.
///
/// @param title a sentence about the state of what is shown: heading and name of the window
/// @param section of the rail, empty where none is open
/// @param who is signed in
/// @param csrfToken of the session, empty without one
/// @param isOpen whether nobody has to sign in, as no user is set up
/// @param now the moment that relative times count from
public record Frame(
    String title,
    String section,
    String who,
    String csrfToken,
    boolean isOpen,
    Instant now,
    StaticFiles files) {
  /// The rail.
  public enum Section {
    DECISIONS("Decisions", "/console/decisions", "d"),
    EXCEPTIONS("Exceptions", "/console/exceptions", "e"),
    TABLES("Tables", "/console/tables", "t"),
    TRY("Try an order", "/console/try", "o"),
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

  Frame titled(String other) {
    return new Frame(other, section, who, csrfToken, isOpen, now, files);
  }

  public boolean isOpen(Section one) {
    return one.name().equals(section);
  }
}
