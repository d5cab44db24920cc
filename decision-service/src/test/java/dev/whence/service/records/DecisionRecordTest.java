package dev.whence.service.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.domain.Probability;
import dev.whence.domain.estimates.EstimateKey;
import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.FallbackReason;
import dev.whence.domain.estimates.GuardTerms;
import dev.whence.domain.estimates.KeyedEstimator;
import dev.whence.domain.estimates.ModelRef;
import dev.whence.domain.estimates.ReturnEstimate;
import dev.whence.domain.estimates.ReturnQuery;
import dev.whence.domain.estimates.TransitDistribution;
import dev.whence.domain.estimates.TransitEstimate;
import dev.whence.domain.estimates.TransitQuery;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderLine;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.sourcing.Case;
import dev.whence.rules.sourcing.Demands;
import dev.whence.rules.sourcing.EstimateLog;
import dev.whence.rules.sourcing.NodeState;
import dev.whence.rules.sourcing.OrderSourcing;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingInputs;
import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.RuleTables;
import dev.whence.rules.tables.UnknownId;
import dev.whence.service.json.CanonicalJson;
import dev.whence.service.json.RandomValues;
import dev.whence.service.records.DecisionRecord.Told;
import dev.whence.service.records.DecisionRecord.Whole;
import dev.whence.service.records.GoldenDecisions.Golden;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

final class DecisionRecordTest {
  private static final List<Demands.Explain> EXPLAIN = List.of(Demands.Explain.values());
  private static final Path GOLDEN =
      Path.of("src/test/resources/records/decisions-format-3.jsonl.gz");

  @Test
  void whateverIsRecordedReadsBackEqual_downToItsCanonicalText() {
    var random = new RandomValues(20_261_128);

    for (int i = 0; i < 1_500; i++) {
      SourcingInputs inputs = random.make(SourcingInputs.class);
      EstimateLog estimates = random.make(EstimateLog.class);
      Told told =
          Told.of(
              inputs,
              random.make(SourcingDecision.class),
              new TreeMap<>(Map.of("read", Duration.ofNanos(i), "decide", Duration.ofDays(i))),
              List.of(random.make(UnknownId.class)));

      assertReadsBack(told, "{\"n\": " + i + "}", inputs, estimates);
    }
    assertThat(random.seen())
        .contains(Reason.class.getPermittedSubclasses())
        .contains(FallbackReason.class.getPermittedSubclasses())
        .contains(SourcingDecision.Outcome.class.getPermittedSubclasses())
        .contains(SourcingDecision.Offer.class.getPermittedSubclasses())
        .contains(SourcingDecision.Verdict.class.getPermittedSubclasses());
  }

  @Test
  void hundredsOfDecisionsReadBackAreDecidedTheSameAgain() {
    RuleTables tables = RuleBook.shipped().scan();
    List<Golden> golden = GoldenDecisions.all();
    var random = new Random(7);

    for (int i = 0; i < 600; i++) {
      Golden one = golden.get(i % golden.size());
      Case changed = changed(one.inputs().orderCase(), random);
      SourcingInputs inputs = SourcingInputs.of(one.inputs().market(), changed);
      var recorder = new EstimateLog.Recorder(new Guessing(random.nextLong()));
      SourcingDecision decision =
          OrderSourcing.decide(one.inputs().market(), changed, tables, recorder);

      Whole read =
          assertReadsBack(
              Told.of(inputs, decision, new TreeMap<>(), List.of()),
              one.request(),
              inputs,
              recorder.log());

      assertThat(
              OrderSourcing.decide(
                  read.inputs().market(),
                  read.inputs().orderCase(),
                  tables,
                  read.estimates().replay(new Guessing(0))))
          .isEqualTo(decision);
    }
  }

  private static Whole assertReadsBack(
      Told told, String request, SourcingInputs inputs, EstimateLog estimates) {
    var record = DecisionRecord.of(told, request, inputs, estimates);

    Whole read = DecisionRecord.read(record.bytes(), record.parts());

    assertThat(read).isEqualTo(new Whole(told, request, inputs, estimates));
    assertThat(CanonicalJson.write(read)).isEqualTo(text(told, request, inputs, estimates));
    assertThat(
            DecisionRecord.readTold(
                record.bytes(),
                record.parts().subList(0, DecisionRecord.toldParts(record.bytes()))))
        .isEqualTo(told);
    return read;
  }

  private static String text(
      Told told, String request, SourcingInputs inputs, EstimateLog estimates) {
    return CanonicalJson.write(new Whole(told, request, inputs, estimates));
  }

