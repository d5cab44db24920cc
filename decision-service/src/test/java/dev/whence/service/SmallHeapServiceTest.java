package dev.whence.service;

import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.service.http.TestClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file that is too large for the memory of a service is no reason for it to fail.
class SmallHeapServiceTest {
  private static final String HEADER =
      """
      table,reservation-policy
      hit policy,first match
      owner,inventory planning
      description,How long stock is held.
      rule id,node type,channel,customer class,service level,category,order date,hold minutes,protected units,note
      """;

  @TempDir private Path home;

  @Test
  void aTableFileThatNeedsMoreMemoryThanIsLeftIsAnsweredWithASentence_andTheNextOneIsTaken()
      throws Exception {
    ServiceProcess service =
        ServiceProcess.start(
            "64m",
            home,
            ServiceProcess.noModels(home),
            List.of("--data-directory=" + home.resolve("data")),
            Map.of());
    try {
      var api = new TestClient(service.port());
      int draft = json(api.post("/v1/table-drafts", "{\"title\": \"long\"}")).path("id").asInt();
      String file = "/v1/table-drafts/%d/tables/reservation-policy/file".formatted(draft);

      HttpResponse<String> large = put(api, file, HEADER + rows(19_990, 400));

      assertThat(large.statusCode()).as(large.body()).isEqualTo(503);
      assertThat(json(large).path("type").asText()).isEqualTo("/problems/unavailable");
      assertThat(json(large).path("detail").asText())
          .startsWith("This needs more memory than the service has left; its heap has at most 6")
          .endsWith("MB.\nMaybe send less at once, or give the service more memory (WHENCE_HEAP).");
      HttpResponse<String> small = put(api, file, HEADER + rows(20, 4) + "rest,,,,,,,60,0,\n");
      assertThat(small.statusCode()).as(small.body()).isEqualTo(200);
      assertThat(api.get("/health/ready").statusCode()).isEqualTo(200);
    } finally {
      service.process().destroy();
      service.process().waitFor();
    }
  }

  private static HttpResponse<String> put(TestClient api, String path, String body) {
    return api.send(
        api.request(path)
            .header("Content-Type", "text/csv")
            .header("If-Match", "\"0\"")
            .PUT(BodyPublishers.ofString(body)));
  }

  /// @param letters of each note
  private static String rows(int count, int letters) {
    var rows = new StringBuilder();
    for (int i = 0; i < count; i++) {
      rows.append(
          "r-%d,DC,c%1$d,,,category-%1$d,2026-12-01..2027-01-%02d,60,0,%s\n"
              .formatted(i, i % 28 + 1, "x".repeat(letters)));
    }
    return rows.toString();
  }
}
