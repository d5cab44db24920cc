package dev.whence.rules.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Small random networks with everything that couples lines: weight steps, parcel limits, shared
/// stock, components, lines that split or part, groups, rooms of hand-overs, frequent ties.
final class RandomProblems {
  private RandomProblems() {}

  /// Few enough plans to try them all.
  static Problem small(Random random) {
    while (true) {
      Problem problem = any(random, 1 + random.nextInt(5), 1 + random.nextInt(3), 3);
      if (BruteForce.size(problem) <= 4_000) {
        return problem;
      }
    }
  }

  static Problem any(Random random, int optionCount, int lineCount, int mostUnits) {
    int skus = 1 + random.nextInt(lineCount);
    int nodeCount = 1 + random.nextInt(Math.min(3, optionCount));
    var nodes = new ArrayList<Problem.Node>();
    for (int n = 0; n < nodeCount; n++) {
      var stock = new ArrayList<Integer>();
      for (int s = 0; s < skus; s++) {
        stock.add(random.nextInt(4) == 0 ? 0 : random.nextInt(2 * mostUnits));
      }
      nodes.add(new Problem.Node(stock));
    }
    var cells = new ArrayList<Integer>();
    int[][] cellOf = new int[nodeCount][2];
    for (int n = 0; n < nodeCount; n++) {
      for (int day = 0; day < 2; day++) {
        cellOf[n][day] = cells.size();
        cells.add(random.nextInt(5) == 0 ? random.nextInt(2) : 1 + random.nextInt(3));
      }
    }
    int most = 1 + random.nextInt(3);
    long split = random.nextInt(3) * 2L;
    var lines = lines(random, lineCount, mostUnits, skus);
    int[] weight = new int[lineCount];
    for (int i = 0; i < lineCount; i++) {
      weight[i] = 1 + random.nextInt(4);
    }
    var options = new ArrayList<Problem.Option>();
    var cards = new ArrayList<StepCard>();
    for (int o = 0; o < optionCount; o++) {
      int node = o < nodeCount ? o : random.nextInt(nodeCount);
      var card = StepCard.random(random, most);
      cards.add(card);
      var costs = new ArrayList<Long>();
      long[] extra = new long[lineCount];
      for (int i = 0; i < lineCount; i++) {
        extra[i] = random.nextInt(4);
        costs.add(
            random.nextInt(6) == 0 ? Problem.IMPOSSIBLE : extra[i] + card.slope() * weight[i]);
      }
      cards.set(o, card.with(weight, extra));
      options.add(new Problem.Option(node, cellOf[node][random.nextInt(2)], card.fixed(), costs));
    }
    return new Problem(options, lines, nodes, cells, most, split, new StepPricer(cards, split));
  }

  private static List<Problem.Line> lines(Random random, int count, int mostUnits, int skus) {
    var lines = new ArrayList<Problem.Line>();
    boolean grouped = random.nextInt(4) == 0;
    int step = random.nextInt(4) == 0 ? 1 + random.nextInt(mostUnits) : 0;
    for (int i = 0; i < count; i++) {
      var needs = new ArrayList<Problem.Need>();
      needs.add(new Problem.Need(random.nextInt(skus), 1 + random.nextInt(5) / 4));
      if (skus > 1 && random.nextInt(5) == 0) {
        int other = random.nextInt(skus);
        if (other != needs.getFirst().sku()) {
          needs.add(new Problem.Need(other, 1));
        }
      }
      boolean all = grouped && random.nextBoolean();
      boolean same = grouped && random.nextBoolean();
      boolean inStep = step > 0 && random.nextInt(3) > 0;
      lines.add(
          new Problem.Line(
              inStep ? step : 1 + random.nextInt(mostUnits),
              needs,
              random.nextInt(3) == 0 ? random.nextInt(12) : 60,
              !same && random.nextBoolean(),
              !all && random.nextInt(3) == 0,
              all ? 0 : Problem.NO_GROUP,
              same ? 0 : Problem.NO_GROUP,
              inStep ? 0 : Problem.NO_GROUP));
    }
    return lines;
  }

