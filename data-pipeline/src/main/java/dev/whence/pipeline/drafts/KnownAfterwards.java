package dev.whence.pipeline.drafts;

import java.util.Optional;
import java.util.regex.Pattern;

/// Columns that must not become attributes, by their names: a model that learns from what is known
/// only afterwards looks perfect, and has nothing to go by when an order comes in.
final class KnownAfterwards {
  private KnownAfterwards() {}

  private static final Pattern RETURNS =
      words(
          "return|returns|returned|refund|refunds|refunded|refund_amount|chargeback|returning|"
              + "exchanged|restocked|credit_notes?|credit_memos?|rma");

  private static final Pattern OUTCOME =
      words(
          "late|lateness|diverted|incident|incidents|delay|delays|delayed|on_?time|in_?time|overdue|actual|actually|real|"
              + "arrived|arr_time|dep_time|air_time|taxi_in|taxi_out|wheels_on|wheels_off|arrival|arrival_time|arrival_delay|delivered|received|outcome|label|target|class_label|"
              + "status|state_of_delivery|cancel|cancels|cancelled|canceled|cancellation|claim|"
              + "claims|claimed|damage|damaged|lost|missing|complaint|complaints|complained|"
              + "review|reviews|feedback|satisfaction|satisfied|csat|nps|dispute|disputed|"
              + "result|fraud|reason|ground_truth|y_true|churn|churned");

  private static final Pattern PLANNED =
      words(
          "planned|scheduled|expected|estimated|promised|deadline|policy|window|allowed|max|usual|typical");

  private static final Pattern PROMISED =
      words("planned|sched|scheduled|expected|estimated|promised|sla|deadline");

  private static final Pattern DURATION =
      Pattern.compile(
          "(.*_)?(delivery|transit|shipping|shipment|fulfil+ment)_(time|duration|days|hours)(_.*)?"
              + "|(days|hours|minutes|time)_(to|in|for|of)_(deliver|delivery|transit|ship|shipping|shipment|arrive)(_.*)?"
              + "|(.*_)?time_taken.*|elapsed.*");

  private static final Pattern RATING = words("rating|ratings|stars");

  private static final Pattern OF_SOMEBODY =
      words("seller|vendor|supplier|product|item|driver|person|courier|carrier|agent|average|avg");

  private static final Pattern DELAY = words("delay|late_by");

  /// Who somebody is, or how to reach them.
  private static final Pattern PERSONAL =
      Pattern.compile(
          "(.*_)?(e_?mail(_address)?|password|(tele)?phone(_(no|nr|number))?|street(_.*)?|"
              + "address(_line)?(_[0-9])?|(first|last|middle|full|given|sur)_?name|[fl]_?name|"
              + "(customer|client|buyer|recipient|receiver|consignee|user)_name|"
              + "ip_address|birth_?date|date_of_birth|ssn|passport|signature|contact(_person)?|"
              + "(picker|packer|clerk|operator)(_name)?|"
              + "(signed|picked|packed|handled|scanned|received|accepted|created|entered|processed|checked|served|approved)_by(_name)?)");

  private static Pattern words(String words) {
    return Pattern.compile("(.*_)?(%s)(_.*)?".formatted(words));
  }

  static boolean isOfReturns(String name) {
    return RETURNS.matcher(name).matches() && !isPlanned(name);
  }

  /// Whether it says how long a delivery is to take.
  static boolean isPromise(String name) {
    return PROMISED.matcher(name).matches() && !RETURNS.matcher(name).matches();
  }

  private static boolean isPlanned(String name) {
    return PLANNED.matcher(name).matches();
  }

  /// Whether it says how long a delivery took.
  static boolean isDuration(String name) {
    return DURATION.matcher(name).matches() && !isPlanned(name);
  }

  /// Whether it names a person, or says how to reach one.
  static boolean isPersonal(String name) {
    return PERSONAL.matcher(name).matches();
  }

  /// Whether it says how late something was.
  static boolean isDelay(String name) {
    return DELAY.matcher(name).matches() && !isPlanned(name);
  }

  /// Why a column is not to be learned from, if its name says so.
  ///
  /// @param name of the column, plain
  static Optional<String> reason(String name) {
    if (isOfReturns(name)) {
      return Optional.of("tells of returns: what becomes of an order is for the table returns");
    }
    if (!isPlanned(name) && (OUTCOME.matcher(name).matches() || DURATION.matcher(name).matches())) {
      return Optional.of("looks like the outcome, or like something known only afterwards");
    }
    if (RATING.matcher(name).matches() && !OF_SOMEBODY.matcher(name).matches()) {
      return Optional.of("looks like a rating that is given afterwards");
    }
    return Optional.empty();
  }
}
