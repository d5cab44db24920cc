/// Tries the installation that users unpack, and the files for those who run it.
@NullMarked
package dev.whence.distribution;

import org.jspecify.annotations.NullMarked;
