package dev.whence.service.http.decisions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.orders.Order;
import dev.whence.domain.orders.OrderId;
import dev.whence.domain.orders.OrderLineId;
import dev.whence.rules.sourcing.Demands.Explain;
import dev.whence.rules.sourcing.SourcingDecision;
import dev.whence.rules.sourcing.SourcingDecision.NodeAssessment;
import dev.whence.rules.tables.RuleBook;
import dev.whence.rules.tables.schema.Schema;
import dev.whence.service.access.Principal;
import dev.whence.service.access.Role;
import dev.whence.service.admission.Deadline;
import dev.whence.service.admission.Lane;
import dev.whence.service.carriers.CarrierStore;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldError.Location;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Idempotency;
import dev.whence.service.http.Json;
import dev.whence.service.http.Route;
import dev.whence.service.inventory.NodeStore;
import dev.whence.service.inventory.ReceiptStore;
import dev.whence.service.metrics.Metrics;
import dev.whence.service.records.DecisionId;
import dev.whence.service.reservations.ReservationStore;
import dev.whence.service.sourcing.CallerKey;
import dev.whence.service.sourcing.DecisionStore;
import dev.whence.service.sourcing.DecisionTraces;
import dev.whence.service.sourcing.RecordedDecisions;
import dev.whence.service.sourcing.RecordedDecisions.Basis;
import dev.whence.service.sourcing.ShownDecision;
import dev.whence.service.sourcing.SourceOrder;
import dev.whence.service.sourcing.SourceOrder.Decided;
import dev.whence.service.sourcing.SourceOrder.Result;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;

/// Create, get, list, explain and replay decisions.
public final class DecisionRoutes {
  /// In place of the request's text where nothing is recorded.
  private static final String NOT_RECORDED = "";

  /// Rows that did not answer, and cases, that are told of an order that is evaluated.
  private static final int NEAR = 3;

  private static final int CASES = 20;

  /// Rows that did not answer, that are told of one case.
  public static final int MOST_NEAR = 10;

  private static final int MOST_CASES = 1_000;

  private final SourceOrder sourceOrder;
  private final RecordedDecisions recorded;
  private final DecisionTraces traces;
  private final DecisionStore decisions;
  private final ReservationStore reservations;
  private final ReceiptStore receipts;
  private final NodeStore nodes;
  private final KnownIds known;
  private final DecisionListing listing;
  private final Metrics metrics;
  private final Clock clock;
  private final DecisionBatch batch;

  /// @param lane in which lines of batches take their places beside other requests
  /// @param batchLines of all batches that are decided at once
  public DecisionRoutes(
      SourceOrder sourceOrder,
      RecordedDecisions recorded,
      DecisionTraces traces,
      DecisionStore decisions,
      ReservationStore reservations,
      ReceiptStore receipts,
      NodeStore nodes,
      CarrierStore carriers,
      Metrics metrics,
      Lane lane,
      int batchLines,
      Clock clock) {
    this.sourceOrder = sourceOrder;
    this.recorded = recorded;
    this.traces = traces;
    this.decisions = decisions;
    this.reservations = reservations;
    this.receipts = receipts;
    this.nodes = nodes;
    this.known = new KnownIds(nodes, carriers);
    this.listing = new DecisionListing(decisions);
    this.metrics = metrics;
    this.clock = clock;
    this.batch = new DecisionBatch(lane, batchLines, this::decide, this::body);
  }

