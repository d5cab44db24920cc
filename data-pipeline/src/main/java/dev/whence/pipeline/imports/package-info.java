/// Any CSV history into canonical rows, through a mapping file.
///
/// Start at [dev.whence.pipeline.imports.Importer]. The mapping language is described in
/// `docs/import.md`; [dev.whence.pipeline.imports.MappingReader] is its grammar,
/// [dev.whence.pipeline.imports.Recipe] its expressions. Bad rows are counted and kept in a reject
/// file, never lost and never a reason to stop.
@NullMarked
package dev.whence.pipeline.imports;

import org.jspecify.annotations.NullMarked;
