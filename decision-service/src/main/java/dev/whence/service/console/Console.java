package dev.whence.service.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.orders.OrderId;
import dev.whence.rules.sourcing.Demands.Explain;
import dev.whence.service.console.Frame.Section;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.OperationRoutes;
import dev.whence.service.http.Route;
import dev.whence.service.http.access.SessionRoutes;
import dev.whence.service.http.decisions.DecisionListing;
import dev.whence.service.http.decisions.DecisionListing.Found;
import dev.whence.service.http.decisions.DecisionRoutes;
import dev.whence.service.http.decisions.DecisionView;
import dev.whence.service.http.decisions.TraceView;
import dev.whence.service.http.decisions.WhyNotView;
import dev.whence.service.http.drafts.DraftRoutes;
import dev.whence.service.http.drafts.ReplayRoutes;
import dev.whence.service.http.orders.ExceptionRoutes;
import dev.whence.service.http.reports.ReportRoutes;
import dev.whence.service.http.tabletests.TestRoutes;
import dev.whence.service.http.versions.RuleSetRoutes;
import dev.whence.service.inventory.NodeStore;
import dev.whence.service.orders.OrderLives;
import dev.whence.service.orders.OrderLives.Moment;
import dev.whence.service.records.DecisionId;
import dev.whence.service.versions.InForce;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The pages of the console and where they are. Thread-safe.
public final class Console {
  private static final String DECISIONS = Section.DECISIONS.path;

  /// Fields of the search, as `GET /v1/decisions` names them.
  private static final List<String> FILTERS =
      List.of(
          "order",
          "sku",
          "shipNode",
          "outcome",
          "path",
          "reason",
          "ruleId",
          "ruleSetVersion",
          "modelsVersion",
          "referenceDataVersion",
          "since",
          "until");

  private static final List<String> OUTCOMES =
      List.of("ALLOCATED", "PARTLY_BACKORDERED", "BACKORDERED", "HELD", "UNFILLABLE");

  /// Files of `examples/demo/orders`.
  static final List<String> EXAMPLES =
      List.of(
          "single-line",
          "two-lines-that-split",
          "same-sku-on-two-lines",
          "next-day",
          "fashion-sizes",
          "heavy-furniture",
          "hazmat-battery",
          "backorder");

  /// Of each table in the trace of a decision.
  private static final int MOST_CASES = 20;

  private static final int UNAUTHORIZED = 401;

  private final DecisionRoutes decisions;
  private final DecisionListing listing;
  private final OrderLives lives;
  private final NodeStore nodes;
  private final StaticFiles files = new StaticFiles();
  private final Pages pages;
  private final TablePages tables;
  private final ExceptionPages exceptionPages;
  private final ReportPages reportPages;
  private final NetworkPages networkPages;
  private final ModelPages modelPages;
  private final SettingPages settingPages;

  public Console(
      DecisionRoutes decisions,
      DecisionListing listing,
      OrderLives lives,
      NodeStore nodes,
      InForce.Source inForce,
      DraftRoutes drafts,
      RuleSetRoutes ruleSets,
      TestRoutes tests,
      ReplayRoutes replays,
      ExceptionRoutes exceptions,
      ReportRoutes reports,
      ModelPages.Sources models,
      NetworkPages.Sources network,
      SettingPages.Sources settings,
      Clock clock) {
    this.pages = new Pages(files, clock);
    this.tables = new TablePages(drafts, ruleSets, tests, replays, pages);
    this.decisions = decisions;
    this.listing = listing;
    this.lives = lives;
    this.nodes = nodes;
    this.exceptionPages = new ExceptionPages(exceptions, pages);
    this.reportPages = new ReportPages(reports, pages);
    this.networkPages = new NetworkPages(network, pages);
    this.modelPages = new ModelPages(models, inForce, pages);
    this.settingPages = new SettingPages(settings, inForce, pages);
  }

  public List<Route> routes() {
    List<Route> ours =
        List.of(
            Route.get("/", Access.ANYONE, Console::begin).under(Route.Load.LIGHT),
            Route.get("/console", Access.ANYONE, call -> redirect(DECISIONS))
                .under(Route.Load.LIGHT),
            Route.get(StaticFiles.PLACE + "{file}", Access.ANYONE, files::get)
                .under(Route.Load.LIGHT),
            Route.get(SessionRoutes.SIGN_IN, Access.ANYONE, this::signIn).under(Route.Load.LIGHT),
            Route.get(DECISIONS, Access.READING, this::list),
            Route.get(DECISIONS + "/{id}", Access.READING, this::decision),
            Route.get(Section.TRY.path, Access.TRYING, this::form),
            Route.post(Section.TRY.path, Access.TRYING, this::evaluate).under(Route.Load.DECISION));
    return Stream.of(
            ours,
            tables.routes(),
            exceptionPages.routes(),
            reportPages.routes(),
            networkPages.routes(),
            modelPages.routes(),
            settingPages.routes())
        .flatMap(List::stream)
        .toList();
  }

