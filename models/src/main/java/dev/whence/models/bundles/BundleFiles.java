package dev.whence.models.bundles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The files of a bundle, in a folder or anywhere else.
@FunctionalInterface
public interface BundleFiles {
  /// @param name for instance `card.json`
  /// @throws IOException if there is no such file, or it cannot be read
  byte[] read(String name) throws IOException;

  /// The files whose names begin so, by what follows.
  default BundleFiles prefixed(String prefix) {
    return name -> read(prefix + name);
  }

  /// Whether there is a file of this name, readable or not.
  default boolean has(String name) {
    try {
      read(name);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /// In a folder.
  static BundleFiles in(Path folder) {
    return name -> Files.readAllBytes(folder.resolve(name));
  }

  /// @param files by name
  static BundleFiles of(Map<String, byte[]> files) {
    return name -> {
      byte[] bytes = files.get(name);
      if (bytes == null) {
        throw new NoSuchFileException(name);
      }
      return bytes;
    };
  }

  /// Why a file cannot be read, in words.
  static String why(IOException e) {
    return e instanceof NoSuchFileException ? "it is not there" : String.valueOf(e.getMessage());
  }

  /// Everything that lies directly in a folder and does not begin with a dot, by name.
  static Map<String, byte[]> all(Path folder) throws IOException {
    var files = new TreeMap<String, byte[]>();
    try (Stream<Path> children = Files.list(folder)) {
      for (Path child : children.filter(Files::isRegularFile).toList()) {
        String name = String.valueOf(child.getFileName());
        if (!name.startsWith(".")) {
          files.put(name, Files.readAllBytes(child));
        }
      }
    }
    return files;
  }
}
