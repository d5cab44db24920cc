package dev.whence.service.sourcing;

import static dev.whence.service.sourcing.TestShop.decision;
import static dev.whence.service.sourcing.TestShop.line;
import static dev.whence.service.sourcing.TestShop.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.domain.orders.Order;
import dev.whence.service.sourcing.CommitResult.Committed;
import dev.whence.service.sourcing.CommitResult.DuplicateKey;
import dev.whence.service.sourcing.CommitResult.OrderChanged;
import dev.whence.service.sourcing.CommitResult.StockLost;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.StoreException;
import dev.whence.service.store.StoreUnavailableException;
import dev.whence.service.store.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Commits that wait for a row are written together, and nobody notices.
///
/// The first two commits are held up by a lock on the row, so that all others are one group.
final class CommitGroupsTest {
  private static final int FIRST = CommitGroups.AT_ONCE;

  private final DatabaseAddress address = TestDatabase.freshAddress();
  private final Database database = Database.open(address, 8);
  private final TestShop shop = new TestShop(database).with("DC-1", "A", 1_000);
  private final List<FutureTask<CommitResult>> commits = new ArrayList<>();

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void thoseWhoWaitAreOneTransaction_andEachGetsItsOwnAnswer() throws Exception {
    try (Connection lock = hold("SELECT 1 FROM stock FOR UPDATE")) {
      for (int i = 0; i < FIRST + 10; i++) {
        start("O-" + i, new CallerKey.Given("key-" + i, "digest"));
      }
      lock.rollback();
    }

    for (var commit : commits) {
      assertThat(commit.get()).isInstanceOf(Committed.class);
    }
    assertThat(transactions()).isEqualTo(FIRST + 1);
    assertThat(reserved()).isEqualTo(FIRST + 10);
    for (int i = 0; i < FIRST + 10; i++) {
      var committed = (Committed) commits.get(i).get();
      assertThat(shop.decisions.findAnswer(new CallerKey.Given("key-" + i, "digest")))
          .contains(new DuplicateKey(committed.decision()));
    }
    assertThat(shop.discrepancies()).isEmpty();
  }

  @Test
  void whereNobodyWaitsEachIsItsOwnTransaction() throws Exception {
    for (int i = 0; i < 4; i++) {
      start("O-" + i, new CallerKey.None());
      assertThat(commits.get(i).get()).isInstanceOf(Committed.class);
    }

    assertThat(transactions()).isEqualTo(4);
  }

  @Test
  void thoseWhoLoseAreToldWhyAndTheOthersAreWritten() throws Exception {
    var known = new CallerKey.Given("known", "digest");
    var first = (Committed) shop.commit(decide(order("KNOWN", "A")), known);
    NewDecision stale = decide(order("STALE", "A"));
    assertThat(shop.commit(decide(order("STALE", "A")))).isInstanceOf(Committed.class);

    try (Connection lock = hold("SELECT 1 FROM stock FOR UPDATE")) {
      for (int i = 0; i < FIRST + 5; i++) {
        start("O-" + i, new CallerKey.None());
      }
      start(() -> shop.commit(stale));
      start(() -> shop.commit(decide(order("OTHER", "A")), known));
      start(() -> shop.commit(decide(order("MUCH", List.of(line("1", "A", 5_000))))));
      lock.rollback();
    }

    for (int i = 0; i < FIRST + 5; i++) {
      assertThat(commits.get(i).get()).isInstanceOf(Committed.class);
    }
    assertThat(commits.get(FIRST + 5).get()).isEqualTo(new OrderChanged());
    assertThat(commits.get(FIRST + 6).get()).isEqualTo(new DuplicateKey(first.decision()));
    assertThat(commits.get(FIRST + 7).get()).isInstanceOf(StockLost.class);
    assertThat(reserved()).isEqualTo(FIRST + 5 + 2);
    assertThat(shop.discrepancies()).isEmpty();
  }

  @Test
  void theLastUnitsAreSoldToAsManyAsThereAre() throws Exception {
    shop.with("DC-1", "A", FIRST + 7);

    try (Connection lock = hold("SELECT 1 FROM stock FOR UPDATE")) {
      for (int i = 0; i < FIRST + 10; i++) {
        start("O-" + i, new CallerKey.None());
      }
      lock.rollback();
    }

    int sold = 0;
    for (var commit : commits) {
      switch (commit.get()) {
        case Committed ignored -> sold++;
        case StockLost(var units) -> assertThat(units.getFirst().available()).isZero();
        case CommitResult other -> throw new AssertionError(other);
      }
    }
    assertThat(sold).isEqualTo(FIRST + 7);
    assertThat(reserved()).isEqualTo(FIRST + 7);
    assertThat(shop.discrepancies()).isEmpty();
  }

