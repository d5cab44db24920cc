package dev.whence.service.records;

import java.util.Arrays;

/// Bytes that grow. Not thread-safe.
final class Output {
  private byte[] bytes = new byte[1_024];
  private int size;

  int size() {
    return size;
  }

  /// Forgets what comes after so many bytes.
  void cut(int length) {
    size = length;
  }

  /// A whole number: seven bits a byte, the lowest first.
  void number(long value) {
    room(Long.BYTES + 2);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /// The lowest bytes of a number, the highest of them first.
  void low(long value, int count) {
    room(count);
    for (int i = count - 1; i >= 0; i--) {
      bytes[size++] = (byte) (value >>> (8 * i));
    }
  }

  void all(byte[] more) {
    room(more.length);
    System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
  }

  void all(Output more) {
    room(more.size);
    System.arraycopy(more.bytes, 0, bytes, size, more.size);
    size += more.size;
  }

  /// Moves the bytes from `second` on to `first`, over those that stand there.
  void keepSecond(int first, int second) {
    System.arraycopy(bytes, second, bytes, first, size - second);
    size -= second - first;
  }

  /// About how long bytes are once deflated, by how often each is among them.
  ///
  /// @param counts 256 zeros, which are zeros again afterwards
  double entropy(int from, int to, int[] counts) {
    for (int i = from; i < to; i++) {
      counts[bytes[i] & 0xff]++;
    }
    double bits = 0;
    for (int i = from; i < to; i++) {
      int count = counts[bytes[i] & 0xff];
      if (count > 0) {
        bits -= count * Math.log(count / (double) (to - from));
        counts[bytes[i] & 0xff] = 0;
      }
    }
    return bits;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
    }
  }
}
