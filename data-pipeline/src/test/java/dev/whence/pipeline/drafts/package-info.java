@NullMarked
package dev.whence.pipeline.drafts;

import org.jspecify.annotations.NullMarked;
