package dev.whence.service.failures;

import dev.whence.rules.sourcing.Demands;
import dev.whence.rules.tables.TestResult;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Why a request is refused. One case for each page in `docs/problems`.
public sealed interface Failure {

  /// The body is no JSON (or CSV) at all.
  ///
  /// @param line counted from 1, 0 when unknown
  /// @param column counted from 1, 0 when unknown
  record MalformedBody(String format, long line, long column, String detail) implements Failure {
    /// The format of a body that does not inflate.
    public static final String GZIP = "gzip";
  }

  /// Values are missing, of the wrong type or out of range.
  ///
  /// @param errors what was found, never empty; cut off after [FieldErrors#MOST_LISTED]
  /// @param total how many were found
  record InvalidRequest(List<FieldError> errors, int total) implements Failure {
    public InvalidRequest {
      errors = List.copyOf(errors);
      if (errors.isEmpty()) {
        throw new IllegalArgumentException("An invalid request has at least one error.");
      }
    }
  }

  /// The request is well formed but names ship nodes, SKUs or services that are not loaded.
  ///
  /// @param errors what was found, never empty; cut off after [FieldErrors#MOST_LISTED]
  /// @param total how many were found
  record UnknownReference(List<FieldError> errors, int total) implements Failure {
    public UnknownReference {
      errors = List.copyOf(errors);
      if (errors.isEmpty()) {
        throw new IllegalArgumentException("An unknown reference has at least one error.");
      }
    }
  }

  /// Gradings do not fit what came back: a return in quarantine, a SKU that it is not of, more
  /// units than came back. What they name that is not loaded is among the errors.
  ///
  /// @param errors what was found, never empty; cut off after [FieldErrors#MOST_LISTED]
  /// @param total how many were found
  record GradingDiffers(List<FieldError> errors, int total) implements Failure {
    public GradingDiffers {
      errors = List.copyOf(errors);
      if (errors.isEmpty()) {
        throw new IllegalArgumentException("A grading that does not fit has at least one error.");
      }
    }
  }

  /// The request orders items that are out of use.
  ///
  /// @param errors what was found, never empty; cut off after [FieldErrors#MOST_LISTED]
  /// @param total how many were found
  record OutOfUse(List<FieldError> errors, int total) implements Failure {
    public OutOfUse {
      errors = List.copyOf(errors);
      if (errors.isEmpty()) {
        throw new IllegalArgumentException("What is out of use is at least one item.");
      }
    }
  }

  /// The rule tables that were sent have errors.
  ///
  /// @param errors one sentence each with file, row and column, never empty
  record BrokenTables(List<String> errors) implements Failure {
    public BrokenTables {
      errors = List.copyOf(errors);
    }
  }

  /// A bundle did not pass a check.
  ///
  /// @param check which
  /// @param detail the values that failed it, with advice
  record BrokenBundle(String model, String check, String detail) implements Failure {}

  /// A version cannot be put in force.
  ///
  /// @param detail which and why, with advice
  record BrokenVersion(String detail) implements Failure {}

  /// A draft of rule tables, or a table in it, is not as whoever changes it saw it.
  ///
  /// @param detail who changed what since
  /// @param revision that it has now
  /// @param difference of what was seen and what is there now, one sentence each
  record DraftChanged(String detail, int revision, List<String> difference) implements Failure {
    public DraftChanged {
      difference = List.copyOf(difference);
    }
  }

  /// Where a draft stands, that cannot be done.
  ///
  /// @param state for instance `submitted`
  /// @param detail what could be done instead
  record DraftState(int draft, String state, String detail) implements Failure {}

  /// A draft would be approved by somebody who wrote a part of it.
  record SameEyes(int draft, String who) implements Failure {}

  /// Rule tables would be put in force by whoever brought them in.
  record OwnRuleSet(int ruleSet, String who) implements Failure {}