  private static Answer begin(Call call) {
    return call.wantsPage() ? redirect(DECISIONS) : OperationRoutes.index();
  }

  private static Answer redirect(String path) {
    return new Answer(303, "text/plain", new byte[0], Map.of("Location", path, "Vary", "Accept"));
  }

  // Problems.

  /// A problem for a person who asked with a browser.
  public Answer problem(JsonNode problem, Call call, Answer answer) {
    if (answer.status() == UNAUTHORIZED && call.method().equals("GET")) {
      return redirect(SessionRoutes.SIGN_IN + "?next=" + Show.url(call.target()))
          .with("Cache-Control", "no-store");
    }
    List<String> sentences = problem.path("detail").asText().lines().toList();
    var errors = new ArrayList<String>();
    for (JsonNode error : problem.path("errors")) {
      String place =
          error
              .path("parameter")
              .asText(error.path("pointer").asText(error.path("header").asText()));
      errors.add((place + " " + error.path("message").asText().replace('\n', ' ')).strip());
    }
    Answer page =
        pages.of(
            call,
            answer.status(),
            "problem.jte",
            new ProblemShown(
                pages.frame(call, problem.path("title").asText(), ""),
                answer.status(),
                sentences.isEmpty() ? "" : sentences.getFirst(),
                String.join(
                    " ", sentences.subList(Math.min(1, sentences.size()), sentences.size())),
                errors,
                answer.headers().containsKey("Retry-After") ? call.target() : ""));
    for (Map.Entry<String, String> header : answer.headers().entrySet()) {
      page = page.with(header.getKey(), header.getValue());
    }
    return page;
  }

  private Answer signIn(Call call) {
    var errors = new FieldErrors();
    Fields query = call.formQuery(errors);
    String refused = query.wordOr("refused", "");
    String next = query.raw().path("next").asText(DECISIONS);
    query.ignore("next");
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    boolean open = pages.frame(call, "", "").isOpen();
    return pages.of(
        call,
        200,
        "signin.jte",
        new SignInPage(
            pages.frame(call, open ? "No user is set up" : "Sign in", ""),
            next,
            SignInPage.refusal(refused),
            SignInPage.isDue(refused),
            open));
  }

  // Decisions.

  private Answer list(Call call) {
    var errors = new FieldErrors();
    Fields query = call.formQuery(errors, Pages::moment);
    var filter = new LinkedHashMap<String, String>();
    for (String name : FILTERS) {
      if (query.has(name)) {
        filter.put(name, query.raw().path(name).asText().replace("T00:00:00Z", ""));
      }
    }
    query.ignore("details");
    DecisionListing.Search search = DecisionListing.Search.read(query);
    query.end();
    Map<String, String> wrong = Map.of();
    Found found = new Found(List.of(), null, null);
    int status = 200;
    if (errors.isEmpty()) {
      found = listing.find(search.withDetails());
    } else {
      wrong = Pages.wrong(errors.as(Failure.InvalidRequest::new));
      status = 400;
    }
    String first = Show.query(DECISIONS, filter);
    boolean isFirst = !query.has("cursor");
    return pages.of(
        call,
        status,
        "decisions.jte",
        new DecisionListPage(
            pages.frame(call, title(filter, found, isFirst, wrong), Section.DECISIONS),
            filter,
            wrong,
            OUTCOMES,
            found.items(),
            found.nextCursor() == null
                ? ""
                : first + (filter.isEmpty() ? "?" : "&") + "cursor=" + Show.url(found.nextCursor()),
            isFirst ? "" : first,
            found.searchedTo()));
  }

  private static String title(
      Map<String, String> filter, Found found, boolean isFirst, Map<String, String> wrong) {
    if (!wrong.isEmpty()) {
      return "The search has a value that cannot be";
    }
    int size = found.items().size();
    if (size == 0) {
      return filter.isEmpty()
          ? "No decision so far"
          : found.searchedTo() == null ? "No decision fits" : "No decision fits so far";
    }
    String which = filter.isEmpty() ? "decision" : "decision that fits";
    if (found.nextCursor() != null) {
      return isFirst
          ? "The newest %s".formatted(plural(size, which))
          : "%s, further back".formatted(plural(size, which));
    }
    return isFirst
        ? plural(size, which) + ", newest first"
        : "The oldest %s".formatted(plural(size, which));
  }

