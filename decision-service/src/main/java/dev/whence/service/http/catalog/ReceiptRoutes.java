package dev.whence.service.http.catalog;

import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import dev.whence.service.http.ShortView;
import dev.whence.service.inventory.ReceiptStore;
import dev.whence.service.inventory.StockStore;
import dev.whence.service.metrics.Metrics;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;

/// Goods on their way into ship nodes, and their arrival.
public final class ReceiptRoutes {
  private static final String NO_CURSOR = "must be the nextCursor of an earlier page";
  private static final LocalDate FIRST = LocalDate.of(1, 1, 1);

  private final ReceiptStore receipts;
  private final Metrics metrics;

  public ReceiptRoutes(ReceiptStore receipts, Metrics metrics) {
    this.receipts = receipts;
    this.metrics = metrics;
  }

  public List<Route> routes() {
    return List.of(
        Route.put("/v1/expected-receipts", Access.NETWORK, this::expect),
        Route.get("/v1/expected-receipts", Access.READING, this::list),
        Route.post("/v1/receipts", Access.NETWORK, this::receive));
  }

  private Answer expect(Call call) {
    var references = new StockReferences();
    List<ReceiptStore.Order> orders =
        CatalogRoutes.read(
            call,
            CatalogRoutes.unique(
                "receiptId", references::readOrder, ReceiptStore.Order::receiptId));
    return CatalogRoutes.loaded(
        "expected receipts", done(receipts.expect(orders), references).changed());
  }

  private Answer receive(Call call) {
    var references = new StockReferences();
    List<ReceiptStore.Receipt> rows = CatalogRoutes.read(call, references::readReceipt);
    StockStore.Result.Done done = done(receipts.receive(rows), references);
    metrics.received(done.changed());
    return Answer.ok(
        new Received(
            done.changed(),
            rows.size() - done.changed(),
            done.shortages().stream().map(ShortView::of).toList()));
  }

  private static StockStore.Result.Done done(StockStore.Result result, StockReferences references) {
    return switch (result) {
      case StockStore.Result.Done done -> done;
      case StockStore.Result.Unknown unknown -> throw references.unknown(unknown);
      case StockStore.Result.NoPosition missing ->
          throw new IllegalStateException("Receipts made no positions: " + missing);
    };
  }

  private Answer list(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    String node = query.has("shipNode") ? query.word("shipNode") : "";
    String sku = query.has("sku") ? query.word("sku") : "";
    List<String> after = Page.cursor(query, 2);
    int limit = Page.limit(query);
    query.end();
    LocalDate day = FIRST;
    if (after.getFirst().matches("\\d{4}-.*")) {
      day = query.made("cursor", errors.total(), FIRST, () -> parsed(after.getFirst()));
    } else if (!after.getFirst().isEmpty()) {
      query.complain("cursor", NO_CURSOR);
    }
    errors.throwAs(Failure.InvalidRequest::new);
    return Answer.ok(
        Page.of(
                receipts.list(node, sku, day, after.getLast(), limit + 1),
                limit,
                one -> List.of(one.order().expectedOn().toString(), one.order().receiptId()))
            .map(ExpectedReceiptView::of));
  }

  private static LocalDate parsed(String day) {
    try {
      return LocalDate.parse(day);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(NO_CURSOR, e);
    }
  }

  /// @param added receipts that count for the first time
  /// @param repeated known before, or twice in this request
  /// @param shortages positions that hold fewer units than are reserved of them all the same
  record Received(int added, int repeated, List<ShortView> shortages) {}

  /// A line of a purchase order of which units are still to come.
  ///
  /// @param units ordered
  /// @param received of these
  /// @param open still to come
  record ExpectedReceiptView(
      String receiptId,
      String shipNode,
      String sku,
      int units,
      int received,
      int open,
      LocalDate expectedOn) {
    static ExpectedReceiptView of(ReceiptStore.Expected expected) {
      ReceiptStore.Order order = expected.order();
      return new ExpectedReceiptView(
          order.receiptId(),
          order.node().value(),
          order.sku().value(),
          order.units(),
          order.units() - expected.open(),
          expected.open(),
          order.expectedOn());
    }
  }
}
