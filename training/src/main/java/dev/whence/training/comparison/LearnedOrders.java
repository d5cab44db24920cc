package dev.whence.training.comparison;

import dev.whence.models.bundles.ModelCard;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// Which orders a model may have learned from, by its card.
public final class LearnedOrders {
  /// Setting of the trainer: just after the newest order that it had. What became of orders may be
  /// known from later, up to the end of the data.
  public static final String UNTIL = "orders_until";

  private LearnedOrders() {}

  /// What a card says under [#UNTIL].
  ///
  /// @param until from when on nothing was known to the trainer
  /// @param newest order that it had
  public static Instant until(Optional<Instant> until, Instant newest) {
    return until.orElseGet(() -> newest.plusMillis(1));
  }

  /// When the first order may be placed that the model has not learned from; of a card that does
  /// not say, the end of its data.
  static Instant until(ModelCard card) {
    String told = card.training().settings().getOrDefault(UNTIL, "");
    try {
      return told.isEmpty() ? card.training().dataTo() : Instant.parse(told);
    } catch (DateTimeParseException e) {
      return card.training().dataTo();
    }
  }

  /// Whether the model may have learned from an order of this time.
  static boolean isAmong(ModelCard card, Instant orderedAt) {
    return !orderedAt.isBefore(card.training().dataFrom()) && orderedAt.isBefore(until(card));
  }
}
