@NullMarked
package dev.whence.service.json;

import org.jspecify.annotations.NullMarked;
