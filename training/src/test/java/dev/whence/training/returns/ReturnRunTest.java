package dev.whence.training.returns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.orders.OrderId;
import dev.whence.models.bundles.Bundle;
import dev.whence.models.bundles.Bundles;
import dev.whence.models.bundles.LoadResult;
import dev.whence.models.bundles.ModelCard;
import dev.whence.models.bundles.ModelCard.Kind;
import dev.whence.models.bundles.ModelCard.Metric;
import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.OrderLineRow;
import dev.whence.pipeline.history.ReturnRow;
import dev.whence.pipeline.terminal.Progress;
import dev.whence.training.SimulatedHistory;
import dev.whence.training.attributes.AttributeChoice;
import dev.whence.training.history.HistoryRows;
import dev.whence.training.runs.CannotTrain;
import dev.whence.training.runs.MeasureOptions;
import dev.whence.training.runs.Outcome;
import dev.whence.training.runs.RunOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole way on a small simulated history, with either kind.
class ReturnRunTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-01T00:00:00Z"), ZoneOffset.UTC);
  private static final Duration WINDOW = Duration.ofDays(60);

  @TempDir private static Path work;

  private static Outcome trees;
  private static Outcome logistic;

  @BeforeAll
  static void trainBoth() throws IOException {
    trees = run("trees", Optional.of(Kind.ONNX), Optional.empty()).run();
    logistic = run("logistic", Optional.of(Kind.TRIBUO), Optional.empty()).run();
  }

  private static ReturnRun run(String version, Optional<Kind> kind, Optional<Integer> embargoDays) {
    return run(version, kind, Optional.empty(), embargoDays);
  }

  private static ReturnRun run(
      String version, Optional<Kind> kind, Optional<Instant> until, Optional<Integer> embargoDays) {
    return new ReturnRun(
        options(version, until, embargoDays),
        new ReturnSettings(WINDOW, kind, AttributeChoice.ALL),
        CLOCK,
        Progress.silent());
  }

  private static RunOptions options(
      String version, Optional<Instant> until, Optional<Integer> embargoDays) {
    return new RunOptions(
        SimulatedHistory.folder(),
        work,
        Optional.of(version),
        "simulated history, size S",
        42,
        until,
        embargoDays,
        0.2,
        0.2,
        false);
  }

  @Test
  void bothKindsBeatTheConstantAndTheCategoryTable() {
    for (Outcome outcome : new Outcome[] {trees, logistic}) {
      double model = metric(outcome, "model", "log_loss");
      assertThat(model).isLessThan(metric(outcome, "constant", "log_loss"));
      assertThat(model).isLessThan(metric(outcome, "category table", "log_loss"));
      assertThat(metric(outcome, "model", "lift_top_decile")).isGreaterThan(2);
      assertThat(metric(outcome, "model", "ece")).isLessThan(0.05);
    }
  }

  @Test
  void whatBeatsTheTablesIsPublished() {
    assertThat(trees.passed()).isTrue();
    assertThat(trees.folder()).isEqualTo(work.resolve("return-risk/trees"));
  }

  @Test
  void bothKindsLoad() {
    assertThat(load(trees).kind()).isEqualTo(Kind.ONNX);
    assertThat(load(logistic).kind()).isEqualTo(Kind.TRIBUO);
    assertThat(load(logistic).training().settings()).containsEntry("minibatch", "1");
  }

  @Test
  void theSecondLineIsTheBestLogisticThatIsNotTheFirst() {
    for (Outcome outcome : new Outcome[] {trees, logistic}) {
      LoadResult result = Bundles.load(outcome.folder());
      result.close();

      ModelCard second = ((LoadResult.Loaded) result.second().orElseThrow()).bundle().card();
      assertThat(second.ref().version()).isEqualTo(outcome.card().version() + "+second");
      assertThat(second.kind()).isEqualTo(Kind.TRIBUO);
      assertThat(second.training().settings().get("kind"))
          .isNotEqualTo(outcome.card().training().settings().get("kind"));
      assertThat(second.metrics()).anyMatch(each -> each.subject().startsWith("second line ("));
    }
  }

  @Test
  void withoutAWishTheKindWithTheLowerLogLossIsPublished() throws IOException {
    Outcome chosen = run("chosen", Optional.empty(), Optional.empty()).run();

    assertThat(chosen.card().notes().getFirst())
        .startsWith("The kind was chosen")
        .contains("boosted trees", "logistic");
    Outcome same = chosen.card().kind() == Kind.ONNX ? trees : logistic;
    assertThat(chosen.card().modelSha256()).isEqualTo(same.card().modelSha256());
    String file = chosen.card().kind().fileName();
    assertThat(Files.readAllBytes(chosen.folder().resolve(file)))
        .as("the same history and seed give the same bytes")
        .isEqualTo(Files.readAllBytes(same.folder().resolve(file)));
  }

  /// Half of the lines are told to be gifts, which nothing else tells, and mostly come back where
  /// others never do.
  @Test
  void bothKindsLearnFromWhatLinesAreToldToBe() throws IOException {
    var random = new SplittableRandom(8);
    List<OrderLineRow> lines = new ArrayList<>();
    List<ReturnRow> returns = new ArrayList<>();
    for (OrderLineRow line :
        HistoryRows.read(HistoryTable.ORDER_LINES, SimulatedHistory.folder())) {
      boolean gift = random.nextBoolean();
      lines.add(told(line, "gift", Optional.of(gift ? "yes" : "no")));
      if (gift && random.nextInt(10) < 3) {
        returns.add(
            new ReturnRow(
                line.order(), line.line(), line.orderedAt().plus(Duration.ofDays(9)), 1, ""));
      }
    }
    LineSource source =
        (history, window, until, now, progress) -> SoldLines.of(lines, returns, window, until);
    for (Kind kind : List.of(Kind.ONNX, Kind.TRIBUO)) {
      Outcome without = told("without-" + kind, kind, AttributeChoice.NONE, source).run();
      Outcome with = told("with-" + kind, kind, AttributeChoice.ALL, source).run();

      assertThat(metric(without, "model", "auc")).isBetween(0.4, 0.6);
      assertThat(metric(with, "model", "auc")).isGreaterThan(0.7);
      ModelCard card = load(with);
      assertThat(card.attributes()).containsOnlyKeys("attributes.gift=no", "attributes.gift=yes");
      assertThat(card.features())
          .filteredOn(column -> column.name().startsWith("attributes."))
          .allMatch(ModelCard.FeatureColumn::required);
      assertThat(card.training().settings()).containsEntry("attributes", "all");
      assertThat(load(without).attributes()).isEmpty();
    }
    assertThatThrownBy(told("other", Kind.ONNX, AttributeChoice.of("colour"), source)::run)
        .isInstanceOf(CannotTrain.class)
        .hasMessageContaining("No order line has the attributes colour");
  }

  @Test
  void aColumnThatGivesTheAnswerAwayIsNamed_andNothingIsPublishedUnlessItIsBelieved()
      throws IOException {
    LineSource source = telling(Optional.of("no"));
    RunOptions options = options("leaking", Optional.empty(), Optional.empty());

    Outcome doubted = told(options, Kind.TRIBUO, source).run();
    Outcome believed = told(believing(options), Kind.TRIBUO, source).run();

    assertThat(doubted.passed()).isFalse();
    assertThat(doubted.folder()).isEqualTo(work.resolve("candidates/return-risk/leaking"));
    assertThat(doubted.tooGood().orElseThrow())
        .startsWith("TOO GOOD TO BE TRUE: attributes.refund=")
        .contains("(AUC 1.000)", "which lines come back", "most likely known only afterwards");
    assertThat(doubted.report().findings())
        .contains(doubted.tooGood().orElseThrow())
        .first()
        .asString()
        .startsWith("Not published: the model beats");
    assertThat(doubted.card().notes()).contains(doubted.tooGood().orElseThrow());
    assertThat(believed.passed()).isTrue();
    assertThat(believed.card().notes()).contains(doubted.tooGood().orElseThrow());
    assertThat(trees.card().notes()).noneMatch(note -> note.startsWith("TOO GOOD"));
  }

  @Test
  void whatSomeLinesLackIsSaidToBeLeftOutOfASum() throws IOException {
    LineSource source = telling(Optional.empty());

    Outcome sum =
        told(options("lacking", Optional.empty(), Optional.empty()), Kind.TRIBUO, source).run();

    assertThat(sum.report().findings())
        .anyMatch(each ->
            each.startsWith("LEFT OUT of the ")
                && each.contains("attributes.refund=yes (missing in ")
                && each.contains("--kind onnx"));
    assertThat(sum.card().notes()).anyMatch(each -> each.startsWith("LEFT OUT of the "));
    assertThat(logistic.card().notes()).noneMatch(each -> each.startsWith("LEFT OUT"));
  }

  /// Lines of which it is told whether they came back.
  ///
  /// @param kept the word of those that did not; empty to tell nothing of them
  private static LineSource telling(Optional<String> kept) {
    var random = new SplittableRandom(9);
    List<OrderLineRow> lines = new ArrayList<>();
    List<ReturnRow> returns = new ArrayList<>();
    for (OrderLineRow line :
        HistoryRows.read(HistoryTable.ORDER_LINES, SimulatedHistory.folder())) {
      boolean back = random.nextInt(10) < 2;
      Optional<String> word = back ? Optional.of("yes") : kept;
      lines.add(told(line, "refund", word));
      if (back) {
        returns.add(
            new ReturnRow(
                line.order(), line.line(), line.orderedAt().plus(Duration.ofDays(9)), 1, ""));
      }
    }
    return (history, window, until, now, progress) -> SoldLines.of(lines, returns, window, until);
  }

  private static RunOptions believing(RunOptions options) {
    return new RunOptions(
        options.history(),
        options.out(),
        options.version(),
        options.source(),
        options.seed(),
        options.until(),
        options.embargoDays(),
        options.calibrateShare(),
        options.testShare(),
        options.replace(),
        options.rival(),
        true);
  }

  @Test
  void aVersionThatExistsIsSaidAsSoonAsTheHistoryIsRead() throws IOException {
    Files.createDirectories(work.resolve("derived/return-risk/2026-04-20"));
    RunOptions options =
        new RunOptions(
            SimulatedHistory.folder(),
            work.resolve("derived"),
            Optional.empty(),
            "",
            42,
            Optional.of(Instant.parse("2026-04-21T00:00:00Z")),
            Optional.empty(),
            0.2,
            0.2,
            false);
    LineSource nothing =
        (history, window, until, now, progress) ->
            new SoldLines(List.of(), until.orElseThrow(), "0");

    assertThatThrownBy(told(options, Kind.ONNX, nothing)::run)
        .isInstanceOf(CannotTrain.class)
        .hasMessageContaining("return-risk/2026-04-20 exists.\nMaybe give another --version");
  }

  @Test
  void aHistoryThatIsTooShortIsToldItsDaysAndThoseNeeded() {
    Instant until = Instant.parse("2026-10-31T00:00:00Z");
    Instant from = until.minus(Duration.ofDays(110));
    List<OrderLineRow> lines =
        HistoryRows.read(HistoryTable.ORDER_LINES, SimulatedHistory.folder()).stream()
            .filter(line -> !line.orderedAt().isBefore(from))
            .toList();
    for (int days : new int[] {110, 50}) {
      LineSource source =
          (history, window, end, now, progress) ->
              SoldLines.of(lines, List.of(), window, Optional.of(from.plus(Duration.ofDays(days))));

      assertThatThrownBy(
              told(options("short", Optional.empty(), Optional.empty()), Kind.ONNX, source)::run)
          .isInstanceOf(CannotTrain.class)
          .hasMessageContaining("The history goes from 2026-07-13 until ")
          .hasMessageContaining("With a return window of 60 days some 230 days are needed")
          .hasMessageContaining(
              "Maybe bring a longer history, or give --return-window-days %d or fewer"
                  .formatted(days == 110 ? 28 : 12));
    }
  }

  /// Three lines a day, of which one in ten comes back, or none does.
  private static LineSource threeADay(long days, boolean anyReturns) {
    Instant from = Instant.parse("2018-01-01T00:00:00Z");
    OrderLineRow like =
        HistoryRows.read(HistoryTable.ORDER_LINES, SimulatedHistory.folder()).getFirst();
    List<OrderLineRow> lines = new ArrayList<>();
    List<ReturnRow> returns = new ArrayList<>();
    for (int i = 0; i < 3 * days; i++) {
      OrderId order = new OrderId("O" + i);
      Instant at = from.plus(Duration.ofHours(8L * i));
      lines.add(
          new OrderLineRow(
              order,
              like.line(),
              "",
              at,
              "C" + i % 50,
              "web",
              like.sku(),
              "c" + i % 3,
              1,
              100L * (1 + i % 7),
              like.currency(),
              1,
              1,
              1,
              false,
              Attributes.NONE));
      if (anyReturns && i % 10 == 4) {
        returns.add(new ReturnRow(order, like.line(), at.plus(Duration.ofDays(5)), 1, ""));
      }
    }
    return (history, window, until, now, progress) ->
        SoldLines.of(lines, returns, window, Optional.of(from.plus(Duration.ofDays(days))));
  }

  @Test
  void aHistoryOfTooFewLinesIsToldHowLongItHasToBe_andSoMuchDoes() throws IOException {
    RunOptions options = options("few", Optional.empty(), Optional.empty());

    assertThatThrownBy(told(options, Kind.TRIBUO, threeADay(400, true))::run)
        .isInstanceOf(CannotTrain.class)
        .hasMessageContaining("Only 636 order lines to learn from, 64 of them returned")
        .hasMessageContaining("400 days. With 3.0 lines a day, of which 0.3 come back, some 2220")
        .hasMessageContaining("to have 1000 lines and 30 returns in each part");
    assertThatThrownBy(told(options, Kind.TRIBUO, threeADay(400, false))::run)
        .isInstanceOf(CannotTrain.class)
        .hasMessageContaining("of the 1020 lines that are old enough came back within 60 days")
        .hasMessageContaining("maybe the history lacks the returns");
    assertThat(told(options, Kind.TRIBUO, threeADay(2220, true)).run().folder()).isNotNull();
  }

  private static ReturnRun told(RunOptions options, Kind kind, LineSource source) {
    return new ReturnRun(
        options,
        new ReturnSettings(WINDOW, Optional.of(kind), AttributeChoice.ALL),
        CLOCK,
        Progress.silent(),
        source);
  }

  private static ReturnRun told(
      String version, Kind kind, AttributeChoice attributes, LineSource source) {
    return new ReturnRun(
        options(version, Optional.empty(), Optional.empty()),
        new ReturnSettings(WINDOW, Optional.of(kind), attributes),
        CLOCK,
        Progress.silent(),
        source);
  }

  private static OrderLineRow told(OrderLineRow row, String name, Optional<String> word) {
    return new OrderLineRow(
        row.order(),
        row.line(),
        row.shipmentId(),
        row.orderedAt(),
        row.customerId(),
        row.channel(),
        row.sku(),
        row.category(),
        row.quantity(),
        row.unitPriceMinor(),
        row.currency(),
        row.orderUnits(),
        row.orderLines(),
        row.sameCategoryUnits(),
        row.canceled(),
        word.map(text -> new Attributes(Map.of(name, new Attributes.Value.Word(text))))
            .orElse(Attributes.NONE));
  }

  @Test
  void releasedBundleIsMeasuredOnTheLinesAfterItLearned() throws IOException {
    Instant until = Instant.parse("2026-03-01T00:00:00Z");
    Outcome older =
        run("older", Optional.of(Kind.TRIBUO), Optional.of(until), Optional.empty()).run();
    assertThat(older.card().training().dataTo()).isEqualTo(until);
    try (Bundle bundle = open(older)) {
      var report =
          ReturnMeasurement.report(
              bundle,
              new MeasureOptions(SimulatedHistory.folder(), Optional.empty(), Optional.empty()),
              Progress.silent());

      assertThat(report.findings()).anyMatch(finding -> finding.contains("category table"));
    }
  }

  @Test
  void embargoShorterThanTheReturnWindowIsRefused() {
    assertThatThrownBy(() -> run("x", Optional.empty(), Optional.of(30)).run())
        .isInstanceOf(CannotTrain.class)
        .hasMessageContaining("30 days is shorter than the return window of 60");
  }

  private static double metric(Outcome outcome, String subject, String name) {
    return outcome.card().metrics().stream()
        .filter(metric -> metric.subject().equals(subject) && metric.name().equals(name))
        .mapToDouble(Metric::value)
        .findFirst()
        .orElseThrow();
  }

  private static ModelCard load(Outcome outcome) {
    try (Bundle bundle = open(outcome)) {
      return bundle.card();
    }
  }

  private static Bundle open(Outcome outcome) {
    return switch (Bundles.load(outcome.folder())) {
      case LoadResult.Loaded(Bundle bundle, _) -> bundle;
      case LoadResult.Missing missing -> throw new AssertionError(missing.detail());
      case LoadResult.Refused refused -> throw new AssertionError(refused.detail());
    };
  }
}
