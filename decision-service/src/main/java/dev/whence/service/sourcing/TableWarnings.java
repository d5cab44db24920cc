package dev.whence.service.sourcing;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.orders.Order;
import dev.whence.rules.sourcing.Market;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingDecision.TableRow;
import dev.whence.rules.tables.LoadedIds;
import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.UnknownId;
import dev.whence.rules.tables.UnknownIds;
import dev.whence.rules.tables.schema.Loaded;
import dev.whence.service.store.Database;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Tells which ids in the rule tables nothing is loaded for. Thread-safe.
///
/// The tables are looked through once for each version of the reference data, never for an order. A
/// new finding is logged once.
public final class TableWarnings {
  /// Most warnings in one answer.
  public static final int MOST_IN_ANSWER = 20;

  private static final int MOST_LOGGED = 20;
  private static final Logger LOG = System.getLogger(TableWarnings.class.getName());

  /// How old what is known of categories may be while one is missing: loads of items do not raise
  /// the reference version.
  private static final Duration CATEGORIES_LIVE = Duration.ofSeconds(60);

  private final Set<String> models;
  private final Database database;
  private final Clock clock;
  private final Set<Cell> logged = ConcurrentHashMap.newKeySet();
  private volatile Stored stored;
  private volatile Checked checked;
  private volatile Looked looked;

  /// Looks through the tables and logs what it finds.
  ///
  /// @param book the tables in force
  /// @param models the names of models that there can be
  public TableWarnings(RuleBook book, Set<String> models, Database database, Clock clock) {
    this.models = models;
    this.database = database;
    this.clock = clock;
    stored = database.transact(this::read);
    Market nothing = Market.of(List.of(), List.of(), List.of());
    checked =
        new Checked(book, nothing, stored.categories(), book.unknownIds(new LoadedIds(Map.of())));
    looked = new Looked(book, stored, book.unknownIds(stored.loaded()));
    if (!looked.unknown().unchecked().isEmpty()) {
      LOG.log(Level.INFO, unchecked(looked.unknown()));
    }
    log(looked.unknown());
  }

  /// As of now.
  ///
  /// @param book the tables in force
  public UnknownIds current(RuleBook book) {
    Stored known = stored;
    long version = database.run(TableWarnings::readVersion);
    boolean old = known.readAt().plus(CATEGORIES_LIVE).isBefore(clock.instant());
    if (version != known.version() || (old && lacksCategories(lastKnown(book)))) {
      reread();
      log(lastKnown(book));
    }
    return lastKnown(book);
  }

  /// What is loaded, as of now; categories as of a minute ago.
  public LoadedIds loaded() {
    Stored known = stored;
    boolean old = known.readAt().plus(CATEGORIES_LIVE).isBefore(clock.instant());
    if (old || database.run(TableWarnings::readVersion) != known.version()) {
      reread();
    }
    return stored.loaded();
  }

  /// As of the last time that anybody looked; asks no database.
  ///
  /// @param book the tables in force
  @SuppressWarnings("ReferenceEquality") // a version of the tables is one object
  public UnknownIds lastKnown(RuleBook book) {
    Looked known = looked;
    Stored now = stored;
    if (known.book() != book || known.stored() != now) {
      known = new Looked(book, now, book.unknownIds(now.loaded()));
      looked = known;
    }
    return known.unknown();
  }

