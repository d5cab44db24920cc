package dev.whence.rules.tables;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.domain.TableAnswer;
import dev.whence.rules.tables.schema.AllocationPriority;
import dev.whence.rules.tables.schema.CarrierEligibility;
import dev.whence.rules.tables.schema.CarrierRoutingGuide;
import dev.whence.rules.tables.schema.ModelGuard;
import dev.whence.rules.tables.schema.NodeEligibility;
import dev.whence.rules.tables.schema.ReservationPolicy;
import dev.whence.rules.tables.schema.ReturnIntervention;
import dev.whence.rules.tables.schema.Schema;
import dev.whence.rules.tables.schema.SourcingPolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every row of the shipped tables fires where it should and not beside it.
///
/// A line reads `rule id: what makes it fire | what changes that`. Both sides are changes: the left
/// to the plain case of the table, the right to the left. Evaluated by Drools.
class ShippedRowsTest {
  private static final String PLAIN_ORDER =
      """
      channel=web
      customer class=regular
      customer id=
      service level=STANDARD
      order date=2026-06-15
      destination country=US
      destination region=NY
      destination postal code=10001
      po box=no
      military=no
      category=electronics
      hazmat=no
      """;

  private static final Cases NODE_ELIGIBILITY =
      new Cases(
          NodeEligibility.SCHEMA,
          """
          ship node=DC-EAST
          node type=DC
          country=US
          region=NJ
          handles hazmat=yes
          active=yes
          serves channel=yes
          units ordered=2
          units available=40
          units short=0
          minutes to cutoff=90
          parcels left=500
          acceptance percent=95
          minutes to accept=30
          parcels answered=0
          parcels refused=0
          distance km=300
          """,
          """
          node-switched-off: active=no | active=yes
          channel-not-served: serves channel=no | serves channel=yes
          vendor-not-for-b2b: node type=SELLER, channel=b2b | channel=web
          vendor-not-for-b2b: node type=DROP_SHIP_VENDOR, channel=b2b | node type=DC
          store-not-for-business: node type=STORE, customer class=business | customer class=vip
          hazmat-without-license: hazmat=yes, handles hazmat=no | handles hazmat=yes
          hazmat-off-the-mainland: hazmat=yes, destination region=HI | hazmat=no
          hazmat-off-the-mainland: hazmat=yes, destination region=AK | destination region=WA
          us-store-not-abroad: node type=STORE, destination country=CA | destination country=US
          store-without-furniture: node type=STORE, category=furniture | node type=DC
          out-of-stock: units available=0 | units available=1
          store-line-incomplete: node type=STORE, units short=1 | units short=0
          vendor-line-incomplete: node type=SELLER, units short=1 | node type=DC
          store-next-day-past-cutoff: node type=STORE, service level=NEXT_DAY, minutes to cutoff=-1 | minutes to cutoff=0
          capacity-used-up: parcels left=0 | parcels left=1
          store-too-far: node type=STORE, distance km=1601 | distance km=1600
          peak-three-pl-too-far: node type=THREE_PL, distance km=3001, order date=2026-12-24 | order date=2026-12-25
          peak-three-pl-too-far: node type=THREE_PL, distance km=3001, order date=2026-11-20 | order date=2026-11-19
          """);