  @Test
  void twinsThatWaitTogetherGetOneDecision() throws Exception {
    var key = new CallerKey.Given("twin", "digest");

    try (Connection lock = hold("SELECT 1 FROM stock FOR UPDATE")) {
      for (int i = 0; i < FIRST; i++) {
        start("O-" + i, new CallerKey.None());
      }
      for (int i = 0; i < 4; i++) {
        start("TWIN", key);
      }
      lock.rollback();
    }

    var answers = new ArrayList<CommitResult>();
    for (var commit : commits.subList(FIRST, FIRST + 4)) {
      answers.add(commit.get());
    }
    assertThat(answers).filteredOn(Committed.class::isInstance).hasSize(1);
    assertThat(answers).filteredOn(DuplicateKey.class::isInstance).hasSize(3);
    assertThat(reserved()).isEqualTo(FIRST + 1);
  }

  @Test
  void whatTheStoreRefusesOfOneIsTheFailureOfThatOne() throws Exception {
    NewDecision refused = withRequest(decide(order("REFUSED", "A")), "{\"automatic\": no JSON");

    try (Connection lock = hold("SELECT 1 FROM stock FOR UPDATE")) {
      for (int i = 0; i < FIRST + 3; i++) {
        start("O-" + i, new CallerKey.None());
      }
      start(() -> shop.commit(refused));
      lock.rollback();
    }

    for (int i = 0; i < FIRST + 3; i++) {
      assertThat(commits.get(i).get()).isInstanceOf(Committed.class);
    }
    assertThatThrownBy(() -> commits.get(FIRST + 3).get())
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(StoreException.class);
    assertThat(reserved()).isEqualTo(FIRST + 3);
  }

  @Test
  void whenTheConnectionBreaksAllOfTheGroupAreToldSo_andNothingOfItIsThere() throws Exception {
    try (Connection order =
        hold(
            """
            INSERT INTO orders (id, channel, customer_class, customer_id, service_level,
              destination_country, destination_region, currency, ordered_at, last_decision)
            VALUES ('O-5', '', '', '', '', '', '', 'USD', now(), gen_random_uuid())
            """)) {
      try (Connection lock = hold("SELECT 1 FROM stock FOR UPDATE")) {
        for (int i = 0; i < FIRST + 10; i++) {
          start("O-" + i, new CallerKey.None());
        }
        lock.rollback();
      }
      for (int i = 0; i < FIRST; i++) {
        assertThat(commits.get(i).get()).isInstanceOf(Committed.class);
      }
      awaitNumber(BLOCKED, 1);
      shop.execute(
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock'
          """);
      for (var commit : commits.subList(FIRST, FIRST + 10)) {
        assertThatThrownBy(commit::get).hasCauseInstanceOf(StoreUnavailableException.class);
      }
      order.rollback();
    }

    assertThat(reserved()).isEqualTo(FIRST);
    assertThat(shop.commit(decide(order("LATER", "A")))).isInstanceOf(Committed.class);
    assertThat(shop.discrepancies()).isEmpty();
  }

  private NewDecision decide(Order order) {
    return decision(shop.inputs(order), Map.of("A", "DC-1"));
  }

  private static NewDecision withRequest(NewDecision decision, String request) {
    return new NewDecision(
        decision.id(),
        decision.basis(),
        decision.standing(),
        decision.versions(),
        request,
        decision.inputs(),
        decision.estimates(),
        decision.decision(),
        decision.round(),
        decision.timings(),
        decision.warnings(),
        decision.fired());
  }

  private void start(String order, CallerKey key) throws InterruptedException {
    NewDecision decision = decide(order(order, "A"));
    start(() -> shop.commit(decision, key));
  }

  /// Returns when the commit waits for another thread, or, of the first ones, for the row.
  private void start(Callable<CommitResult> work) throws InterruptedException {
    var commit = new FutureTask<>(work);
    Thread thread = Thread.ofPlatform().daemon().start(commit);
    commits.add(commit);
    if (commits.size() > FIRST) {
      while (thread.getState() != Thread.State.WAITING && !commit.isDone()) {
        Thread.sleep(1);
      }
    } else {
      while (!commit.isDone() && shop.number(BLOCKED) < commits.size()) {
        Thread.sleep(1);
      }
    }
  }

  private static final String BLOCKED =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'
      """;

  private void awaitNumber(String sql, long least) throws InterruptedException {
    while (shop.number(sql) < least) {
      Thread.sleep(1);
    }
  }

  /// A transaction that is left open.
  private Connection hold(String sql) throws SQLException {
    Connection connection =
        DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
    return connection;
  }

  private long transactions() {
    return shop.number("SELECT count(DISTINCT xmin::text) FROM reservations");
  }

  private long reserved() {
    return shop.number("SELECT reserved FROM stock");
  }
}
