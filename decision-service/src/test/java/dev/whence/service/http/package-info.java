@NullMarked
package dev.whence.service.http;

import org.jspecify.annotations.NullMarked;
