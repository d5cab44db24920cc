package dev.whence.pipeline.history;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What a column holds that a file written elsewhere lacks, or where it is null: the default that
/// the import has, too.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface IfAbsent {
  String value();
}
