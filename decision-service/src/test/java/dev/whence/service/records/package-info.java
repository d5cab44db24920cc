@NullMarked
package dev.whence.service.records;

import org.jspecify.annotations.NullMarked;