  /// A card by weight step with a heaviest parcel, and something for each unit.
  ///
  /// @param ends of the steps, rising
  /// @param prices of the steps
  record StepCard(
      List<Integer> ends, List<Long> prices, int most, List<Integer> weights, List<Long> extra) {
    static StepCard random(Random random, int most) {
      var ends = new ArrayList<Integer>();
      var prices = new ArrayList<Long>();
      int end = 0;
      long price = random.nextInt(6);
      int steps = 1 + random.nextInt(3);
      for (int k = 0; k < steps; k++) {
        end += 2 + random.nextInt(6);
        price += random.nextInt(7);
        ends.add(end);
        prices.add(price);
      }
      return new StepCard(ends, prices, most, List.of(), List.of());
    }

    StepCard with(int[] weight, long[] more) {
      return new StepCard(
          ends,
          prices,
          most,
          Arrays.stream(weight).boxed().toList(),
          Arrays.stream(more).boxed().toList());
    }

    /// The lightest step's price never exceeds any parcel's.
    long fixed() {
      return prices.getFirst();
    }

    /// With `fixed`, never above the price of any weight.
    long slope() {
      long slope = Long.MAX_VALUE;
      for (int k = 0; k < ends.size(); k++) {
        slope = Math.min(slope, (prices.get(k) - fixed()) / ends.get(k));
      }
      return slope;
    }

    /// Of one parcel, or -1 when it is too heavy.
    long price(int weight) {
      for (int k = 0; k < ends.size(); k++) {
        if (weight <= ends.get(k)) {
          return prices.get(k);
        }
      }
      return -1;
    }
  }

  /// Tries every division into parcels.
  static final class StepPricer implements Problem.Pricer {
    private final List<StepCard> cards;
    private final long split;
    private final Map<List<Integer>, Problem.Price> known = new HashMap<>();

    StepPricer(List<StepCard> cards, long split) {
      this.cards = cards;
      this.split = split;
    }

    @Override
    public Problem.Price price(int option, int[] units) {
      var key = new ArrayList<Integer>();
      key.add(option);
      Arrays.stream(units).forEach(key::add);
      return known.computeIfAbsent(key, k -> best(cards.get(option), units));
    }

    private Problem.Price best(StepCard card, int[] units) {
      var items = new ArrayList<Integer>();
      long extra = 0;
      for (int i = 0; i < units.length; i++) {
        for (int k = 0; k < units[i]; k++) {
          items.add(card.weights().get(i));
          extra += card.extra().get(i);
        }
      }
      long[] best = {Long.MAX_VALUE, 0};
      divide(card, items, 0, new ArrayList<>(), best);
      return best[0] == Long.MAX_VALUE
          ? Problem.Price.NONE
          : new Problem.Price(best[0] - split * (best[1] - 1) + extra, (int) best[1], true);
    }

    private void divide(
        StepCard card, List<Integer> items, int at, List<Integer> parcels, long[] best) {
      if (at == items.size()) {
        long cost = split * (parcels.size() - 1L);
        for (int weight : parcels) {
          cost += card.price(weight);
        }
        if (cost < best[0] || (cost == best[0] && parcels.size() < best[1])) {
          best[0] = cost;
          best[1] = parcels.size();
        }
        return;
      }
      for (int p = 0; p <= parcels.size() && p < card.most(); p++) {
        boolean fresh = p == parcels.size();
        int before = fresh ? 0 : parcels.get(p);
        int weight = before + items.get(at);
        if (card.price(weight) < 0) {
          continue;
        }
        if (fresh) {
          parcels.add(weight);
        } else {
          parcels.set(p, weight);
        }
        divide(card, items, at + 1, parcels, best);
        if (fresh) {
          parcels.removeLast();
        } else {
          parcels.set(p, before);
        }
      }
    }
  }
}
