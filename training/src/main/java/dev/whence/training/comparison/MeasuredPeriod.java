package dev.whence.training.comparison;

import dev.whence.models.bundles.ModelCard;
import dev.whence.training.cards.Words;
import dev.whence.training.runs.CannotTrain;
import dev.whence.training.runs.MeasureOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;

/// Which orders of a history a released model is measured on: never those that it may have learned
/// from, unless the history is another merchant's.
///
/// @param from when the first one was ordered; what the baselines learn from was known before
/// @param until when the last one was ordered, excluded
/// @param asked from when on orders were asked for, which may be earlier
/// @param settled orders before it have outcomes that are known
/// @param knownUntil end of the history
/// @param unrelated whether the model cannot have learned from the history
public record MeasuredPeriod(
    ModelCard card,
    Instant from,
    Instant until,
    Instant asked,
    Instant settled,
    Instant knownUntil,
    boolean unrelated) {

  /// @param settled orders before it have outcomes that are known
  /// @param knownUntil end of the history
  /// @throws CannotTrain if no time is left
  public static MeasuredPeriod of(
      ModelCard card, MeasureOptions options, Instant settled, Instant knownUntil) {
    Instant learnedUntil = LearnedOrders.until(card);
    Instant asked = options.from().orElse(learnedUntil);
    boolean begunLearned = !options.unrelated() && LearnedOrders.isAmong(card, asked);
    Instant until = options.until().filter(settled::isAfter).orElse(settled);
    var period =
        new MeasuredPeriod(
            card,
            begunLearned ? learnedUntil : asked,
            until,
            asked,
            settled,
            knownUntil,
            options.unrelated());
    if (!period.from.isBefore(until)) {
      throw period.isEmpty(options);
    }
    return period;
  }

  /// Whether the model may have learned from an order of this time.
  public boolean isLearned(Instant orderedAt) {
    return !unrelated && LearnedOrders.isAmong(card, orderedAt);
  }

  private String learned() {
    return "%s learned from orders of %s until before %s"
        .formatted(
            card.ref(),
            Words.day(card.training().dataFrom()),
            Words.day(LearnedOrders.until(card)));
  }

  private CannotTrain isEmpty(MeasureOptions options) {
    Duration settles = Duration.between(settled, knownUntil);
    if (options.from().isPresent() && !asked.isBefore(until)) {
      return new CannotTrain(
          "Orders from %s until before %s were asked for, and there is no day between; outcomes are known of orders before %s, %d days before the history ends.\nMaybe give an earlier --from%s."
              .formatted(
                  Words.day(asked),
                  Words.day(until),
                  Words.day(settled),
                  settles.toDays(),
                  options.until().isPresent() ? ", or a later --until" : ""));
    }
    if (unrelated) {
      return new CannotTrain(
          "Without --from the orders are measured that come after those %s learned from, from %s on, and of this history outcomes are known of orders before %s.\nMaybe give --from, the day from which on orders of this history are to be measured."
              .formatted(card.ref(), Words.day(asked), Words.day(settled)));
    }
    return new CannotTrain(
        "%s, and of this history outcomes are known of orders before %s (%d days before it ends on %s)%s: no order is left that it has not learned from.\nMaybe bring a history that goes on for more than %d days after %s%s, train one with --until, or give --unrelated if the model learned from another history."
            .formatted(
                learned(),
                Words.day(settled),
                settles.toDays(),
                Words.day(knownUntil),
                options
                    .until()
                    .map(day -> ", asked for were those before " + Words.day(day))
                    .orElse(""),
                settles.toDays(),
                Words.day(LearnedOrders.until(card)),
                options.until().isPresent() ? ", with a later --until" : ""));
  }

  /// Which rows were measured and which not, for a reader.
  ///
  /// @param rows what they are, for instance `1,234 shipments`
  /// @param leftOut rows in the time asked for that the model may have learned from
  public String remark(String rows, long leftOut) {
    String measured =
        "Measured on %s ordered from %s until before %s."
            .formatted(rows, Words.day(from), Words.day(until));
    if (unrelated) {
      return measured + " Nothing is left out: the history is told to be another than the model's.";
    }
    return leftOut == 0
        ? "%s %s: none of the rows is among them.".formatted(measured, learned())
        : "%s %s: %,d rows from those times are LEFT OUT.".formatted(measured, learned(), leftOut);
  }

  /// @param counted what there is to measure, in words
  /// @param needed what is needed, in words
  /// @param leftOut rows in the time asked for that the model may have learned from
  public CannotTrain tooFew(String counted, String needed, long leftOut) {
    var advice = new ArrayList<String>();
    advice.add("bring a history that goes on after %s".formatted(Words.day(knownUntil)));
    if (!isLearned(from.minusMillis(1))) {
      advice.add("give an earlier --from");
    }
    if (until.isBefore(settled)) {
      advice.add("give a later --until");
    }
    return new CannotTrain(
        "From %s until %s there are %s; %s are needed.%s\nMaybe %s."
            .formatted(
                Words.day(from),
                Words.day(until),
                counted,
                needed,
                leftOut == 0
                    ? ""
                    : " %s: %,d rows from those times are left out.".formatted(learned(), leftOut),
                String.join(", or ", advice)));
  }

  /// @param before what the baselines would learn from, in words
  public CannotTrain tooFewBefore(String before, long needed) {
    return new CannotTrain(
        "Before %s, when the measured time begins, there are %s for the baselines to learn from; at least %d are needed.\nMaybe give a later --from, or bring a history that begins earlier."
            .formatted(Words.day(from), before, needed));
  }
}
