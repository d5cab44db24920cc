/// The order store's ground: connections, transactions with retry, migrations.
///
/// Start at [dev.whence.service.store.Database]; what belongs together travels to the server in one
/// [dev.whence.service.store.StatementBatch]. SQL lives in the `...Store` class of each domain
/// package, the tables in `db/migration`, the guarantees in `docs/order-store.md`.
@NullMarked
package dev.whence.service.store;

import org.jspecify.annotations.NullMarked;