  public List<Route> routes() {
    return List.of(
        Route.post("/v1/decisions", Access.TRYING, this::create).under(Route.Load.DECISION),
        Route.post("/v1/decisions/batch", Access.ORDERS, batch::answer)
            .withQuery()
            .under(Route.Load.LIGHT),
        Route.put("/v1/orders/{id}", Access.ORDERS, this::change).under(Route.Load.DECISION),
        Route.post("/v1/orders/{id}/approve", Access.ORDERS, this::approve)
            .under(Route.Load.DECISION),
        Route.post("/v1/orders/{id}/source", Access.ORDERS, this::sourceAgain)
            .under(Route.Load.DECISION),
        Route.get("/v1/decisions", Access.READING, this::list),
        Route.get("/v1/decisions/export", Access.READING, new DecisionExport(decisions)::answer)
            .under(Route.Load.LIGHT),
        Route.get("/v1/decisions/{id}", Access.READING, this::get),
        Route.get("/v1/decisions/{id}/trace", Access.READING, this::trace)
            .under(Route.Load.DECISION),
        Route.get("/v1/decisions/{id}/why-not/{shipNode}", Access.READING, this::whyNot)
            .under(Route.Load.DECISION),
        Route.post("/v1/decisions/{id}/replay", Access.ORDERS, this::replay)
            .withQuery()
            .under(Route.Load.DECISION));
  }

  private Answer create(Call call) {
    JsonNode body = call.json();
    if (!body.path("mode").asText("commit").equals(Mode.EVALUATE.spelling())) {
      requireMayCommit(call.principal());
    }
    Told told = decide(body, Idempotency.key(call, body), call.deadline());
    long start = System.nanoTime();
    Answer answer = told.evaluated().isPresent() ? Answer.ok(body(told)) : told.answer();
    metrics.stageTook("encode", Duration.ofNanos(System.nanoTime() - start));
    return answer;
  }

  /// The answer; that of an evaluation which is to be explained in full, with what each table was
  /// asked.
  private Object body(Told told) {
    return told.evaluated()
        .filter(decided -> decided.orderCase().demands().explain() == Explain.FULL)
        .<Object>map(decided -> traced(told.view(), decided))
        .orElse(told.view());
  }

  private ObjectNode traced(DecisionView view, Decided decided) {
    ObjectNode tree = (ObjectNode) Json.tree(view);
    tree.set("trace", Json.tree(TraceView.of(null, traces.trace(decided, NEAR, CASES))));
    return tree;
  }

  /// Whoever may only try is told so before anything is read.
  private static void requireMayCommit(Principal principal) {
    if (!Access.ORDERS.admits(principal.roles())) {
      throw new FailureException(
          new Failure.NotAllowed(
              principal.name(),
              principal.roles().stream().map(Role::spelling).sorted().toList(),
              Access.ORDERS.words()));
    }
  }

  /// Reads, decides and tells one order.
  private Told decide(JsonNode body, CallerKey key, Deadline deadline) {
    long start = System.nanoTime();
    DecisionRequest request =
        DecisionRequest.read(body, this::whenOrdered, sourceOrder.latestOrder());
    known.requireKnown(request.demands(), request.excluded());
    Result result =
        switch (request.mode()) {
          case EVALUATE ->
              sourceOrder.evaluate(
                  new SourceOrder.Request(
                      request.order(), request.demands(), NOT_RECORDED, deadline));
          case COMMIT ->
              sourceOrder.commit(
                  new SourceOrder.Request(
                      request.order(), request.demands(), Json.text(body), deadline),
                  key);
        };
    Told told = told(request.order().id(), new RequestedLines(request.order()), deadline, result);
    metrics.stageTook("total", Duration.ofNanos(System.nanoTime() - start));
    return told;
  }

  /// A known order stays as old as it is; a new one is placed now.
  private Instant whenOrdered(OrderId order) {
    return decisions
        .whenOrdered(order)
        .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }

  /// What has not left of the order is given back and decided anew, as the body has it.
  private Answer change(Call call) {
    JsonNode body = call.json();
    CallerKey key = Idempotency.key(call);
    Deadline deadline = call.deadline();
    DecisionRequest request =
        DecisionRequest.read(body, this::whenOrdered, sourceOrder.latestOrder());
    var errors = new FieldErrors();
    String id = call.pathParameter("id");
    if (!request.order().id().value().equals(id)) {
      errors.add(
          new Location.Pointer("/order/orderId"),
          "must be the order of the path, " + id,
          request.order().id().value());
    }
    if (request.mode() == Mode.EVALUATE) {
      errors.add(
          new Location.Pointer("/mode"),
          "must be commit, or be left out",
          Mode.EVALUATE.spelling());
    }
    errors.throwAs(Failure.InvalidRequest::new);
    known.requireKnown(request.demands(), request.excluded());
    return told(
            request.order().id(),
            new ChangedLines(new RequestedLines(request.order())),
            deadline,
            sourceOrder.change(
                new SourceOrder.Request(
                    request.order(), request.demands(), Json.text(body), deadline),
                key))
        .answer();
  }