  /// Other stock, quantities and explanations.
  private static Case changed(Case known, Random random) {
    Order order =
        known
            .order()
            .withLines(
                known.order().lines().stream()
                    .map(line ->
                        new OrderLine(
                            line.id(), line.sku(), 1 + random.nextInt(6), line.unitPrice()))
                    .toList());
    List<NodeState> nodes =
        known.nodes().stream()
            .filter(node -> random.nextInt(8) > 0)
            .map(node ->
                new NodeState(
                    node.id(),
                    node.stock().stream()
                        .map(position ->
                            new StockPosition(
                                position.node(),
                                position.sku(),
                                random.nextInt(9),
                                random.nextInt(3),
                                random.nextInt(2),
                                position.worth()))
                        .toList(),
                    node.booked(),
                    node.acceptance(),
                    node.capacityPrice()))
            .toList();
    return new Case(
        order,
        known.now(),
        nodes,
        known.items(),
        known.recentTransit(),
        known.measuredTransit(),
        known.returnHistory(),
        known.demands().explaining(EXPLAIN.get(random.nextInt(EXPLAIN.size()))));
  }

  /// Estimates as models make them, and now and then none.
  private record Guessing(long seed) implements Estimator {

    @Override
    public <Q, E> List<E> estimate(
        EstimateKey<Q, E> key, List<Q> queries, GuardTerms guard, Instant now) {
      return KeyedEstimator.NONE
          .with(EstimateKey.TRANSIT_TIME, (asked, _, _) -> asked.stream().map(this::one).toList())
          .with(EstimateKey.RETURN_RISK, (asked, _, _) -> asked.stream().map(this::one).toList())
          .estimate(key, queries, guard, now);
    }

    private TransitEstimate one(TransitQuery query) {
      var random = new Random(seed + query.hashCode());
      if (random.nextInt(9) == 0) {
        return new TransitEstimate.Assumed(
            Math.max(1, query.publishedDays()),
            query.publishedOnTime(),
            new FallbackReason.Missing("transit-time"));
      }
      double mu = Math.log(0.5 + query.distanceKm() / 500) + random.nextGaussian() / 9;
      double sigma = 0.1 + random.nextFloat() / 4;
      var days = new ArrayList<Double>();
      for (double level : TransitDistribution.LEVELS) {
        days.add(Math.exp(mu + sigma * (level - 0.5) * 4));
      }
      return new TransitEstimate.Predicted(
          new TransitDistribution(new Probability(0.0124), days),
          new ModelRef("transit-time", "2026-10-30"));
    }

    private ReturnEstimate one(ReturnQuery query) {
      return new ReturnEstimate.Predicted(
          new Probability(new Random(seed + query.hashCode()).nextDouble() / 2),
          new ModelRef("return-risk", "2026-10-30"));
    }
  }

  /// What stands in order stores must be read by every later release. The golden file is of the
  /// first release with such records, and is never written anew: a further one may stand beside it.
  @Test
  void whatTheFirstReleaseRecordedIsRead() throws IOException {
    List<Golden> golden = GoldenDecisions.all();
    if (!Files.exists(GOLDEN) && System.getProperty("golden", "").equals("write")) {
      write(golden);
    }

    List<String> lines = GoldenDecisions.lines(GOLDEN);

    assertThat(lines).hasSameSizeAs(golden);
    for (int i = 0; i < golden.size(); i++) {
      JsonNode line = GoldenDecisions.tree(lines.get(i));
      var parts = new ArrayList<Object>();
      line.path("parts")
          .forEach(part ->
              parts.add(PartStore.part(part.path("kind").asText(), part.path("body").asText())));
      byte[] bytes = HexFormat.of().parseHex(line.path("record").asText());
      Golden known = golden.get(i);
      assertThat(DecisionRecord.read(bytes, parts))
          .isEqualTo(new Whole(known.told(), known.request(), known.inputs(), known.estimates()));
    }
  }

  private static void write(List<Golden> golden) throws IOException {
    var lines = new StringBuilder();
    for (Golden one : golden) {
      DecisionRecord record = one.record();
      lines
          .append(
              CanonicalJson.write(
                  Map.of(
                      "record",
                      HexFormat.of().formatHex(record.bytes()),
                      "parts",
                      record.parts().stream()
                          .map(part ->
                              Map.of("kind", PartStore.kind(part), "body", PartStore.body(part)))
                          .toList())))
          .append('\n');
    }
    try (OutputStream to = new GZIPOutputStream(Files.newOutputStream(GOLDEN))) {
      to.write(lines.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void aRecordThatIsCutOffIsRefused() {
    DecisionRecord record = GoldenDecisions.all().getFirst().record();
    byte[] half = Arrays.copyOf(record.bytes(), record.bytes().length / 3);

    assertThatThrownBy(() -> DecisionRecord.read(half, record.parts()))
        .isInstanceOf(RuntimeException.class);
  }
}
