package dev.whence.rules.sourcing;

import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.facts.SourcingTerms.SplitLines;
import dev.whence.rules.facts.SourcingTerms.WhenShort;
import java.util.List;
import java.util.Random;

/// Small random networks in which nodes are out for every kind of reason.
final class WhyNotNetworks {
  private WhyNotNetworks() {}

  static Scenario of(long seed) {
    var random = new Random(seed);
    var nodes = new StringBuilder("node km A B C parcels flags");
    for (int n = 1; n <= 2 + random.nextInt(3); n++) {
      nodes
          .append("\nN")
          .append(n)
          .append(' ')
          .append(List.of(10, 250, 700, 1_500, 5_000).get(random.nextInt(5)))
          .append(' ')
          .append(random.nextInt(6))
          .append(' ')
          .append(random.nextInt(4))
          .append(' ')
          .append(random.nextInt(4))
          .append(' ')
          .append(random.nextInt(4))
          .append(flag(random, 6, " closed"))
          .append(flag(random, 2, " hazmat"))
          .append(flag(random, 6, " handling=JPY/310/10"))
          .append(flag(random, 5, " holiday=2026-11-01/2026-11-30"))
          .append(flag(random, 4, " reserved=A/1"))
          .append(flag(random, 4, " safety=C/2"))
          .append(flag(random, 4, " booked=2026-11-02/2"))
          .append(flag(random, 5, " cutoff=AIR/10:00"))
          .append(flag(random, 5, " days=TUE-WED"));
    }
    var order = new StringBuilder("A " + (1 + random.nextInt(5)));
    order.append(flag(random, 2, ", C 2")).append(flag(random, 3, ", B 1"));
    Policy policy =
        new Policy()
            .late(seed % 2 == 0 ? 600 : 3_000, 0)
            .most(1 + random.nextInt(3))
            .promise(random.nextInt(8))
            .horizon(List.of(0, 2, 10).get(random.nextInt(3)))
            .split(random.nextInt(3) * 100L)
            .unfilled(List.of(500, 5_000, 50_000).get(random.nextInt(3)), 100)
            .splitLines(
                List.of(SplitLines.NEVER, SplitLines.IF_NEEDED, SplitLines.ALWAYS)
                    .get(random.nextInt(3)))
            .whenShort(
                random.nextInt(4) == 0
                    ? List.of(WhenShort.HOLD, WhenShort.REJECT).get(random.nextInt(2))
                    : WhenShort.BACKORDER);
    boolean light = random.nextInt(4) == 0;
    boolean far = random.nextInt(4) == 0;
    Scenario scenario =
        Scenario.of(order.toString(), nodes.toString())
            .policy(random.nextBoolean() ? policy.partLines() : policy)
            .tables(tables -> {
              TestTables all = tables.protecting(light ? 1 : 0);
              if (light) {
                all =
                    all.limit(
                        "few", Reason.CarrierCode.TOO_MANY_UNITS, fact -> fact.parcelUnits() > 2);
              }
              return far
                  ? all.limit(
                      "far", Reason.CarrierCode.OUT_OF_REACH, fact -> fact.distanceKm() > 300)
                  : all;
            });
    if (random.nextInt(4) == 0) {
      scenario.services(
          """
          service  days  parcel  kg   km    flags
          GROUND   2     400     100  300   collects=MON-MON
          GROUND   3     700     100  4000
          AIR      1     1500    300  4000  currency=EUR
          """);
    }
    if (random.nextInt(5) == 0) {
      scenario.demands(Demands.NONE.excludingNodes(List.of(new ShipNodeId("N1"))));
    }
    if (random.nextInt(5) == 0) {
      scenario.serviceLevel("SAME_DAY").at("2026-11-02T15:10:00Z");
    }
    if (random.nextInt(6) == 0) {
      scenario.exactly(Scenario.THURSDAY);
    }
    return scenario;
  }

  private static String flag(Random random, int oneIn, String flag) {
    return random.nextInt(oneIn) == 0 ? flag : "";
  }
}
