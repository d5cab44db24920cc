/// A first mapping for a CSV file that nobody has described: `whence pipeline suggest`.
///
/// Start at [dev.whence.pipeline.drafts.MappingDraft]. [dev.whence.pipeline.drafts.FirstLook] finds
/// delimiter, encoding and header, [dev.whence.pipeline.drafts.ColumnFacts] what the values of a
/// column are, [dev.whence.pipeline.drafts.ColumnWords] what its name says in other languages.
/// [dev.whence.pipeline.drafts.TriedDraft] imports the rows looked at with the draft. What is
/// guessed becomes a comment that begins with `DOUBT`.
@NullMarked
package dev.whence.pipeline.drafts;

import org.jspecify.annotations.NullMarked;