  private static final Cases CARRIER_ELIGIBILITY =
      new Cases(
          CarrierEligibility.SCHEMA,
          """
          carrier service=PARCEL_GROUND
          carrier=Continental Parcel
          ship node=DC-EAST
          node type=DC
          origin country=US
          origin region=NJ
          unit weight grams=900
          longest side mm=400
          parcel weight grams=1800
          parcel volume cm3=9000
          parcel longest side mm=400
          parcel girth mm=1200
          parcel value minor=12000
          parcel units=2
          parcel hazmat=no
          hazmat mixed=no
          distance km=300
          quoted=yes
          transit days=3
          days to promise=5
          promise relaxed days=0
          """,
          """
          no-rate: quoted=no | quoted=yes
          parcel-too-heavy: parcel weight grams=68001 | parcel weight grams=68000
          home-delivery-too-heavy: carrier service=HOME_DELIVERY, parcel weight grams=150001 | parcel weight grams=150000
          regional-too-heavy: carrier service=REGIONAL_EXPRESS, parcel weight grams=34001 | parcel weight grams=34000
          postal-too-heavy: carrier service=POSTAL_SAVER, parcel weight grams=31701 | parcel weight grams=31700
          courier-too-heavy: carrier service=SAME_DAY_COURIER, parcel weight grams=15001 | parcel weight grams=15000
          parcel-too-long: parcel longest side mm=2741 | parcel longest side mm=2740
          small-parcel-too-long: carrier service=POSTAL_SAVER, parcel longest side mm=1201 | parcel longest side mm=1200
          hazmat-not-by-air: carrier service=PARCEL_2DAY, hazmat=yes | carrier service=PARCEL_GROUND
          hazmat-not-by-post-or-courier: carrier service=POSTAL_SAVER, hazmat=yes | hazmat=no
          furniture-not-by-small-parcel: carrier service=PARCEL_NEXT_DAY, category=furniture | carrier service=FREIGHT_LTL
          postal-value-limit: carrier service=POSTAL_SAVER, parcel value minor=40001 | parcel value minor=40000
          courier-value-limit: carrier service=SAME_DAY_COURIER, parcel value minor=250001 | parcel value minor=250000
          saver-when-promised-tomorrow: carrier service=FREIGHT_LTL, transit days=4, days to promise=1 | days to promise=2
          saver-when-promised-tomorrow: carrier service=POSTAL_SAVER, transit days=4, days to promise=1 | transit days=3
          courier-out-of-reach: carrier service=SAME_DAY_COURIER, distance km=81 | distance km=80
          regional-out-of-reach: carrier service=REGIONAL_EXPRESS, distance km=901 | distance km=900
          ground-not-off-the-mainland: carrier service=FREIGHT_LTL, destination region=PR | destination region=FL
          saver-when-promised-tomorrow: carrier service=FREIGHT_LTL, transit days=4, days to promise=1 | promise relaxed days=1
          too-slow-for-next-day: service level=NEXT_DAY, transit days=2 | transit days=1
          too-slow-for-next-day: service level=NEXT_DAY, transit days=2 | promise relaxed days=1
          too-slow-for-expedited: service level=EXPEDITED, transit days=4 | transit days=3
          too-slow-for-expedited: service level=EXPEDITED, transit days=4 | promise relaxed days=2
          po-box-by-post-only: po box=yes | carrier service=POSTAL_SAVER
          po-box-by-post-only: carrier service=SAME_DAY_COURIER, po box=yes | po box=no
          military-by-post-only: carrier service=PARCEL_2DAY, military=yes | carrier service=POSTAL_SAVER
          military-by-post-only: carrier service=FREIGHT_LTL, military=yes | military=no
          """);

  private static final Cases SOURCING_POLICY =
      new Cases(
          SourcingPolicy.SCHEMA,
          """
          currency=USD
          order value minor=12000
          order lines=2
          order units=3
          """,
          """
          brazil: currency=BRL, destination country=BR | currency=USD
          b2b-complete: channel=b2b | channel=web
          marketplace: channel=marketplace | currency=EUR
          vip-next-day: customer class=vip, service level=NEXT_DAY | customer class=regular
          next-day: service level=NEXT_DAY | service level=STANDARD
          expedited: service level=EXPEDITED | service level=STANDARD
          vip: customer class=vip | customer class=regular
          peak-season: order date=2026-11-27 | order date=2026-12-25
          small-order: order value minor=2499 | order value minor=2500
          standard: service level=STANDARD | currency=EUR
          otherwise: currency=EUR | currency=USD
          """);

  private static final Cases CARRIER_ROUTING_GUIDE =
      new Cases(
          CarrierRoutingGuide.SCHEMA,
          """
          ship node=DC-EAST
          node type=DC
          origin country=US
          origin region=NJ
          parcel weight grams=1800
          parcel value minor=12000
          distance km=1200
          days to promise=5
          """,
          """
          us-heavy: parcel weight grams=68001 | parcel weight grams=68000
          us-bulky: parcel weight grams=30001 | parcel weight grams=30000
          us-hazmat: hazmat=yes | hazmat=no
          us-next-day-nearby: service level=NEXT_DAY, distance km=80 | distance km=81
          us-next-day: service level=NEXT_DAY | destination country=BR
          us-expedited-regional: service level=EXPEDITED, distance km=600 | distance km=601
          us-expedited: service level=EXPEDITED | service level=STANDARD
          us-promise-at-risk: days to promise=2, distance km=601 | days to promise=3
          us-business: customer class=business | customer class=regular
          us-light: parcel weight grams=900, distance km=1000 | parcel weight grams=901
          us-light: parcel weight grams=900, distance km=1000 | distance km=1001
          us-regional: distance km=600 | distance km=601
          us-standard: distance km=601 | destination country=CA
          otherwise: destination country=BR | destination country=US
          """);

  private static final Cases RESERVATION_POLICY =
      new Cases(
          ReservationPolicy.SCHEMA,
          """
          ship node=DC-EAST
          node type=DC
          """,
          """
          store-vip: node type=STORE, customer class=vip | customer class=regular
          store: node type=STORE | node type=DC
          vendor: node type=SELLER | node type=THREE_PL
          b2b: channel=b2b | channel=web
          marketplace-toys-in-peak-season: channel=marketplace, category=toys, order date=2026-12-01 | order date=2026-10-01
          marketplace: channel=marketplace | channel=web
          vip: customer class=vip | customer class=regular
          next-day: service level=NEXT_DAY | service level=STANDARD
          otherwise: service level=STANDARD | node type=STORE
          """);

