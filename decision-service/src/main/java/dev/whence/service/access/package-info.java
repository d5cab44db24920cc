/// Who is asking: users, their passwords, sessions and API keys, and what each of them may.
///
/// Start at [dev.whence.service.access.Callers], which knows who a request is from, and
/// [dev.whence.service.access.SignIn]. What this package keeps is hashed; no secret is in a log.
@NullMarked
package dev.whence.service.access;

import org.jspecify.annotations.NullMarked;
