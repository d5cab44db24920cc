@NullMarked
package dev.whence.service.http.versions;

import org.jspecify.annotations.NullMarked;
