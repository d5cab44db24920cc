package dev.whence.service.console;

import dev.whence.service.versions.Activation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What was in force when, for a list of it.
///
/// @param latest the latest first, those that are planned before all others
public record Activations(List<Activation> latest, Instant now) {
  public Activations {
    latest = List.copyOf(latest);
  }

  private List<Activation> begun() {
    return latest.stream()
        .filter(each -> each.takenBack().isEmpty() && !each.from().isAfter(now))
        .toList();
  }

  /// What can be taken back before its moment, the next one first.
  public List<Activation> planned() {
    return latest.stream()
        .filter(each -> each.takenBack().isEmpty() && each.from().isAfter(now))
        .toList()
        .reversed();
  }

  /// The one in force: the first that has begun.
  public Optional<Activation> inForce() {
    return begun().stream().findFirst();
  }

  /// The version that a roll-back would put in force again, empty if there is none.
  public Optional<Integer> before() {
    return inForce()
        .flatMap(current ->
            begun().stream()
                .map(Activation::number)
                .filter(number -> number != current.number())
                .findFirst());
  }

  /// How one stands.
  public String state(Activation activation) {
    if (activation.takenBack().isPresent()) {
      return "Taken back";
    }
    if (activation.from().isAfter(now)) {
      return "Planned";
    }
    return inForce().filter(activation::equals).isPresent() ? "In force" : "Superseded";
  }

  /// Of the mark of its state.
  public String tone(Activation activation) {
    return switch (state(activation)) {
      case "In force" -> "good";
      case "Planned" -> "warn";
      default -> "calm";
    };
  }
}