  /// What the policy holds ships as proposed: the whole order, or the lines that the body names.
  private Answer approve(Call call) {
    var id = new OrderId(call.pathParameter("id"));
    JsonNode body = call.findJson().orElse(Json.tree(Map.of()));
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(body, "", errors);
    Set<OrderLineId> lines = new TreeSet<>();
    if (fields.has("lineIds")) {
      fields.words("lineIds").forEach(line -> lines.add(new OrderLineId(line)));
      if (lines.isEmpty() && errors.isEmpty()) {
        fields.complain(
            "lineIds", "must be at least one line, or be left out for all of them", "[]");
      }
    }
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    Deadline deadline = call.deadline();
    Result result = sourceOrder.approve(id, lines, Idempotency.key(call), deadline);
    return told(id, new ApprovedLines(id), deadline, result).answer();
  }

  /// What is open of a known order is decided again.
  private Answer sourceAgain(Call call) {
    var id = new OrderId(call.pathParameter("id"));
    call.findJson()
        .ifPresent(body -> {
          var errors = new FieldErrors();
          Fields.ofBody(body, "", errors).end();
          errors.throwAs(Failure.InvalidRequest::new);
        });
    Deadline deadline = call.deadline();
    Result result =
        sourceOrder
            .again(id, Idempotency.key(call), deadline)
            .orElseThrow(() -> new FailureException(new Failure.NotFound("order", id.value())));
    return told(id, new ApprovedLines(id), deadline, result).answer();
  }

  /// How SKUs are refused.
  private sealed interface Lines {
    FailureException unknown(SortedSet<Sku> skus);

    FailureException outOfUse(SortedSet<Sku> skus);

    /// What may be done where the order does not fit what is known of it.
    String remedy();
  }

  /// By their place in the request.
  private record RequestedLines(Order order) implements Lines {
    @Override
    public String remedy() {
      return "Maybe change it with PUT /v1/orders/%s.".formatted(order.id());
    }

    @Override
    public FailureException unknown(SortedSet<Sku> skus) {
      return KnownIds.unknown("/order", order, skus);
    }

    @Override
    public FailureException outOfUse(SortedSet<Sku> skus) {
      return KnownIds.outOfUse("/order", order, skus);
    }
  }

  /// By their place in the request, which changes the order.
  private record ChangedLines(RequestedLines requested) implements Lines {
    @Override
    public String remedy() {
      return "Maybe ask for no less than what has left, in the same currency; the rest is cancelled with POST /v1/orders/%s/cancel."
          .formatted(requested.order().id());
    }

    @Override
    public FailureException unknown(SortedSet<Sku> skus) {
      return requested.unknown(skus);
    }

    @Override
    public FailureException outOfUse(SortedSet<Sku> skus) {
      return requested.outOfUse(skus);
    }
  }

  /// The request does not name them.
  private record ApprovedLines(OrderId order) implements Lines {
    @Override
    public String remedy() {
      return "Maybe look at its lines: GET /v1/orders/%s.".formatted(order);
    }

    @Override
    public FailureException unknown(SortedSet<Sku> skus) {
      return differs("These SKUs are not loaded any more: " + skus + ".");
    }

    @Override
    public FailureException outOfUse(SortedSet<Sku> skus) {
      return differs("These items are out of use: " + skus + ".");
    }

    private FailureException differs(String why) {
      return new FailureException(new Failure.OrderDiffers(order.value(), List.of(why), remedy()));
    }
  }

  /// What the caller is told of a decision.
  ///
  /// @param repeated whether it was told before
  /// @param evaluated what it was made of, where nothing was written
  record Told(DecisionView view, boolean repeated, Optional<Decided> evaluated) {
    Told(DecisionView view, boolean repeated) {
      this(view, repeated, Optional.empty());
    }

