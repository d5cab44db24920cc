package dev.whence.service.http.catalog;

import static java.util.stream.Collectors.toSet;

import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.ServiceCutoff;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.inventory.Sku;
import dev.whence.service.carriers.CarrierStore;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import dev.whence.service.http.RowStream.Row;
import dev.whence.service.inventory.ItemStore;
import dev.whence.service.inventory.NodeStore;
import dev.whence.service.store.ReferenceVersion;
import dev.whence.service.store.ReferenceVersion.Signature;
import dev.whence.text.Nearest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Bulk loads and look-ups of ship nodes, carrier services and items.
///
/// A load inserts or replaces what it names and leaves the rest alone.
public final class CatalogRoutes {
  private static final Logger LOG = System.getLogger(CatalogRoutes.class.getName());

  private static final int MOST_WARNINGS = 20;

  private final NodeStore nodes;
  private final CarrierStore carriers;
  private final ItemStore items;

  public CatalogRoutes(NodeStore nodes, CarrierStore carriers, ItemStore items) {
    this.nodes = nodes;
    this.carriers = carriers;
    this.items = items;
  }

  public List<Route> routes() {
    return List.of(
        Route.put("/v1/ship-nodes", Access.NETWORK, this::loadShipNodes).withQuery(),
        Route.get("/v1/ship-nodes", Access.READING, this::listShipNodes),
        Route.get("/v1/ship-nodes/{id}", Access.READING, this::getShipNode),
        Route.put("/v1/carrier-services", Access.NETWORK, this::loadCarrierServices).withQuery(),
        Route.get("/v1/carrier-services", Access.READING, this::listCarrierServices),
        Route.get("/v1/carrier-services/{id}", Access.READING, this::getCarrierService),
        Route.put("/v1/items", Access.NETWORK, this::loadItems),
        Route.post("/v1/loads/items", Access.NETWORK, this::loadItemsStreamed)
            .withQuery()
            .under(Route.Load.LIGHT),
        Route.get("/v1/items", Access.READING, this::listItems),
        Route.get("/v1/items/{sku}", Access.READING, this::getItem));
  }

  private Answer loadShipNodes(Call call) {
    Signature signature = ReferenceLoads.signature(call);
    var silent = new Silent<ShipNodeId>();
    List<ShipNode> rows =
        read(call, silent.noting(unique("id", ShipNodeShape::read, ShipNode::id), ShipNode::id));
    return loaded(
        "ship nodes",
        rows.size(),
        ReferenceLoads.load(signature, () -> nodes.upsert(rows, silent.ids())),
        cutoffsOfNothing(rows));
  }

  /// A cutoff of a carrier service that is not there changes nothing: the day's cutoff counts. It
  /// may be loaded later; while nothing is, nothing is said.
  private List<String> cutoffsOfNothing(List<ShipNode> rows) {
    var named = new TreeMap<String, String>();
    for (ShipNode node : rows) {
      for (ServiceCutoff cutoff : node.calendar().serviceCutoffs()) {
        named.putIfAbsent(cutoff.carrierService().value(), node.id().value());
      }
    }
    if (named.isEmpty()) {
      return List.of();
    }
    Set<String> known =
        carriers.list().stream().map(service -> service.id().value()).collect(toSet());
    return known.isEmpty()
        ? List.of()
        : named.entrySet().stream()
            .filter(each -> !known.contains(each.getKey()))
            .limit(MOST_WARNINGS)
            .map(each ->
                "Ship node %s has a cutoff of %s, which is no carrier service that is loaded: the day's cutoff counts. %s"
                    .formatted(each.getValue(), each.getKey(), Nearest.advice(each.getKey(), known))
                    .strip())
            .toList();
  }

  private Answer listShipNodes(Call call) {
    return page(call, nodes.list(), node -> node.id().value(), ShipNode::active, ShipNodeShape::of);
  }

  private Answer getShipNode(Call call) {
    String id = call.pathParameter("id");
    return Answer.ok(
        nodes
            .find(new ShipNodeId(id))
            .map(ShipNodeShape::of)
            .orElseThrow(() -> notFound("ship node", id)));
  }

  private Answer loadCarrierServices(Call call) {
    Signature signature = ReferenceLoads.signature(call);
    var errors = new FieldErrors();
    var rows = new CarrierServiceRows(errors);
    call.rows().read(rows::read, errors);
    errors.throwAs(Failure.InvalidRequest::new);
    List<CarrierService> services = rows.services();
    errors.throwAs(Failure.InvalidRequest::new);
    return loaded(
        "carrier services",
        services.size(),
        ReferenceLoads.load(signature, () -> carriers.upsert(services, rows.silent())));
  }

  private Answer listCarrierServices(Call call) {
    return page(
        call,
        carriers.list(),
        service -> service.id().value(),
        CarrierService::active,
        CarrierServiceShape::of);
  }

  private Answer getCarrierService(Call call) {
    String id = call.pathParameter("id");
    return Answer.ok(
        carriers
            .find(new CarrierServiceId(id))
            .map(CarrierServiceShape::of)
            .orElseThrow(() -> notFound("carrier service", id)));
  }

  private Answer loadItems(Call call) {
    var silent = new Silent<Sku>();
    List<Item> rows =
        read(call, silent.noting(unique("sku", ItemShape::read, Item::sku), Item::sku));
    items.upsert(rows, silent.ids());
    return loaded("items", rows.size());
  }

