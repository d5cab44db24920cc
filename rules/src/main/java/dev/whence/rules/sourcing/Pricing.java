package dev.whence.rules.sourcing;

import dev.whence.domain.Conversion;
import dev.whence.domain.Cost;
import dev.whence.domain.Probability;
import dev.whence.domain.carriers.Freight;
import dev.whence.domain.carriers.ParcelMeasures;
import dev.whence.rules.facts.CarrierOptionFact;
import dev.whence.rules.facts.Fired;
import dev.whence.rules.facts.Reason;
import dev.whence.rules.search.Problem;
import dev.whence.rules.search.Problem.Price;
import dev.whence.rules.sourcing.Want.Goods;
import dev.whence.rules.tables.schema.CarrierEligibility;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What candidates cost: the true price of contents packed into parcels, and the lower bounds that
/// the search works with (`docs/search.md`).
final class Pricing {
  private static final long MG_PER_KG = 1_000_000;

  /// Milligrams, or cm3, up to which a bound is made to fit what an option may carry.
  private static final long MOST_WEIGHED = 1_000_000_000_000_000L;

  private final OrderContext context;
  private final int relaxedDays;

  /// Expected cost of a unit coming back, of each want.
  private final Cost[] returnCost;

  /// The parcel for which each kind of goods was last asked about.
  private int[] judgedKind = new int[0];

  private int judged;

  /// Wants, heaviest and then largest first; empty until somebody asks, as most orders need no
  /// division.
  private int[] byWeight = new int[0];

  /// Null until parcels are filled.
  private @Nullable ParcelVerdicts verdicts;

  private final Map<Contents, Packed> packed = new HashMap<>();
  private final Map<Contents, Boolean> fits = new HashMap<>();

  /// @param relaxedDays by which the promise is relaxed
  /// @param returnRisk chance of coming back, one a line
  Pricing(OrderContext context, int relaxedDays, List<Probability> returnRisk) {
    this.context = context;
    this.relaxedDays = relaxedDays;
    returnCost = new Cost[context.wants.size()];
    for (int w = 0; w < returnCost.length; w++) {
      Want want = context.wants.get(w);
      // A bundle comes back as a whole: its first component bears it, of each pinned part its own.
      returnCost[w] =
          want.isFirstComponent()
              ? Cost.expected(
                  context.minor(context.terms.returnCostMinor()), returnRisk.get(want.line()))
              : Cost.ZERO;
    }
  }

  /// Contents of an option packed into parcels.
  ///
  /// @param parcels units of each want, by parcel; empty when no packing is allowed
  record Packed(List<int[]> parcels, Price price) {
    static final Packed NONE = new Packed(List.of(), Price.NONE);
  }

  /// Forgets what contents cost, because the candidates' lateness is known now. What fits into a
  /// parcel stays known.
  void forgetPrices() {
    packed.clear();
  }

  /// Whether any division into parcels is allowed.
  boolean isPackable(Candidate candidate, int[] units) {
    return pack(candidate, units).price().isPossible();
  }

  /// The freight alone, in ten-thousandths of a minor unit of the order's currency.
  long freight(Candidate candidate, int[] units) {
    long freight = 0;
    for (int[] parcel : pack(candidate, units).parcels()) {
      freight += freightOf(candidate, Parcels.measure(context.wants, parcel)).orElse(0);
    }
    return freight;
  }

  Packed pack(Candidate candidate, int[] units) {
    Packed known = packed.get(new Contents(candidate, units));
    if (known == null) {
      known = Packing.of(this, context, candidate, units);
      packed.put(new Contents(candidate, units.clone()), known);
    }
    return known;
  }

  /// What one parcel costs with everything in it; empty when its price cannot be told.
  OptionalLong parcelCost(Candidate candidate, int[] units) {
    try {
      OptionalLong freight = freightOf(candidate, Parcels.measure(context.wants, units));
      if (freight.isEmpty()) {
        return freight;
      }
      long cost = Math.addExact(freight.getAsLong(), perParcel(candidate));
      for (int w = 0; w < units.length; w++) {
        if (units[w] > 0) {
          cost = Math.addExact(cost, Math.multiplyExact(perUnit(candidate, w), units[w]));
        }
      }
      return cost >= Problem.IMPOSSIBLE / 4 ? OptionalLong.empty() : OptionalLong.of(cost);
    } catch (ArithmeticException e) {
      return OptionalLong.empty();
    }
  }

  /// What these goods cost at least, in one parcel or several: their price in one where several are
  /// never cheaper, whether or not one may carry them. 0 where that is not so; prices that are
  /// rounded to the nearest are not, by what rounding takes.
  long atLeast(Candidate candidate, int[] units) {
    Freight freight = candidate.freight;
    return freight != null
            && candidate.conversion == null
            && !freight.hasSurcharges()
            && freight.isSubadditive()
        ? parcelCost(candidate, units).orElse(0)
        : 0;
  }

