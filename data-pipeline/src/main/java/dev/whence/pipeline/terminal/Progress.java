package dev.whence.pipeline.terminal;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// Told how far long work is, stage by stage.
public interface Progress extends AutoCloseable {

  /// Begins a stage, and ends the one before.
  ///
  /// @param unit of its steps as it is shown behind their number, for instance ` days`; may be
  ///   empty
  /// @param steps how many there will be at most
  void stage(String what, String unit, long steps);

  /// As [#stage(String, String, long)], of steps that have no name.
  default void stage(String what, long steps) {
    stage(what, "", steps);
  }

  /// @param step of the stage, rising
  void at(long step);

  /// Ends the last stage.
  @Override
  void close();

  /// On standard error, so that standard output stays a report: a bar a stage on a terminal, lines
  /// elsewhere.
  static Progress shown() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
        ? new Bars()
        : new Lines(System.err);
  }

  /// Tells nobody.
  static Progress silent() {
    return new Progress() {
      @Override
      public void stage(String what, String unit, long steps) {}

      @Override
      public void at(long step) {}

      @Override
      public void close() {}
    };
  }

  /// A bar a stage.
  final class Bars implements Progress {
    private Optional<ProgressBar> bar = Optional.empty();

    private Bars() {}

    @Override
    public void stage(String what, String unit, long steps) {
      close();
      bar =
          Optional.of(
              new ProgressBarBuilder()
                  .setTaskName(what)
                  .setUnit(unit, 1)
                  .setInitialMax(steps)
                  .setStyle(ProgressBarStyle.ASCII)
                  .build());
    }

    @Override
    public void at(long step) {
      bar.ifPresent(shown -> shown.stepTo(step));
    }

    @Override
    public void close() {
      bar.ifPresent(ProgressBar::close);
      bar = Optional.empty();
    }
  }

  /// A line as each stage begins, and one every tenth of a stage of many steps.
  final class Lines implements Progress {
    private static final int MANY_STEPS = 20;

    private final PrintStream out;
    private final long begun = System.nanoTime();
    private String what = "";
    private String unit = "";
    private long steps;
    private long tenths;

    Lines(PrintStream out) {
      this.out = out;
    }

    @Override
    public void stage(String what, String unit, long steps) {
      this.what = what;
      this.unit = unit;
      this.steps = steps;
      tenths = 0;
      line(what);
    }

    @Override
    public void at(long step) {
      long now = steps < MANY_STEPS ? 0 : step * 10 / steps;
      if (now > tenths) {
        tenths = now;
        line("%s: %d %% (%d of %d%s)".formatted(what, tenths * 10, step, steps, unit));
      }
    }

    private void line(String text) {
      out.printf(Locale.ROOT, "%5.1f s  %s%n", (System.nanoTime() - begun) / 1e9, text);
      out.flush();
    }

    @Override
    public void close() {}
  }
}
