/// The exact search for the cheapest plan, in plain numbers: it knows lines, options, stock and
/// parcels, but neither carriers nor rules.
///
/// Start at [dev.whence.rules.search.PlanSearch]; the problem is a
/// [dev.whence.rules.search.Problem], the method is described in `docs/decisions/0004-search.md`.
@NullMarked
package dev.whence.rules.search;

import org.jspecify.annotations.NullMarked;