  /// Whether these goods cost more than can be counted, in one parcel as in several.
  boolean isPriceOutOfRange(Candidate candidate, int[] units) {
    try {
      OptionalLong freight = freightOf(candidate, Parcels.measure(context.wants, units));
      return freight.isPresent() && parcelCost(candidate, units).isEmpty();
    } catch (ArithmeticException e) {
      return true;
    }
  }

  private OptionalLong freightOf(Candidate candidate, ParcelMeasures parcel) {
    Freight freight = candidate.freight;
    if (freight == null) {
      return OptionalLong.empty();
    }
    Conversion conversion = candidate.conversion;
    if (conversion == null) {
      return freight.price(parcel);
    }
    OptionalLong price = freight.price(inCardCurrency(candidate, parcel));
    return price.isEmpty()
        ? price
        : OptionalLong.of(conversion.convert(new Cost(price.getAsLong())).tenThousandths());
  }

  private ParcelMeasures inCardCurrency(Candidate candidate, ParcelMeasures parcel) {
    Conversion toCard = candidate.toCard;
    if (toCard == null) {
      return parcel;
    }
    long value = toCard.convert(context.minor(parcel.valueMinor())).roundedMinorUnits();
    return new ParcelMeasures(
        parcel.milligrams(),
        parcel.volumeCm3(),
        parcel.longestSideMm(),
        parcel.girthMm(),
        value,
        parcel.units(),
        parcel.hazmatUnits());
  }

  private long perParcel(Candidate candidate) {
    return candidate
        .node
        .parcelHandling
        .plus(candidate.lateness)
        .plus(candidate.node.state.capacityPrice())
        .tenThousandths();
  }

  /// What a unit of a want costs at a node beyond its freight.
  private long perUnit(Candidate candidate, int w) {
    long[] known = candidate.node.unitCosts;
    if (known == null) {
      known = new long[context.wants.size()];
      Arrays.fill(known, -1);
      candidate.node.unitCosts = known;
    }
    if (known[w] < 0) {
      known[w] = workedOutPerUnit(candidate, w);
    }
    return known[w];
  }

  private long workedOutPerUnit(Candidate candidate, int w) {
    return candidate
        .node
        .unitHandling
        .times(goodsIn(context.wants.get(w)))
        .plus(worth(candidate, w))
        .plus(returnCost[w])
        .tenThousandths();
  }

  /// Units of stock in one unit of a want.
  private static long goodsIn(Want want) {
    long units = 0;
    for (Goods goods : want.goods()) {
      units += goods.perUnit();
    }
    return units;
  }

  private Cost worth(Candidate candidate, int w) {
    Cost worth = Cost.ZERO;
    for (Goods goods : context.wants.get(w).goods()) {
      worth = worth.plus(candidate.node.worth(goods).times(goods.perUnit()));
    }
    return worth;
  }

  /// The terms of one parcel; they add up to [#parcelCost].
  CostTerms terms(Candidate candidate, int[] units) {
    ParcelMeasures measures = Parcels.measure(context.wants, units);
    Cost handling = candidate.node.parcelHandling;
    Cost worth = Cost.ZERO;
    Cost returns = Cost.ZERO;
    for (int w = 0; w < units.length; w++) {
      if (units[w] > 0) {
        handling =
            handling.plus(
                candidate.node.unitHandling.times(goodsIn(context.wants.get(w))).times(units[w]));
        worth = worth.plus(worth(candidate, w).times(units[w]));
        returns = returns.plus(returnCost[w].times(units[w]));
      }
    }
    return new CostTerms(
        new Cost(freightOf(candidate, measures).orElseThrow()),
        handling,
        candidate.lateness,
        candidate.node.state.capacityPrice(),
        worth,
        returns,
        Cost.ZERO,
        Cost.ZERO);
  }

  /// Whether a parcel keeps every limit of the carrier-eligibility table and of the card.
  ///
  /// @param whole false for a parcel that more goods may still be put into: then what is too light
  ///   does not count
  boolean fits(Candidate candidate, int[] units, boolean whole) {
    Boolean known = whole ? fits.get(new Contents(candidate, units)) : null;
    if (known != null) {
      return known;
    }
    boolean fitting = judge(candidate, units, whole);
    if (whole) {
      fits.put(new Contents(candidate, units.clone()), fitting);
    }
    return fitting;
  }

