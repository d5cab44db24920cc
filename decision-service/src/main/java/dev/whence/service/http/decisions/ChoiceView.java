package dev.whence.service.http.decisions;

import dev.whence.service.replay.PolicyChoice;
import dev.whence.service.replay.PolicyChoice.Plan;
import dev.whence.service.replay.PolicyChoice.Settled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A recorded decision as a choice between plans; everything but the first two is left out unless
/// its outcome is settled and can be compared.
///
/// @param standing `settled`, or why it says nothing
/// @param day of the decision, UTC
/// @param origin ship node of the first parcel
/// @param arms the plan that was made, and the policy's where that is another one
/// @param chosen which of these was made
record ChoiceView(
    String decisionId,
    String standing,
    @Nullable String day,
    @Nullable String origin,
    @Nullable String currency,
    @Nullable List<ArmView> arms,
    @Nullable Integer chosen,
    @Nullable OutcomeView outcome) {

  /// @param parcels in words
  /// @param propensity with which it was drawn; 0 for a plan that nothing is recorded of
  /// @param target chance with which the policy makes it
  /// @param freightMinor expected, in minor units
  /// @param onTime chance that every parcel is
  record ArmView(
      List<String> parcels, double propensity, double target, double freightMinor, double onTime) {
    static ArmView of(Plan plan, double propensity, double target) {
      return new ArmView(plan.parcels(), propensity, target, plan.freightMinor(), plan.onTime());
    }
  }

  /// @param freightMinor of the parcels that left
  /// @param onTime whether all of them were
  record OutcomeView(long freightMinor, boolean onTime) {}

  static ChoiceView of(PolicyChoice choice) {
    String id = choice.id().toString();
    String standing = Codes.lower(choice.standing()).replace('_', '-');
    return choice
        .settled()
        .map(settled ->
            new ChoiceView(
                id,
                standing,
                settled.day().toString(),
                settled.origin(),
                settled.currency(),
                arms(settled),
                0,
                new OutcomeView(settled.freightMinor(), settled.onTime())))
        .orElseGet(() -> new ChoiceView(id, standing, null, null, null, null, null, null));
  }

  private static List<ArmView> arms(Settled settled) {
    var arms = new ArrayList<ArmView>();
    Optional<Plan> target = settled.target();
    arms.add(ArmView.of(settled.logged(), settled.propensity(), target.isPresent() ? 0 : 1));
    target.ifPresent(plan -> arms.add(ArmView.of(plan, 0, 1)));
    return arms;
  }
}
