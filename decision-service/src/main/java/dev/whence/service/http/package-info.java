/// How the service talks HTTP: routes, strict JSON and CSV in, plain JSON and problem details out.
///
/// Start at [dev.whence.service.http.HttpServer] and [dev.whence.service.http.Route]. The packages
/// below hold one group of routes each with the shapes they read and answer; use cases and stores
/// know nothing of this package.
@NullMarked
package dev.whence.service.http;

import org.jspecify.annotations.NullMarked;
