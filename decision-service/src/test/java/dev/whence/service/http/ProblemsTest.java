package dev.whence.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemsTest {
  private static final Path PAGES = Path.of("..", "docs", "problems");

  @Test
  void theListOfProblemsIsClosed() {
    assertThat(slugs())
        .as("callers switch on these: a new one needs a page and a line in the change log")
        .containsExactly(
            "body-too-large",
            "broken-bundle",
            "broken-tables",
            "broken-version",
            "contradicting-demands",
            "csrf-token-missing",
            "cursor-expired",
            "draft-changed",
            "draft-outdated",
            "draft-state",
            "expectation-not-met",
            "failing-tests",
            "four-eyes",
            "grading-differs",
            "idempotency-key-reused",
            "internal-error",
            "invalid-request",
            "key-expired",
            "malformed-body",
            "malformed-http",
            "method-not-allowed",
            "name-taken",
            "no-operator",
            "not-allowed",
            "not-found",
            "not-signed-in",
            "offer-not-open",
            "older-record",
            "order-already-sourced",
            "order-differs",
            "order-not-held",
            "out-of-use",
            "overloaded",
            "parcel-not-there",
            "password-due",
            "period-too-long",
            "replay-open",
            "reservation-lost",
            "reservation-not-active",
            "route-not-found",
            "shipment-not-lost",
            "sign-in-blocked",
            "sign-in-refused",
            "time-budget-spent",
            "unavailable",
            "units-have-left",
            "unknown-reference",
            "unsupported-media-type");
  }

  @Test
  void everyProblemHasAPageAndEveryPageAProblem() throws IOException {
    try (var files = Files.list(PAGES)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(slugs().stream().map(slug -> slug + ".md").toList());
    }
    for (ProblemType type : ProblemType.values()) {
      assertThat(Files.readString(PAGES.resolve(type.slug + ".md")))
          .startsWith("# %s\n\n`%s`, status %d\n".formatted(type.title, type.slug, type.status))
          .contains("**What to do.**");
    }
  }

  private static List<String> slugs() {
    return Arrays.stream(ProblemType.values()).map(type -> type.slug).toList();
  }
}
