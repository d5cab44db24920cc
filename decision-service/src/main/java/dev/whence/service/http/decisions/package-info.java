/// Orders in, decisions out: the routes under `/v1/decisions`, what they read and what they answer.
///
/// [dev.whence.service.http.decisions.DecisionView] is the answer; its names are part of the API
/// and described in `openapi.yaml`.
@NullMarked
package dev.whence.service.http.decisions;

import org.jspecify.annotations.NullMarked;
