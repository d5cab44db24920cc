/// What happened, told to other systems: a feed that readers resume, and signed webhooks.
///
/// Both are fed by the outbox. Start at [dev.whence.service.events.EventFeed] for readers and at
/// [dev.whence.service.events.WebhookSender] for webhooks; `docs/events.md` says what is promised.
@NullMarked
package dev.whence.service.events;

import org.jspecify.annotations.NullMarked;
