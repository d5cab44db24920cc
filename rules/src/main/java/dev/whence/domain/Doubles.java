package dev.whence.domain;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/// A list of numbers that lie side by side in memory, and do not change. Equal to any list of the
/// same numbers.
public final class Doubles extends AbstractList<Double> implements RandomAccess {
  private final double[] numbers;

  private Doubles(double[] numbers) {
    this.numbers = numbers;
  }

  public static Doubles of(double... numbers) {
    return new Doubles(numbers.clone());
  }

  /// The same object where it is one of these already.
  public static Doubles copyOf(List<Double> numbers) {
    if (numbers instanceof Doubles same) {
      return same;
    }
    var copy = new double[numbers.size()];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = numbers.get(i);
    }
    return new Doubles(copy);
  }

  /// @throws ArrayIndexOutOfBoundsException if there is none
  public double at(int index) {
    return numbers[index];
  }

  public double last() {
    return numbers[numbers.length - 1];
  }

  /// A copy.
  public double[] array() {
    return numbers.clone();
  }

  @Override
  public Double get(int index) {
    return numbers[index];
  }

  @Override
  public int size() {
    return numbers.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Doubles same
        ? Arrays.equals(numbers, same.numbers)
        : super.equals(other);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(numbers);
  }
}
