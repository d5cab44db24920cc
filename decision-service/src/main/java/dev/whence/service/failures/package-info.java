/// What a caller can be told when a request cannot be answered as asked.
///
/// Use cases and stores throw [dev.whence.service.failures.FailureException];
/// `dev.whence.service.http.Problems` turns it into `application/problem+json`. A backorder or a
/// model fallback is a decision, not a failure; a bug is any other exception.
@NullMarked
package dev.whence.service.failures;

import org.jspecify.annotations.NullMarked;
