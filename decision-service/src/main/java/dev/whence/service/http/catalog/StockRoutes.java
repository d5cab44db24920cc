package dev.whence.service.http.catalog;

import dev.whence.domain.inventory.Sku;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import dev.whence.service.http.RowStream.Row;
import dev.whence.service.http.ShortView;
import dev.whence.service.http.StockShape;
import dev.whence.service.inventory.StockStore;
import dev.whence.service.inventory.StockStore.Adjustment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Counts, adjustments, look-ups and the ledger of stock.
public final class StockRoutes {
  private static final int MOST_UNITS = 1_000_000_000;

  private final StockStore stock;

  public StockRoutes(StockStore stock) {
    this.stock = stock;
  }

  public List<Route> routes() {
    return List.of(
        Route.put("/v1/stock", Access.NETWORK, this::load),
        Route.post("/v1/loads/stock", Access.NETWORK, this::loadStreamed)
            .withQuery()
            .under(Route.Load.LIGHT),
        Route.get("/v1/stock", Access.READING, this::list),
        Route.get("/v1/stock/{sku}", Access.READING, this::get),
        Route.post("/v1/stock-adjustments", Access.NETWORK, this::adjust),
        Route.get("/v1/stock-movements", Access.READING, this::movements));
  }

  private Answer load(Call call) {
    var references = new StockReferences();
    List<StockStore.Count> counts = CatalogRoutes.read(call, references::read);
    return switch (stock.count(counts)) {
      case StockStore.Result.Done(int positions, var shortages) ->
          Answer.ok(new StockLoaded(positions, shortages.stream().map(ShortView::of).toList()));
      case StockStore.Result.Unknown unknown -> throw references.unknown(unknown);
      case StockStore.Result.NoPosition missing ->
          throw new IllegalStateException("Counts made no positions: " + missing);
    };
  }

  private Answer loadStreamed(Call call) {
    String load = StockStore.newLoad();
    return StreamedLoad.answer(call, StockShape::read, part -> loadPart(part, load));
  }

  /// Everything but what names something that is not loaded.
  private StreamedLoad.Part loadPart(List<Row.Read<StockStore.Count>> part, String load) {
    List<Row.Read<StockStore.Count>> rows = part;
    var refused = new ArrayList<Row.Wrong<?>>();
    while (!rows.isEmpty()) {
      switch (stock.count(rows.stream().map(Row.Read::value).toList(), load)) {
        case StockStore.Result.Done(int positions, var shortages) -> {
          return new StreamedLoad.Part(
              positions, refused, shortages.stream().map(ShortView::of).toList());
        }
        case StockStore.Result.Unknown unknown -> {
          var known = new ArrayList<Row.Read<StockStore.Count>>();
          for (Row.Read<StockStore.Count> row : rows) {
            FieldErrors errors = StockReferences.unknown(unknown, row.value(), row.at());
            if (errors.isEmpty()) {
              known.add(row);
            } else {
              refused.add(new Row.Wrong<>(row.number(), errors.as(Failure.UnknownReference::new)));
            }
          }
          rows = known;
        }
        case StockStore.Result.NoPosition missing ->
            throw new IllegalStateException("Counts made no positions: " + missing);
      }
    }
    return new StreamedLoad.Part(0, refused, List.of());
  }

  private Answer adjust(Call call) {
    var references = new StockReferences();
    List<Adjustment> adjustments =
        CatalogRoutes.read(call, fields -> references.readAdjustment(fields, MOST_UNITS));
    return switch (stock.adjust(adjustments)) {
      case StockStore.Result.Done(int added, var shortages) ->
          Answer.ok(
              new Adjusted(
                  added,
                  adjustments.size() - added,
                  shortages.stream().map(ShortView::of).toList()));
      case StockStore.Result.Unknown unknown -> throw references.unknown(unknown);
      case StockStore.Result.NoPosition missing -> throw references.noPosition(missing.positions());
    };
  }

  private Answer list(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    var filter =
        new StockStore.Filter(
            query.has("shipNode") ? query.word("shipNode") : "",
            query.has("sku") ? query.word("sku") : "",
            query.has("short") && query.flag("short"),
            query.has("active") ? Optional.of(query.flag("active")) : Optional.empty());
    List<String> after = Page.cursor(query, 2);
    int limit = Page.limit(query);
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return Answer.ok(
        Page.of(
                stock.list(filter, after.getFirst(), after.getLast(), limit + 1),
                limit,
                position -> List.of(position.node().value(), position.sku().value()))
            .map(StockShape::of));
  }

  private Answer get(Call call) {
    String sku = call.pathParameter("sku");
    List<StockShape> positions = stock.find(new Sku(sku)).stream().map(StockShape::of).toList();
    if (positions.isEmpty()) {
      throw CatalogRoutes.notFound("stock of a SKU", sku);
    }
    return Answer.ok(new Page<>(positions, null));
  }

  private Answer movements(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    String node = query.has("shipNode") ? query.word("shipNode") : "";
    String sku = query.has("sku") ? query.word("sku") : "";
    String cursor = Page.cursor(query, 1).getFirst();
    int limit = Page.limit(query);
    query.end();
    long before = Long.MAX_VALUE;
    if (!cursor.isEmpty()) {
      if (cursor.matches("\\d{1,18}")) {
        before = Long.parseLong(cursor);
      } else {
        query.complain("cursor", "must be the nextCursor of an earlier page");
      }
    }
    errors.throwAs(Failure.InvalidRequest::new);
    return Answer.ok(
        Page.of(
                stock.movements(node, sku, before, limit + 1),
                limit,
                movement -> List.of(Long.toString(movement.id())))
            .map(MovementView::of));
  }

  /// @param loaded how many positions were inserted or replaced
  /// @param shortages positions that hold fewer units than are reserved of them
  record StockLoaded(int loaded, List<ShortView> shortages) {}

  /// @param added adjustments that count for the first time
  /// @param repeated known before, or twice in this request
  /// @param shortages positions that hold fewer units than are reserved of them
  record Adjusted(int added, int repeated, List<ShortView> shortages) {}

  /// One change of a position.
  ///
  /// @param onHand units more on hand, or fewer
  /// @param reserved units more reserved, or fewer
  record MovementView(
      long movementId,
      String shipNode,
      String sku,
      String kind,
      int onHand,
      int reserved,
      String cause,
      @Nullable String reason,
      String author,
      Instant occurredAt,
      Instant recordedAt) {
    static MovementView of(StockStore.Movement movement) {
      return new MovementView(
          movement.id(),
          movement.position().node().value(),
          movement.position().sku().value(),
          movement.kind(),
          movement.onHand(),
          movement.reserved(),
          movement.cause(),
          movement.reason().isEmpty() ? null : movement.reason(),
          movement.author(),
          movement.occurredAt(),
          movement.recordedAt());
    }
  }
}
