package dev.whence.rules.tables.schema;

import static dev.whence.rules.tables.schema.Action.whole;
import static dev.whence.rules.tables.schema.Condition.country;
import static dev.whence.rules.tables.schema.Condition.id;
import static dev.whence.rules.tables.schema.Condition.orderDate;
import static dev.whence.rules.tables.schema.Condition.text;

import dev.whence.domain.estimates.GuardTerms;
import dev.whence.rules.facts.ModelGuardFact;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/// The model-guard table.
public final class ModelGuard {
  private static final Action<Boolean> TRUSTED =
      Action.yesNo("trusted", "no switches the model off");
  private static final Action<Long> BUDGET =
      whole("budget ms", 1, 60_000, "milliseconds", "time for all estimates of one order");
  private static final Action<Long> OLDEST_MODEL =
      whole("oldest model days", 0, 36_500, "days", "age of the newest training data");
  private static final Action<Long> OLDEST_FEATURE =
      whole(
          "oldest feature hours",
          0,
          876_000,
          "hours",
          "age of the newest observation behind a recent feature");
  private static final Action<Long> RANGE_TOLERANCE =
      whole(
          "range tolerance percent",
          0,
          10_000,
          "percent",
          "how far beyond the training range a feature may lie, of the range's width");
  private static final Action<BigDecimal> WIDEST_SPREAD =
      Action.decimal(
          "widest spread days",
          "0",
          "1000",
          "days",
          "percentile 95 less percentile 50; models without a spread ignore it");

  private static final Action<Long> MOST_UNTRUSTED =
      whole(
              "most untrusted percent",
              0,
              100,
              "percent",
              "of an order's candidates without a trusted estimate before the guide decides")
          .usually((long) GuardTerms.USUAL_UNTRUSTED_PERCENT);

  private static final Action<Boolean> DISTRUST_WHEN_WORSE =
      Action.yesNo(
              "distrust when worse",
              "yes leaves out a model that did worse than what there is without it, by what came of its estimates")
          .usually(false);

  public static final Schema<ModelGuardFact, GuardTerms> SCHEMA =
      new Schema<>(
          "model-guard",
          HitPolicy.FIRST_MATCH,
          "the limits beyond which a model is not trusted",
          ModelGuardFact.class,
          List.of(
              id("model", Loaded.MODEL, ModelGuardFact::model, "transit-time or return-risk"),
              text("channel", ModelGuardFact::channel, "where the order was sold"),
              text("customer class", ModelGuardFact::customerClass, "a word of the caller"),
              text("service level", ModelGuardFact::serviceLevel, "speed promised to the customer"),
              country(
                  "destination country",
                  ModelGuardFact::destinationCountry,
                  "where the order goes"),
              Condition.whole(
                  "order value minor",
                  0,
                  1_000_000_000_000L,
                  "minor units",
                  ModelGuardFact::orderValueMinor,
                  "in the order's currency"),
              orderDate(ModelGuardFact::orderDate)),
          List.of(
              TRUSTED,
              BUDGET,
              OLDEST_MODEL,
              OLDEST_FEATURE,
              RANGE_TOLERANCE,
              WIDEST_SPREAD,
              MOST_UNTRUSTED,
              DISTRUST_WHEN_WORSE),
          (ruleId, row) ->
              new GuardTerms(
                  ruleId,
                  row.get(TRUSTED),
                  Duration.ofMillis(row.get(BUDGET)),
                  Duration.ofDays(row.get(OLDEST_MODEL)),
                  Duration.ofHours(row.get(OLDEST_FEATURE)),
                  row.getInt(RANGE_TOLERANCE),
                  row.get(WIDEST_SPREAD).doubleValue(),
                  row.getInt(MOST_UNTRUSTED),
                  row.get(DISTRUST_WHEN_WORSE)));

  private ModelGuard() {}
}
