package dev.whence.service.http.catalog;

import dev.whence.domain.ExchangeRate;
import dev.whence.domain.places.PostalArea;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import dev.whence.service.money.ExchangeRateStore;
import dev.whence.service.places.PostalAreaStore;
import dev.whence.service.store.ReferenceVersion.Signature;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;

/// Bulk loads and lists of exchange rates and postal areas.
///
/// A load inserts or replaces what it names and leaves the rest alone.
public final class PlaceAndMoneyRoutes {
  private final ExchangeRateStore rates;
  private final PostalAreaStore areas;
  private final Clock clock;

  public PlaceAndMoneyRoutes(ExchangeRateStore rates, PostalAreaStore areas, Clock clock) {
    this.rates = rates;
    this.areas = areas;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        Route.put("/v1/exchange-rates", Access.NETWORK, this::loadExchangeRates).withQuery(),
        Route.get("/v1/exchange-rates", Access.READING, this::listExchangeRates),
        Route.put("/v1/postal-areas", Access.NETWORK, this::loadPostalAreas).withQuery(),
        Route.get("/v1/postal-areas", Access.READING, this::listPostalAreas));
  }

  private Answer loadExchangeRates(Call call) {
    Signature signature = ReferenceLoads.signature(call);
    List<ExchangeRate> rows =
        CatalogRoutes.read(call, ExchangeRateShape.reader(LocalDate.now(clock))).stream()
            .map(ExchangeRateShape::rateOfDay)
            .toList();
    return CatalogRoutes.loaded(
        "exchange rates", rows.size(), ReferenceLoads.load(signature, () -> rates.upsert(rows)));
  }

  private Answer listExchangeRates(Call call) {
    var part = CatalogRoutes.Part.of(call, 3);
    List<String> after = part.after();
    return Answer.ok(
        Page.of(
                rates.list(after.get(0), after.get(1), after.get(2), part.limit() + 1),
                part.limit(),
                rate ->
                    List.of(
                        rate.from().getCurrencyCode(),
                        rate.to().getCurrencyCode(),
                        rate.date().toString()))
            .map(ExchangeRateShape::of));
  }

  private Answer loadPostalAreas(Call call) {
    Signature signature = ReferenceLoads.signature(call);
    List<PostalArea> rows =
        CatalogRoutes.read(call, PostalAreaShape.reader()).stream()
            .map(PostalAreaShape::area)
            .toList();
    return CatalogRoutes.loaded(
        "postal areas", rows.size(), ReferenceLoads.load(signature, () -> areas.upsert(rows)));
  }

  private Answer listPostalAreas(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    String country = query.has("country") ? query.country("country") : "";
    List<String> after = Page.cursor(query, 2);
    int limit = Page.limit(query);
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    List<PostalArea> found =
        country.isEmpty()
            ? areas.list(after.getFirst(), after.getLast(), limit + 1)
            : areas.listOf(country, after.getLast(), limit + 1);
    return Answer.ok(
        Page.of(found, limit, area -> List.of(area.country(), area.prefix()))
            .map(PostalAreaShape::of));
  }
}
