package dev.whence.service.http.catalog;

import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.store.ReferenceVersion;
import dev.whence.service.store.ReferenceVersion.Loaded;
import dev.whence.service.store.ReferenceVersion.Signature;
import java.util.function.Supplier;

/// Loads of reference data make versions, which are signed by the `author` of the query with a
/// `note`.
final class ReferenceLoads {
  private ReferenceLoads() {}

  /// Reads who loads and why; a load that nobody signs is that of who calls.
  static Signature signature(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    String author = call.author(query);
    String note = query.wordOrEmpty("note");
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return new Signature(author, note);
  }

  static Loaded<Boolean> load(Signature signature, Runnable work) {
    return with(
        signature,
        () -> {
          work.run();
          return true;
        });
  }

  static <T> Loaded<T> with(Signature signature, Supplier<T> work) {
    return ReferenceVersion.signed(signature, work);
  }
}
