/// The console: pages for people, made on the server from the answers that the REST API gives.
///
/// A page asks the same functions as the routes do and shows what they tell; nothing else in the
/// service knows that it is there. Start at [Console]; templates are in `src/main/jte`, the style
/// sheet and the script in `resources`, and docs/console.md says what the pages are for.
@NullMarked
package dev.whence.service.console;

import org.jspecify.annotations.NullMarked;
