package dev.whence.pipeline.simulation;

/// Random numbers of one key, counted from 0: a splitmix64 hash of (key, counter).
///
/// Two draws of one key at the same count are equal on every machine; other keys do not matter. Not
/// thread-safe, cheap to make.
final class Draws {

  /// What a random number decides. Its name is part of the key: renaming one changes the world.
  enum Stream {
    CATALOG,
    ASSORTMENT,
    STOCK,
    CUSTOMER,
    ARRIVALS,
    ORDER,
    AVAILABILITY,
    ROUTING,
    LANE,
    CARRIER_WEEK,
    STORM,
    TRANSIT,
    SCAN,
    RETURN;

    private final long key = entity(name());
  }

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final double TO_UNIT = 0x1.0p-53;
  private static final double LARGEST_POISSON_MEAN = 30;

  private final long key;
  private long count;

  private Draws(long key) {
    this.key = key;
  }

  static Draws of(long seed, Stream stream, long entity, long day) {
    long key = mix(seed + GOLDEN);
    key = mix(key ^ stream.key);
    key = mix(key ^ mix(entity + 2 * GOLDEN));
    return new Draws(mix(key ^ mix(day + 3 * GOLDEN)));
  }

  /// A stable number for a name, to key draws with.
  static long entity(String name) {
    long hash = GOLDEN;
    for (int i = 0; i < name.length(); i++) {
      hash = mix(hash ^ name.charAt(i));
    }
    return hash;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /// From 0, included, to 1, excluded.
  double uniform() {
    return (mix(key + ++count * GOLDEN) >>> 11) * TO_UNIT;
  }

  double uniform(double low, double high) {
    return low + (high - low) * uniform();
  }

  /// From 0 to `bound - 1`.
  int below(int bound) {
    return (int) (uniform() * bound);
  }

  boolean chance(double probability) {
    return uniform() < probability;
  }

  /// Standard normal.
  double normal() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
    return radius * StrictMath.cos(2 * Math.PI * uniform());
  }

  double normal(double mean, double deviation) {
    return mean + deviation * normal();
  }

  /// With the given median and standard deviation of the logarithm.
  double logNormal(double median, double deviation) {
    return median * StrictMath.exp(deviation * normal());
  }

  int poisson(double mean) {
    if (mean > LARGEST_POISSON_MEAN) {
      return poisson(mean / 2) + poisson(mean / 2);
    }
    double limit = StrictMath.exp(-mean);
    double product = uniform();
    int events = 0;
    while (product > limit) {
      product *= uniform();
      events++;
    }
    return events;
  }

  /// Failures before the first success, with the given mean: a negative binomial of shape 1.
  int geometric(double mean) {
    double success = 1 / (1 + mean);
    return (int) StrictMath.floor(StrictMath.log(1 - uniform()) / StrictMath.log(1 - success));
  }
}