  private boolean judge(Candidate candidate, int[] units, boolean whole) {
    ParcelMeasures parcel;
    try {
      parcel = Parcels.measure(context.wants, units);
      if (freightOf(candidate, parcel).isEmpty()) {
        return false;
      }
    } catch (ArithmeticException e) {
      return false;
    }
    GoodsKinds kinds = context.kindsTogether(candidate);
    if (judgedKind.length == 0) {
      judgedKind = new int[kinds.count()];
    }
    judged++;
    for (int w = 0; w < units.length; w++) {
      if (units[w] > 0) {
        List<Goods> all = context.wants.get(w).goods();
        for (int g = 0; g < all.size(); g++) {
          int kind = kinds.of(w, g);
          if (judgedKind[kind] != judged) {
            judgedKind[kind] = judged;
            if (isRefused(candidate, all.get(g), parcel, whole)) {
              return false;
            }
          }
        }
      }
    }
    return true;
  }

  /// The wants of which there are units, heaviest and then largest first.
  int[] largestFirst(int[] units) {
    if (byWeight.length == 0) {
      byWeight = byWeight(context.wants);
    }
    int[] order = new int[units.length];
    int count = 0;
    for (int w : byWeight) {
      if (units[w] > 0) {
        order[count++] = w;
      }
    }
    return Arrays.copyOf(order, count);
  }

