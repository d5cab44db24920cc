/// Rule tables and models in versions: what is in force, since when and why, and what each process
/// has ready of it.
@NullMarked
package dev.whence.service.versions;

import org.jspecify.annotations.NullMarked;
