/// Drafts of rule tables: written, checked, submitted, approved by another person, published as a
/// version of the rule set.
@NullMarked
package dev.whence.service.drafts;

import org.jspecify.annotations.NullMarked;
