package dev.whence.domain.estimates;

/// A released model, for instance `transit-time@2026-11-01`.
public record ModelRef(String name, String version) {
  @Override
  public String toString() {
    return name + "@" + version;
  }
}
