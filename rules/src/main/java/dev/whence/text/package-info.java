/// Plain functions on text, bytes and files that every module needs: digests, cells of CSV, words
/// that were misspelt, what is wrong with a file.
///
/// Nothing here knows of orders or rules; what only one module needs stays there.
@NullMarked
package dev.whence.text;

import org.jspecify.annotations.NullMarked;
