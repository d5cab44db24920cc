package dev.whence.rules.tables;

import dev.whence.rules.facts.ReturnLineFact;
import dev.whence.rules.tables.analysis.TableAnalysis;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.kie.dmn.api.core.DMNRuntime;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// From the bytes of a table of 1 000 rows and five inputs to its first answer, the first time and
/// later.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 5)
@Fork(3)
public class ReadyBenchmark {
  private final GeneratedTable table = GeneratedTable.of(1, 1_000, false);
  private final ReturnLineFact fact = GeneratedTable.facts(7, 1)[0];
  private final byte[] csv = table.csv();
  private final byte[] openl = table.openl();
  private final String dmn = table.dmn();

  /// Whatever a person who uploads the table is told of it.
  @Benchmark
  public List<TableAnalysis> whenceChecksAndAnalyzes() {
    return RuleBook.check(Map.of("return-intervention.csv", csv)).analyses();
  }

  /// Read, checked, analyzed, and with all other tables built and asked.
  @Benchmark
  public Object whence() {
    RuleBook book = FirstMatch.book(table);
    List<TableAnalysis> analyses = book.analyze(new LoadedIds(Map.of()));
    return List.of(analyses, FirstMatch.asked(book.compile()).apply(fact));
  }

  /// Read, built and asked; nothing is analyzed.
  @Benchmark
  public String openl() {
    return FirstMatch.openl(openl)
        .find(
            fact.category(),
            fact.channel(),
            fact.quantity(),
            fact.lineValueMinor(),
            fact.returnProbability());
  }

  /// Read and built; nothing is analyzed.
  @Benchmark
  public DMNRuntime kieDmn() {
    return FirstMatch.kie(dmn);
  }
}
