@NullMarked
package dev.whence.service.config;

import org.jspecify.annotations.NullMarked;
