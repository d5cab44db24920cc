package dev.whence.models.scoring;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Starts ONNX Runtime once, without its telemetry.
///
/// The 1.29 releases for Linux and macOS send usage data unless `ORT_DISABLE_TELEMETRY` is set
/// before they start. Before that they match the process's command line with regular expressions
/// that recurse for each character: a class path of 4 kB overflows a stack of 1 MB and ends the
/// process without a word. So the variable is set here, in the process; should that fail, a deep
/// stack is the second defense.
final class OnnxRuntime {
  private static final String SWITCH = "ORT_DISABLE_TELEMETRY";
  private static final long DEEP_STACK_BYTES = 256L << 20;

  private OnnxRuntime() {}

  /// The one environment of this process.
  ///
  /// @throws ScoringException if the runtime cannot start on this machine
  static OrtEnvironment environment() {
    return Holder.ENVIRONMENT.orElseThrow(() ->
        new ScoringException(
            "ONNX Runtime cannot run on this machine: "
                + Holder.failure
                + "\nMaybe start Java with --enable-native-access=ALL-UNNAMED, on Linux with"
                + " glibc, macOS or Windows, x86-64 or arm64."));
  }

  private static final class Holder {
    private static String failure = "";
    private static final Optional<OrtEnvironment> ENVIRONMENT = start();

    private static Optional<OrtEnvironment> start() {
      try {
        setSwitch();
        return Optional.of(onDeepStack());
      } catch (CompletionException | IllegalCallerException | OutOfMemoryError e) {
        failure = String.valueOf(e.getMessage());
        return Optional.empty();
      }
    }
  }

  private static OrtEnvironment onDeepStack() {
    return CompletableFuture.supplyAsync(
            OnnxRuntime::silent,
            task -> new Thread(null, task, "onnxruntime-start", DEEP_STACK_BYTES).start())
        .join();
  }

  private static OrtEnvironment silent() {
    try {
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      environment.setTelemetry(false);
      return environment;
    } catch (OrtException e) {
      throw new CompletionException(e);
    }
  }

  /// Sets the variable for native code of this process; an operator's own setting is left alone.
  /// Windows has no `setenv`; there [OrtEnvironment#setTelemetry] is enough.
  @SuppressWarnings("restricted") // a call into the C library, which the runtime needs anyway
  private static void setSwitch() {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> setenv = linker.defaultLookup().find("setenv");
    if (System.getenv(SWITCH) != null || setenv.isEmpty()) {
      return;
    }
    var signature = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    var call = linker.downcallHandle(setenv.get(), signature);
    try (Arena arena = Arena.ofConfined()) {
      int failed = (int) call.invokeExact(arena.allocateFrom(SWITCH), arena.allocateFrom("1"), 1);
      if (failed != 0) {
        System.getLogger(OnnxRuntime.class.getName())
            .log(System.Logger.Level.WARNING, "setenv {0} failed.", SWITCH);
      }
    } catch (Throwable e) {
      throw new IllegalStateException("Calling setenv threw.", e);
    }
  }
}
