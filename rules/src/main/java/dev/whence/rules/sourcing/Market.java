package dev.whence.rules.sourcing;

import static java.util.Comparator.comparing;

import dev.whence.domain.ExchangeRate;
import dev.whence.domain.ExchangeRates;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.carriers.RateCard;
import dev.whence.domain.carriers.RateZone;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.ShipNodeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// What does not depend on the order: ship nodes, carrier services, exchange rates. Indexed once
/// and shared by all orders of a reference version. Immutable and thread-safe.
public final class Market {
  private final Reference reference;
  private final Map<ShipNodeId, ShipNode> nodes = new HashMap<>();
  private final ExchangeRates rates;

  /// The data behind a market, as it is stored.
  ///
  /// @param nodes kept in node-id order
  /// @param services kept in service-id order
  /// @param rates kept by currencies and date
  public record Reference(
      List<ShipNode> nodes, List<CarrierService> services, List<ExchangeRate> rates) {
    /// @throws IllegalArgumentException if an id appears twice
    public Reference {
      nodes = nodes.stream().sorted(comparing(ShipNode::id)).toList();
      services = services.stream().sorted(comparing(CarrierService::id)).toList();
      rates =
          rates.stream()
              .sorted(
                  comparing((ExchangeRate rate) -> rate.from().getCurrencyCode())
                      .thenComparing(rate -> rate.to().getCurrencyCode())
                      .thenComparing(ExchangeRate::date))
              .toList();
      requireUnique("ship node", nodes, ShipNode::id);
      requireUnique("carrier service", services, CarrierService::id);
    }
  }

  public Market(Reference reference) {
    this.reference = reference;
    reference.nodes().forEach(node -> nodes.put(node.id(), node));
    this.rates = new ExchangeRates(reference.rates());
  }

  public static Market of(
      List<ShipNode> nodes, List<CarrierService> services, List<ExchangeRate> rates) {
    return new Market(new Reference(nodes, services, rates));
  }

  static <T, K> Set<K> requireUnique(String what, List<T> values, Function<T, K> key) {
    var seen = new HashSet<K>();
    for (T value : values) {
      if (!seen.add(key.apply(value))) {
        throw new IllegalArgumentException(
            "The snapshot holds the " + what + " " + key.apply(value) + " twice.");
      }
    }
    return seen;
  }

  public Reference reference() {
    return reference;
  }

  public List<CarrierService> services() {
    return reference.services();
  }

  public ExchangeRates rates() {
    return rates;
  }

  /// @throws IllegalArgumentException if there is none
  public ShipNode node(ShipNodeId id) {
    ShipNode node = nodes.get(id);
    if (node == null) {
      throw new IllegalArgumentException("Stock lies at " + id + ", which is no ship node.");
    }
    return node;
  }

  public boolean has(ShipNodeId id) {
    return nodes.containsKey(id);
  }

  public boolean hasService(CarrierServiceId id) {
    return services().stream().anyMatch(service -> service.id().equals(id));
  }

  /// What a decision about this case can depend on and nothing else, for the record: its candidate
  /// nodes, and of each rate card the zones between their countries and the destination.
  public Reference relevantTo(Case orderCase) {
    var candidates = orderCase.nodes().stream().map(state -> node(state.id())).toList();
    var origins = new TreeSet<String>();
    candidates.forEach(node -> origins.add(node.country()));
    String destination = orderCase.order().destination().country();
    return new Reference(
        candidates,
        services().stream().map(service -> withZones(service, origins, destination)).toList(),
        reference.rates());
  }

  private static CarrierService withZones(
      CarrierService service, Set<String> origins, String destination) {
    RateCard card = service.card();
    List<RateZone> zones =
        card.zones().stream()
            .filter(zone ->
                (zone.originCountry().isEmpty() || origins.contains(zone.originCountry()))
                    && (zone.destinationCountry().isEmpty()
                        || zone.destinationCountry().equals(destination)))
            .toList();
    return zones.size() == card.zones().size()
        ? service
        : service.with(
            new RateCard(
                card.currency(),
                card.volumetricDivisor(),
                card.weightIncrementGrams(),
                zones,
                card.surcharges()));
  }

  /// The same market with one ship node replaced, for counterfactual questions.
  Market with(ShipNode replacement) {
    return of(
        reference.nodes().stream()
            .map(node -> node.id().equals(replacement.id()) ? replacement : node)
            .toList(),
        services(),
        reference.rates());
  }

  Market withServices(List<CarrierService> replacements) {
    return of(reference.nodes(), replacements, reference.rates());
  }

  Market withRates(List<ExchangeRate> replacements) {
    return of(reference.nodes(), services(), replacements);
  }
}
