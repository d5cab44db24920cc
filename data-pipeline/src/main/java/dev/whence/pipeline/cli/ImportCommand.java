package dev.whence.pipeline.cli;

import dev.whence.pipeline.imports.ImportReport;
import dev.whence.pipeline.imports.ImportReport.Added;
import dev.whence.pipeline.imports.ImportReport.Counts;
import dev.whence.pipeline.imports.Importer;
import dev.whence.pipeline.imports.WrongMappingException;
import dev.whence.pipeline.terminal.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `whence pipeline import`: CSV files into canonical history.
@Command(
    name = "import",
    description = {
      "Imports a history of CSV files (also .csv.gz) through a mapping file.",
      "",
      "The mapping says which files there are, how they are joined and how each",
      "canonical column comes from their columns; docs/import.md teaches it,",
      "examples/olist has one. A mapping with errors is refused with all of them.",
      "A bad row is no error: it goes to <out>/rejects.csv with file, line, field,",
      "value and reason, and is counted."
    },
    footer = {
      "",
      "Example: ./whence pipeline import --mapping examples/olist/mapping.yaml \\",
      "           --source ../shared/data/olist --out target/olist"
    })
public final class ImportCommand implements Callable<Integer> {

  static final int TOO_MANY_REJECTS = 3;

  @Option(names = "--mapping", required = true, description = "the mapping file (YAML)")
  private Path mapping = Path.of(".");

  @Option(names = "--source", required = true, description = "folder of the CSV files")
  private Path source = Path.of(".");

  @Option(names = "--out", required = true, description = "folder to write; made if missing")
  private Path out = Path.of(".");

  @Option(
      names = "--max-rejects-percent",
      defaultValue = "20",
      description =
          "exit code 3 when more than this share of a file or table is rejected"
              + " (default ${DEFAULT-VALUE})")
  private double mostRejectedPercent;

  @Option(
      names = "--shift-days",
      description =
          "moves every time and date by so many days, so that an old history looks new;"
              + " whole weeks keep the weekdays (default ${DEFAULT-VALUE})")
  private long shiftDays;

  @Option(
      names = "--add",
      description =
          "adds the rows to the history in --out instead of replacing it: a row with the key of an"
              + " older one takes its place, all others stay; only the months that rows come to are"
              + " written")
  private boolean adds;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(mapping)) {
      throw new WrongInput(
          "There is no mapping file %s.\nMaybe start from examples/olist/mapping.yaml."
              .formatted(mapping));
    }
    if (!Files.isDirectory(source)) {
      throw new WrongInput(
          "There is no folder %s.\nMaybe the path is relative to another folder."
              .formatted(source));
    }
    ImportReport report;
    try (var progress = Progress.shown()) {
      report =
          Importer.run(
              mapping,
              source,
              out,
              new Importer.Limits(shiftDays, mostRejectedPercent / 100, adds),
              progress);
    } catch (WrongMappingException e) {
      throw new WrongInput(String.valueOf(e.getMessage()));
    }
    ReportFile.write(out.resolve("import-report.json"), report);
    print(report);
    return verdict(report);
  }

  private void print(ImportReport report) {
    PrintWriter text = spec.commandLine().getOut();
    if (!report.resumed().isEmpty()) {
      text.printf(
          "Went on after a run that had ended early; done before: %s.%n%n",
          String.join(", ", report.resumed()));
    }
    text.printf("%-18s %11s %11s %11s %11s%n", "source", "read", "usable", "filtered", "rejected");
    report.sources().forEach((name, counts) -> print(text, name, counts, ""));
    text.printf(
        "%n%-18s %11s %11s %11s %11s %11s%n",
        "table", "read", "usable", "filtered", "rejected", "written");
    report
        .tables()
        .forEach(
            (name, table) -> print(text, name, table.rows(), " %,11d".formatted(table.written())));
    if (!report.added().isEmpty()) {
      text.printf(
          "%n%-18s %11s %11s %11s  %s%n", "table", "added", "replaced", "stayed", "months written");
      report.added().forEach((name, added) -> print(text, name, added));
    }
    report
        .ended()
        .forEach(ended ->
            text.printf(
                "%nAttribute %s of %s is missing in nearly all rows since %s, and was told before.%nMaybe bring it again, or train without it: --attributes with the names of the others.%n",
                ended.attribute(), ended.table(), ended.since()));
    report
        .gaps()
        .forEach(gap ->
            text.printf(
                "%nNo row of %s was ordered in %s, and many before and after.%nMaybe a file is missing, or a month in another format was rejected.%n",
                gap.table(),
                gap.from().equals(gap.until()) ? gap.from() : gap.from() + " to " + gap.until()));
    text.printf(
        "%nEvery row read is usable, filtered or rejected. Rejects are in %s%n",
        out.resolve("rejects.csv"));
    text.flush();
  }

  private static void print(PrintWriter text, String name, Added added) {
    List<String> months = added.months();
    String written =
        months.isEmpty()
            ? ""
            : "%d of %d: %s"
                .formatted(
                    months.size(),
                    added.files(),
                    months.size() > 3
                        ? months.getFirst() + " to " + months.getLast()
                        : String.join(", ", months));
    text.printf(
        "%-18s %,11d %,11d %,11d  %s%n",
        name, added.added(), added.replaced(), added.stayed(), written);
  }

  private static void print(PrintWriter text, String name, Counts counts, String more) {
    long filtered = counts.filtered().values().stream().mapToLong(Long::longValue).sum();
    text.printf(
        "%-18s %,11d %,11d %,11d %,11d%s%n",
        name, counts.read(), counts.kept(), filtered, counts.rejected(), more);
    counts
        .filtered()
        .forEach((filter, rows) -> text.printf("  filtered by %-28s %,11d%n", filter, rows));
  }

  private int verdict(ImportReport report) {
    if (report.isUseful(mostRejectedPercent / 100)) {
      return 0;
    }
    if (report.emptyTable().isPresent()) {
      String table = report.emptyTable().get();
      Counts rows = Optional.ofNullable(report.tables().get(table)).orElseThrow().rows();
      spec.commandLine()
          .getErr()
          .printf(
              "Nothing is left for the table %s; no table was written, and what lay in %s stays.%n%s%n",
              table, out, whyEmpty(report, rows));
      return TOO_MANY_REJECTS;
    }
    spec.commandLine()
        .getErr()
        .printf(
            "More than %s %% of the rows of a file or table were rejected (%.1f %%); no table was"
                + " written, and what lay in the folder stays.%n"
                + "Maybe the mapping does not fit this data; read %s, or raise"
                + " --max-rejects-percent.%n",
            Double.toString(mostRejectedPercent).replaceAll("\\.0$", ""),
            report.rejectedShare() * 100,
            out.resolve("rejects.csv"));
    return TOO_MANY_REJECTS;
  }

  private String whyEmpty(ImportReport report, Counts rows) {
    if (rows.rejected() > 0) {
      return "Maybe the mapping does not fit this data: %,d of %,d rows were rejected; read %s."
          .formatted(rows.rejected(), rows.read(), out.resolve("rejects.csv"));
    }
    if (rows.read() == 0 && report.sources().values().stream().allMatch(each -> each.read() == 0)) {
      return "Maybe the export failed: its files have no row below the names of their columns.";
    }
    return rows.read() == 0 && report.rejectedShare() > 0
        ? "Maybe the mapping does not fit this data; read %s.".formatted(out.resolve("rejects.csv"))
        : "Maybe its filters are too narrow; the counts above say which.";
  }
}
