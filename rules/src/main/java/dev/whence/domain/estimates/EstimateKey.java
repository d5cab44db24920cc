package dev.whence.domain.estimates;

import java.util.List;

/// What models can estimate, by the questions that are asked of them. One object a key.
///
/// What to touch to add one is told in `docs/models.md`.
///
/// @param <Q> a question
/// @param <E> an answer
@SuppressWarnings("UnusedTypeParameter") // the type of questions goes with the key
public final class EstimateKey<Q, E> {
  /// How long a carrier service takes to the door.
  public static final EstimateKey<TransitQuery, TransitEstimate> TRANSIT_TIME =
      new EstimateKey<>("transit-time", "transit", TransitEstimate.class);

  /// What comes back of an order line.
  public static final EstimateKey<ReturnQuery, ReturnEstimate> RETURN_RISK =
      new EstimateKey<>("return-risk", "returns", ReturnEstimate.class);

  private static final List<EstimateKey<?, ?>> ALL = List.of(TRANSIT_TIME, RETURN_RISK);

  private final String model;
  private final String topic;
  private final Class<E> answer;

  private EstimateKey(String model, String topic, Class<E> answer) {
    this.model = model;
    this.topic = topic;
    this.answer = answer;
  }

  public static List<EstimateKey<?, ?>> all() {
    return ALL;
  }

  /// The model that answers, for instance `transit-time`.
  public String model() {
    return model;
  }

  /// What the answers are about, in a word, as logs and timings name it: `transit`, `returns`.
  public String topic() {
    return topic;
  }

  /// The type of answers.
  public Class<E> answer() {
    return answer;
  }

  @Override
  public String toString() {
    return model;
  }
}
