package dev.whence.service.http;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.rules.sourcing.Demands;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldError;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.store.StoreUnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/// The one place where a failure becomes an HTTP answer (RFC 9457 problem details).
public final class Problems {
  private static final Logger LOG = System.getLogger(Problems.class.getName());
  private static final String RETRY_AFTER = "Retry-After";

  /// Failing tests that are told.
  private static final int MOST_TESTS = 50;

  private Problems() {}

  /// @param instance path of the request
  static Answer of(Failure failure, String instance) {
    return switch (failure) {
      case Failure.MalformedBody(var format, var line, var column, var detail) -> {
        Answer answer =
            problem(ProblemType.MALFORMED_BODY, instance, malformed(format, line, column, detail))
                .and("line", line)
                .and("column", column)
                .answer();
        // What is left of it cannot be read past, to where the next request begins.
        yield format.equals(Failure.MalformedBody.GZIP)
            ? answer.with("Connection", "close")
            : answer;
      }
      case Failure.InvalidRequest(var errors, int total) ->
          problem(ProblemType.INVALID_REQUEST, instance, count(errors, total))
              .and("errors", views(errors))
              .answer();
      case Failure.UnknownReference(var errors, int total) ->
          problem(
                  ProblemType.UNKNOWN_REFERENCE,
                  instance,
                  count(errors, total) + "\nMaybe load what is missing first.")
              .and("errors", views(errors))
              .answer();
      case Failure.GradingDiffers(var errors, int total) ->
          problem(ProblemType.GRADING_DIFFERS, instance, count(errors, total))
              .and("errors", views(errors))
              .answer();
      case Failure.OutOfUse(var errors, int total) ->
          problem(
                  ProblemType.OUT_OF_USE,
                  instance,
                  count(errors, total)
                      + "\nMaybe leave the line out or cancel it, or take the item back into use.")
              .and("errors", views(errors))
              .answer();
      case Failure.BodyTooLarge(long limit) ->
          problem(
                  ProblemType.BODY_TOO_LARGE,
                  instance,
                  "The body may have %d bytes.\nMaybe send it in several requests."
                      .formatted(limit))
              .and("limitBytes", limit)
              .answer()
              .with("Connection", "close");
      case Failure.LineTooLong(long limit) ->
          problem(
                  ProblemType.BODY_TOO_LARGE,
                  instance,
                  "A line may have %d bytes.\nMaybe it lacks its line end, or is several orders."
                      .formatted(limit))
              .and("limitBytes", limit)
              .answer();
      case Failure.TooManyRows(int limit) ->
          problem(
                  ProblemType.BODY_TOO_LARGE,
                  instance,
                  "A load may have %d rows.\nMaybe send it in several requests.".formatted(limit))
              .and("limitRows", limit)
              .answer();
      case Failure.TooManyWrongRows(int refused) ->
          problem(
                  ProblemType.INVALID_REQUEST,
                  instance,
                  "%d rows were refused; what follows was not read.\nMaybe mend the file, and send it again."
                      .formatted(refused))
              .and("errors", List.of())
              .answer();
      case Failure.UnsupportedMediaType(var given, var accepted) ->
          problem(
                  ProblemType.UNSUPPORTED_MEDIA_TYPE,
                  instance,
                  (given.isEmpty() ? "No Content-Type was sent" : "The Content-Type is " + given)
                      + "; accepted: "
                      + String.join(", ", accepted)
                      + ".")
              .and("accepted", accepted)
              .answer()
              .with("Accept", String.join(", ", accepted));
      case Failure.UnsupportedEncoding(var given) ->
          problem(
                  ProblemType.UNSUPPORTED_MEDIA_TYPE,
                  instance,
                  "The Content-Encoding is %s; accepted: gzip, or none.".formatted(given))
              .and("acceptedEncodings", List.of("gzip", "identity"))
              .answer()
              .with("Accept-Encoding", "gzip");
      case Failure.MalformedHttp(var detail) ->
          problem(ProblemType.MALFORMED_HTTP, instance, detail)
              .answer()
              .with("Connection", "close");
      case Failure.RouteNotFound(var path) ->
          problem(
                  ProblemType.ROUTE_NOT_FOUND,
                  instance,
                  "Nothing is served at " + path + ".\nMaybe look into /openapi.yaml.")
              .answer();
      case Failure.MethodNotAllowed(var method, var allowed) -> {
        String methods = String.join(", ", new TreeSet<>(allowed));
        yield problem(
                ProblemType.METHOD_NOT_ALLOWED,
                instance,
                "%s is not taken here; allowed: %s.".formatted(method, methods))
            .answer()
            .with("Allow", methods);
      }
      case Failure.NotFound(var what, var id) ->
          problem(ProblemType.NOT_FOUND, instance, "No %s has the id %s.".formatted(what, id))
              .answer();
      case Failure.OrderAlreadySourced(var orderId, var decisionId, var standing) ->
          problem(
                  ProblemType.ORDER_ALREADY_SOURCED,
                  instance,
                  "Nothing of order %s is open. %s\nMaybe release what is to be decided again, or cancel what is not wanted with POST /v1/orders/%s/cancel."
                      .formatted(orderId, String.join(" ", standing), orderId))
              .and("decisionId", decisionId)
              .and("decision", "/v1/decisions/" + decisionId)
              .answer();
      case Failure.OrderNotHeld(var orderId) ->
          problem(
                  ProblemType.ORDER_NOT_HELD,
                  instance,
                  "Order %s is not held: there is nothing to approve or decline.\nMaybe look at it with GET /v1/orders/%1$s."
                      .formatted(orderId))
              .answer();
      case Failure.OfferNotOpen(var offerId, var state, var detail, var winner) -> {
        var told =
            problem(ProblemType.OFFER_NOT_OPEN, instance, detail)
                .and("offerId", offerId)
                .and("state", state);
        yield (winner.isEmpty() ? told : told.and("winner", winner)).answer();
      }
      case Failure.ParcelNotThere(var ignored, var detail) ->
          problem(ProblemType.PARCEL_NOT_THERE, instance, detail).answer();
      case Failure.OrderDiffers(var orderId, var problems, var remedy) ->
          problem(
                  ProblemType.ORDER_DIFFERS,
                  instance,
                  "Order %s is known otherwise. %s\n%s"
                      .formatted(orderId, String.join(" ", problems), remedy))
              .and("problems", problems)
              .answer();
      case Failure.ShipmentNotLost(var id, var why) ->
          problem(ProblemType.SHIPMENT_NOT_LOST, instance, "Parcel %s: %s".formatted(id, why))
              .answer();
      case Failure.UnitsHaveLeft(var what, var id, var problems, var possible) ->
          problem(
                  ProblemType.UNITS_HAVE_LEFT,
                  instance,
                  "%s %s: %s %s"
                      .formatted(
                          what.equals("order") ? "Order" : "Reservation",
                          id,
                          String.join(" ", problems),
                          possible.isEmpty()
                              ? "Nothing of it can be given back."
                              : "What could still be given back: "
                                  + String.join(", ", possible)
                                  + "."))
              .and("problems", problems)
              .and("possible", possible)
              .answer();
      case Failure.IdempotencyKeyReused(var key) ->
          problem(
                  ProblemType.IDEMPOTENCY_KEY_REUSED,
                  instance,
                  "The key %s was sent before with another body.\nMaybe make a new key for each request."
                      .formatted(key))
              .answer();
      case Failure.ContradictingDemands(var contradictions) ->
          problem(ProblemType.CONTRADICTING_DEMANDS, instance, contradicting(contradictions))
              .and(
                  "contradictions",
                  contradictions.stream().map(Demands.Contradiction::sentence).toList())
              .and(
                  "errors",
                  views(
                      contradictions.stream()
                          .map(each ->
                              new FieldError(
                                  new FieldError.Location.Pointer(each.place()),
                                  "%s\nMaybe %s".formatted(each.sentence(), each.remedy()),
                                  each.value()))
                          .toList()))
              .answer();
      case Failure.CursorExpired(var cursor, var why) ->
          problem(
                  ProblemType.CURSOR_EXPIRED,
                  instance,
                  "The events after %s cannot be told in full. %s\nMaybe take over the present state, then read on without a cursor."
                      .formatted(cursor, why))
              .answer();
      case Failure.BrokenTables(var all) ->
          problem(
                  ProblemType.BROKEN_TABLES,
                  instance,
                  "%s.\nMaybe mend the cells named and send the files again."
                      .formatted(all.size() == 1 ? "One error" : all.size() + " errors"))
              .and("tableErrors", all.stream().limit(FieldErrors.MOST_LISTED).toList())
              .answer();
      case Failure.BrokenBundle(var model, var check, var detail) ->
          problem(ProblemType.BROKEN_BUNDLE, instance, detail)
              .and("model", model)
              .and("check", check)
              .answer();
      case Failure.BrokenVersion(var detail) ->
          problem(ProblemType.BROKEN_VERSION, instance, detail).answer();
      case Failure.DraftChanged(var detail, int revision, var difference) ->
          problem(ProblemType.DRAFT_CHANGED, instance, detail)
              .and("revision", revision)
              .and("difference", difference)
              .answer();
      case Failure.DraftState(int draft, var state, var detail) ->
          problem(
                  ProblemType.DRAFT_STATE,
                  instance,
                  "Draft %d is %s.\n%s".formatted(draft, state, detail))
              .and("draftState", state)
              .answer();
      case Failure.SameEyes(int draft, var who) ->
          problem(
                  ProblemType.FOUR_EYES,
                  instance,
                  "%s began draft %d, wrote a part of it or submitted it.\nMaybe ask somebody else with the role approver to approve it."
                      .formatted(who, draft))
              .answer();
      case Failure.OwnRuleSet(int ruleSet, var who) ->
          problem(
                  ProblemType.FOUR_EYES,
                  instance,
                  "%s brought in rule set %d, which never was in force.\nMaybe ask somebody else with the role approver to put it in force."
                      .formatted(who, ruleSet))
              .answer();
      case Failure.DraftOutdated(int draft, int basedOn, int inForce) ->
          problem(
                  ProblemType.DRAFT_OUTDATED,
                  instance,
                  "Draft %d is based on rule set %d, and rule set %d is in force.\nMaybe base it on that one with POST /v1/table-drafts/%1$d/rebase, and submit it again."
                      .formatted(draft, basedOn, inForce))
              .and("basedOn", basedOn)
              .and("inForce", inForce)
              .answer();
      case Failure.DraftOvertaken(int draft, int basedOn, int planned, var from) ->
          problem(
                  ProblemType.DRAFT_OUTDATED,
                  instance,
                  "Rule set %d is planned from %s on and does not have what draft %d changes: one of them would take back the other.\nMaybe take back what is planned with POST /v1/rule-sets/roll-back, or wait until it is in force and base the draft on it."
                      .formatted(planned, from, draft))
              .and("basedOn", basedOn)
              .and("planned", planned)
              .and("from", from.toString())
              .answer();
      case Failure.FailingTests(var what, var tests) ->
          problem(
                  ProblemType.FAILING_TESTS,
                  instance,
                  "%s: %d of the tests fail, the first of them %s\nMaybe mend the cells named, or change the tests in the same draft."
                      .formatted(what, tests.size(), tests.getFirst().sentence()))
              .and(
                  "failingTests", tests.stream().limit(MOST_TESTS).map(TestResultView::of).toList())
              .answer();
      case Failure.ExpectationNotMet(int draft, var verdict, var examples) ->
          problem(
                  ProblemType.EXPECTATION_NOT_MET,
                  instance,
                  verdict.isEmpty()
                      ? "No replay of exactly these tables has shown that draft %d does what is expected of it.\nMaybe ask for one with POST /v1/table-drafts/%1$d/replays."
                          .formatted(draft)
                      : "Draft %d does not do what is expected of it: %s\nMaybe look at the examples, then send it back to change the tables or the expectation."
                          .formatted(draft, verdict))
              .and("examples", examples)
              .answer();
      case Failure.ReplayOpen(int draft, int replay) ->
          problem(
                  ProblemType.REPLAY_OPEN,
                  instance,
                  "Replay %2$d of draft %1$d waits or is under way.\nMaybe wait for it, or cancel it with DELETE /v1/table-drafts/%1$d/replays/%2$d."
                      .formatted(draft, replay))
              .and("replay", replay)
              .answer();
      case Failure.OlderRecord(var decision, int format) ->
          problem(
                  ProblemType.OLDER_RECORD,
                  instance,
                  "Decision %s was recorded in format %d, which knew no hand-overs and no parcels as packed: this release cannot tell it or decide it again as it was.\nMaybe read its row in the table decisions, or decide the order anew."
                      .formatted(decision, format))
              .and("decisionId", decision)
              .and("format", format)
              .answer();
      case Failure.ReservationLost(var orderId, int rounds) ->
          problem(
                  ProblemType.RESERVATION_LOST,
                  instance,
                  "In %d rounds other orders took the stock that order %s was to get.\nMaybe send it again."
                      .formatted(rounds, orderId))
              .answer()
              .with(RETRY_AFTER, "1");
      case Failure.ReservationNotActive(var id, var status) ->
          problem(ProblemType.RESERVATION_NOT_ACTIVE, instance, whatIsLeftToDo(id, status))
              .and("reservationStatus", status)
              .answer();
      case Failure.Unavailable(var what) ->
          problem(ProblemType.UNAVAILABLE, instance, what + "\nMaybe send the request again.")
              .answer()
              .with(RETRY_AFTER, "1");
      case Failure.TooLittleMemory(long heap) ->
          problem(
                  ProblemType.UNAVAILABLE,
                  instance,
                  "This needs more memory than the service has left; its heap has at most %d MB.\nMaybe send less at once, or give the service more memory (WHENCE_HEAP)."
                      .formatted(heap))
              .answer()
              .with(RETRY_AFTER, "10");
      case Failure.Overloaded(int atWork, int waiting) ->
          problem(
                  ProblemType.OVERLOADED,
                  instance,
                  "%d requests are worked on and %d wait.\nMaybe send the request again, later each time."
                      .formatted(atWork, waiting))
              .answer()
              .with(RETRY_AFTER, "1");
      case Failure.PeriodTooLong(long seconds) ->
          problem(
                  ProblemType.PERIOD_TOO_LONG,
                  instance,
                  "Counting the period took more than %d s, and was ended.\nMaybe ask for a shorter one."
                      .formatted(seconds))
              .answer();
      case Failure.TimeBudgetSpent(long budget, var stage) ->
          problem(
                  ProblemType.TIME_BUDGET_SPENT,
                  instance,
                  "%d ms were over before stage %s. Nothing was changed.\nMaybe send the request again, or allow it more time with Time-Budget-Milliseconds."
                      .formatted(budget, stage))
              .and("budgetMilliseconds", budget)
              .and("stage", stage)
              .answer()
              .with(RETRY_AFTER, "1");
      case Failure.NotSignedIn(var why, boolean given) ->
          problem(ProblemType.NOT_SIGNED_IN, instance, why)
              .answer()
              .with(
                  "WWW-Authenticate",
                  "Bearer realm=\"whence\"" + (given ? ", error=\"invalid_token\"" : ""));
      case Failure.NotAllowed(var name, var held, var needed) ->
          problem(
                  ProblemType.NOT_ALLOWED,
                  instance,
                  "%s is %s; one of %s is needed.\nMaybe ask an operator for the role, or use another key."
                      .formatted(
                          name,
                          held.isEmpty() ? "nothing here" : String.join(", ", held),
                          String.join(", ", needed)))
              .and("roles", needed)
              .answer();
      case Failure.NotYours(var detail) ->
          problem(ProblemType.NOT_ALLOWED, instance, detail).answer();
      case Failure.CsrfTokenMissing(var detail) ->
          problem(ProblemType.CSRF_TOKEN_MISSING, instance, detail).answer();
      case Failure.SignInRefused() ->
          problem(
                  ProblemType.SIGN_IN_REFUSED,
                  instance,
                  "Nobody can sign in with this name and this password.\nMaybe one of them is mistyped, or ask an operator whether the user is active.")
              .answer()
              .with("WWW-Authenticate", "Bearer realm=\"whence\"");
      case Failure.SignInBlocked(int seconds) ->
          problem(
                  ProblemType.SIGN_IN_BLOCKED,
                  instance,
                  "Too many attempts under this name have failed; the next may be made in %d s.\nMaybe wait, or ask an operator to unlock it."
                      .formatted(seconds))
              .and("retryAfterSeconds", seconds)
              .answer()
              .with(RETRY_AFTER, Integer.toString(seconds));
      case Failure.PasswordDue() ->
          problem(
                  ProblemType.PASSWORD_DUE,
                  instance,
                  "The password is right, but somebody else has set it.\nMaybe send a newPassword with it.")
              .answer();
      case Failure.NameTaken(var detail) ->
          problem(ProblemType.NAME_TAKEN, instance, detail).answer();
      case Failure.KeyExpired expired ->
          problem(ProblemType.KEY_EXPIRED, instance, expired.detail()).answer();
      case Failure.NoOperator() ->
          problem(
                  ProblemType.NO_OPERATOR,
                  instance,
                  "Some person who is active has to be an operator, or nobody could add users.\nMaybe make another one operator first.")
              .answer();
      case Failure.TooManyConnections(int most) ->
          problem(
                  ProblemType.UNAVAILABLE,
                  instance,
                  "As many connections as may be (%d) are open, and each of them is busy.\nMaybe send the request again, or look for clients that never finish theirs."
                      .formatted(most))
              .answer()
              .with(RETRY_AFTER, "1")
              .with("Connection", "close");
    };
  }