  private static String plural(int count, String which) {
    return count == 1
        ? "1 " + which
        : count + " " + which.replace("decision", "decisions").replace("fits", "fit");
  }

  private Answer decision(Call call) {
    String text = call.pathParameter("id");
    DecisionId id =
        DecisionId.findParsed(text)
            .orElseThrow(() -> new FailureException(new Failure.NotFound("decision", text)));
    var errors = new FieldErrors();
    Fields query = call.formQuery(errors);
    Optional<Explain> level =
        query.has("explain")
            ? Optional.of(
                query.oneOf(
                    "explain",
                    List.of(Explain.values()),
                    each -> each.name().toLowerCase(Locale.ROOT)))
            : Optional.empty();
    String asked = query.wordOr("why", "");
    boolean traced = query.has("near");
    int near = query.integerOr("near", 0, DecisionRoutes.MOST_NEAR, 0);
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    DecisionRoutes.Shown shown = decisions.show(id, level);
    WhyNotView whyNot = asked.isEmpty() ? null : decisions.whyNot(id, new ShipNodeId(asked));
    List<Moment> life =
        lives
            .find(new OrderId(shown.view().orderId()))
            .map(found -> found.timeline().reversed())
            .orElse(List.of());
    return pages.of(
        call,
        200,
        "decision.jte",
        page(
            pages.frame(call, DecisionPage.sentence(shown.view()), Section.DECISIONS),
            DECISIONS + "/" + id,
            shown,
            whyNot,
            traced ? decisions.trace(id, near, MOST_CASES) : null,
            life));
  }

  private DecisionPage page(
      Frame frame,
      String path,
      DecisionRoutes.Shown shown,
      @Nullable WhyNotView whyNot,
      @Nullable TraceView trace,
      List<Moment> life) {
    DecisionView view = shown.view();
    List<NodeStore.Place> places = nodes.places(DecisionPage.named(view));
    var names = new LinkedHashMap<String, String>();
    places.forEach(place -> names.put(place.id().value(), place.name()));
    return new DecisionPage(
        frame,
        path,
        shown.order(),
        view,
        DecisionPage.map(shown.order(), view, places),
        CostBars.of(view),
        names,
        whyNot,
        trace,
        life);
  }

  // Try an order.

  private Answer form(Call call) {
    var errors = new FieldErrors();
    Fields query = call.formQuery(errors);
    String past = query.wordOr("decision", "");
    String example =
        query.has("example") ? query.oneOf("example", EXAMPLES, name -> name) : EXAMPLES.getFirst();
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    OrderForm form = past.isEmpty() ? example(example) : past(past);
    return tried(call, 200, form, Map.of(), 1, null);
  }

  private OrderForm past(String decision) {
    DecisionId id =
        DecisionId.findParsed(decision)
            .orElseThrow(() -> new FailureException(new Failure.NotFound("decision", decision)));
    return OrderForm.of(decisions.show(id, Optional.empty()).order());
  }

  private static OrderForm example(String name) {
    try (InputStream in = Console.class.getResourceAsStream("examples/" + name + ".json")) {
      return OrderForm.of(
          Optional.ofNullable(in)
              .orElseThrow(
                  () -> new IllegalStateException("The program lacks example " + name + "."))
              .readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Answer evaluate(Call call) {
    Map<String, String> fields = call.form();
    OrderForm form = OrderForm.of(fields);
    if (fields.containsKey("more")) {
      return tried(call, 200, form, Map.of(), 5, null);
    }
    try {
      DecisionRoutes.Shown shown = decisions.evaluate(form.body(), call.deadline());
      return tried(
          call,
          200,
          form,
          Map.of(),
          1,
          page(
              pages.frame(call, DecisionPage.sentence(shown.view()), Section.TRY),
              "",
              shown,
              null,
              null,
              List.of()));
    } catch (FailureException e) {
      Map<String, String> errors = OrderForm.errors(e.failure());
      if (errors.isEmpty()) {
        throw e;
      }
      return tried(call, 422, form, errors, 1, null);
    }
  }

  private Answer tried(
      Call call,
      int status,
      OrderForm form,
      Map<String, String> errors,
      int more,
      @Nullable DecisionPage answer) {
    String title =
        answer != null
            ? answer.frame().title()
            : errors.isEmpty()
                ? "Try an order: it is decided as now, and nothing is written"
                : "Not tried: %s wrong"
                    .formatted(errors.size() == 1 ? "one value is" : errors.size() + " values are");
    return pages.of(
        call,
        status,
        "try.jte",
        new TryPage(
            pages.frame(call, title, Section.TRY),
            EXAMPLES,
            form,
            call.csrfToken().orElse(""),
            errors,
            more,
            answer));
  }
}
