package dev.whence.pipeline.simulation;

import dev.whence.domain.Cost;
import dev.whence.domain.GeoPoint;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.NodeType;
import dev.whence.domain.inventory.ShipNode;
import dev.whence.domain.inventory.Sku;
import dev.whence.domain.inventory.StockPosition;
import dev.whence.pipeline.network.NetworkFolder;
import dev.whence.pipeline.simulation.Draws.Stream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/// A network of any size with nothing behind it but a seed: distribution centers and stores around
/// the metros of the simulated country, and a stock of each SKU at some of them. Equal sizes and
/// seeds give equal files; of items and stock no more than one is in memory.
///
/// One node in fifty is a distribution center, which keeps twenty times the SKUs of a store.
public final class GeneratedNetwork {
  private static final int CENTER_EVERY = 50;
  private static final int CENTER_SHARE = 20;
  private static final double DEGREES_AROUND = 0.4;

  private final long seed;
  private final int skus;
  private final long positions;
  private final List<ShipNode> nodes;
  private final long[] shares;

  /// @param nodes at least 1
  /// @param skus at least 1
  /// @param positions of stock, at least 1
  /// @throws IllegalArgumentException if a number is too small, or the nodes cannot have so many
  ///   positions
  public GeneratedNetwork(int nodes, int skus, long positions, long seed) {
    if (nodes < 1 || skus < 1 || positions < 1) {
      throw new IllegalArgumentException(
          "A network has at least one node, SKU and position, not %d, %d and %d."
              .formatted(nodes, skus, positions));
    }
    this.seed = seed;
    this.skus = skus;
    this.positions = positions;
    this.nodes = IntStream.range(0, nodes).mapToObj(this::node).toList();
    this.shares = new long[nodes + 1];
    for (int i = 0; i < nodes; i++) {
      shares[i + 1] = shares[i] + (isCenter(i) ? CENTER_SHARE : 1);
    }
    for (int i = 0; i < nodes; i++) {
      if (skusOf(i) > skus) {
        throw new IllegalArgumentException(
            "Ship node %s would have %d of %d SKUs.\nMaybe ask for fewer positions, or more SKUs or nodes."
                .formatted(this.nodes.get(i).id().value(), skusOf(i), skus));
      }
    }
  }

  /// @param progress hears of how many items and positions are written
  public void write(Path folder, LongConsumer progress) {
    var written = new Counter(progress);
    NetworkFolder.write(
        folder,
        nodes,
        services(),
        items().peek(item -> written.one()),
        stock().peek(at -> written.one()));
  }

  public List<CarrierService> services() {
    return Fleet.ALL.stream().map(Fleet::service).toList();
  }

  private java.util.stream.Stream<Item> items() {
    return IntStream.rangeClosed(1, skus).mapToObj(number -> Catalog.item(seed, number));
  }

  private java.util.stream.Stream<StockPosition> stock() {
    return IntStream.range(0, nodes.size()).boxed().flatMap(this::stockOf);
  }

  /// SKUs spread over all of them, each once.
  private java.util.stream.Stream<StockPosition> stockOf(int node) {
    ShipNode at = nodes.get(node);
    Draws draws = Draws.of(seed, Stream.STOCK, node, 0);
    int count = Math.toIntExact(skusOf(node));
    int units = at.type() == NodeType.DC ? 40 : 4;
    int safety = at.type() == NodeType.DC ? 0 : 1;
    return IntStream.range(0, count)
        .mapToObj(i -> {
          int from = upTo(i, count);
          int number = 1 + from + draws.below(upTo(i + 1, count) - from);
          return new StockPosition(
              at.id(), new Sku(Catalog.sku(number)), draws.below(2 * units), 0, safety, Cost.ZERO);
        });
  }

  /// Where the i-th of `count` equal parts of the SKUs begins.
  private int upTo(int i, int count) {
    return Math.toIntExact((long) i * skus / count);
  }

  private long skusOf(int node) {
    long all = shares[nodes.size()];
    return upTo(node + 1, all) - upTo(node, all);
  }

  private long upTo(int node, long all) {
    return Math.multiplyExact(positions, shares[node]) / all;
  }

  private static boolean isCenter(int node) {
    return node % CENTER_EVERY == 0;
  }

  private ShipNode node(int number) {
    Draws draws = Draws.of(seed, Stream.ASSORTMENT, number, 0);
    Metro near = Metro.ALL.get(number % Metro.ALL.size());
    var place =
        new Metro(
            near.city(),
            near.state(),
            near.postalCode(),
            new GeoPoint(
                around(near.center().latitude(), draws), around(near.center().longitude(), draws)),
            near.thousands(),
            near.timeZone(),
            near.climate());
    return isCenter(number)
        ? World.node(
            "DC-%05d".formatted(number),
            near.city() + " distribution center " + number,
            NodeType.DC,
            place,
            true,
            Set.of(),
            "17:30",
            60,
            5_000,
            150,
            25)
        : World.node(
            "STORE-%05d".formatted(number),
            near.city() + " store " + number,
            NodeType.STORE,
            place,
            false,
            Set.of("app", "web"),
            "16:00",
            180,
            40,
            320,
            90);
  }

  private static double around(double degrees, Draws draws) {
    double moved = degrees + draws.uniform(-DEGREES_AROUND, DEGREES_AROUND);
    return Math.round(moved * 10_000) / 10_000.0;
  }

  private static final class Counter {
    private static final int EVERY = 10_000;

    private final LongConsumer progress;
    private long count;

    Counter(LongConsumer progress) {
      this.progress = progress;
    }

    void one() {
      if (++count % EVERY == 0) {
        progress.accept(count);
      }
    }
  }
}
