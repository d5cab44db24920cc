/// The one JSON form of the pure records, as stored with each decision and digested.
///
/// Start at [dev.whence.service.json.CanonicalJson]. What callers see is shaped elsewhere (package
/// `http`) and may change; this form is kept for as long as decisions are.
@NullMarked
package dev.whence.service.json;

import org.jspecify.annotations.NullMarked;
