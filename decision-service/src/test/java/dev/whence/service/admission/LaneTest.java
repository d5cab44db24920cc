package dev.whence.service.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LaneTest {
  private static final Deadline FAR = Deadline.of(System.nanoTime(), Duration.ofMinutes(10));

  @Test
  void asManyAreLetInAsThereArePlacesAndTheNextOnesWait() throws Exception {
    var lane = new Lane(2, 1);
    assertThat(lane.enter(FAR)).isTrue();
    assertThat(lane.enter(FAR)).isTrue();
    assertThat(lane.isFull()).isFalse();

    try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> third = others.submit(() -> lane.enter(FAR));
      until(() -> lane.waiting() == 1);
      assertThat(lane.isFull()).isTrue();
      assertThat(lane.busy()).isEqualTo(2);
      assertThat(lane.enter(FAR)).as("the queue is full").isFalse();

      lane.leave();
      assertThat(third.get()).isTrue();
    }
    assertThat(lane.waiting()).isZero();
    lane.leave();
    lane.leave();
    assertThat(lane.busy()).isZero();
  }

  @Test
  void whoeverCameFirstIsLetInFirst() throws Exception {
    var lane = new Lane(1, 20);
    lane.enter(FAR);
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());

    try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        int number = i;
        others.execute(() -> {
          lane.enter(FAR);
          order.add(number);
          lane.leave();
        });
        until(() -> lane.waiting() == number + 1);
      }
      lane.leave();
    }

    assertThat(order).isSorted().hasSize(20);
  }

  @Test
  void nobodyWaitsLongerThanAQuarterOfTheTimeThatIsLeft() {
    var lane = new Lane(1, 5);
    lane.enter(FAR);
    long start = System.nanoTime();

    assertThat(lane.enter(Deadline.of(start, Duration.ofMillis(400)))).isFalse();

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThan(Duration.ofMillis(80))
        .isLessThan(Duration.ofMillis(390));
    assertThat(lane.waiting()).isZero();
  }

  @Test
  void whileMoreAreTurnedAwayThanLetInNobodyWaitsAndAQuarterOfThePlacesStaysEmpty() {
    var clock = new AtomicLong();
    var lane = new Lane(4, 8, clock::get);
    assertThat(lane.enter(FAR)).isTrue();
    lane.turnAway();
    later(clock, Rush.LOOK);
    assertThat(lane.most()).as("as many turned away as let in").isEqualTo(12);

    lane.turnAway();
    assertThat(lane.most()).as("not told before a quarter of a second has passed").isEqualTo(12);
    later(clock, Rush.LOOK);
    assertThat(lane.most()).isEqualTo(3);
    assertThat(lane.queue()).isZero();
    assertThat(lane.enter(FAR)).isTrue();
    assertThat(lane.isFull()).isFalse();
    assertThat(lane.enter(FAR)).isTrue();
    assertThat(lane.isFull()).isTrue();
    assertThat(lane.enter(FAR)).as("a fourth").isFalse();
    assertThat(lane.busy()).isEqualTo(3);
    assertThat(lane.waiting()).isZero();

    assertThat(lane.pause()).isEqualTo(Duration.ofSeconds(1));
    later(clock, Rush.LOOK_IN_A_RUSH);
    assertThat(lane.most()).as("one turned away, two let in").isEqualTo(3);

    lane.turnAway();
    for (int i = 0; i < 4; i++) {
      lane.leave();
      assertThat(lane.enter(FAR)).isTrue();
    }
    later(clock, Rush.LOOK);
    assertThat(lane.most()).as("not told before a second has passed").isEqualTo(3);
    later(clock, Rush.LOOK_IN_A_RUSH.minus(Rush.LOOK));
    assertThat(lane.most()).as("one turned away, four let in").isEqualTo(12);
    assertThat(lane.queue()).isEqualTo(8);
    assertThat(lane.pause()).isEqualTo(Duration.ofMillis(250));

    lane.turnAway();
    later(clock, Rush.LOOK.multipliedBy(2));
    assertThat(lane.most()).as("what was seen long ago says nothing of now").isEqualTo(12);
    for (int i = 0; i < 3; i++) {
      lane.leave();
    }
    assertThat(lane.busy() + lane.waiting()).isZero();
  }

  @Test
  void aPlaceIsThereInARushHoweverFewThereAre() {
    var clock = new AtomicLong();
    var lane = new Lane(1, 8, clock::get);
    lane.turnAway();
    later(clock, Rush.LOOK);

    assertThat(lane.most()).isEqualTo(1);
    assertThat(lane.enter(FAR)).isTrue();
  }

  private static void later(AtomicLong clock, Duration time) {
    clock.addAndGet(time.toNanos());
  }

  @Test
  void theSharesOfADeadlineGetShorterAndEndAtNothing() {
    Duration most = Duration.ofMillis(50);

    assertThat(FAR.share(4, most)).isEqualTo(most);
    assertThat(Deadline.NONE.share(4, most)).isEqualTo(most);
    assertThat(Deadline.of(System.nanoTime(), Duration.ofMillis(100)).share(4, most))
        .isLessThanOrEqualTo(Duration.ofMillis(25));
    Deadline over = Deadline.of(System.nanoTime() - 2_000_000, Duration.ofMillis(1));
    assertThat(over.share(4, most)).isZero();
    assertThat(over.isOver()).isTrue();
    assertThat(Deadline.NONE.isOver()).isFalse();
    assertThatThrownBy(() -> Deadline.of(0, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void until(java.util.function.BooleanSupplier condition) throws Exception {
    while (!condition.getAsBoolean()) {
      Thread.sleep(1);
    }
  }
}
