package dev.whence.models.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/// How much worse a model gets when one feature is dealt out anew among the rows (Breiman 2001;
/// Fisher, Rudin, Dominici 2019). Features that say the same share what they are worth.
///
/// @param rises of the loss, mean over three shuffles, by feature, the greatest first
/// @param rows behind it
public record PermutationImportance(SequencedMap<String, Double> rises, int rows) {
  private static final int SHUFFLES = 3;

  /// Enough to tell what matters, few enough to cost seconds.
  private static final int MOST_ROWS = 4_000;

  /// @param names of the columns
  /// @param rows at least one; unchanged afterwards
  /// @param loss mean loss of the model on rows like these
  public static PermutationImportance of(
      List<String> names, float[][] rows, ToDoubleFunction<float[][]> loss, long seed) {
    double whole = loss.applyAsDouble(rows);
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Double> rises = new LinkedHashMap<>();
    for (int column = 0; column < names.size(); column++) {
      float[] kept = new float[rows.length];
      for (int i = 0; i < rows.length; i++) {
        kept[i] = rows[i][column];
      }
      double sum = 0;
      for (int shuffle = 0; shuffle < SHUFFLES; shuffle++) {
        float[] dealt = kept.clone();
        for (int i = dealt.length - 1; i > 0; i--) {
          int other = random.nextInt(i + 1);
          float value = dealt[i];
          dealt[i] = dealt[other];
          dealt[other] = value;
        }
        fill(rows, column, dealt);
        sum += loss.applyAsDouble(rows) - whole;
      }
      fill(rows, column, kept);
      rises.put(names.get(column), sum / SHUFFLES);
    }
    SequencedMap<String, Double> sorted = new LinkedHashMap<>();
    rises.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return new PermutationImportance(sorted, rows.length);
  }

  private static void fill(float[][] rows, int column, float[] values) {
    for (int i = 0; i < rows.length; i++) {
      rows[i][column] = values[i];
    }
  }

  /// As many of the rows as it takes, spread evenly.
  public static <T> List<T> some(List<T> rows) {
    List<T> some = new ArrayList<>();
    int count = Math.min(MOST_ROWS, rows.size());
    for (int i = 0; i < count; i++) {
      some.add(rows.get((int) ((long) i * rows.size() / count)));
    }
    return some;
  }
}
