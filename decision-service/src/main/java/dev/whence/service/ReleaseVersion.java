package dev.whence.service;

import picocli.CommandLine.IVersionProvider;

/// For instance `Whence 1.2.0 on Java 25.0.1+8-LTS (Eclipse Adoptium)`.
final class ReleaseVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {text()};
  }

  static String text() {
    String version = Main.class.getPackage().getImplementationVersion();
    return "Whence %s on Java %s (%s)"
        .formatted(
            version == null ? "of a build without a version" : version,
            Runtime.version(),
            System.getProperty("java.vendor"));
  }
}
