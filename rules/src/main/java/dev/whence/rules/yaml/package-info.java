/// YAML as people write it: mappings, assumptions and settings of every module come in through
/// here.
///
/// Every scalar is the text that stands in the file, whatever YAML would make of it: `NO`, `007`
/// and `NULL` are words. Whoever wants a number, a truth value or a date asks
/// [dev.whence.rules.yaml.Yaml] for one and is told by line and key when the text is none.
@NullMarked
package dev.whence.rules.yaml;

import org.jspecify.annotations.NullMarked;
