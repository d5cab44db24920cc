/// Reports over the REST interface, as JSON and CSV, with the rows behind each figure.
@NullMarked
package dev.whence.service.http.reports;

import org.jspecify.annotations.NullMarked;
