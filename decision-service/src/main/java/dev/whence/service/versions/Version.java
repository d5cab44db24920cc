package dev.whence.service.versions;

import java.time.Instant;

/// A version: it never changes.
///
/// @param number counted from 1 for each kind
/// @param digest of its content: two versions of a kind are never equal
/// @param author in the words of whoever brought it in
/// @param note in the words of its author, may be empty
/// @param createdAt the database's clock
public record Version(
    VersionKind kind,
    int number,
    String digest,
    String content,
    String author,
    String note,
    Instant createdAt) {}
