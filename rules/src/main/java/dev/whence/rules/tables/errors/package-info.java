/// What can be wrong with a rule table, where, and what was expected instead.
///
/// Start at [dev.whence.rules.tables.errors.TableError]. Checking never stops at the first error: a
/// [dev.whence.rules.tables.errors.BrokenTablesException] carries every error of every file.
@NullMarked
package dev.whence.rules.tables.errors;

import org.jspecify.annotations.NullMarked;
