/// The check of the order store over HTTP.
@NullMarked
package dev.whence.service.http.verify;

import org.jspecify.annotations.NullMarked;
