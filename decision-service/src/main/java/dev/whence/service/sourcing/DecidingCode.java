package dev.whence.service.sourcing;

import dev.whence.rules.sourcing.OrderSourcing;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.Stream;

/// The code that decides in this process. What code of one digest has decided, code of the same
/// digest would decide again.
public final class DecidingCode {
  private static final String ROOM = "dev/whence";

  private DecidingCode() {}

  /// First eight bytes of a SHA-256 over names and contents of all files beside the decision, the
  /// version of the Java runtime and the architecture of the processor, whose functions of decimals
  /// may round otherwise. The same from a folder of classes and from an archive of them.
  public static long digest() {
    return Holder.DIGEST;
  }

  /// Read when it is needed first.
  private static final class Holder {
    private static final long DIGEST = read();

    private static long read() {
      try {
        Path where =
            Path.of(
                OrderSourcing.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(where)) {
          return DecidingCode.digest(where);
        }
        try (FileSystem archive = FileSystems.newFileSystem(where)) {
          return DecidingCode.digest(archive.getPath("/"));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (URISyntaxException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// @param root of the classes
  static long digest(Path root) throws IOException {
    MessageDigest digest = sha256();
    try (Stream<Path> walk = Files.walk(root.resolve(ROOM));
        var out =
            new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
      out.writeUTF(Runtime.version() + " " + System.getProperty("os.arch"));
      List<Path> files = walk.filter(Files::isRegularFile).sorted().toList();
      for (Path file : files) {
        byte[] content = Files.readAllBytes(file);
        out.writeUTF(root.relativize(file).toString().replace('\\', '/'));
        out.writeInt(content.length);
        out.write(content);
      }
    }
    return ByteBuffer.wrap(digest.digest()).getLong();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
