package dev.whence.rules.tables;

import dev.whence.rules.facts.ReturnLineFact;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Which row of 1 000 answers, by engine, where facts come again (1 000 of them) and where they
/// hardly do (100 000 different ones); in a table whose rows test two to four columns, and in one
/// whose rows test all. Before that all engines answer the same facts on three tables, and alike.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FirstMatchBenchmark {
  private static final int ROWS = 1_000;

  @Param({"WHENCE", "OPENL", "DROOLS", "KIE_DMN", "SCAN"})
  public String engine = "WHENCE";

  @Param({"1000", "100000"})
  public int different = 1_000;

  @Param({"false", "true"})
  public boolean isDense;

  private Function<ReturnLineFact, String> ask = fact -> "";
  private ReturnLineFact[] facts = {};
  private int next;

  @Setup
  public void prepare() {
    for (long seed = 1; seed <= 3; seed++) {
      FirstMatch.checkThatAllAgree(
          GeneratedTable.of(seed, (int) (ROWS / seed), seed == 2),
          GeneratedTable.facts(seed, 3_000));
    }
    ask = FirstMatch.valueOf(engine).of(GeneratedTable.of(1, ROWS, isDense));
    facts = GeneratedTable.facts(7, different);
  }

  @Benchmark
  public String first() {
    next = next + 1 < facts.length ? next + 1 : 0;
    return ask.apply(facts[next]);
  }
}
