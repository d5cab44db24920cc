package dev.whence.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// Deals TCP connections out to backends in turn. A backend that refuses is passed over, as HAProxy
/// does with `option redispatch`; it knows nothing of HTTP and asks nobody for health.
final class TcpBalancer implements AutoCloseable {
  private static final int CONNECT_MILLIS = 2_000;

  private final ServerSocket front;
  private final AtomicIntegerArray backends;
  private final AtomicIntegerArray dealt;
  private final AtomicInteger next = new AtomicInteger();

  /// @param backends how many, each without a port at first
  TcpBalancer(int backends) throws IOException {
    this.backends = new AtomicIntegerArray(backends);
    this.dealt = new AtomicIntegerArray(backends);
    front = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return front.getLocalPort();
  }

  /// @param port 0 for none
  void backend(int number, int port) {
    backends.set(number, port);
  }

  /// How many connections a backend was given.
  int dealt(int number) {
    return dealt.get(number);
  }

  private void accept() {
    while (!front.isClosed()) {
      try {
        Socket client = front.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      for (int tries = 0; tries < 2 * backends.length(); tries++) {
        int number = Math.floorMod(next.getAndIncrement(), backends.length());
        int port = backends.get(number);
        if (port != 0) {
          try (var backend = new Socket()) {
            backend.setTcpNoDelay(true);
            backend.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            dealt.incrementAndGet(number);
            Thread asking = Thread.ofVirtual().start(() -> pump(client, backend));
            pump(backend, client);
            asking.join();
            return;
          } catch (IOException e) {
            // Refused: the next one.
          }
        }
      }
    } catch (IOException e) {
      // The client is gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Copies until the end of one direction, and passes on the end; a reset ends both.
  private static void pump(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
      to.shutdownOutput();
    } catch (IOException e) {
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It was closed from the other side.
    }
  }

  @Override
  public void close() throws IOException {
    front.close();
  }
}
