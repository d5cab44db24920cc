package dev.whence.rules.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What is remembered stays within its bound and is never another's.
class VerdictCacheTest {
  private static final long[] NOTHING = {};

  @Test
  void neverKeepsMoreThanItsCapacity_andAlwaysTheNewest() {
    var cache = new VerdictCache<Long>(64);
    var random = new SplittableRandom(1);

    for (int i = 0; i < 10_000; i++) {
      long key = random.nextLong();
      cache.put(key, NOTHING, key);
      assertThat(cache.find(key, NOTHING)).contains(key);
      assertThat(cache.size()).isLessThanOrEqualTo(64);
    }
    assertThat(cache.size()).isEqualTo(64);
  }

  @Test
  void keepsNearlyAllOfWhatFillsHalfOfIt() {
    var cache = new VerdictCache<Long>(1024);
    for (long key = 0; key < 512; key++) {
      cache.put(key << 40, NOTHING, key);
    }

    long kept =
        IntStream.range(0, 512)
            .filter(key -> cache.find((long) key << 40, NOTHING).isPresent())
            .count();

    assertThat(kept).isGreaterThan(460);
  }

  @Test
  void classesThatDifferInAnyNumberAreDifferent() {
    var cache = new VerdictCache<String>(4);

    cache.put(1, new long[] {2, 3}, "a");

    assertThat(cache.find(1, new long[] {2, 3})).contains("a");
    assertThat(cache.find(1, new long[] {2, 4})).isEmpty();
    assertThat(cache.find(0, new long[] {2, 3})).isEmpty();
    assertThat(cache.find(1, NOTHING)).isEmpty();
  }

  @Test
  void manyThreadsNeverGetAnothersVerdict() throws InterruptedException, ExecutionException {
    var cache = new VerdictCache<Long>(16);
    Callable<Boolean> asking =
        () -> {
          boolean right = true;
          for (int i = 0; i < 20_000; i++) {
            long key = i % 40;
            right &= cache.find(key, NOTHING).filter(found -> found != key).isEmpty();
            cache.put(key, NOTHING, key);
          }
          return right;
        };

    try (var pool = Executors.newFixedThreadPool(8)) {
      for (var right : pool.invokeAll(java.util.Collections.nCopies(8, asking))) {
        assertThat(right.get()).isTrue();
      }
    }
    assertThat(cache.size()).isLessThanOrEqualTo(16);
  }

  @Test
  void aCapacityThatIsNoPowerOfTwoIsRefused() {
    for (int capacity : List.of(-1, 0, 2, 5, 100)) {
      assertThatThrownBy(() -> new VerdictCache<Long>(capacity))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new VerdictCache<Long>(100))
        .hasMessage("The capacity (100) is no power of two from 4 on.\nMaybe use 64.");
  }
}
