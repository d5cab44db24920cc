/// What each of the eight rule tables may say: its columns, their types, units and ranges.
///
/// Start at [dev.whence.rules.tables.schema.Schema]; then read one table, for instance
/// [dev.whence.rules.tables.schema.SourcingPolicy]. Column names are the components of the table's
/// fact record in words, which a test checks.
@NullMarked
package dev.whence.rules.tables.schema;

import org.jspecify.annotations.NullMarked;