  /// @param thrown a [FailureException], or what nobody expected
  static Answer of(Throwable thrown, String instance) {
    return switch (thrown) {
      case FailureException refused -> of(refused.failure(), instance);
      // The store has told the log, once for all requests.
      case StoreUnavailableException _ ->
          of(new Failure.Unavailable("The order store does not answer."), instance);
      default -> lacksMemory(thrown) ? ofTooLittleMemory(instance) : ofBug(thrown, instance);
    };
  }

  private static boolean lacksMemory(Throwable thrown) {
    return thrown instanceof OutOfMemoryError
        || (thrown.getCause() != null && lacksMemory(thrown.getCause()));
  }

  private static Answer ofTooLittleMemory(String instance) {
    var failure = new Failure.TooLittleMemory(Runtime.getRuntime().maxMemory() >> 20);
    LOG.log(
        Level.WARNING,
        "{0} needed more memory than was left: the heap has at most {1} MB. Maybe set WHENCE_HEAP.",
        instance,
        failure.heapMegabytes());
    return of(failure, instance);
  }

  /// What an answer of its own would have told the caller.
  ///
  /// @param thrown a [FailureException], or what nobody expected
  public static JsonNode told(Throwable thrown, String instance) {
    return Json.parse(of(thrown, instance).bytes());
  }

