/// Table files as grids of cells: CSV and XLSX in, CSV and XLSX out, no meaning attached.
///
/// Both readers give the same [dev.whence.rules.tables.files.Grid] for the same table.
@NullMarked
package dev.whence.rules.tables.files;

import org.jspecify.annotations.NullMarked;
