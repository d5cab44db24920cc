/// The folder in which a model travels: its file, its card, its golden rows.
///
/// Start at [dev.whence.models.bundles.ModelCard] and [dev.whence.models.bundles.Bundles]. The
/// format is described in `docs/models.md`.
@NullMarked
package dev.whence.models.bundles;

import org.jspecify.annotations.NullMarked;
