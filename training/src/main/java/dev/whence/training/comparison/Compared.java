package dev.whence.training.comparison;

import dev.whence.models.bundles.ModelCard;
import dev.whence.training.cards.Words;
import dev.whence.training.runs.CannotTrain;
import dev.whence.training.runs.MeasureOptions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// Two models that estimate the same, and which rows neither has learned from.
///
/// @param first called A
/// @param second called B
public record Compared(ModelCard first, ModelCard second) {
  public static final String FIRST = "A";
  public static final String SECOND = "B";

  /// @throws CannotTrain if they estimate different things
  public Compared {
    if (!first.name().equals(second.name())) {
      throw new CannotTrain(
          "A is %s and B is %s: only two models of the same name answer the same question.\nMaybe name two versions of one of them."
              .formatted(first.ref(), second.ref()));
    }
  }

  String firstInWords() {
    return "%s (%s)".formatted(FIRST, first.ref());
  }

  String secondInWords() {
    return "%s (%s)".formatted(SECOND, second.ref());
  }

  /// The first order to be measured: the one asked for, or the first that is newer than all that
  /// either model learned from.
  public Instant from(MeasureOptions options) {
    return options.from().orElseGet(this::learnedUntil);
  }

  private Instant learnedUntil() {
    Instant one = LearnedOrders.until(first);
    Instant other = LearnedOrders.until(second);
    return one.isAfter(other) ? one : other;
  }

  /// Whether one of them may have learned from an order of this time.
  public boolean isLearned(Instant orderedAt) {
    return Stream.of(first, second).anyMatch(card -> LearnedOrders.isAmong(card, orderedAt));
  }

  /// Which rows were measured and which not, for a reader.
  ///
  /// @param rows what they are, for instance `shipments`
  /// @param leftOut rows in the time asked for that one of them may have learned from
  public List<String> remarks(String rows, Instant from, Instant until, long leftOut) {
    String learned =
        "A learned from orders of %s until before %s, B from %s until before %s"
            .formatted(
                Words.day(first.training().dataFrom()),
                Words.day(LearnedOrders.until(first)),
                Words.day(second.training().dataFrom()),
                Words.day(LearnedOrders.until(second)));
    return List.of(
        "Measured on %s ordered from %s until before %s."
            .formatted(rows, Words.day(from), Words.day(until)),
        leftOut == 0
            ? learned + ": none of the rows is among them."
            : "%s: the %,d rows from those times are left out.".formatted(learned, leftOut));
  }

  /// @param counted what there is, in words
  public CannotTrain tooFew(String counted, Instant from, Instant until, long leftOut) {
    return new CannotTrain(
        "From %s until %s there are %s that neither model learned from (%,d left out); that is too few to compare.\nMaybe bring a history that goes on after %s, until when the later one learned, or train both with --until."
            .formatted(from, until, counted, leftOut, learnedUntil()));
  }
}