    Answer answer() {
      if (view.decisionId() == null) {
        return Answer.ok(view);
      }
      Answer created =
          Answer.json(201, view).with("Location", "/v1/decisions/" + view.decisionId());
      return repeated ? Idempotency.asRepeated(created) : created;
    }
  }

  /// @param before what there was no more time for
  static FailureException tooLate(Duration budget, SourceOrder.Stage before) {
    return new FailureException(
        new Failure.TimeBudgetSpent(budget.toMillis(), Codes.lower(before)));
  }

  private Told told(OrderId order, Lines lines, Deadline deadline, Result result) {
    return switch (result) {
      case Result.Evaluated(var decided) -> {
        count(Mode.EVALUATE, decided, 1);
        yield new Told(
            DecisionView.evaluated(decided, coming(decided)), false, Optional.of(decided));
      }
      case Result.Committed(var id, var decided, var hold, int rounds, var writing) -> {
        metrics.stageTook("write", writing);
        count(Mode.COMMIT, decided, rounds);
        yield new Told(DecisionView.committed(id, decided, hold, rounds, coming(decided)), false);
      }
      case Result.Repeated(var id) -> new Told(view(get(id)), true);
      case Result.KeyConflict(var key) ->
          throw new FailureException(new Failure.IdempotencyKeyReused(key));
      case Result.UnknownSkus(var skus) -> throw lines.unknown(skus);
      case Result.OutOfUse(var skus) -> throw lines.outOfUse(skus);
      case Result.TooLate(var before) -> throw tooLate(deadline.budget(), before);
      case Result.NotHeld ignored ->
          throw new FailureException(new Failure.OrderNotHeld(order.value()));
      case Result.AlreadySourced(var id, var standing) ->
          throw new FailureException(
              new Failure.OrderAlreadySourced(order.value(), id.toString(), standing));
      case Result.DoesNotFit(var problems) ->
          throw new FailureException(
              new Failure.OrderDiffers(order.value(), problems, lines.remedy()));
      case Result.Lost(int rounds) -> {
        metrics.reservationLost(rounds);
        throw new FailureException(new Failure.ReservationLost(order.value(), rounds));
      }
    };
  }

  private void count(Mode mode, Decided decided, int rounds) {
    metrics.decided(mode.spelling(), decided.decision());
    metrics.estimated(decided.estimates());
    decided.timings().forEach(metrics::stageTook);
    if (rounds > 1) {
      metrics.reservationLost(rounds - 1);
    }
  }

  private Answer get(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    Optional<Explain> level =
        query.has("explain")
            ? Optional.of(query.oneOf("explain", List.of(Explain.values()), Codes::lower))
            : Optional.empty();
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    DecisionId id = id(call);
    Optional<ShownDecision> found =
        level.map(given -> recorded.find(id, given)).orElseGet(() -> recorded.find(id));
    return Answer.ok(view(found.orElseThrow(() -> notFound(id.toString()))));
  }

  private DecisionView view(ShownDecision stored) {
    return DecisionView.stored(
        stored,
        reservations.findByDecision(stored.id()),
        coming(
            stored.order(),
            stored.decision(),
            () ->
                stored.explain() == Explain.NONE
                    ? recorded
                        .find(stored.id(), Explain.NODES)
                        .orElse(stored)
                        .decision()
                        .assessments()
                    : stored.decision().assessments()));
  }

  private Coming coming(Decided decided) {
    return coming(decided.orderCase().order(), decided.decision(), decided::assessments);
  }

  /// What is on its way now of what an order waits for.
  ///
  /// @param candidates asked only where something is on its way
  private Coming coming(
      Order order, SourcingDecision decision, Supplier<List<NodeAssessment>> candidates) {
    List<ReceiptStore.Expected> earliest = receipts.earliest(Coming.awaited(order, decision));
    return earliest.isEmpty() ? Coming.NOTHING : new Coming(earliest, candidates.get());
  }