  /// A bug that can be told to nobody else.
  static void tellLog(Throwable bug) {
    LOG.log(Level.ERROR, "An answer broke off.", bug);
  }

  /// A bug: the caller learns an id, the log everything.
  private static Answer ofBug(Throwable bug, String instance) {
    String errorId = UUID.randomUUID().toString();
    LOG.log(Level.ERROR, "Error " + errorId + " while answering " + instance, bug);
    return problem(
            ProblemType.INTERNAL_ERROR,
            instance,
            "This is a defect of the service.\nMaybe report it with the error id " + errorId + ".")
        .and("errorId", errorId)
        .answer();
  }

  /// What is refused before it becomes a call: a broken request line, headers that are too long.
  ///
  /// @param instance what could be read of the target
  static Answer ofMalformedHttp(int status, String instance, String detail) {
    ProblemType type =
        switch (status) {
          case 413 -> ProblemType.BODY_TOO_LARGE;
          case 500 -> ProblemType.INTERNAL_ERROR;
          case 503 -> ProblemType.UNAVAILABLE;
          default -> ProblemType.MALFORMED_HTTP;
        };
    Answer answer =
        problem(type, instance.startsWith("/") ? instance : "/", detail)
            .and("status", status)
            .answer();
    return new Answer(status, answer.contentType(), answer.body(), answer.headers());
  }

