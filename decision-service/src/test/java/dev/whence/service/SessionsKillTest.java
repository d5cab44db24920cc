package dev.whence.service;

import static dev.whence.service.http.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.http.Json;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A service in a process of its own is killed: who was signed in still is, whoever signed out
/// stays out, and keys hold.
class SessionsKillTest {
  private static final String PASSWORD = "four words of mine";

  @TempDir Path home;

  @Test
  void sessionsAndKeysOutliveAKill_andWhatWasEndedStaysEnded() throws Exception {
    DatabaseAddress store = TestDatabase.freshAddress();
    List<String> options =
        List.of(
            "--db-url=" + store.jdbcUrl(),
            "--db-user=" + store.user(),
            "--db-password-file=" + file("db", store.password()));
    ServiceProcess first = ServiceProcess.start(home, options, Map.of());
    HttpResponse<String> stays;
    HttpResponse<String> ended;
    String key;
    try {
      addOperator(options);
      var api = new TestClient(first.port());
      awaitSignIn(api);
      stays = signIn(api);
      ended = signIn(api);
      key =
          made(api.send(
                  signed(api, stays, "/v1/api-keys")
                      .header("Content-Type", "application/json")
                      .POST(
                          BodyPublishers.ofString(
                              "{\"name\": \"mine\", \"roles\": [\"operator\"]}"))))
              .path("key")
              .asText();
      assertThat(api.send(signed(api, ended, "/v1/sessions/current").DELETE()).statusCode())
          .isBetween(200, 204);
    } finally {
      first.kill();
    }

    ServiceProcess second = ServiceProcess.start(home, options, Map.of());
    try {
      var api = new TestClient(second.port());

      assertThat(json(api.send(signed(api, stays, "/v1/whoami").GET())).path("name").asText())
          .isEqualTo("anna");
      // also with the token that the first process gave out
      assertThat(
              api.send(signed(api, stays, "/v1/users/anna/unlock").POST(BodyPublishers.noBody()))
                  .statusCode())
          .isEqualTo(200);
      assertThat(api.send(signed(api, ended, "/v1/users").GET()).statusCode()).isEqualTo(401);
      assertThat(
              api.send(api.request("/v1/users").header("Authorization", "Bearer " + key).GET())
                  .statusCode())
          .isEqualTo(200);
      assertThat(api.get("/v1/users").statusCode()).isEqualTo(401);
    } finally {
      second.stop();
    }
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(home.resolve(name), content + "\n");
  }

  private void addOperator(List<String> options) throws IOException {
    var said = new StringWriter();
    var arguments =
        new java.util.ArrayList<>(
            List.of(
                "users",
                "add",
                "anna",
                "--roles=operator",
                "--password-file=" + file("password", PASSWORD)));
    arguments.addAll(options);
    int code = Main.execute(new PrintWriter(said, true), arguments.toArray(String[]::new));
    assertThat(code).as(said.toString()).isZero();
  }

  /// A second at most after a user was set up.
  private static void awaitSignIn(TestClient api) throws InterruptedException {
    for (int tries = 0; api.get("/v1/users").statusCode() != 401; tries++) {
      assertThat(tries).isLessThan(300);
      Thread.sleep(100);
    }
  }

  private static HttpResponse<String> signIn(TestClient api) {
    HttpResponse<String> begun =
        api.post(
            "/v1/sessions", Json.tree(Map.of("name", "anna", "password", PASSWORD)).toString());
    made(begun);
    return begun;
  }

  private static JsonNode made(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return json(answer);
  }

  private static HttpRequest.Builder signed(
      TestClient api, HttpResponse<String> session, String path) {
    String cookie = session.headers().firstValue("Set-Cookie").orElseThrow();
    return api.request(path)
        .header("Cookie", cookie.substring(0, cookie.indexOf(';')))
        .header("X-CSRF-Token", json(session).path("csrfToken").asText());
  }
}
