package dev.whence.rules.facts;

import dev.whence.domain.TableAnswer;
import java.time.Duration;

/// How stock is held: one row of the reservation-policy table.
///
/// @param ruleId the row
/// @param hold how long a reservation lives unless it is confirmed
/// @param protectedUnits of each SKU at the node that this order may not take
public record ReservationTerms(String ruleId, Duration hold, int protectedUnits)
    implements TableAnswer {}
