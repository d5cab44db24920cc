/// Tests of the rule tables: the cell language, the checks, both file forms, both engines.
@NullMarked
package dev.whence.rules.tables;

import org.jspecify.annotations.NullMarked;
