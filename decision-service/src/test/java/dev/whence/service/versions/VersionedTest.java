package dev.whence.service.versions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VersionedTest {
  private final List<Integer> closed = new ArrayList<>();
  private final Versioned<Integer> versions =
      new Versioned<>(VersionedTest::load, number -> number, closed::add, 1, () -> {});

  private static Integer load(Version version) {
    if (version.number() == 13) {
      throw new IllegalStateException("no luck");
    }
    return version.number();
  }

  private static Version version(int number) {
    return new Version(VersionKind.MODELS, number, "", "{}", "", "", Instant.EPOCH);
  }

  @Test
  void whatIsNotReadyIsAnsweredByTheOneBefore_untilItIsReady() {
    assertThat(versions.at(2)).isEqualTo(1);
    assertThat(versions.lag()).hasValueSatisfying(lag -> assertThat(lag.number()).isEqualTo(2));

    versions.load(List.of(version(2), version(13)));

    assertThat(versions.at(2)).isEqualTo(2);
    assertThat(versions.lag()).isEmpty();
    assertThat(versions.broken()).containsEntry(13, "no luck");
    assertThat(versions.at(13)).isEqualTo(2);
  }

  @Test
  void whatIsNoLongerReadyStaysOpenForThoseWhoStillAskIt() {
    versions.load(List.of(version(1), version(2)));
    versions.at(2);

    versions.load(List.of(version(2), version(3)));

    assertThat(versions.find(1)).isEmpty();
    assertThat(closed).isEmpty();
    versions.closeAll();
    assertThat(closed).containsExactlyInAnyOrder(1, 2, 3);
  }
}
