package dev.whence.domain.carriers;

import dev.whence.domain.Cost;
import dev.whence.domain.Money;
import java.util.List;
import java.util.OptionalLong;

/// What one parcel costs by its charged weight: an amount for the parcel, then either a price for
/// the lightest weight step it fits or a price per kilogram, and never less than a minimum.
///
/// @param perParcel always charged
/// @param perKilogram for every gram where there are no steps, and for every gram above the last
///   step; finer than a minor unit
/// @param steps lightest first; a parcel pays the first one it fits
/// @param minimum the least charge for a parcel
public record Tariff(Money perParcel, Cost perKilogram, List<WeightStep> steps, Money minimum) {
  /// @throws IllegalArgumentException if the steps do not rise in weight
  public Tariff {
    steps = List.copyOf(steps);
    long before = 0;
    for (WeightStep step : steps) {
      if (step.upToGrams() <= before) {
        throw new IllegalArgumentException(
            "The weight step up to %d g follows one up to %d g.\nMaybe sort the steps by weight."
                .formatted(step.upToGrams(), before));
      }
      before = step.upToGrams();
    }
  }

  /// A price for the parcel and one for each kilogram.
  public static Tariff twoPart(Money perParcel, Cost perKilogram) {
    return new Tariff(perParcel, perKilogram, List.of(), new Money(0, perParcel.currency()));
  }

  /// Whether the price is the sum of a part for the parcel and a part for every gram.
  public boolean isAffine() {
    return steps.isEmpty() && minimum.minorUnits() <= perParcel.minorUnits();
  }

  /// The charge in ten-thousandths of a minor unit, rounded half up; empty above the last step of a
  /// tariff without a price per kilogram.
  ///
  /// @throws ArithmeticException on overflow
  public OptionalLong price(long chargedGrams) {
    long price = Cost.of(perParcel).tenThousandths();
    if (steps.isEmpty()) {
      price = Math.addExact(price, byWeight(chargedGrams));
    } else {
      WeightStep last = steps.getLast();
      if (chargedGrams > last.upToGrams()) {
        if (perKilogram.tenThousandths() <= 0) {
          return OptionalLong.empty();
        }
        price = Math.addExact(price, Cost.of(last.price()).tenThousandths());
        price = Math.addExact(price, byWeight(chargedGrams - last.upToGrams()));
      } else {
        price = Math.addExact(price, Cost.of(step(chargedGrams).price()).tenThousandths());
      }
    }
    return OptionalLong.of(Math.max(price, Cost.of(minimum).tenThousandths()));
  }

  private WeightStep step(long chargedGrams) {
    for (WeightStep step : steps) {
      if (chargedGrams <= step.upToGrams()) {
        return step;
      }
    }
    throw new IllegalStateException("No step takes " + chargedGrams + " g.");
  }

  private long byWeight(long grams) {
    return perKilogram.ofGrams(grams).tenThousandths();
  }
}
