/// What became of orders, in figures: fill rate, promises kept, carriers, splits, fallbacks,
/// returns and what ship nodes answered. [dev.whence.service.reports.Report] lists them, each over
/// one of the views that `docs/reports.md` tells; [dev.whence.service.reports.ReportStore] counts,
/// and finds the rows behind a figure; [dev.whence.service.reports.DailyDigest] tells a day to
/// other systems.
@NullMarked
package dev.whence.service.reports;

import org.jspecify.annotations.NullMarked;
