package dev.whence.service.http;

/// The closed list of problems: what `type` of an `application/problem+json` may be. Each has a
/// page `docs/problems/<slug>.md`, served at `/problems/<slug>`.
enum ProblemType {
  BODY_TOO_LARGE("body-too-large", 413, "The body is too large."),
  BROKEN_BUNDLE("broken-bundle", 422, "The model is refused."),
  BROKEN_TABLES("broken-tables", 422, "The rule tables have errors."),
  BROKEN_VERSION("broken-version", 409, "The version cannot be put in force."),
  CONTRADICTING_DEMANDS("contradicting-demands", 422, "The demands contradict each other."),
  CSRF_TOKEN_MISSING("csrf-token-missing", 403, "The request does not come from a page of ours."),
  CURSOR_EXPIRED("cursor-expired", 410, "The cursor leads to where nothing is kept."),
  DRAFT_CHANGED("draft-changed", 412, "Somebody else has changed the draft."),
  DRAFT_OUTDATED("draft-outdated", 409, "Other rule tables are in force by now, or planned."),
  DRAFT_STATE("draft-state", 409, "The state of the draft does not allow that."),
  EXPECTATION_NOT_MET(
      "expectation-not-met", 409, "Nothing has shown that the draft does what is expected of it."),
  FAILING_TESTS("failing-tests", 409, "Tests of the rule tables fail."),
  FOUR_EYES("four-eyes", 403, "Nobody approves what they wrote."),
  GRADING_DIFFERS("grading-differs", 422, "The gradings do not fit what came back."),
  IDEMPOTENCY_KEY_REUSED(
      "idempotency-key-reused", 409, "The idempotency key belongs to another request."),
  INTERNAL_ERROR("internal-error", 500, "The service failed."),
  INVALID_REQUEST("invalid-request", 400, "The request is not valid."),
  KEY_EXPIRED("key-expired", 409, "The key has expired."),
  MALFORMED_BODY("malformed-body", 400, "The body cannot be parsed."),
  MALFORMED_HTTP("malformed-http", 400, "The request is no proper HTTP."),
  METHOD_NOT_ALLOWED("method-not-allowed", 405, "The path does not take this method."),
  NAME_TAKEN("name-taken", 409, "The name is taken."),
  NO_OPERATOR("no-operator", 409, "Nobody would be left who may add users."),
  NOT_ALLOWED("not-allowed", 403, "That needs another role."),
  NOT_FOUND("not-found", 404, "There is no such thing."),
  NOT_SIGNED_IN("not-signed-in", 401, "Who is asking is not known."),
  OFFER_NOT_OPEN("offer-not-open", 409, "The offer is no longer open."),
  OLDER_RECORD("older-record", 409, "The decision was recorded by an older release."),
  ORDER_ALREADY_SOURCED("order-already-sourced", 409, "Nothing of the order is open."),
  ORDER_DIFFERS("order-differs", 409, "The order is known otherwise."),
  ORDER_NOT_HELD("order-not-held", 409, "Nobody has to decide about the order."),
  OUT_OF_USE("out-of-use", 422, "The request orders what is out of use."),
  OVERLOADED("overloaded", 503, "More is asked than can be answered."),
  PARCEL_NOT_THERE("parcel-not-there", 409, "The ship node cannot send the parcel."),
  PASSWORD_DUE("password-due", 403, "The password has to be changed."),
  PERIOD_TOO_LONG("period-too-long", 422, "The report has too much to count."),
  REPLAY_OPEN("replay-open", 409, "The draft is being replayed already."),
  RESERVATION_LOST("reservation-lost", 409, "Other orders took the stock."),
  RESERVATION_NOT_ACTIVE(
      "reservation-not-active", 409, "The state of the reservation does not allow that."),
  ROUTE_NOT_FOUND("route-not-found", 404, "There is no such path."),
  SHIPMENT_NOT_LOST("shipment-not-lost", 409, "The parcel is not lost, or was dealt with."),
  SIGN_IN_BLOCKED("sign-in-blocked", 429, "Too many attempts to sign in have failed."),
  SIGN_IN_REFUSED("sign-in-refused", 401, "Name and password do not belong together."),
  TIME_BUDGET_SPENT("time-budget-spent", 503, "The time for an answer is over."),
  UNAVAILABLE("unavailable", 503, "The service cannot answer now."),
  UNITS_HAVE_LEFT("units-have-left", 409, "Not so much can be given back."),
  UNKNOWN_REFERENCE("unknown-reference", 422, "The request names things that are not loaded."),
  UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The body has an unsupported type.");

  final String slug;
  final int status;
  final String title;

  ProblemType(String slug, int status, String title) {
    this.slug = slug;
    this.status = status;
    this.title = title;
  }
}
