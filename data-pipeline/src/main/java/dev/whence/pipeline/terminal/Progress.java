package dev.whence.pipeline.terminal;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// Told how far long work is, stage by stage.
public interface Progress extends AutoCloseable {

  /// Says what all stages from here on will cost together, so that the time left can be told. May
  /// be said again when it is known better.
  ///
  /// @param cost in the unit that all stages are given in, for instance the seconds it takes
  ///   somewhere
  void expect(double cost);

  /// Begins a stage, and ends the one before.
  ///
  /// @param unit of its steps as it is shown behind their number, for instance ` days`; may be
  ///   empty
  /// @param steps how many there will be at most
  /// @param cost its part of what is expected; 0 or more
  void stage(String what, String unit, long steps, double cost);

  /// As [#stage(String, String, long, double)], of work of this one stage.
  default void only(String what, String unit, long steps) {
    expect(1);
    stage(what, unit, steps, 1);
  }

  /// As [#stage(String, String, long, double)], of one step.
  default void stage(String what, double cost) {
    stage(what, "", 1, cost);
  }

  /// @param step of the stage, rising
  void at(long step);

  /// Ends the last stage.
  @Override
  void close();

  /// This, for work after which more is to come.
  ///
  /// @param later what that will cost, in the unit of the costs
  default Progress before(double later) {
    Progress whole = this;
    return new Progress() {
      @Override
      public void expect(double cost) {
        whole.expect(cost + later);
      }

      @Override
      public void stage(String what, String unit, long steps, double cost) {
        whole.stage(what, unit, steps, cost);
      }

      @Override
      public void at(long step) {
        whole.at(step);
      }

      @Override
      public void close() {
        whole.close();
      }
    };
  }

  /// On standard error, so that standard output stays a report: a bar a stage on a terminal, lines
  /// elsewhere.
  static Progress shown() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
        ? new Bars(System::nanoTime)
        : new Lines(System.err, System::nanoTime);
  }

  /// Tells nobody.
  static Progress silent() {
    return new Progress() {
      @Override
      public void expect(double cost) {}

      @Override
      public void stage(String what, String unit, long steps, double cost) {}

      @Override
      public void at(long step) {}

      @Override
      public void close() {}
    };
  }

  /// A bar a stage, and behind it the time that all stages are likely to take yet.
  final class Bars implements Progress {
    private final TimeLeft timeLeft;
    private Optional<ProgressBar> bar = Optional.empty();
    private long steps;

    private Bars(LongSupplier nanoTime) {
      this.timeLeft = new TimeLeft(nanoTime);
    }

    @Override
    public void expect(double cost) {
      timeLeft.expect(cost);
    }

    @Override
    public void stage(String what, String unit, long steps, double cost) {
      close();
      this.steps = steps;
      timeLeft.begin(cost);
      bar =
          Optional.of(
              new ProgressBarBuilder()
                  .setTaskName(what)
                  .setUnit(unit, 1)
                  .setInitialMax(steps)
                  .setStyle(ProgressBarStyle.ASCII)
                  .hideEta()
                  .build());
      at(0);
    }

    @Override
    public void at(long step) {
      timeLeft.at(step, steps);
      bar.ifPresent(shown -> {
        shown.stepTo(step);
        shown.setExtraMessage(timeLeft.words().map(" "::concat).orElse(""));
      });
    }

    @Override
    public void close() {
      bar.ifPresent(ProgressBar::close);
      bar = Optional.empty();
    }
  }

  /// A line as each stage begins, and in a long one further ones, ever fewer: none within two
  /// seconds of the one before, nor within a tenth of the time since the begin, nor of the same
  /// percent.
  final class Lines implements Progress {
    private static final double NANOS = 1e9;
    private static final double SECONDS_BETWEEN = 2;
    private static final double SHARE_BETWEEN = 0.1;

    private final PrintStream out;
    private final LongSupplier nanoTime;
    private final TimeLeft timeLeft;
    private final long begun;
    private String what = "";
    private String unit = "";
    private long steps;
    private long lastPercent;
    private double lastLine;

    Lines(PrintStream out, LongSupplier nanoTime) {
      this.out = out;
      this.nanoTime = nanoTime;
      this.timeLeft = new TimeLeft(nanoTime);
      this.begun = nanoTime.getAsLong();
    }

    @Override
    public void expect(double cost) {
      timeLeft.expect(cost);
    }

    @Override
    public void stage(String what, String unit, long steps, double cost) {
      this.what = what;
      this.unit = unit;
      this.steps = steps;
      lastPercent = 0;
      timeLeft.begin(cost);
      line(what);
    }

    @Override
    public void at(long step) {
      timeLeft.at(step, steps);
      double now = seconds();
      long percent = steps <= 0 ? 100 : step * 100 / steps;
      if (percent > lastPercent
          && percent < 100
          && now - lastLine >= Math.max(SECONDS_BETWEEN, now * SHARE_BETWEEN)) {
        lastPercent = percent;
        line("%s: %d %% (%d of %d%s)".formatted(what, percent, step, steps, unit));
      }
    }

    private double seconds() {
      return (nanoTime.getAsLong() - begun) / NANOS;
    }

    private void line(String text) {
      lastLine = seconds();
      out.printf(
          Locale.ROOT,
          "%5.1f s  %s%s%n",
          lastLine,
          text,
          timeLeft.words().map(", "::concat).orElse(""));
      out.flush();
    }

    @Override
    public void close() {}
  }
}