  private static final Cases RETURN_INTERVENTION =
      new Cases(
          ReturnIntervention.SCHEMA,
          """
          return probability=0.3
          predicted=yes
          quantity=1
          line value minor=6000
          expected return cost minor=270
          """,
          """
          no-estimate: predicted=no | predicted=yes
          unlikely: return probability=0.249 | return probability=0.25
          not-worth-it: expected return cost minor=149 | expected return cost minor=150
          size-advice-several-units: category=shoes, quantity=2 | quantity=1
          size-advice: category=fashion, return probability=0.35 | return probability=0.349
          confirm-expensive-electronics: line value minor=20000 | line value minor=19999
          substitute-bulky: category=furniture, return probability=0.4 | return probability=0.399
          confirm-very-likely: category=toys, return probability=0.6 | customer class=vip
          otherwise: category=toys, return probability=0.59 | return probability=0.6
          """);

  private static final Cases MODEL_GUARD =
      new Cases(
          ModelGuard.SCHEMA,
          """
          model=transit-time
          order value minor=12000
          """,
          """
          transit-time-brazil: destination country=BR | destination country=US
          transit-time-next-day: service level=NEXT_DAY | service level=STANDARD
          transit-time-peak-season: order date=2026-12-24 | order date=2026-12-25
          transit-time: service level=EXPEDITED | model=return-risk
          return-risk-b2b: model=return-risk, channel=b2b | channel=web
          return-risk: model=return-risk | channel=b2b
          otherwise: model=demand | model=return-risk
          """);

  private static final Cases ALLOCATION_PRIORITY =
      new Cases(
          AllocationPriority.SCHEMA,
          """
          currency=USD
          waiting hours=5
          days to promise=3
          order value minor=12000
          """,
          """
          waiting-for-a-week: waiting hours=168 | waiting hours=167
          vip: customer class=vip | customer class=regular
          otherwise: customer class=regular | customer class=vip
          """);

  static Stream<Cases> cases() {
    return Stream.of(
        NODE_ELIGIBILITY,
        CARRIER_ELIGIBILITY,
        SOURCING_POLICY,
        CARRIER_ROUTING_GUIDE,
        RESERVATION_POLICY,
        RETURN_INTERVENTION,
        MODEL_GUARD,
        ALLOCATION_PRIORITY);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyLineHolds(Cases cases) {
    check(shippedTable(cases), cases);
  }

  private static <F extends Record, A> void check(CheckedTable<F, A> table, Cases cases) {
    TableEngine<F, A> drools = new TableRules<>(table);
    for (Case line : cases.parsed()) {
      var firing = new LinkedHashMap<>(cases.plainCase());
      firing.putAll(line.fires());
      var beside = new LinkedHashMap<>(firing);
      beside.putAll(line.doesNot());

      assertThat(ruleIds(drools.verdict(FactMaker.fact(table.schema(), firing))))
          .as("%s: what fires on %s", table.schema().table(), line.fires())
          .contains(line.ruleId());
      assertThat(ruleIds(drools.verdict(FactMaker.fact(table.schema(), beside))))
          .as("%s: what fires on %s", table.schema().table(), line)
          .doesNotContain(line.ruleId());
    }
  }

  @Test
  void everyTableHasItsCases() {
    assertThat(cases().map(Cases::schema))
        .as("Maybe add the cases of the table that is missing, with the name of its schema.")
        .isEqualTo(RuleBook.SCHEMAS);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyRowHasALine(Cases cases) {
    var tested = cases.parsed().stream().map(Case::ruleId).collect(toCollection(TreeSet::new));
    var shipped =
        shippedTable(cases).rows().stream().map(Row::ruleId).collect(toCollection(TreeSet::new));

    assertThat(tested)
        .as(
            "Rows of %s with a test. Maybe add a line \"rule id: what makes it fire | what changes"
                + " that\" to this class.",
            cases.schema().table())
        .isEqualTo(shipped);
  }

  private static List<String> ruleIds(List<?> answers) {
    return answers.stream().map(answer -> ((TableAnswer) answer).ruleId()).toList();
  }

  private static CheckedTable<?, ?> shippedTable(Cases cases) {
    return RuleBook.shipped().table(cases.schema());
  }

  /// The cases of one table.
  record Cases(Schema<?, ?> schema, String plain, String lines) {
    Map<String, String> plainCase() {
      return FactMaker.assignments(PLAIN_ORDER + plain);
    }

    List<Case> parsed() {
      return lines.lines().map(Case::of).toList();
    }

    @Override
    public String toString() {
      return schema.table();
    }
  }

  record Case(String ruleId, Map<String, String> fires, Map<String, String> doesNot) {
    static Case of(String line) {
      int colon = line.indexOf(':');
      int bar = line.indexOf('|');
      return new Case(
          line.substring(0, colon),
          FactMaker.assignments(line.substring(colon + 1, bar)),
          FactMaker.assignments(line.substring(bar + 1)));
    }
  }
}
