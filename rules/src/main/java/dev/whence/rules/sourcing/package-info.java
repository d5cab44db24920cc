/// The pure decision: eligibility, options, cost, search, explanation.
///
/// [dev.whence.rules.sourcing.OrderSourcing] is the one function behind evaluate, commit and
/// replay: [dev.whence.rules.sourcing.SourcingInputs] and rule tables in, a
/// [dev.whence.rules.sourcing.SourcingDecision] out. It does no I/O, reads no clock and draws no
/// random numbers; models are asked through [dev.whence.domain.estimates.Estimator].
@NullMarked
package dev.whence.rules.sourcing;

import org.jspecify.annotations.NullMarked;
