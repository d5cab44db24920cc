package dev.whence.models.features;

/// Keeps a rate seen in few cases near what is expected without them.
public final class Smoothing {
  private Smoothing() {}

  /// The mean of `cases` at `seen` and `priorCases` at `prior`: `prior` without any case, `seen`
  /// with very many.
  ///
  /// @param seen ignored when `cases` is 0
  public static double towards(double prior, double priorCases, double seen, long cases) {
    return cases <= 0 ? prior : (cases * seen + priorCases * prior) / (cases + priorCases);
  }
}
