package dev.whence.models.scoring;

/// A loaded model file. Thread-safe; rows never influence one another.
public interface Scorer extends AutoCloseable {

  /// Scores a batch.
  ///
  /// @param features rows one after the other, each in the order the scorer was opened with
  /// @return one array per declared output, each with one number per row
  /// @throws ScoringException if the model cannot answer, or was closed
  float[][] score(float[] features, int rows);

  /// Whether a call may take for ever or cannot be trusted with the caller's thread, as native
  /// code.
  default boolean mayHang() {
    return true;
  }

  /// Frees the model once the last call under way has ended. May be called twice.
  @Override
  void close();
}
