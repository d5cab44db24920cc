@NullMarked
package dev.whence.rules.yaml;

import org.jspecify.annotations.NullMarked;
