@NullMarked
package dev.whence.service.http.reports;

import org.jspecify.annotations.NullMarked;