  private Answer loadItemsStreamed(Call call) {
    return StreamedLoad.answer(
        call,
        ItemShape::read,
        new StreamedLoad.Store<>() {
          @Override
          public StreamedLoad.Part load(List<Row.Read<Item>> part) {
            var silent = new Silent<Sku>();
            part.forEach(row -> silent.note(row.value().sku(), row.at()));
            items.upsertPart(part.stream().map(Row.Read::value).toList(), silent.ids());
            return new StreamedLoad.Part(part.size(), List.of(), List.of());
          }

          @Override
          public void end() {
            items.endLoad();
          }
        });
  }

  private Answer listItems(Call call) {
    var part = Part.inUse(call, 1);
    return Answer.ok(
        Page.of(
                items.list(part.after().getFirst(), part.limit() + 1, part.active()),
                part.limit(),
                item -> List.of(item.sku().value()))
            .map(ItemShape::of));
  }

  private Answer getItem(Call call) {
    String sku = call.pathParameter("sku");
    return Answer.ok(
        items.find(new Sku(sku)).map(ItemShape::of).orElseThrow(() -> notFound("item", sku)));
  }

  /// @throws FailureException with every error of every row
  static <T> List<T> read(Call call, Function<Fields, T> read) {
    var errors = new FieldErrors();
    List<T> rows = call.rows().read(read, errors);
    errors.throwAs(Failure.InvalidRequest::new);
    return rows;
  }

  /// A load may name each thing once.
  static <T> Function<Fields, T> unique(
      String field, Function<Fields, T> read, Function<T, Object> id) {
    var places = new HashMap<Object, String>();
    return fields -> {
      T row = read.apply(fields);
      if (fields.raw().path(field).isTextual()) {
        @Nullable String earlier = places.putIfAbsent(id.apply(row), fields.place());
        if (earlier != null) {
          fields.complain(field, "is in %s, too".formatted(earlier));
        }
      }
      return row;
    };
  }

  /// A part of a list that is short enough to be read whole.
  private static <T> Answer page(
      Call call,
      List<T> all,
      Function<T, String> id,
      Predicate<T> active,
      Function<T, Object> shape) {
    var part = Part.inUse(call, 1);
    List<T> found =
        all.stream()
            .filter(thing -> part.active().filter(in -> in != active.test(thing)).isEmpty())
            .filter(thing -> id.apply(thing).compareTo(part.after().getFirst()) > 0)
            .sorted(Comparator.comparing(id))
            .limit(part.limit() + 1L)
            .toList();
    return Answer.ok(Page.of(found, part.limit(), thing -> List.of(id.apply(thing))).map(shape));
  }

  /// @param what was loaded, for the log
  static Answer loaded(String what, int rows) {
    log(what, rows);
    return Answer.ok(new Loaded(rows, null, null));
  }

  /// As [#loaded(String, int)], of reference data.
  static Answer loaded(String what, int rows, ReferenceVersion.Loaded<?> load) {
    return loaded(what, rows, load, List.of());
  }

  private static Answer loaded(
      String what, int rows, ReferenceVersion.Loaded<?> load, List<String> warnings) {
    log(what, rows);
    return Answer.ok(new Loaded(rows, load.version(), warnings.isEmpty() ? null : warnings));
  }

  private static void log(String what, int rows) {
    LOG.log(Level.INFO, "Loaded {0} {1}.", Integer.toString(rows), what);
  }

  static FailureException notFound(String what, String id) {
    return new FailureException(new Failure.NotFound(what, id));
  }

  /// The ids of a load that do not say whether they are in use: those that are known stay as they
  /// are.
  private static final class Silent<K> {
    private final Set<K> ids = new HashSet<>();

    <T> Function<Fields, T> noting(Function<Fields, T> read, Function<T, K> id) {
      return fields -> {
        T row = read.apply(fields);
        note(id.apply(row), fields);
        return row;
      };
    }

    /// Of two rows with one id the last counts.
    void note(K id, Fields fields) {
      if (fields.has("active")) {
        ids.remove(id);
      } else {
        ids.add(id);
      }
    }

    Set<K> ids() {
      return ids;
    }
  }

  /// Which part of a list is asked for.
  ///
  /// @param active only what is in use, or only what is out of use; empty for both
  record Part(List<String> after, int limit, Optional<Boolean> active) {
    static Part of(Call call, int keys) {
      return of(call, keys, query -> Optional.empty());
    }

    /// As [#of(Call, int)], of a list that can be filtered by use.
    static Part inUse(Call call, int keys) {
      return of(
          call,
          keys,
          query -> query.has("active") ? Optional.of(query.flag("active")) : Optional.empty());
    }

    private static Part of(Call call, int keys, Function<Fields, Optional<Boolean>> active) {
      var errors = new FieldErrors();
      Fields query = call.query(errors);
      var part = new Part(Page.cursor(query, keys), Page.limit(query), active.apply(query));
      query.end();
      errors.throwAs(Failure.InvalidRequest::new);
      return part;
    }
  }

  /// @param loaded how many things were inserted or replaced
  /// @param version of the reference data that the load made; null of what is none
  /// @param warnings what was loaded and changes nothing as it is, a sentence each; null for none
  record Loaded(int loaded, @Nullable Integer version, @Nullable List<String> warnings) {}
}
