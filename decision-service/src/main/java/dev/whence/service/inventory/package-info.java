/// Ship nodes, items and stock as loaded by the caller. One store a kind; bulk by nature.
@NullMarked
package dev.whence.service.inventory;

import org.jspecify.annotations.NullMarked;