  /// To be called after items were loaded. Never fails, for the load is done.
  public void itemsLoaded() {
    RuleBook book = looked.book();
    if (!lacksCategories(lastKnown(book))) {
      return;
    }
    try {
      reread();
      log(lastKnown(book));
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "The categories of the items that were just loaded could not be read; that will be tried again: "
              + e.getMessage());
    }
  }

  /// What may have mattered to a decision, the first ones.
  ///
  /// @param book the tables that it was made with
  /// @param market all that was loaded when it was made
  public List<UnknownId> touching(
      RuleBook book, Market market, Order order, SourcingDecision decision) {
    return touching(book, market, order, decision.grounds().rows());
  }

  /// What may have mattered to an answer, the first ones.
  ///
  /// @param book the tables that it was given with
  /// @param market all that was loaded when it was given
  /// @param rows first-match rows that answered
  public List<UnknownId> touching(RuleBook book, Market market, Order order, List<TableRow> rows) {
    UnknownIds unknown = in(book, market);
    var answered = new HashMap<String, Set<String>>();
    rows.forEach(
        row -> answered.computeIfAbsent(row.table(), _ -> new TreeSet<>()).add(row.ruleId()));
    return unknown.touching(order, answered).stream().limit(MOST_IN_ANSWER).toList();
  }

  /// What stays unchecked, in one sentence.
  public static String unchecked(UnknownIds unknown) {
    return "Nothing is loaded yet of the %s that the rule tables name; they are checked as soon as there is."
        .formatted(unknown.unchecked().stream().map(Loaded::plural).collect(joining(", ")));
  }

  /// A snapshot has the same market until other reference data is loaded.
  @SuppressWarnings("ReferenceEquality")
  private UnknownIds in(RuleBook book, Market market) {
    Set<String> categories = stored.categories();
    Checked known = checked;
    if (known.book() != book || known.market() != market || known.categories() != categories) {
      LoadedIds loaded = ids(market.reference(), categories);
      known = new Checked(book, market, categories, book.unknownIds(loaded));
      checked = known;
      log(known.unknown());
    }
    return known.unknown();
  }

  private static boolean lacksCategories(UnknownIds unknown) {
    return unknown.unchecked().contains(Loaded.CATEGORY)
        || unknown.all().stream().anyMatch(each -> each.what() == Loaded.CATEGORY);
  }

  private void reread() {
    stored = database.transact(this::read);
  }

  private Stored read(Connection connection) throws SQLException {
    long version = readVersion(connection);
    Set<String> categories = texts(connection, "SELECT DISTINCT category FROM items");
    LoadedIds loaded =
        ids(
            texts(connection, "SELECT id FROM ship_nodes"),
            texts(connection, "SELECT DISTINCT region FROM ship_nodes"),
            texts(connection, "SELECT id FROM carrier_services"),
            texts(connection, "SELECT DISTINCT carrier FROM carrier_services"),
            categories);
    return new Stored(version, categories, clock.instant(), loaded);
  }

  private static long readVersion(Connection connection) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT version FROM reference_version");
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private static Set<String> texts(Connection connection, String query) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query);
        ResultSet row = statement.executeQuery()) {
      var texts = new TreeSet<String>();
      while (row.next()) {
        texts.add(row.getString(1));
      }
      return texts;
    }
  }

  private LoadedIds ids(Market.Reference reference, Set<String> categories) {
    return ids(
        each(reference.nodes(), node -> node.id().value()),
        each(reference.nodes(), ShipNode::region),
        each(reference.services(), service -> service.id().value()),
        each(reference.services(), CarrierService::carrier),
        categories);
  }

  private LoadedIds ids(
      Set<String> nodes,
      Set<String> regions,
      Set<String> services,
      Set<String> carriers,
      Set<String> categories) {
    return new LoadedIds(
        Map.of(
            Loaded.SHIP_NODE, nodes,
            Loaded.NODE_REGION, regions,
            Loaded.CARRIER_SERVICE, services,
            Loaded.CARRIER, carriers,
            Loaded.CATEGORY, categories,
            Loaded.MODEL, models));
  }

  private static <T> Set<String> each(List<T> loaded, Function<T, String> id) {
    return loaded.stream().map(id).collect(toCollection(TreeSet::new));
  }

  /// One line, however many cells name what has turned out not to be loaded.
  private void log(UnknownIds unknown) {
    List<UnknownId> fresh =
        unknown.all().stream().filter(each -> logged.add(Cell.of(each))).toList();
    if (fresh.isEmpty()) {
      return;
    }
    String first = fresh.stream().limit(MOST_LOGGED).map(UnknownId::message).collect(joining("; "));
    LOG.log(
        Level.WARNING,
        fresh.size() == 1
            ? first
            : "%d cells of the rule tables name what is not loaded: %s%s"
                .formatted(
                    fresh.size(),
                    first,
                    fresh.size() > MOST_LOGGED
                        ? " and %d more".formatted(fresh.size() - MOST_LOGGED)
                        : ""));
  }

  /// Whatever is nearest to it just now.
  private record Cell(String table, String ruleId, String column, String value) {
    static Cell of(UnknownId unknown) {
      return new Cell(unknown.table(), unknown.ruleId(), unknown.column(), unknown.value());
    }
  }

  /// What the order store had.
  private record Stored(long version, Set<String> categories, Instant readAt, LoadedIds loaded) {}

  /// What the tables in force name of that.
  private record Looked(RuleBook book, Stored stored, UnknownIds unknown) {}

  /// What the last decisions were made on.
  private record Checked(
      RuleBook book, Market market, Set<String> categories, UnknownIds unknown) {}
}
