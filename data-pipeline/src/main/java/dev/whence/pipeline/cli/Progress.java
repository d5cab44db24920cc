package dev.whence.pipeline.cli;

import java.io.Console;
import java.io.PrintStream;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// Shows how far a long task is: a bar on a terminal, a line every tenth elsewhere. On standard
/// error, so that standard output stays a report.
interface Progress extends AutoCloseable {

  /// @param done units finished so far, of the total given at the start
  void at(long done);

  @Override
  void close();

  /// @param unit for instance ` days`
  static Progress of(String task, String unit, long total) {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
        ? new Bar(task, unit, total)
        : new Lines(task, unit, total, System.err);
  }

  final class Bar implements Progress {
    private final ProgressBar bar;

    private Bar(String task, String unit, long total) {
      this.bar =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setUnit(unit, 1)
              .setInitialMax(total)
              .setStyle(ProgressBarStyle.ASCII)
              .build();
    }

    @Override
    public void at(long done) {
      bar.stepTo(done);
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  final class Lines implements Progress {
    private final String task;
    private final String unit;
    private final long total;
    private final PrintStream out;
    private long tenths;

    private Lines(String task, String unit, long total, PrintStream out) {
      this.task = task;
      this.unit = unit;
      this.total = total;
      this.out = out;
    }

    @Override
    public void at(long done) {
      long now = total == 0 ? 0 : done * 10 / total;
      if (now > tenths) {
        tenths = now;
        out.printf("%s: %d %% (%d of %d%s)%n", task, tenths * 10, done, total, unit);
      }
    }

    @Override
    public void close() {}
  }
}
