@NullMarked
package dev.whence.service.client;

import org.jspecify.annotations.NullMarked;
