@NullMarked
package dev.whence.service.money;

import org.jspecify.annotations.NullMarked;
