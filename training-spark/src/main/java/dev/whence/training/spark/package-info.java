/// Features and scores on Apache Spark: the functions of one machine, applied key by key.
///
/// Start at [dev.whence.training.spark.SparkEngine].
@NullMarked
package dev.whence.training.spark;

import org.jspecify.annotations.NullMarked;
