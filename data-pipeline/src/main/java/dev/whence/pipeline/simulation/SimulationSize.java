package dev.whence.pipeline.simulation;

/// How big a simulated history is.
public enum SimulationSize {
  /// For tests: about 8 000 shipments, in seconds.
  S(36, 200),
  /// What the released models are trained on: about 120 000 shipments.
  M(200, 540),
  /// For load: about two million shipments.
  L(2_350, 730);

  private final double ordersPerDay;
  private final int days;

  SimulationSize(double ordersPerDay, int days) {
    this.ordersPerDay = ordersPerDay;
    this.days = days;
  }

  /// On an ordinary day.
  public double ordersPerDay() {
    return ordersPerDay;
  }

  /// Length of the history unless the caller says otherwise.
  public int days() {
    return days;
  }
}
