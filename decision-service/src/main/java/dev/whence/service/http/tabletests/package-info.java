/// Tests beside rule tables in the API, and what rows are covered by them and by decisions.
@NullMarked
package dev.whence.service.http.tabletests;

import org.jspecify.annotations.NullMarked;
