/// Versions of rule tables and models over HTTP.
@NullMarked
package dev.whence.service.http.versions;

import org.jspecify.annotations.NullMarked;
