@NullMarked
package dev.whence.service.shipments;

import org.jspecify.annotations.NullMarked;
