@NullMarked
package dev.whence.service.http.catalog;

import org.jspecify.annotations.NullMarked;