  private ShownDecision get(DecisionId id) {
    return recorded.find(id).orElseThrow(() -> notFound(id.toString()));
  }

  private Answer list(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    DecisionListing.Search search = DecisionListing.Search.read(query);
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return Answer.ok(listing.find(search));
  }

  /// Which row of which table answered, on what, and how near others were.
  private Answer trace(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    List<String> tables = RuleBook.SCHEMAS.stream().<String>map(Schema::table).toList();
    Optional<String> table =
        query.has("table")
            ? Optional.of(query.oneOf("table", tables, name -> name))
            : Optional.empty();
    int near = query.integerOr("near", 0, MOST_NEAR, 0);
    int cases = query.integerOr("cases", 1, MOST_CASES, 100);
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    DecisionId id = id(call);
    TraceView view = trace(id, near, cases);
    return Answer.ok(table.map(view::only).orElse(view));
  }

  /// What each table was asked in a recorded decision.
  ///
  /// @param near rows that did not answer, for each case
  /// @param cases of each table
  /// @throws FailureException if there is no such decision
  public TraceView trace(DecisionId id, int near, int cases) {
    return traces
        .trace(id, near, cases)
        .map(trace -> TraceView.of(id, trace))
        .orElseThrow(() -> notFound(id.toString()));
  }

  private Answer whyNot(Call call) {
    return Answer.ok(whyNot(id(call), new ShipNodeId(call.pathParameter("shipNode"))));
  }

  /// Why a ship node did not send an order.
  ///
  /// @throws FailureException if there is no such decision or ship node
  public WhyNotView whyNot(DecisionId id, ShipNodeId node) {
    if (nodes.known(List.of(node)).isEmpty()) {
      throw new FailureException(new Failure.NotFound("ship node", node.value()));
    }
    return recorded
        .whyNot(id, node)
        .map(answer -> WhyNotView.of(id, node, answer))
        .orElseThrow(() -> notFound(id.toString()));
  }

  /// An answer with the order that it is about, for those who show both.
  public record Shown(Order order, DecisionView view) {}

  /// A recorded decision.
  ///
  /// @param level of what is told of those that were not chosen; empty for the one recorded
  /// @throws FailureException if there is no such decision
  public Shown show(DecisionId id, Optional<Explain> level) {
    ShownDecision found =
        level
            .map(given -> recorded.find(id, given))
            .orElseGet(() -> recorded.find(id))
            .orElseThrow(() -> notFound(id.toString()));
    return new Shown(found.order(), view(found));
  }

  /// What would be decided; nothing is written.
  ///
  /// @param body of `POST /v1/decisions` with mode `evaluate`
  /// @throws FailureException as that route does
  public Shown evaluate(JsonNode body, Deadline deadline) {
    DecisionRequest request =
        DecisionRequest.read(body, this::whenOrdered, sourceOrder.latestOrder());
    if (request.mode() != Mode.EVALUATE) {
      throw new IllegalArgumentException("A request to commit is not only evaluated.");
    }
    known.requireKnown(request.demands(), request.excluded());
    Result result =
        sourceOrder.evaluate(
            new SourceOrder.Request(request.order(), request.demands(), NOT_RECORDED, deadline));
    Told told = told(request.order().id(), new RequestedLines(request.order()), deadline, result);
    return new Shown(
        result instanceof Result.Evaluated(var decided)
            ? decided.orderCase().order()
            : request.order(),
        told.view());
  }

  private Answer replay(Call call) {
    DecisionId id = id(call);
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    Basis basis =
        query.has("basis")
            ? query.oneOf("basis", List.of(Basis.values()), Codes::lower)
            : Basis.RECORDED;
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return recorded
        .replay(id, basis)
        .map(replay -> Answer.ok(ReplayView.of(replay)))
        .orElseThrow(() -> notFound(id.toString()));
  }

  private static DecisionId id(Call call) {
    String text = call.pathParameter("id");
    return DecisionId.findParsed(text).orElseThrow(() -> notFound(text));
  }

  private static FailureException notFound(String id) {
    return new FailureException(new Failure.NotFound("decision", id));
  }
}
