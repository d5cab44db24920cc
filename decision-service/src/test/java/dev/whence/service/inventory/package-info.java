@NullMarked
package dev.whence.service.inventory;

import org.jspecify.annotations.NullMarked;
