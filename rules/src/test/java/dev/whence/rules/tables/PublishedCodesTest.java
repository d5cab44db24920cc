package dev.whence.rules.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.facts.Reason;
import dev.whence.rules.tables.errors.ErrorCode;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What callers store and switch on. A name that leaves these lists breaks somebody: add, never
/// rename.
class PublishedCodesTest {

  @Test
  void shippedRuleIds() {
    String ruleIds =
        RuleBook.shipped().tables().stream()
            .flatMap(table -> table.rows().stream().map(row -> id(table, row)))
            .sorted()
            .collect(Collectors.joining("\n", "", "\n"));

    assertThat(ruleIds)
        .isEqualTo(
            """
            allocation-priority otherwise
            allocation-priority vip
            allocation-priority waiting-for-a-week
            carrier-eligibility courier-out-of-reach
            carrier-eligibility courier-too-heavy
            carrier-eligibility courier-value-limit
            carrier-eligibility furniture-not-by-small-parcel
            carrier-eligibility ground-not-off-the-mainland
            carrier-eligibility hazmat-not-by-air
            carrier-eligibility hazmat-not-by-post-or-courier
            carrier-eligibility home-delivery-too-heavy
            carrier-eligibility military-by-post-only
            carrier-eligibility no-rate
            carrier-eligibility parcel-too-heavy
            carrier-eligibility parcel-too-long
            carrier-eligibility po-box-by-post-only
            carrier-eligibility postal-too-heavy
            carrier-eligibility postal-value-limit
            carrier-eligibility regional-out-of-reach
            carrier-eligibility regional-too-heavy
            carrier-eligibility saver-when-promised-tomorrow
            carrier-eligibility small-parcel-too-long
            carrier-eligibility too-slow-for-expedited
            carrier-eligibility too-slow-for-next-day
            carrier-routing-guide otherwise
            carrier-routing-guide us-bulky
            carrier-routing-guide us-business
            carrier-routing-guide us-expedited
            carrier-routing-guide us-expedited-regional
            carrier-routing-guide us-hazmat
            carrier-routing-guide us-heavy
            carrier-routing-guide us-light
            carrier-routing-guide us-next-day
            carrier-routing-guide us-next-day-nearby
            carrier-routing-guide us-promise-at-risk
            carrier-routing-guide us-regional
            carrier-routing-guide us-standard
            model-guard otherwise
            model-guard return-risk
            model-guard return-risk-b2b
            model-guard transit-time
            model-guard transit-time-brazil
            model-guard transit-time-next-day
            model-guard transit-time-peak-season
            node-eligibility capacity-used-up
            node-eligibility channel-not-served
            node-eligibility hazmat-off-the-mainland
            node-eligibility hazmat-without-license
            node-eligibility node-switched-off
            node-eligibility out-of-stock
            node-eligibility peak-three-pl-too-far
            node-eligibility store-line-incomplete
            node-eligibility store-next-day-past-cutoff
            node-eligibility store-not-for-business
            node-eligibility store-too-far
            node-eligibility store-without-furniture
            node-eligibility us-store-not-abroad
            node-eligibility vendor-line-incomplete
            node-eligibility vendor-not-for-b2b
            reservation-policy b2b
            reservation-policy marketplace
            reservation-policy marketplace-toys-in-peak-season
            reservation-policy next-day
            reservation-policy otherwise
            reservation-policy store
            reservation-policy store-vip
            reservation-policy vendor
            reservation-policy vip
            return-intervention confirm-expensive-electronics
            return-intervention confirm-very-likely
            return-intervention no-estimate
            return-intervention not-worth-it
            return-intervention otherwise
            return-intervention size-advice
            return-intervention size-advice-several-units
            return-intervention substitute-bulky
            return-intervention unlikely
            sourcing-policy b2b-complete
            sourcing-policy brazil
            sourcing-policy expedited
            sourcing-policy marketplace
            sourcing-policy next-day
            sourcing-policy otherwise
            sourcing-policy peak-season
            sourcing-policy small-order
            sourcing-policy standard
            sourcing-policy vip
            sourcing-policy vip-next-day
            """);
  }

  @Test
  void reasons() {
    String reasons =
        Stream.concat(
                Arrays.stream(Reason.NodeCode.values()).map(code -> "node " + code),
                Arrays.stream(Reason.CarrierCode.values()).map(code -> "carrier " + code))
            .sorted()
            .collect(Collectors.joining("\n", "", "\n"));

    assertThat(reasons)
        .isEqualTo(
            """
            carrier ADDRESS_NOT_SERVED
            carrier CONTENTS_NOT_CARRIED
            carrier DESTINATION_NOT_SERVED
            carrier GIRTH_TOO_LARGE
            carrier HAZMAT_NOT_CARRIED
            carrier HAZMAT_NOT_MIXED
            carrier NO_RATE
            carrier OUT_OF_REACH
            carrier SERVICE_LEVEL_NOT_MET
            carrier TOO_BULKY
            carrier TOO_HEAVY
            carrier TOO_LIGHT
            carrier TOO_LONG
            carrier TOO_MANY_UNITS
            carrier TOO_SLOW
            carrier VALUE_TOO_HIGH
            node ACCEPTS_TOO_LATE
            node ADDRESS_NOT_SERVED
            node CAPACITY_EXHAUSTED
            node CATEGORY_NOT_SHIPPED
            node CHANNEL_NOT_SERVED
            node CUSTOMER_CLASS_NOT_SERVED
            node DESTINATION_NOT_SERVED
            node HAZMAT_NOT_HANDLED
            node NODE_INACTIVE
            node PAST_CUTOFF
            node REFUSES_TOO_OFTEN
            node SHORT_OF_STOCK
            node TOO_FAR
            """);
  }

  @Test
  void errorCodes() {
    assertThat(Arrays.stream(ErrorCode.values()).map(Enum::name).sorted())
        .containsExactly(
            "AMBIGUOUS_TEST",
            "BAD_QUOTES",
            "BAD_RULE_ID",
            "DUPLICATE_COLUMN",
            "DUPLICATE_RULE_ID",
            "MISSING_COLUMN",
            "MISSING_TABLE",
            "MISSING_VALUE",
            "NEVER_TRUE",
            "NO_CONDITION",
            "NO_DEFAULT_ROW",
            "OUT_OF_RANGE",
            "TOO_MANY_CELLS",
            "TWO_DIFFERENT_FILES",
            "UNKNOWN_COLUMN",
            "UNKNOWN_TABLE",
            "UNKNOWN_WORD",
            "UNREACHABLE_ROW",
            "UNREADABLE_CELL",
            "UNREADABLE_FILE",
            "WRONG_HEADER",
            "WRONG_HIT_POLICY",
            "WRONG_TABLE_NAME",
            "WRONG_TYPE");
  }

  private static String id(CheckedTable<?, ?> table, Row<?, ?> row) {
    return table.schema().table() + " " + row.ruleId();
  }
}