  /// Another rule set is in force than the one that a draft is based on.
  record DraftOutdated(int draft, int basedOn, int inForce) implements Failure {}

  /// Another rule set is to come in force, which does not have what a draft changes.
  record DraftOvertaken(int draft, int basedOn, int planned, Instant from) implements Failure {}

  /// Tests of rule tables fail.
  ///
  /// @param what would have been done
  /// @param tests those that fail, never empty
  record FailingTests(String what, List<TestResult> tests) implements Failure {
    public FailingTests {
      tests = List.copyOf(tests);
    }
  }

  /// Something is expected of a draft that no replay of its tables has shown.
  ///
  /// @param verdict of the last replay, empty if there is none of exactly these tables
  /// @param examples of decisions that changed and may not, one sentence each
  record ExpectationNotMet(int draft, String verdict, List<String> examples) implements Failure {
    public ExpectationNotMet {
      examples = List.copyOf(examples);
    }
  }

  /// A draft is being replayed already.
  record ReplayOpen(int draft, int replay) implements Failure {}

  /// The request demands things that no plan can keep together.
  ///
  /// @param contradictions never empty
  record ContradictingDemands(List<Demands.Contradiction> contradictions) implements Failure {
    public ContradictingDemands {
      contradictions = List.copyOf(contradictions);
    }
  }

  /// The decision was recorded by a release whose inputs this one no longer reads.
  ///
  /// @param format of the record
  record OlderRecord(String decisionId, int format) implements Failure {}

  record BodyTooLarge(long limitBytes) implements Failure {}

  /// One line of a body of many.
  record LineTooLong(long limitBytes) implements Failure {}

  /// A reader of events cannot go on where it was, because some that follow are no longer kept.
  ///
  /// @param why a sentence
  record CursorExpired(String cursor, String why) implements Failure {}

  /// A bulk load of too many rows.
  record TooManyRows(int limit) implements Failure {}

  /// A load of which so many rows were refused that nobody reads on.
  record TooManyWrongRows(int refused) implements Failure {}

  /// The body is compressed in a way that nobody can read here.
  ///
  /// @param given the `Content-Encoding`
  record UnsupportedEncoding(String given) implements Failure {}

  /// The target or what frames the body is no HTTP, for instance the size of a chunk.
  record MalformedHttp(String detail) implements Failure {}

  record UnsupportedMediaType(String given, List<String> accepted) implements Failure {
    public UnsupportedMediaType {
      accepted = List.copyOf(accepted);
    }
  }

  record RouteNotFound(String path) implements Failure {}

  record MethodNotAllowed(String method, Set<String> allowed) implements Failure {
    public MethodNotAllowed {
      allowed = Set.copyOf(allowed);
    }
  }

  /// @param what the kind of thing, for instance `decision`
  record NotFound(String what, String id) implements Failure {}

  /// Nothing that is asked for is open any more.
  ///
  /// @param decisionId the last decision on the order
  /// @param standing of each line asked for, in a sentence
  record OrderAlreadySourced(String orderId, String decisionId, List<String> standing)
      implements Failure {
    public OrderAlreadySourced {
      standing = List.copyOf(standing);
    }
  }

  /// Nobody has to approve or decline the order.
  record OrderNotHeld(String orderId) implements Failure {}

  /// Another ship node has the parcel, or the time of the offer is over.
  ///
  /// @param detail who has it, and what to do, in sentences
  /// @param winner the ship node that has it, empty while none does
  record OfferNotOpen(String offerId, String state, String detail, String winner)
      implements Failure {}

  /// The ship node that claims a parcel, or is to accept it, cannot send it any more.
  ///
  /// @param detail why, and what to do, in sentences
  record ParcelNotThere(String id, String detail) implements Failure {}

  /// The order is known with other lines, or units that are to be taken away have left.
  ///
  /// @param problems one sentence each, never empty
  /// @param remedy what may be done about it
  record OrderDiffers(String orderId, List<String> problems, String remedy) implements Failure {
    public OrderDiffers {
      problems = List.copyOf(problems);
    }
  }

