package dev.whence.service.http.reports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.TestService;
import dev.whence.service.http.TestClient;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Reports as files for spreadsheet programs.
class ReportFilesTest {
  private final TestClient api = TestService.client();

  @Test
  void whatACallerNamesIsNoFormula() {
    TestService.stock("REPORT-FILE", 90, "RENO");
    List<String> channels = List.of("=1+1", "-web", "@web", "+web", "web, \"new\"");
    for (int i = 0; i < channels.size(); i++) {
      String order =
          TestService.order("report-file-" + i, "REPORT-FILE")
              .replace("2026-05-04T16", "2026-02-03T16")
              .replace("\"web\"", "\"" + channels.get(i).replace("\"", "\\\"") + "\"");
      assertThat(api.post("/v1/decisions", order).statusCode()).isEqualTo(201);
    }

    List<String> rows =
        api.get(
                "/v1/reports/fill-rate?by=channel&format=csv&since=2026-02-03T00:00:00Z&until=2026-02-04T00:00:00Z")
            .body()
            .lines()
            .toList();

    assertThat(rows).hasSize(6).anyMatch(row -> row.startsWith("\"'=1+1\","));
    assertThat(rows).anyMatch(row -> row.startsWith("\"'-web\","));
    assertThat(rows).anyMatch(row -> row.startsWith("\"'@web\","));
    assertThat(rows).anyMatch(row -> row.startsWith("\"'+web\","));
    assertThat(rows).anyMatch(row -> row.startsWith("\"web, \"\"new\"\"\","));
  }
}
