package dev.whence.training.spark;

import dev.whence.training.engine.Engine;
import dev.whence.training.engine.EngineSettings;

/// Found where Spark's libraries are on the class path.
public final class SparkEngineFactory implements Engine.Factory {
  @Override
  public Engine start(EngineSettings settings) {
    return SparkEngine.start(settings);
  }
}
