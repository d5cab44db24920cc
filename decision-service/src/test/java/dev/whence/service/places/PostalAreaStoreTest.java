package dev.whence.service.places;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.GeoPoint;
import dev.whence.domain.places.PostalArea;
import dev.whence.service.store.Database;
import dev.whence.service.store.StatementBatch;
import dev.whence.service.store.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PostalAreaStoreTest {
  private final Database database = TestDatabase.emptied();
  private final PostalAreaStore store = new PostalAreaStore(database);

  @Test
  void areasComeBackEqual_sortedAndTheLastOfTwo() {
    store.upsert(
        List.of(
            area("US", "941", 37.123456789, "CA"),
            area("DE", "0", 51, "Sachsen"),
            area("US", "9", 39, ""),
            area("DE", "0", 51.1, "")));

    assertThat(database.run(PostalAreaStore::readAll))
        .containsExactly(
            area("DE", "0", 51.1, ""),
            area("US", "9", 39, ""),
            area("US", "941", 37.123456789, "CA"))
        .isEqualTo(store.list("", "", 10));
    assertThat(store.list("DE", "0", 1)).containsExactly(area("US", "9", 39, ""));
    assertThat(store.listOf("US", "9", 10)).containsExactly(area("US", "941", 37.123456789, "CA"));
    assertThat(store.listOf("FR", "", 10)).isEmpty();
  }

  @Test
  void aSecondLoadReplacesWhatItNamesAndKeepsTheRest() {
    store.upsert(List.of(area("US", "941", 37, "CA"), area("US", "942", 38, "CA")));

    store.upsert(List.of(area("US", "941", 37.5, "NV")));

    assertThat(database.run(PostalAreaStore::readAll))
        .containsExactly(area("US", "941", 37.5, "NV"), area("US", "942", 38, "CA"));
  }

  @Test
  void everyLoadIsSeenBySnapshots() {
    long before = version();

    store.upsert(List.of(area("US", "941", 37, "CA")));

    assertThat(version()).isEqualTo(before + 1);
  }

  @Test
  void aWholeCountryIsOneLoad() {
    List<PostalArea> areas = new ArrayList<>();
    for (int code = 0; code < 100_000; code++) {
      areas.add(area("US", "%05d".formatted(code), code / 2_000.0, "R" + code % 50));
    }

    store.upsert(areas);

    assertThat(database.run(PostalAreaStore::readAll)).isEqualTo(areas);
  }

  private long version() {
    String select = "SELECT version FROM reference_version";
    return database.run(connection -> {
      try (StatementBatch.Answers answers = new StatementBatch().add(select).send(connection)) {
        return answers.rows(select, row -> row.getLong(1)).getFirst();
      }
    });
  }

  private static PostalArea area(String country, String prefix, double latitude, String region) {
    return new PostalArea(country, prefix, new GeoPoint(latitude, -100.25), 12.5, region);
  }
}
