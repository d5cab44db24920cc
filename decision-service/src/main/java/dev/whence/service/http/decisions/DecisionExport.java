package dev.whence.service.http.decisions;

import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Json;
import dev.whence.service.http.Rows;
import dev.whence.service.records.DecisionId;
import dev.whence.service.sourcing.DecisionStore;
import dev.whence.service.sourcing.DecisionStore.Exported;
import dev.whence.service.sourcing.DecisionStore.Span;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Recorded decisions of a span of time as a stream, the oldest first. No more than a page of them
/// is in memory, and none is read before the caller has taken those before it. Thread-safe.
final class DecisionExport {
  /// Decisions read at once.
  private static final int PAGE = 50;

  /// A decision has its id before it is written; none takes longer.
  static final Duration SETTLED = Duration.ofMinutes(2);

  private static final byte[] LINE_END = {'\n'};

  private final DecisionStore decisions;

  DecisionExport(DecisionStore decisions) {
    this.decisions = decisions;
  }

  /// The last line: who has it has everything.
  ///
  /// @param exported how many lines came before
  /// @param until where the next export goes on
  record EndView(long exported, Instant until) {}

  /// @param end nothing but the last line has it
  private record LastLine(EndView end) {}

  Answer answer(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    Instant since = query.instantOr("since", Instant.EPOCH);
    Instant until = query.has("until") ? query.instant("until") : decisions.now().minus(SETTLED);
    String cursor = query.has("after") ? query.word("after") : "";
    Optional<DecisionId> after = DecisionId.findParsed(cursor);
    if (after.isEmpty() && !cursor.isEmpty()) {
      query.complain("after", "must be the decisionId of a line of an earlier export");
    }
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    var span = new Span(since.isBefore(Instant.EPOCH) ? Instant.EPOCH : since, until);
    return Answer.streamed(Rows.NDJSON, new Lines(span, after));
  }

  private final class Lines implements Answer.Stream {
    private final Span span;
    private final Optional<DecisionId> first;

    Lines(Span span, Optional<DecisionId> first) {
      this.span = span;
      this.first = first;
    }

    /// The caller has said all there is to say.
    @Override
    public boolean isOwing() {
      return true;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      Optional<DecisionId> after = first;
      long exported = 0;
      List<Exported> page;
      do {
        page = decisions.export(span, after, PAGE);
        for (Exported each : page) {
          write(ExportedDecision.of(each), out);
        }
        out.flush();
        exported += page.size();
        after = page.isEmpty() ? after : Optional.of(page.getLast().id());
      } while (page.size() == PAGE);
      write(new LastLine(new EndView(exported, span.until())), out);
    }

    private static void write(Object line, OutputStream out) throws IOException {
      out.write(Json.bytes(line));
      out.write(LINE_END);
    }
  }
}
