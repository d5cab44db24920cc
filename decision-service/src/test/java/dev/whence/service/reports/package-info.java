@NullMarked
package dev.whence.service.reports;

import org.jspecify.annotations.NullMarked;
