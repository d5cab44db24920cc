/// Drafts of rule tables in the REST interface.
@NullMarked
package dev.whence.service.http.drafts;

import org.jspecify.annotations.NullMarked;
