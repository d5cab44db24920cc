package dev.whence.service.client;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Processor time up to now, in microseconds.
///
/// @param machine of everything that runs on it; as [#own] where the system does not tell (it does
///   on Linux)
/// @param own of this process
record ProcessorTime(long machine, long own) {
  private static final Path SYSTEM = Path.of("/proc/stat");

  /// Microseconds in a tick of Linux's figures.
  private static final long TICK = 10_000;

  /// Columns of the line: user, nice, system, idle, iowait, irq, softirq.
  private static final int[] BUSY = {1, 2, 3, 6, 7};

  static ProcessorTime now() {
    long own = 0;
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      own = system.getProcessCpuTime() / 1_000;
    }
    try {
      String[] columns =
          Files.readString(SYSTEM, StandardCharsets.US_ASCII)
              .lines()
              .findFirst()
              .orElse("")
              .split(" +");
      long ticks = Arrays.stream(BUSY).mapToLong(i -> Long.parseLong(columns[i])).sum();
      return new ProcessorTime(ticks * TICK, own);
    } catch (IOException | RuntimeException e) {
      return new ProcessorTime(own, own);
    }
  }

  ProcessorTime since(ProcessorTime start) {
    return new ProcessorTime(machine - start.machine, own - start.own);
  }
}
