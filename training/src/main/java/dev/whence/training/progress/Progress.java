package dev.whence.training.progress;

import java.io.PrintStream;

/// Told how far long work is, stage by stage.
public interface Progress {

  /// Begins a stage.
  ///
  /// @param steps how many there will be at most
  void stage(String what, long steps);

  /// @param step of the stage, rising
  void at(long step);

  /// Tells nobody.
  static Progress silent() {
    return new Progress() {
      @Override
      public void stage(String what, long steps) {}

      @Override
      public void at(long step) {}
    };
  }

  /// Writes a line as each stage begins, and on a terminal counts its steps behind it.
  static Progress to(PrintStream out, boolean terminal) {
    return new Progress() {
      private final long begun = System.nanoTime();
      private String stage = "";
      private long steps;
      private long shown;

      @Override
      public void stage(String what, long steps) {
        if (terminal && !stage.isEmpty()) {
          out.println();
        }
        stage = what;
        this.steps = steps;
        shown = 0;
        out.printf("%5.1f s  %s", (System.nanoTime() - begun) / 1e9, what);
        if (!terminal) {
          out.println();
        }
        out.flush();
      }

      @Override
      public void at(long step) {
        long percent = steps == 0 ? 100 : step * 100 / steps;
        if (terminal && percent > shown) {
          shown = percent;
          out.printf("\r%5.1f s  %s  %d %%", (System.nanoTime() - begun) / 1e9, stage, percent);
          out.flush();
        }
      }
    };
  }
}
