package dev.whence.service.http.decisions;

import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import dev.whence.service.records.DecisionId;
import dev.whence.service.replay.PolicyChoices;
import dev.whence.service.replay.PolicyChoices.Found;
import dev.whence.service.replay.PolicyChoices.Policy;
import dev.whence.service.sourcing.DecisionStore.Span;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Recorded decisions as choices that another policy could have made.
public final class PolicyRoutes {
  private static final Pattern VERSION = Pattern.compile("(rule-set|models):([1-9][0-9]{0,8})");
  private static final String CURRENT = "current";
  private static final Instant NO_END = Instant.parse("9999-01-01T00:00:00Z");

  private final PolicyChoices choices;

  public PolicyRoutes(PolicyChoices choices) {
    this.choices = choices;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/v1/decisions/choices", Access.READING, this::list).under(Route.Load.DECISION));
  }

  private Answer list(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    Policy policy = policy(query);
    Instant since = query.instantOr("since", Instant.EPOCH);
    Instant until = query.instantOr("until", NO_END);
    int newest = query.integerOr("newest", 1, Integer.MAX_VALUE, 0);
    String cursor = Page.cursor(query, 1).getFirst();
    Optional<DecisionId> after = DecisionId.findParsed(cursor);
    if (after.isEmpty() && !cursor.isEmpty()) {
      query.complain("cursor", "must be the nextCursor of an earlier page");
    }
    int limit = Page.limit(query);
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    var span = new Span(since.isBefore(Instant.EPOCH) ? Instant.EPOCH : since, until);
    Found found =
        choices.find(
            policy,
            span,
            after.isEmpty() && newest > 0 ? choices.beforeNewest(newest) : after,
            limit);
    return Answer.ok(
        new Page<>(
            found.choices().stream().map(ChoiceView::of).toList(),
            found.next().map(last -> Page.cursorAfter(List.of(last.toString()))).orElse(null)));
  }

  private static Policy policy(Fields query) {
    String word = query.word("policy");
    Matcher version = VERSION.matcher(word);
    if (version.matches()) {
      int number = Integer.parseInt(version.group(2));
      return version.group(1).equals("models")
          ? new Policy.OfModels(number)
          : new Policy.OfRuleSet(number);
    }
    if (query.has("policy") && !word.equals(CURRENT)) {
      query.complain("policy", "must be current, rule-set:NUMBER or models:NUMBER", word);
    }
    return new Policy.Current();
  }
}
