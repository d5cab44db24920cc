/// Tests that belong to rule sets: kept ([dev.whence.service.tabletests.TestStore]), run
/// ([dev.whence.service.tabletests.TestRuns]), and how often rows answered in decisions
/// ([dev.whence.service.tabletests.RowCounts]).
@NullMarked
package dev.whence.service.tabletests;

import org.jspecify.annotations.NullMarked;
