/// Quantities every part of Whence shares: money and exchange rates, expected cost, probability, a
/// place on earth.
///
/// Pure values without I/O. What is counted in something carries the unit in its type. Start at
/// [dev.whence.domain.Money] and [dev.whence.domain.Cost].
@NullMarked
package dev.whence.domain;

import org.jspecify.annotations.NullMarked;
