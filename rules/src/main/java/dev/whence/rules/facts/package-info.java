/// One record per rule table: what the table sees of an order, a ship node, a carrier option.
///
/// Component names are the tables' column names (`minutesToCutoff` is the column `minutes to
/// cutoff`). What a table answers lies beside it: [dev.whence.rules.facts.SourcingTerms] and its
/// siblings; why a candidate is out: [dev.whence.rules.facts.Reason].
@NullMarked
package dev.whence.rules.facts;

import org.jspecify.annotations.NullMarked;
