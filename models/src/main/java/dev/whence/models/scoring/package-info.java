/// Running a model file: rows of numbers in, rows of numbers out.
///
/// Start at [dev.whence.models.scoring.Scorer]. Nothing here knows what the numbers mean. This is
/// the only package that touches ONNX Runtime and Tribuo. [dev.whence.models.scoring.LinearScorer]
/// needs neither.
@NullMarked
package dev.whence.models.scoring;

import org.jspecify.annotations.NullMarked;
