package dev.whence.service.console;

import dev.whence.domain.carriers.CarrierService;
import java.util.List;

/// What parcels can be sent by.
///
/// @param shown services that fit `word`, as many as are shown at once
/// @param found how many fit
/// @param mayLoad whether the viewer may bring in others
public record ServicesPage(
    Frame frame, String word, List<CarrierService> shown, int found, int all, boolean mayLoad) {}
