/// Attributes as text, as histories and the order store keep them.
@NullMarked
package dev.whence.models.attributes;

import org.jspecify.annotations.NullMarked;