  private static int[] byWeight(List<Want> wants) {
    return IntStream.range(0, wants.size())
        .boxed()
        .sorted(
            Comparator.<Integer>comparingLong(w -> -wants.get(w).measures().milligrams())
                .thenComparingLong(w -> -wants.get(w).measures().volumeCm3())
                .thenComparingInt(w -> w))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /// An empty parcel, to be filled.
  Parcels.Filling parcel(Candidate candidate) {
    return new Parcels.Filling(context.wants.size(), context.kindsTogether(candidate).count());
  }

  void put(Candidate candidate, Parcels.Filling parcel, int w, int more) {
    parcel.add(w, context.wants.get(w), more, context.kindsTogether(candidate));
  }

  /// As [#fits] of a parcel that more goods may still be put into, with more units of a want in it.
  ///
  /// @param more at least 1
  boolean takes(Candidate candidate, Parcels.Filling parcel, int w, int more) {
    Want want = context.wants.get(w);
    ParcelMeasures measures;
    try {
      measures = parcel.with(want, more);
      if (freightOf(candidate, measures).isEmpty()) {
        return false;
      }
    } catch (ArithmeticException e) {
      return false;
    }
    for (int i = 0; i < parcel.goods.size(); i++) {
      if (refusesFilling(candidate, parcel.kinds.get(i), parcel.goods.get(i), measures)) {
        return false;
      }
    }
    GoodsKinds kinds = context.kindsTogether(candidate);
    for (int g = 0; g < want.goods().size(); g++) {
      int kind = kinds.of(w, g);
      if (!parcel.has(kind) && refusesFilling(candidate, kind, want.goods().get(g), measures)) {
        return false;
      }
    }
    return true;
  }

  /// As [#isRefused], of goods in a parcel that is being filled.
  private boolean refusesFilling(
      Candidate candidate, int kind, Goods goods, ParcelMeasures parcel) {
    ParcelVerdicts known = verdicts;
    if (known == null) {
      known = new ParcelVerdicts(context.tables, context.kindsTogether(candidate).count());
      verdicts = known;
    }
    return known.isRefused(
        candidate, kind, parcel, () -> isRefused(candidate, goods, parcel, false));
  }

  /// Whether the table refuses goods in such a parcel.
  ///
  /// @param whole false where being too light does not count
  private boolean isRefused(
      Candidate candidate, Goods goods, ParcelMeasures parcel, boolean whole) {
    for (Fired<Reason.CarrierCode> hit :
        context.tables.all(
            CarrierEligibility.SCHEMA, candidate.fact(context, goods, parcel, relaxedDays))) {
      if (whole || hit.code() != Reason.CarrierCode.TOO_LIGHT) {
        return true;
      }
    }
    return false;
  }

  /// Tells against a service that all of these goods in one parcel are too light for it.
  ///
  /// @return whether they are
  boolean tellTooLight(ServiceReview service, Candidate candidate, int[] units) {
    if (!fits(candidate, units, false)) {
      return false;
    }
    boolean told = false;
    ParcelMeasures parcel = Parcels.measure(context.wants, units);
    for (int w = 0; w < units.length; w++) {
      if (units[w] > 0) {
        for (Goods goods : context.wants.get(w).goods()) {
          CarrierOptionFact fact = candidate.fact(context, goods, parcel, relaxedDays);
          for (Fired<Reason.CarrierCode> hit :
              context.tables.all(CarrierEligibility.SCHEMA, fact)) {
            told = true;
            service.addFinding(
                hit.ruleId(),
                hit.code().from(fact, context.order.currency()),
                context.wants.get(w));
          }
        }
      }
    }
    return told;
  }

  /// The candidate as the search's option, with lower bounds of its costs.
  ///
  /// @param allowed the wants it may take
  Problem.Option option(int node, int cell, Candidate candidate, boolean[] allowed) {
    Freight freight = candidate.freight;
    int wants = context.wants.size();
    Long[] unitCosts = new Long[wants];
    Arrays.fill(unitCosts, Problem.IMPOSSIBLE);
    if (freight == null) {
      return new Problem.Option(node, cell, Problem.IMPOSSIBLE, Arrays.asList(unitCosts));
    }
    try {
      long milligrams = 0;
      long volume = 0;
      for (int w = 0; w < wants; w++) {
        if (allowed[w]) {
          Want want = context.wants.get(w);
          milligrams =
              Parcels.plus(milligrams, Parcels.times(want.measures().milligrams(), want.units()));
          volume = Parcels.plus(volume, Parcels.times(want.measures().volumeCm3(), want.units()));
        }
      }
      int divisor = candidate.service.card().volumetricDivisor();
      // Goods that no price takes may be among them: the others still have theirs.
      milligrams = Math.min(milligrams, MOST_WEIGHED);
      volume = Math.min(volume, MOST_WEIGHED);
      long volumeMg = divisor == 0 ? 0 : Parcels.times(volume, MG_PER_KG) / divisor;
      boolean byVolume = volumeMg > milligrams;
      long mostGrams =
          freight.isAffine() || freight.zone().tariff().steps().isEmpty()
              ? 0
              : candidate.service.card().chargedGrams(milligrams, volume);
      Freight.Bound bound = freight.bound(mostGrams);
      long fixed = Math.addExact(converted(candidate, bound.fixed()), perParcel(candidate));
      for (int w = 0; w < wants; w++) {
        if (allowed[w]) {
          unitCosts[w] = unitCost(candidate, w, bound.perKilogram(), byVolume ? divisor : 0);
        }
      }
      return new Problem.Option(node, cell, fixed, Arrays.asList(unitCosts));
    } catch (ArithmeticException e) {
      Arrays.fill(unitCosts, Problem.IMPOSSIBLE);
      return new Problem.Option(node, cell, Problem.IMPOSSIBLE, Arrays.asList(unitCosts));
    }
  }

  /// @param divisor of the volume, 0 where the scale counts
  private long unitCost(Candidate candidate, int w, long perKilogram, int divisor) {
    Want.Measures unit = context.wants.get(w).measures();
    try {
      long mg =
          divisor > 0
              ? Math.multiplyExact(unit.volumeCm3(), MG_PER_KG) / divisor
              : unit.milligrams();
      long byWeight = converted(candidate, weighted(perKilogram, mg));
      return Math.addExact(byWeight, perUnit(candidate, w));
    } catch (ArithmeticException e) {
      return Problem.IMPOSSIBLE;
    }
  }

  /// Rounded down, so that the sum over units never exceeds the price of their parcel.
  private static long weighted(long perKilogram, long milligrams) {
    long whole = Math.multiplyExact(perKilogram, milligrams / MG_PER_KG);
    return Math.addExact(
        whole, Math.multiplyExact(perKilogram, milligrams % MG_PER_KG) / MG_PER_KG);
  }

  private static long converted(Candidate candidate, long cost) {
    Conversion conversion = candidate.conversion;
    return conversion == null
        ? cost
        : Math.max(0, conversion.convert(new Cost(cost)).tenThousandths() - 1);
  }

  /// The names of the surcharges in a parcel's freight.
  List<String> surcharges(Candidate candidate, int[] units) {
    Freight freight = candidate.freight;
    return freight == null
        ? List.of()
        : freight.surchargesOn(inCardCurrency(candidate, Parcels.measure(context.wants, units)));
  }

  /// Goods in an option.
  @SuppressWarnings("ArrayRecordComponent") // compared by content below
  private record Contents(Candidate candidate, int[] units) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Contents(Candidate its, int[] theirs)
          && its == candidate
          && Arrays.equals(theirs, units);
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(candidate) + Arrays.hashCode(units);
    }
  }

  /// Parcels that may leave a candidate's hand-over.
  int room(Candidate candidate) {
    return Math.min(
        context.terms.mostParcels(), candidate.node.parcelsLeft(candidate.handover.day()));
  }

  static List<Candidate> able(List<ServiceReview> services) {
    var able = new ArrayList<Candidate>();
    for (ServiceReview service : services) {
      for (Candidate candidate : service.candidates) {
        if (candidate.carriesSomething()) {
          able.add(candidate);
        }
      }
    }
    return able;
  }
}
