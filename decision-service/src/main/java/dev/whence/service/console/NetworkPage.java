package dev.whence.service.console;

import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.inventory.ShipNode;
import java.util.List;

/// What orders can be sent from, and by what.
///
/// @param shown nodes that fit `word`, as many as are shown at once
/// @param found how many fit
public record NetworkPage(
    Frame frame,
    String word,
    List<ShipNode> shown,
    int found,
    int all,
    List<CarrierService> services) {}