  /// Nothing was done about the parcel: it is not lost, or somebody has dealt with it.
  ///
  /// @param why in a sentence, maybe with what to do on a line of its own
  record ShipmentNotLost(String id, String why) implements Failure {}

  /// Parcels have left and cannot be released or cancelled.
  ///
  /// @param what `reservation` or `order`
  /// @param problems one sentence each, never empty
  /// @param possible what could be given back instead, one sentence each
  record UnitsHaveLeft(String what, String id, List<String> problems, List<String> possible)
      implements Failure {
    public UnitsHaveLeft {
      problems = List.copyOf(problems);
      possible = List.copyOf(possible);
    }
  }

  /// The idempotency key was used for a request with another body.
  record IdempotencyKeyReused(String key) implements Failure {}

  /// Other orders took the stock in every round.
  record ReservationLost(String orderId, int rounds) implements Failure {}

  /// The reservation can no longer be confirmed, extended or released.
  ///
  /// @param status what it is instead of active
  record ReservationNotActive(String reservationId, String status) implements Failure {}

  /// Something the service needs does not answer; the same request may succeed later.
  record Unavailable(String what) implements Failure {}

  /// The request needs more memory than is left, alone or with what else is worked on.
  ///
  /// @param heapMegabytes that the service has at most
  record TooLittleMemory(long heapMegabytes) implements Failure {}

  /// As much is worked on as may be, and as many wait.
  ///
  /// @param atWork requests that are worked on at once
  /// @param waiting requests that wait
  record Overloaded(int atWork, int waiting) implements Failure {}

  /// A report has more to count than there is time for; nothing was counted.
  ///
  /// @param seconds that there were
  record PeriodTooLong(long seconds) implements Failure {}

  /// The caller's time was over before there was an answer; nothing was changed.
  ///
  /// @param budget in milliseconds
  /// @param stage before which it was over, for instance `write`
  record TimeBudgetSpent(long budget, String stage) implements Failure {}

  /// As many connections as may be are open.
  record TooManyConnections(int most) implements Failure {}

  /// Nobody said who calls, or what was said does not count.
  ///
  /// @param why a sentence, and what to do about it
  /// @param given whether anything was said
  record NotSignedIn(String why, boolean given) implements Failure {}

  /// Whoever calls has none of the roles that may.
  ///
  /// @param name of whoever calls
  /// @param held its roles
  /// @param needed those of which one would do
  record NotAllowed(String name, List<String> held, List<String> needed) implements Failure {
    public NotAllowed {
      held = List.copyOf(held);
      needed = List.copyOf(needed);
    }
  }

  /// Whoever calls may do such things, but not this one.
  ///
  /// @param detail why, and what to do, in sentences
  record NotYours(String detail) implements Failure {}

  /// A request of a session that changes something does not prove that a page of ours sent it.
  record CsrfTokenMissing(String detail) implements Failure {}

  /// Name and password do not belong together, or nobody may sign in with them.
  record SignInRefused() implements Failure {}

  /// Too many attempts to sign in under a name have failed.
  ///
  /// @param seconds until the next one may be made
  record SignInBlocked(int seconds) implements Failure {}

  /// The password was set by somebody else and has to be changed first.
  record PasswordDue() implements Failure {}

  /// Somebody or something has the name.
  ///
  /// @param detail which, and what to do, in sentences
  record NameTaken(String detail) implements Failure {}

  /// A key has expired, and a new secret would not make it count again.
  record KeyExpired(UUID id, Instant at) implements Failure {
    public String detail() {
      return "Key %s expired at %s, and a new secret would not count either.\nMaybe revoke it, and make another of its name."
          .formatted(id, at);
    }
  }

  /// Nobody would be left who may add users.
  record NoOperator() implements Failure {}
}
