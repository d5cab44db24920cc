/// A report as data, and as text for a terminal, one HTML file for a person, JSON for a program.
///
/// Start at [dev.whence.training.reports.Report]. Charts are hand-written SVG; the page needs
/// nothing from the network.
@NullMarked
package dev.whence.training.reports;

import org.jspecify.annotations.NullMarked;
