package dev.whence.domain.inventory;

import java.util.List;

/// How a ship node has answered lately to the parcels it was given, as far as a rule may lean on
/// it.
///
/// Both figures are drawn towards a prior by [#PRIOR_PARCELS] parcels, so that a node is not judged
/// by its first answers (`docs/acceptance.md` has the formulas).
///
/// @param answered parcels it accepted or refused
/// @param refused of these, all or a part of it
/// @param percent acceptance rate, 0 to 100, rounded half up
/// @param minutes to accept, the median, while the node is open; at least 0
public record Acceptance(int answered, int refused, int percent, int minutes) {
  /// How many parcels the prior weighs.
  public static final int PRIOR_PARCELS = 10;

  /// What is believed of a node that has not answered yet.
  public static final int PRIOR_PERCENT = 95;

  /// Minutes in which a node is believed to accept that has not answered yet.
  public static final int PRIOR_MINUTES = 30;

  /// Upper ends of the classes that times to accept are counted in, in minutes; a last class has
  /// everything above.
  public static final List<Integer> CLASSES = List.of(5, 15, 30, 60, 120, 240, 480, 1_440);

  /// A node that has not answered yet.
  public static final Acceptance UNKNOWN = new Acceptance(0, 0, PRIOR_PERCENT, PRIOR_MINUTES);

  /// From what was counted.
  ///
  /// @param accepted parcels that were accepted
  /// @param refused parcels that were refused, all or a part of it
  /// @param times how many of the accepted ones fell into each of [#CLASSES] and above; those
  ///   accepted without a word are in none
  public static Acceptance of(int accepted, int refused, List<Integer> times) {
    int answered = Math.addExact(accepted, refused);
    long rate =
        Math.round(
            (100.0 * accepted + (double) PRIOR_PERCENT * PRIOR_PARCELS)
                / (answered + PRIOR_PARCELS));
    return new Acceptance(answered, refused, (int) rate, median(times));
  }

  /// The median of the times and of [#PRIOR_PARCELS] times of [#PRIOR_MINUTES], as if the times of
  /// a class were spread evenly over it.
  private static int median(List<Integer> times) {
    double half = (times.stream().mapToInt(Integer::intValue).sum() + PRIOR_PARCELS) / 2.0;
    double below = 0;
    int from = 0;
    for (int i = 0; i < CLASSES.size(); i++) {
      int to = CLASSES.get(i);
      double here = times.get(i);
      // Those of the prior all stand at the upper end of their class.
      if (below + here >= half && here > 0) {
        return (int) Math.round(from + (to - from) * (half - below) / here);
      }
      below += here;
      if (to == PRIOR_MINUTES) {
        below += PRIOR_PARCELS;
        if (below >= half) {
          return PRIOR_MINUTES;
        }
      }
      from = to;
    }
    return from;
  }

  /// The class of a time, counted from 0.
  public static int classOf(long minutes) {
    int at = 0;
    while (at < CLASSES.size() && minutes > CLASSES.get(at)) {
      at++;
    }
    return at;
  }
}
