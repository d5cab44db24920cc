package dev.whence.service;

import static java.util.stream.Collectors.joining;

import dev.whence.domain.estimates.Estimator;
import dev.whence.domain.estimates.FallbackReason.DoesWorse;
import dev.whence.models.bundles.LoadResult;
import dev.whence.models.bundles.ModelCard;
import dev.whence.models.bundles.ModelContract;
import dev.whence.models.bundles.ReleasedModels;
import dev.whence.models.estimates.SinceRelease;
import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.RuleTables;
import dev.whence.rules.tables.TableTest;
import dev.whence.rules.tables.TestFiles;
import dev.whence.rules.tables.UnknownIds;
import dev.whence.service.access.AccessEventStore;
import dev.whence.service.access.Accounts;
import dev.whence.service.access.ApiKeyStore;
import dev.whence.service.access.Callers;
import dev.whence.service.access.PasswordHashing;
import dev.whence.service.access.SessionStore;
import dev.whence.service.access.SignIn;
import dev.whence.service.access.UserStore;
import dev.whence.service.carriers.CarrierStore;
import dev.whence.service.config.Folders;
import dev.whence.service.config.ServiceConfig;
import dev.whence.service.config.ServiceConfig.OrderStore;
import dev.whence.service.config.ServiceConfig.RuleTableSource;
import dev.whence.service.config.ServiceConfig.TimeOfDecision;
import dev.whence.service.console.Console;
import dev.whence.service.console.ModelPages;
import dev.whence.service.console.NetworkPages;
import dev.whence.service.console.SettingPages;
import dev.whence.service.drafts.DraftStore;
import dev.whence.service.embedded.EmbeddedPostgres;
import dev.whence.service.events.EventFeed;
import dev.whence.service.events.OutboxWatch;
import dev.whence.service.events.RetrySchedule;
import dev.whence.service.events.WebhookDeliveryStore;
import dev.whence.service.events.WebhookEndpointStore;
import dev.whence.service.events.WebhookSender;
import dev.whence.service.events.WebhookTargets;
import dev.whence.service.examples.Examples;
import dev.whence.service.history.GradingStore;
import dev.whence.service.history.Quarantine;
import dev.whence.service.history.RecentTransitStore;
import dev.whence.service.history.ReturnStore;
import dev.whence.service.http.ConnectionLimits;
import dev.whence.service.http.HttpServer;
import dev.whence.service.http.Idempotency;
import dev.whence.service.http.OperationRoutes;
import dev.whence.service.http.OperationRoutes.Check;
import dev.whence.service.http.RequestLimits;
import dev.whence.service.http.Route;
import dev.whence.service.http.SettingRoutes;
import dev.whence.service.http.TableWarningView;
import dev.whence.service.http.WorkLimits;
import dev.whence.service.http.access.ApiKeyRoutes;
import dev.whence.service.http.access.SessionRoutes;
import dev.whence.service.http.access.UserRoutes;
import dev.whence.service.http.catalog.CapacityRoutes;
import dev.whence.service.http.catalog.CatalogRoutes;
import dev.whence.service.http.catalog.ConditionRoutes;
import dev.whence.service.http.catalog.PlaceAndMoneyRoutes;
import dev.whence.service.http.catalog.ReceiptRoutes;
import dev.whence.service.http.catalog.StockRoutes;
import dev.whence.service.http.catalog.UseRoutes;
import dev.whence.service.http.decisions.DecisionListing;
import dev.whence.service.http.decisions.DecisionRoutes;
import dev.whence.service.http.decisions.PolicyRoutes;
import dev.whence.service.http.decisions.PromiseRoutes;
import dev.whence.service.http.drafts.DraftRoutes;
import dev.whence.service.http.drafts.ReplayRoutes;
import dev.whence.service.http.events.EventRoutes;
import dev.whence.service.http.events.WebhookRoutes;
import dev.whence.service.http.history.GradingRoutes;
import dev.whence.service.http.history.HistoryRoutes;
import dev.whence.service.http.history.QuarantineRoutes;
import dev.whence.service.http.orders.AcceptanceRoutes;
import dev.whence.service.http.orders.ExceptionRoutes;
import dev.whence.service.http.orders.OfferRoutes;
import dev.whence.service.http.orders.OrderRoutes;
import dev.whence.service.http.reports.ReportRoutes;
import dev.whence.service.http.reservations.ReservationRoutes;
import dev.whence.service.http.tabletests.TestRoutes;
import dev.whence.service.http.verify.StoreCheckRoutes;
import dev.whence.service.http.versions.ModelRoutes;
import dev.whence.service.http.versions.ReferenceDataRoutes;
import dev.whence.service.http.versions.RuleSetRoutes;
import dev.whence.service.http.watching.WatchRoutes;
import dev.whence.service.inventory.CapacityStore;
import dev.whence.service.inventory.ItemStore;
import dev.whence.service.inventory.NodeStore;
import dev.whence.service.inventory.ReceiptStore;
import dev.whence.service.inventory.StockStore;
import dev.whence.service.inventory.UseStore;
import dev.whence.service.metrics.Metrics;
import dev.whence.service.milestones.MilestoneWatch;
import dev.whence.service.money.ExchangeRateStore;
import dev.whence.service.orders.OpenExceptions;
import dev.whence.service.orders.OrderLives;
import dev.whence.service.places.ConditionStore;
import dev.whence.service.places.PostalAreaStore;
import dev.whence.service.records.DecisionId;
import dev.whence.service.replay.PolicyChoices;
import dev.whence.service.replay.ReplayStore;
import dev.whence.service.replay.TableReplays;
import dev.whence.service.replay.TouchedOrders;
import dev.whence.service.reports.DailyDigest;
import dev.whence.service.reports.ReportStore;
import dev.whence.service.reservations.ReservationStore;
import dev.whence.service.shipments.AcceptanceStore;
import dev.whence.service.shipments.Acceptances;
import dev.whence.service.shipments.ShipmentStore;
import dev.whence.service.sourcing.CallerKeys;
import dev.whence.service.sourcing.DecidingCode;
import dev.whence.service.sourcing.DecisionIndex;
import dev.whence.service.sourcing.DecisionPartitions;
import dev.whence.service.sourcing.DecisionStore;
import dev.whence.service.sourcing.DecisionTime;
import dev.whence.service.sourcing.DecisionTraces;
import dev.whence.service.sourcing.OfferDelivery;
import dev.whence.service.sourcing.Offers;
import dev.whence.service.sourcing.RecordedDecisions;
import dev.whence.service.sourcing.Refusals;
import dev.whence.service.sourcing.Replacements;
import dev.whence.service.sourcing.ShadowScoring;
import dev.whence.service.sourcing.SnapshotStore;
import dev.whence.service.sourcing.SourceOrder;
import dev.whence.service.sourcing.TableWarnings;
import dev.whence.service.sourcing.WaitingOrders;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.Outbox;
import dev.whence.service.store.StoreFigures;
import dev.whence.service.store.StoreUnavailableException;
import dev.whence.service.tabletests.RowCountStore;
import dev.whence.service.tabletests.RowCounts;
import dev.whence.service.tabletests.RowRecount;
import dev.whence.service.tabletests.TestRuns;
import dev.whence.service.tabletests.TestStore;
import dev.whence.service.verify.StoreCheck;
import dev.whence.service.versions.BundleStore;
import dev.whence.service.versions.FirstVersions;
import dev.whence.service.versions.InForce;
import dev.whence.service.versions.ModelSet;
import dev.whence.service.versions.ReferenceDataStore;
import dev.whence.service.versions.RuleSet;
import dev.whence.service.versions.RuleSetStore;
import dev.whence.service.versions.RuleSets;
import dev.whence.service.versions.VersionKind;
import dev.whence.service.versions.VersionStore;
import dev.whence.service.versions.Versions;
import dev.whence.service.watching.AdaptivePromises;
import dev.whence.service.watching.Recalibrations;
import dev.whence.service.watching.SecondOpinion;
import dev.whence.service.watching.Watch;
import dev.whence.service.watching.WatchedEstimates;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Everything that runs, started in an order that works and stopped in the opposite one.
public final class Service implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Service.class.getName());

  /// Told with the state of the service; the log has more.
  private static final int MOST_WARNINGS = 100;

  /// What was started, the last first.
  private final Deque<AutoCloseable> running = new ArrayDeque<>();

  private final Metrics metrics = started(new Metrics());
  private final HttpServer server;
  private final List<Route> routes;
  private final Versions versions;
  private final TableWarnings warnings;
  private final Duration drain;
  private volatile boolean draining;
  private Supplier<String> databaseTrouble = () -> "";

  private Service(ServiceConfig config) {
    long start = System.nanoTime();
    drain = config.drain();
    try {
      Clock clock = Clock.systemUTC();
      Folders.require(config, ModelContract.names());
      RuleBook tables = load(config.ruleTables());
      var examples = new Examples();
      // Compiling the tables and starting a database both take a second or more.
      CompletableFuture<RuleTables> compiling = CompletableFuture.supplyAsync(tables::compile);
      Database database = started(openDatabase(config.orderStore()));
      List<LoadResult> found = loadModels(config.modelsDirectory());
      var learned = new SinceRelease();
      InForce first =
          FirstVersions.bring(
              database,
              new FirstVersions.Tables(
                  tables,
                  tests(config.ruleTables(), examples),
                  compiling.join(),
                  place(config.ruleTables()),
                  config.ruleTables() instanceof RuleTableSource.Folder(_, boolean named) && named),
              new FirstVersions.Models(found, config.modelsDirectory(), config.modelsNamed()),
              learned);
      var ruleSetStore = new RuleSetStore(database);
      versions =
          started(
              new Versions(
                  new VersionStore(database),
                  ruleSetStore,
                  new BundleStore(database),
                  learned,
                  first,
                  config.versionPatience()));

      var nodes = new NodeStore(database);
      var carriers = new CarrierStore(database);
      var reservations = new ReservationStore(database);
      var decisions = new DecisionStore(database);
      // Before the files may be those of the next release, and before somebody waits for it.
      Thread.ofVirtual().name("deciding-code").start(DecidingCode::digest);
      var partitions = new DecisionPartitions(database);
      var ruleSets = new RuleSets(ruleSetStore);
      warnings =
          new TableWarnings(
              first.ruleSet().book(), Set.copyOf(ModelContract.names()), database, clock);
      partitions.ensure(clock.instant(), 1);
      var snapshots = new SnapshotStore(database, new RecentTransitStore(database), versions);
      var shadows = started(new ShadowScoring(database, metrics::shadowScored));
      var rowCountStore = new RowCountStore(database);
      var rowCounts = started(new RowCounts(rowCountStore));
      var sourceOrder =
          new SourceOrder(
              decisionTime(config.decisionTime(), clock),
              snapshots,
              decisions,
              warnings,
              shadows,
              rowCounts::count);
      var recorded = new RecordedDecisions(decisions, versions, ruleSets::find);
      var traces = new DecisionTraces(decisions, versions, ruleSetStore::find);
      var testRuns =
          new TestRuns(
              (decision, with) -> traces.decide(DecisionId.parse(decision), with), examples);
      var draftStore = new DraftStore(database, testRuns);
      var returns = new ReturnStore(database);
      var outbox = new Outbox(database);
      var deliveries = new WebhookDeliveryStore(database);
      var stock = new StockStore(database);
      var receipts = new ReceiptStore(database);
      var waiting = new WaitingOrders(database, sourceOrder, versions);
      var refusals = new Refusals(database, waiting, config.mostRefusals());
      var offers = new Offers(database, decisions, sourceOrder, refusals);
      var lives = new OrderLives(database);
      var keys = new CallerKeys(database);
      var idempotency = new Idempotency(keys);
      var openExceptions = new OpenExceptions(database);
      var reportStore = new ReportStore(database);
      var watched = new WatchedEstimates(database, decisions, shadows);
      var promises = new AdaptivePromises(database, decisions);
      promises.follow(clock.instant());
      var watch = new Watch(watched, promises, clock);
      var recalibrations =
          new Recalibrations(
              database, decisions, () -> versions.last().models().registry(), learned);
      recalibrations.follow(clock.instant());
      started(
          Housekeeping.start(
              reservations,
              waiting,
              offers,
              // Orders of the past are all late.
              config.decisionTime() == TimeOfDecision.WHEN_ORDERED
                  ? Optional.empty()
                  : Optional.of(new MilestoneWatch(database, metrics::parcelLate)),
              lives,
              config.heldFor(),
              returns,
              partitions,
              keys,
              outbox,
              new StoreFigures(database),
              metrics,
              deliveries,
              shadows,
              new DecisionIndex(database, decisions),
              new DailyDigest(database, reportStore, openExceptions),
              watched,
              watch,
              learned,
              recalibrations,
              promises,
              clock));
      observe(database, clock);
      OutboxWatch outboxWatch = started(OutboxWatch.start(outbox));
      var targets = new WebhookTargets(config.webhooks().privateAddresses());
      var schedule = new RetrySchedule(config.webhooks().retries());
      started(WebhookSender.start(deliveries, outboxWatch, targets, schedule, metrics, clock));

      var users = new UserStore(database, clock);
      boolean loopback = requireSomebody(config, users);
      var callers = started(new Callers(database, loopback, clock));
      var sessions = new SessionStore(database, clock);
      var hashing = started(new PasswordHashing());
      var accounts =
          new Accounts(users, sessions, new ApiKeyStore(database, clock), hashing, callers::forget);
      WorkLimits work = workLimits(config, metrics);
      var decisionRoutes =
          new DecisionRoutes(
              sourceOrder,
              recorded,
              traces,
              decisions,
              reservations,
              receipts,
              nodes,
              carriers,
              metrics,
              work.decisions(),
              Math.max(1, config.orderStore().connections() / 2), // others call, too
              clock);
      var capacity = new CapacityStore(database);
      var settings = new SettingRoutes(config.settings());
      var exceptions = new ExceptionRoutes(openExceptions, clock);
      var reports = new ReportRoutes(reportStore, clock);
      var watchRoutes =
          new WatchRoutes(
              watch, new SecondOpinion(database, decisions, versions, ruleSets::find), clock);
      var drafts =
          new DraftRoutes(
              draftStore,
              new VersionStore(database),
              ruleSetStore,
              versions,
              warnings::loaded,
              testRuns,
              idempotency);
      Supplier<Estimator> models = () -> versions.last().models().estimator();
      var tableReplays =
          started(
              new TableReplays(
                  database,
                  decisions,
                  ruleSetStore,
                  models,
                  () -> work.decisions().busy() > 0 || work.others().busy() > 0));
      var ruleSetRoutes =
          new RuleSetRoutes(
              new VersionStore(database),
              ruleSetStore,
              versions,
              idempotency,
              warnings::loaded,
              database,
              testRuns,
              examples);
      var testRoutes =
          new TestRoutes(
              draftStore,
              drafts::tables,
              new TestStore(database),
              testRuns,
              examples,
              rowCountStore,
              new RowRecount(
                  rowCountStore,
                  (decision, noting) -> traces.note(DecisionId.parse(decision), noting)),
              new VersionStore(database),
              ruleSetStore,
              clock);
      var replayRoutes =
          new ReplayRoutes(
              drafts,
              draftStore,
              new VersionStore(database),
              ruleSetStore,
              new ReplayStore(database),
              tableReplays,
              new TouchedOrders(database, decisions, this::compiled, models),
              idempotency);
      var modelRoutes =
          new ModelRoutes(
              new VersionStore(database),
              new BundleStore(database),
              versions,
              shadows,
              idempotency);
      var console =
          new Console(
              decisionRoutes,
              new DecisionListing(decisions),
              lives,
              nodes,
              versions,
              drafts,
              ruleSetRoutes,
              testRoutes,
              replayRoutes,
              exceptions,
              reports,
              new ModelPages.Sources(modelRoutes, watchRoutes, learned),
              new NetworkPages.Sources(nodes, carriers, stock, receipts, capacity),
              new SettingPages.Sources(settings, accounts, ReleaseVersion.text()),
              clock);
      routes =
          Stream.of(
                  new OperationRoutes(
                          () -> checks(database, learned), () -> database(database), metrics)
                      .routes(),
                  // First, or `choices` would be looked for as an id.
                  new PolicyRoutes(new PolicyChoices(database, decisions, ruleSets, versions))
                      .routes(),
                  decisionRoutes.routes(),
                  new PromiseRoutes(
                          new OfferDelivery(snapshots, warnings, promises::at),
                          nodes,
                          carriers,
                          metrics,
                          clock)
                      .routes(),
                  new ReservationRoutes(reservations, idempotency).routes(),
                  new OrderRoutes(
                          lives,
                          refusals,
                          new Replacements(database, waiting),
                          metrics,
                          idempotency)
                      .routes(),
                  exceptions.routes(),
                  reports.routes(),
                  watchRoutes.routes(),
                  settings.routes(),
                  new CapacityRoutes(capacity).routes(),
                  new AcceptanceRoutes(
                          new Acceptances(database),
                          new AcceptanceStore(database),
                          nodes,
                          metrics,
                          idempotency)
                      .routes(),
                  new OfferRoutes(offers, metrics).routes(),
                  new StoreCheckRoutes(new StoreCheck(database)).routes(),
                  new CatalogRoutes(nodes, carriers, new ItemStore(database, warnings::itemsLoaded))
                      .routes(),
                  new StockRoutes(stock).routes(),
                  new UseRoutes(new UseStore(database), idempotency).routes(),
                  new ReceiptRoutes(receipts, metrics).routes(),
                  new PlaceAndMoneyRoutes(
                          new ExchangeRateStore(database), new PostalAreaStore(database), clock)
                      .routes(),
                  new ConditionRoutes(new ConditionStore(database), clock).routes(),
                  new HistoryRoutes(new ShipmentStore(database), returns, stock, metrics).routes(),
                  new GradingRoutes(new GradingStore(database), metrics).routes(),
                  new QuarantineRoutes(new Quarantine(database, ShipmentStore::count), idempotency)
                      .routes(),
                  // First, or a table's file would be looked for under the name.
                  testRoutes.routes(),
                  ruleSetRoutes.routes(),
                  drafts.routes(),
                  replayRoutes.routes(),
                  modelRoutes.routes(),
                  new ReferenceDataRoutes(
                          new VersionStore(database), new ReferenceDataStore(database), idempotency)
                      .routes(),
                  new SessionRoutes(
                          new SignIn(users, sessions, hashing, callers), accounts, callers)
                      .routes(),
                  new UserRoutes(accounts, new AccessEventStore(database)).routes(),
                  new ApiKeyRoutes(accounts, clock).routes(),
                  new EventRoutes(new EventFeed(outbox, outboxWatch)).routes(),
                  new WebhookRoutes(
                          new WebhookEndpointStore(database), deliveries, targets, idempotency)
                      .routes(),
                  console.routes())
              .flatMap(List::stream)
              .toList();
      server =
          started(
              HttpServer.start(
                  config.bindAddress(),
                  config.port(),
                  new RequestLimits(config.requestBytes(), config.bulkBytes()),
                  new ConnectionLimits(
                      config.mostConnections(), config.silence(), config.keepAlive()),
                  work,
                  callers,
                  routes,
                  console::problem,
                  metrics));
      started(outboxWatch); // first, so that the server need not wait for readers who wait
      LOG.log(
          Level.INFO,
          "Started in %.1f s at port %d of %s; rule tables %s; models %s."
              .formatted(
                  (System.nanoTime() - start) / 1e9,
                  server.port(),
                  config.bindAddress(),
                  first.ruleSet().book().digest().substring(0, 12),
                  first.models().registry().all().stream()
                      .map(Service::sentence)
                      .collect(joining(", "))));
    } catch (CompletionException e) {
      stopAll();
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } catch (RuntimeException | Error e) {
      stopAll();
      throw e;
    }
  }

  /// Without a user, a service is open to its own machine, and says so.
  ///
  /// @return whether it listens on loopback alone
  private static boolean requireSomebody(ServiceConfig config, UserStore users) {
    boolean loopback = isLoopback(config.bindAddress());
    if (users.isAnybody()) {
      return loopback;
    }
    if (!loopback) {
      throw new IllegalStateException(
          "No user is set up, and whoever reaches %s could do anything here.\nMaybe make the first user, with the settings of this service: whence users add NAME --roles operator"
              .formatted(config.bindAddress()));
    }
    LOG.log(
        Level.INFO,
        "Open to this machine: no user is set up, so whoever asks on loopback is signed in with"
            + " every role. whence users add NAME --roles operator ends that.");
    return true;
  }

  private static boolean isLoopback(String bindAddress) {
    try {
      return InetAddress.getByName(bindAddress).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false; // listening there fails, too
    }
  }

  private static WorkLimits workLimits(ServiceConfig config, Metrics metrics) {
    var limits =
        WorkLimits.of(config.requestsAtOnce(), config.requestsWaiting(), config.timeBudget());
    metrics.lane(
        "decisions",
        limits.decisions()::busy,
        limits.decisions()::waiting,
        limits.decisions()::queue);
    metrics.lane("others", limits.others()::busy, limits.others()::waiting, limits.others()::queue);
    return limits;
  }

  /// Returns when the service answers.
  ///
  /// @throws RuntimeException whose message tells an operator what is missing
  public static Service start(ServiceConfig config) {
    return new Service(config);
  }

  public int port() {
    return server.port();
  }

  /// Everything that is served.
  List<Route> routes() {
    return routes;
  }

  /// Gives whoever sends requests here the time to notice that this process is about to stop: for
  /// `drain-seconds`, `/health/ready` answers 503, and everything else is answered as before, on
  /// connections that are closed after each answer. Returns when the time is over.
  public void drain() {
    if (draining || drain.isZero()) {
      return;
    }
    LOG.log(
        Level.INFO,
        "Draining for %d s: not ready, and connections are closed after their next answer."
            .formatted(drain.toSeconds()));
    draining = true;
    server.drain();
    try {
      Thread.sleep(drain);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Finishes requests in flight, then stops everything; the last thing stopped is the database.
  @Override
  public void close() {
    if (running.isEmpty()) {
      return;
    }
    LOG.log(Level.INFO, "Stopping.");
    stopAll();
    LOG.log(Level.INFO, "Stopped.");
  }

  private void stopAll() {
    while (!running.isEmpty()) {
      try {
        running.pop().close();
      } catch (Exception e) {
        LOG.log(Level.WARNING, "Stopping a part failed.", e);
      }
    }
  }

  private <T extends AutoCloseable> T started(T part) {
    running.push(part);
    return part;
  }

  /// The tables that answered last are ready.
  private RuleTables compiled(RuleBook book) {
    RuleSet last = versions.last().ruleSet();
    return last.book().digest().equals(book.digest()) ? last.tables() : book.compile();
  }

  private static RuleBook load(RuleTableSource source) {
    return switch (source) {
      case RuleTableSource.Shipped() -> RuleBook.shipped();
      case RuleTableSource.Folder(Path folder, boolean ignored) -> RuleBook.fromDirectory(folder);
    };
  }

  /// The tests beside the tables. Whether they pass is asked when somebody changes the tables: a
  /// start decides orders, whatever tests say.
  ///
  /// @throws IllegalStateException with every error if one cannot be read
  private static List<TableTest> tests(RuleTableSource source, Examples examples) {
    Map<String, byte[]> files =
        switch (source) {
          // The shipped ones are examples: they say what holds in their network, not in every
          // house.
          case RuleTableSource.Shipped() -> Map.of();
          case RuleTableSource.Folder(Path folder, boolean ignored) -> TestFiles.in(folder);
        };
    TestFiles.Content content = examples.readFiles(files, Map.of()).content();
    if (!content.errors().isEmpty()) {
      throw new IllegalStateException(
          "Tests beside the rule tables cannot be read:\n" + String.join("\n", content.errors()));
    }
    return content.tests();
  }

  private static String place(RuleTableSource source) {
    return switch (source) {
      case RuleTableSource.Shipped() -> "that come with the program";
      case RuleTableSource.Folder(Path folder, boolean ignored) -> "in " + folder;
    };
  }

  private Database openDatabase(OrderStore store) {
    Supplier<DatabaseAddress> address =
        switch (store) {
          case OrderStore.Embedded(Path folder, int ignored) -> {
            EmbeddedPostgres server =
                started(
                    EmbeddedPostgres.start(
                        EmbeddedPostgres.Settings.in(folder.resolve("postgres"))));
            databaseTrouble = server::trouble;
            yield server::address;
          }
          case OrderStore.Remote(var url, var user, var password, int ignored) -> {
            var remote = new DatabaseAddress(url, user, password);
            yield () -> remote;
          }
        };
    return Database.open(address, store.connections(), metrics.registry());
  }

  private static List<LoadResult> loadModels(Path directory) {
    return ModelContract.names().stream()
        .map(name -> ReleasedModels.load(directory, name))
        .toList();
  }

  private static DecisionTime decisionTime(TimeOfDecision time, Clock clock) {
    return switch (time) {
      case LIVE -> new DecisionTime.Live(clock);
      case WHEN_ORDERED -> new DecisionTime.WhenOrdered();
    };
  }

  /// A model that is not there is told, but the rules do without it.
  private List<Check> checks(Database database, SinceRelease learned) {
    Check store = database(database);
    InForce inForce = versions.last();
    RuleBook book = inForce.ruleSet().book();
    UnknownIds unknown = warnings.lastKnown(book);
    // Nobody waits for a free connection in order to learn how things are.
    if (store.up() && database.hasRoom()) {
      try {
        unknown = warnings.current(book);
      } catch (StoreUnavailableException e) {
        store = new Check("order-store", false, true, withTrouble("has just failed to answer."));
      }
    }
    var checks = new ArrayList<Check>();
    if (draining) {
      checks.add(new Check("stopping", false, true, "Ask another process: this one is stopping."));
    }
    checks.add(store);
    checks.add(tables(inForce.ruleSet(), unknown));
    List<String> trouble = versions.trouble();
    if (!trouble.isEmpty()) {
      checks.add(new Check("versions", false, versions.isTooLate(), String.join(" ", trouble)));
    }
    for (LoadResult model : inForce.models().registry().all()) {
      checks.add(
          switch (model) {
            case LoadResult.Loaded(var bundle, var second) -> {
              Optional<DoesWorse> worse = learned.worse(bundle.card().ref());
              yield new Check(
                  model.model(),
                  worse.isEmpty(),
                  false,
                  "version "
                      + bundle.card().version()
                      + second.map(Service::standby).orElse("")
                      + worse.map(Service::without).orElse(""));
            }
            case LoadResult.Missing(var name, var detail) -> new Check(name, false, false, detail);
            case LoadResult.Refused(var name, var check, var detail, var second) ->
                new Check(
                    name,
                    false,
                    false,
                    second.map(Service::instead).orElse("") + check + ": " + detail);
          });
    }
    return checks;
  }

  private static String without(DoesWorse worse) {
    return "; "
        + worse.sentence()
        + ". Decisions go without it where the model-guard table says so.";
  }

  private static String standby(LoadResult second) {
    return second instanceof LoadResult.Refused(_, var check, var detail, _)
        ? "; its second line is refused: %s: %s".formatted(check, detail)
        : "; a second line stands by";
  }

  private static String instead(LoadResult second) {
    return second instanceof LoadResult.Loaded(var bundle, _)
        ? "the second line %s answers; the first is refused: ".formatted(bundle.card().version())
        : "";
  }

  /// Tables that name what is not loaded are in force all the same.
  private static Check tables(RuleSet ruleSet, UnknownIds unknown) {
    var detail =
        new StringBuilder("version ")
            .append(ruleSet.number())
            .append(", ")
            .append(ruleSet.book().digest());
    int count = unknown.all().size();
    if (count > 0) {
      detail
          .append("; ")
          .append(count == 1 ? "1 cell names" : count + " cells name")
          .append(" what is not loaded");
    }
    if (!unknown.unchecked().isEmpty()) {
      detail.append(". ").append(TableWarnings.unchecked(unknown));
    }
    List<TableWarningView> first =
        unknown.all().stream().limit(MOST_WARNINGS).map(TableWarningView::of).toList();
    return new Check("rule-tables", true, true, detail.toString(), first.isEmpty() ? null : first);
  }

  private void observe(Database database, Clock clock) {
    metrics.orderStore(() -> database.outage().isEmpty());
    versions.whenModelsChange(models -> metrics.models(ages(models), clock));
    metrics.version(
        VersionKind.RULE_SET.code(),
        () -> versions.last().ruleSet().number(),
        () -> versions.isBehind(VersionKind.RULE_SET));
    metrics.version(
        VersionKind.MODELS.code(),
        () -> versions.last().models().number(),
        () -> versions.isBehind(VersionKind.MODELS));
  }

  private static List<Metrics.Model> ages(ModelSet models) {
    var ages = new ArrayList<Metrics.Model>();
    for (LoadResult model : models.registry().all()) {
      LoadResult answering =
          model instanceof LoadResult.Refused ? model.second().orElse(model) : model;
      if (answering instanceof LoadResult.Loaded(var bundle, _)) {
        ModelCard card = bundle.card();
        ages.add(new Metrics.Model(card.name(), card.version(), card.training().dataTo()));
      }
    }
    return ages;
  }

  private static String sentence(LoadResult model) {
    return switch (model) {
      case LoadResult.Loaded(var bundle, _) -> model.model() + " " + bundle.card().version();
      case LoadResult.Missing missing -> missing.model() + " missing";
      case LoadResult.Refused(var name, var check, _, var second) ->
          second.orElse(null) instanceof LoadResult.Loaded(var bundle, _)
              ? "%s %s (the first line is refused: %s)"
                  .formatted(name, bundle.card().version(), check)
              : "%s refused (%s)".formatted(name, check);
    };
  }

  private Check database(Database database) {
    String detail = database.outage().map(this::withTrouble).orElse("answers");
    return new Check("order-store", database.outage().isEmpty(), true, detail);
  }

  private String withTrouble(String outage) {
    return (outage + " " + databaseTrouble.get()).strip();
  }
}
