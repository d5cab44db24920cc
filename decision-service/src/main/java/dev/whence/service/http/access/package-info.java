/// Users, sessions and API keys over HTTP, and the two forms that pages sign in and out by.
@NullMarked
package dev.whence.service.http.access;

import org.jspecify.annotations.NullMarked;
