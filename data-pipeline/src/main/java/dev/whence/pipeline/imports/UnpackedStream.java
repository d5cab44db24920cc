package dev.whence.pipeline.imports;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// What a file holds, unpacked where its name ends in `.gz`. Where it is cut short or is packed
/// otherwise, reading it says so: with the file, and what to do.
public final class UnpackedStream extends FilterInputStream {
  private final Path file;

  private UnpackedStream(Path file, InputStream in) {
    super(in);
    this.file = file;
  }

  /// @param in the file as it lies there
  /// @throws IOException if it does not even begin as a packed file
  public static InputStream of(Path file, InputStream in) throws IOException {
    if (!String.valueOf(file.getFileName()).endsWith(".gz")) {
      return in;
    }
    try {
      return new UnpackedStream(file, new GZIPInputStream(in, 1 << 16));
    } catch (IOException e) {
      throw explained(file, e);
    }
  }

  private static IOException explained(Path file, IOException e) {
    return switch (e) {
      case EOFException cut ->
          new IOException(
              "%s ends in the middle of what was packed.\nMaybe copy or load it once more."
                  .formatted(file),
              cut);
      case ZipException damaged ->
          new IOException(
              "%s is called .gz and cannot be unpacked (%s).\nMaybe rename it if it is not packed, else copy or load it once more."
                  .formatted(file, damaged.getMessage()),
              damaged);
      default -> e;
    };
  }

  @Override
  public int read() throws IOException {
    try {
      return super.read();
    } catch (IOException e) {
      throw explained(file, e);
    }
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    try {
      return super.read(bytes, from, length);
    } catch (IOException e) {
      throw explained(file, e);
    }
  }
}