  /// The client has begun a request and does not go on.
  static Answer ofSlowRequest() {
    return ofMalformedHttp(
        408,
        "/",
        "The request did not arrive in time.\nMaybe the connection is slow, or Content-Length is larger than the body.");
  }

  private static Problem problem(ProblemType type, String instance, String detail) {
    var members = new LinkedHashMap<String, Object>();
    members.put("type", "/problems/" + type.slug);
    members.put("title", type.title);
    members.put("status", type.status);
    members.put("detail", detail);
    members.put("instance", instance);
    return new Problem(type, members);
  }

  private static String whatIsLeftToDo(String id, String status) {
    String sentence =
        switch (status) {
          case "HELD" ->
              "Reservation %s is past its expiry and is just being given back.\nMaybe ask for a new decision, and confirm it or extend its hold in time.";
          case "CONFIRMED" ->
              "Reservation %s is confirmed: it holds its stock until that leaves, and no expiry is left to move.\nMaybe release it, if the order is not to be sent.";
          case "KEPT" ->
              "Reservation %s is kept until a person decides about its order.\nMaybe approve the order: what ships is reserved then, and that is confirmed.";
          case "EXPIRED" ->
              "Reservation %s has expired and its stock was given back.\nMaybe ask for a new decision, and confirm it or extend its hold in time.";
          case "RELEASED" ->
              "Reservation %s was released and its stock was given back.\nMaybe ask for a new decision.";
          default -> "Reservation %s is " + status + ".\nMaybe ask for a new decision.";
        };
    return sentence.formatted(id);
  }

