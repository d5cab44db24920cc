package dev.whence.rules.sourcing;

import dev.whence.rules.sourcing.WhyNot.Change;
import dev.whence.rules.sourcing.WhyNot.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/// Changes of one kind that differ in size only.
sealed interface Family {
  Kind kind();

  /// The change that reaches furthest.
  Change strongest();

  /// The smallest change that is enough, if any is: one size less is not.
  Optional<Change> smallest(Predicate<Change> enough);

  /// Whether larger changes than the strongest could be made.
  boolean endsEarly();

  /// A change without a size.
  record One(Kind kind, Change strongest) implements Family {
    @Override
    public Optional<Change> smallest(Predicate<Change> enough) {
      return enough.test(strongest) ? Optional.of(strongest) : Optional.empty();
    }

    @Override
    public boolean endsEarly() {
      return false;
    }
  }

  /// A few changes, tried one by one, because a larger one may be worse.
  ///
  /// @param steps the smallest first, at least one
  record Ladder(Kind kind, List<Change> steps, Change strongest, boolean endsEarly)
      implements Family {
    public Ladder {
      steps = List.copyOf(steps);
    }

    @Override
    public Optional<Change> smallest(Predicate<Change> enough) {
      return steps.stream().filter(enough).findFirst();
    }
  }

  /// Many changes of which a larger one is never worse, found by halving.
  ///
  /// @param usual the size that is enough, if any is, as long as no table row asks for more; at
  ///   least 0
  /// @param most the largest size, at least `usual` and 1
  record Rising(Kind kind, int usual, int most, IntFunction<Change> ofSize) implements Family {
    @Override
    public Change strongest() {
      return ofSize.apply(usual > 0 ? usual : most);
    }

    @Override
    public Optional<Change> smallest(Predicate<Change> enough) {
      if (usual > 0 && enough.test(ofSize.apply(usual))) {
        return Optional.of(ofSize.apply(fewest(1, usual, enough)));
      }
      return most > usual && enough.test(ofSize.apply(most))
          ? Optional.of(ofSize.apply(fewest(usual + 1, most, enough)))
          : Optional.empty();
    }

    @Override
    public boolean endsEarly() {
      return false;
    }

    private int fewest(int least, int known, Predicate<Change> enough) {
      int low = least;
      int high = known;
      while (low < high) {
        int middle = low + (high - low) / 2;
        if (enough.test(ofSize.apply(middle))) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return low;
    }
  }

  /// More units of several SKUs, lessened one after the other until each is needed.
  ///
  /// @param all so many that more never help, of at least two SKUs
  record Several(List<Change.MoreUnits> all) implements Family {
    public Several {
      all = List.copyOf(all);
    }

    @Override
    public Kind kind() {
      return Kind.STOCK;
    }

    @Override
    public Change strongest() {
      return new Change.MoreUnitsOfSeveral(all);
    }

    @Override
    public boolean endsEarly() {
      return false;
    }

    @Override
    public Optional<Change> smallest(Predicate<Change> enough) {
      if (!enough.test(strongest())) {
        return Optional.empty();
      }
      var units = new ArrayList<>(all);
      for (int i = units.size() - 1; i >= 0; i--) {
        Change.MoreUnits most = units.get(i);
        int at = i;
        var without = new ArrayList<>(units);
        without.remove(at);
        if (!without.isEmpty() && enough.test(of(without))) {
          units.remove(at);
          continue;
        }
        new Rising(
                Kind.STOCK,
                most.units(),
                most.units(),
                n -> new Change.MoreUnits(most.shipNode(), most.sku(), n))
            .smallest(one -> {
              var changed = new ArrayList<>(units);
              changed.set(at, (Change.MoreUnits) one);
              return enough.test(of(changed));
            })
            .ifPresent(one -> units.set(at, (Change.MoreUnits) one));
      }
      return Optional.of(of(units));
    }

    private static Change of(List<Change.MoreUnits> units) {
      return units.size() == 1 ? units.getFirst() : new Change.MoreUnitsOfSeveral(units);
    }
  }
}
