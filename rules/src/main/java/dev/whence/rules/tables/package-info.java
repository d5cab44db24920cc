/// The rule tables: files are read, checked cell by cell, and evaluated by Drools, once for each
/// class of facts that a table cannot tell apart.
///
/// Start at [dev.whence.rules.tables.RuleBook], a checked set of the eight tables. Everybody else
/// asks the interface [dev.whence.rules.tables.RuleTables]. What the columns are:
/// `dev.whence.rules.tables.schema`; what a cell may say: `dev.whence.rules.tables.cells`.
@NullMarked
package dev.whence.rules.tables;

import org.jspecify.annotations.NullMarked;