  private static String malformed(String format, long line, long column, String detail) {
    String place =
        line == 0
            ? ""
            : column == 0 ? " in line " + line : " in line %d, column %d".formatted(line, column);
    return "No proper %s%s: %s".formatted(format, place, detail);
  }

  /// All of it in sentences, and what helps, each remedy once.
  private static String contradicting(List<Demands.Contradiction> contradictions) {
    return contradictions.stream().map(Demands.Contradiction::sentence).collect(joining(" "))
        + "\nMaybe "
        + contradictions.stream()
            .map(Demands.Contradiction::remedy)
            .distinct()
            .collect(joining("; "))
        + ".";
  }

  private static String count(List<FieldError> errors, int total) {
    String all = total == 1 ? "One value is wrong" : total + " values are wrong";
    String first = errors.size() < total ? "; the first " + errors.size() + " are listed." : ": ";
    return errors.size() < total
        ? all + first
        : all
            + first
            + errors.stream().limit(3).map(Problems::sentence).collect(joining("; "))
            + (total > 3 ? "; …" : ".");
  }

  private static String sentence(FieldError error) {
    String where =
        switch (error.location()) {
          case FieldError.Location.Pointer(var pointer) -> pointer.isEmpty() ? "the body" : pointer;
          case FieldError.Location.Line(int line, var pointer) ->
              "line " + line + (pointer.isEmpty() ? "" : ", " + pointer);
          case FieldError.Location.Cell(int row, var column) ->
              "row " + row + (column.isEmpty() ? "" : ", column " + column);
          case FieldError.Location.QueryParameter(var name) -> "parameter " + name;
          case FieldError.Location.RequestHeader(var name) -> "header " + name;
        };
    String first = error.message().lines().findFirst().orElse("");
    return where + " " + (first.endsWith(".") ? first.substring(0, first.length() - 1) : first);
  }

  private static List<Map<String, Object>> views(List<FieldError> errors) {
    return errors.stream().map(Problems::view).toList();
  }

  private static Map<String, Object> view(FieldError error) {
    var view = new LinkedHashMap<String, Object>();
    switch (error.location()) {
      case FieldError.Location.Pointer(var pointer) -> view.put("pointer", pointer);
      case FieldError.Location.Line(int line, var pointer) -> {
        view.put("line", line);
        view.put("pointer", pointer);
      }
      case FieldError.Location.Cell(int row, var column) -> {
        view.put("row", row);
        view.put("column", column);
      }
      case FieldError.Location.QueryParameter(var name) -> view.put("parameter", name);
      case FieldError.Location.RequestHeader(var name) -> view.put("header", name);
    }
    view.put("message", error.message());
    if (!error.value().isEmpty()) {
      view.put("value", error.value());
    }
    return view;
  }

  private record Problem(ProblemType type, Map<String, Object> members) {
    Problem and(String name, Object value) {
      members.put(name, value);
      return this;
    }

    Answer answer() {
      return new Answer(type.status, Answer.PROBLEM, Json.bytes(members), Map.of());
    }
  }
}
