/// The decision service: start at [dev.whence.service.Main] for the commands and at
/// [dev.whence.service.Service] for how the parts are wired.
@NullMarked
package dev.whence.service;

import org.jspecify.annotations.NullMarked;
