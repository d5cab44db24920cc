package dev.whence.pipeline.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class FailuresTest {
  @Command
  record Failing(Throwable thrown) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      switch (thrown) {
        case Error error -> throw error;
        case Exception exception -> throw exception;
        default -> throw new AssertionError(thrown);
      }
    }
  }

  @Test
  void tooLittleMemoryIsASentenceWithTheRemedy_alsoWhereAThreadRanOut() {
    for (Throwable thrown :
        new Throwable[] {
          new OutOfMemoryError("Java heap space"),
          new IllegalStateException(new OutOfMemoryError("Java heap space"))
        }) {
      var err = new StringWriter();
      var command =
          new CommandLine(new Failing(thrown))
              .setExecutionExceptionHandler(new Failures(Map.of()))
              .setErr(new PrintWriter(err, true));

      assertThat(Failures.execute(command)).isEqualTo(1);
      assertThat(err.toString())
          .matches(
              "(?s)A heap of [0-9]+ MB is too little for this; nothing was published or replaced\\.\\R"
                  + "Maybe give it more: WHENCE_HEAP=[0-9]+m\\.\\R");
    }
  }
}
