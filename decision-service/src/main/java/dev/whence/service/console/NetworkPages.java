package dev.whence.service.console;

import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.service.carriers.CarrierStore;
import dev.whence.service.console.Frame.Section;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import dev.whence.service.inventory.CapacityStore;
import dev.whence.service.inventory.CapacityStore.NodeLoad;
import dev.whence.service.inventory.NodeStore;
import dev.whence.service.inventory.Position;
import dev.whence.service.inventory.ReceiptStore;
import dev.whence.service.inventory.StockStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What orders can be sent from and by: ship nodes with today's load and a map, carrier services
/// with their cards, stock. Loads are calls of the API. Thread-safe.
public final class NetworkPages {
  static final String NETWORK = Section.NETWORK.path;
  private static final int MOST_NODES = 200;
  private static final int DAYS = 14;
  private static final List<String> STOCK_FIELDS = List.of("sku", "shipNode", "short");

  private final Sources sources;
  private final Pages pages;

  NetworkPages(Sources sources, Pages pages) {
    this.sources = sources;
    this.pages = pages;
  }

  /// Where what is shown comes from.
  public record Sources(
      NodeStore nodes,
      CarrierStore carriers,
      StockStore stock,
      ReceiptStore receipts,
      CapacityStore capacity) {}

  List<Route> routes() {
    return List.of(
        Route.get(NETWORK, Access.READING, this::nodes),
        Route.get(NETWORK + "/nodes/{id}", Access.READING, this::node),
        Route.get(NETWORK + "/services", Access.READING, this::services),
        Route.get(NETWORK + "/services/{id}", Access.READING, this::service),
        Route.get(NETWORK + "/stock", Access.READING, this::stock));
  }

  private static boolean mayLoad(Call call) {
    return Access.NETWORK.admits(call.principal().roles());
  }

  private Answer nodes(Call call) {
    var errors = new FieldErrors();
    Fields query = call.formQuery(errors);
    String word = query.wordOr("word", "");
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    List<ShipNode> all = sources.nodes().list();
    List<ShipNode> found = all.stream().filter(node -> word.isEmpty() || fits(node, word)).toList();
    Map<ShipNodeId, NodeLoad> loads = new LinkedHashMap<>();
    sources.capacity().list("", 1).forEach(load -> loads.put(load.node(), load));
    List<ShipNode> shown = found.subList(0, Math.min(MOST_NODES, found.size()));
    return pages.of(
        call,
        200,
        "network.jte",
        new NetworkPage(
            pages.frame(call, NetworkPage.title(all, loads), Section.NETWORK),
            word,
            shown,
            found.size(),
            all.size(),
            loads,
            NetworkPage.map(found, loads),
            mayLoad(call)));
  }

  private static boolean fits(ShipNode node, String word) {
    String wanted = word.toLowerCase(Locale.ROOT);
    return List.of(
            node.id().value(), node.name(), node.type().name(), node.country(), node.region())
        .stream()
        .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(wanted));
  }

  private Answer node(Call call) {
    String id = call.pathParameter("id");
    ShipNode node =
        sources
            .nodes()
            .find(new ShipNodeId(id))
            .orElseThrow(() -> new FailureException(new Failure.NotFound("ship node", id)));
    List<NodeLoad> days = sources.capacity().list(id, DAYS);
    return pages.of(
        call,
        200,
        "node.jte",
        new NodePage(pages.frame(call, NodePage.title(node, days), Section.NETWORK), node, days));
  }

  private Answer services(Call call) {
    var errors = new FieldErrors();
    Fields query = call.formQuery(errors);
    String word = query.wordOr("word", "").toLowerCase(Locale.ROOT);
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    List<CarrierService> all = sources.carriers().list();
    List<CarrierService> found =
        all.stream()
            .filter(service ->
                word.isEmpty()
                    || List.of(service.id().value(), service.carrier(), service.name()).stream()
                        .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(word)))
            .toList();
    return pages.of(
        call,
        200,
        "services.jte",
        new ServicesPage(
            pages.frame(
                call,
                all.isEmpty()
                    ? "No carrier service is loaded"
                    : Show.count(all.size(), "carrier service"),
                Section.NETWORK),
            word,
            found.subList(0, Math.min(MOST_NODES, found.size())),
            found.size(),
            all.size(),
            mayLoad(call)));
  }

  private Answer service(Call call) {
    String id = call.pathParameter("id");
    CarrierService service =
        sources
            .carriers()
            .find(new CarrierServiceId(id))
            .orElseThrow(() -> new FailureException(new Failure.NotFound("carrier service", id)));
    return pages.of(
        call,
        200,
        "service.jte",
        new ServicePage(
            pages.frame(
                call,
                "%s: %s by %s, %s%s"
                    .formatted(
                        id,
                        service.name(),
                        service.carrier(),
                        Show.count(service.card().zones().size(), "rate zone"),
                        service.active() ? "" : ", out of use"),
                Section.NETWORK),
            service));
  }

  private Answer stock(Call call) {
    var errors = new FieldErrors();
    Fields query = call.formQuery(errors);
    Map<String, String> typed = Pages.typed(query, STOCK_FIELDS);
    var filter =
        new StockStore.Filter(
            query.wordOr("shipNode", ""),
            query.wordOr("sku", ""),
            query.flagOr("short", false),
            Optional.empty());
    List<String> after = Page.cursor(query, 2);
    int limit = Page.limit(query);
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    Page<StockPosition> page =
        Page.of(
            sources.stock().list(filter, after.getFirst(), after.getLast(), limit + 1),
            limit,
            position -> List.of(position.node().value(), position.sku().value()));
    String more = "";
    if (page.nextCursor() != null) {
      var next = new LinkedHashMap<>(typed);
      next.put("cursor", page.nextCursor());
      more = Show.query(NETWORK + "/stock", next);
    }
    return pages.of(
        call,
        200,
        "stock.jte",
        new StockPage(
            pages.frame(
                call,
                page.items().isEmpty()
                    ? "No stock position fits"
                    : filter.onlyShort()
                        ? "Positions that hold fewer units than are reserved"
                        : "Stock by ship node and SKU",
                Section.NETWORK),
            typed,
            page.items(),
            sources
                .receipts()
                .onTheirWay(
                    page.items().stream()
                        .map(position -> new Position(position.node(), position.sku()))
                        .toList()),
            more,
            mayLoad(call)));
  }
}
