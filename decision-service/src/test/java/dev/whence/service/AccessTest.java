package dev.whence.service;

import static dev.whence.service.http.TestClient.json;
import static dev.whence.service.http.TestClient.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.access.Role;
import dev.whence.service.http.Json;
import dev.whence.service.http.Route;
import dev.whence.service.http.TestClient;
import dev.whence.service.store.Database;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import dev.whence.service.verify.StoreCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who is asking, through the real interface: two services on one order store, whose first user was
/// added at the command line.
class AccessTest {
  private static final String PASSWORD = "four words to begin with";
  private static final String SECOND_PASSWORD = "four other words at last";

  @TempDir static Path folder;

  private static final LogLines LOG = new LogLines();
  private static final DatabaseAddress STORE = TestDatabase.freshAddress();
  private static Service service;
  private static Service other;
  private static TestClient api;
  private static TestClient otherApi;

  /// A session or a key of a role.
  private record Caller(String header, String value, String csrf) {
    HttpRequest.Builder sign(HttpRequest.Builder request) {
      request.header(header, value);
      return csrf.isEmpty() ? request : request.header("X-CSRF-Token", csrf);
    }
  }

  private static Caller anna;

  @BeforeAll
  static void start() throws IOException {
    service = TestService.start(STORE, Map.of());
    other = TestService.start(STORE, Map.of());
    api = new TestClient(service.port());
    otherApi = new TestClient(other.port());
    assertThat(json(api.get("/v1/whoami")).path("signedIn").asText()).isEqualTo("by-itself");
    assertThat(LOG.all()).anyMatch(line -> line.contains("Open to this machine"));

    assertThat(
            whence("users", "add", "bert", "--roles=caller", "--password-file=" + file(PASSWORD)))
        .contains("Some person who is active has to be an operator");
    assertThat(api.get("/v1/items").statusCode()).isEqualTo(200);
    assertThat(
            whence("users", "add", "anna", "--roles=operator", "--password-file=" + file(PASSWORD)))
        .isEmpty();

    await(() -> api.get("/v1/items").statusCode() == 401);
    await(() -> otherApi.get("/v1/items").statusCode() == 401);
    anna = signIn(api, "anna", PASSWORD);
  }

  @AfterAll
  static void stop() {
    service.close();
    other.close();
    LOG.close();
  }

  @AfterEach
  void everythingAgrees_andNoSecretIsInTheLog() {
    try (Database database = Database.open(STORE, 1)) {
      assertThat(new StoreCheck(database).run()).allMatch(StoreCheck.Finding::holds);
    }
    assertThat(LOG.all())
        .noneMatch(line ->
            line.contains("four words")
                || line.contains("four other")
                || line.contains("whk_")
                || line.contains("whence-session")
                || line.contains(anna.value()));
  }

  /// Runs a command on the store; what it complains of comes back.
  private static String whence(String... arguments) throws IOException {
    var said = new StringWriter();
    var all = new ArrayList<>(List.of(arguments));
    all.add("--db-url=" + STORE.jdbcUrl());
    all.add("--db-user=" + STORE.user());
    all.add("--db-password-file=" + file(STORE.password()));
    int code = Main.execute(new PrintWriter(said, true), all.toArray(String[]::new));
    assertThat(code == 0).as(said.toString()).isEqualTo(said.toString().isEmpty());
    return said.toString();
  }

  private static Path file(String content) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "secret-", ""), content + "\n");
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + 30_000_000_000L; // a second, where nothing else runs
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("soon").isLessThan(end);
    }
  }

  private static String credentials(String name, String password) {
    return Json.tree(Map.of("name", name, "password", password)).toString();
  }

  private static Caller signIn(TestClient at, String name, String password) {
    return session(at.post("/v1/sessions", credentials(name, password)));
  }

  private static Caller session(HttpResponse<String> begun) {
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(201);
    String cookie = begun.headers().firstValue("Set-Cookie").orElseThrow();
    return new Caller(
        "Cookie", cookie.substring(0, cookie.indexOf(';')), json(begun).path("csrfToken").asText());
  }

  private static Caller key(String key) {
    return new Caller("Authorization", "Bearer " + key, "");
  }

  private static HttpResponse<String> send(
      TestClient at, Caller caller, String method, String path, String body) {
    HttpRequest.Builder request = caller.sign(at.request(path));
    if (body.isEmpty()) {
      return at.send(request.method(method, BodyPublishers.noBody()));
    }
    return at.send(
        request
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body.replace('\'', '"'))));
  }

  private static JsonNode done(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    return json(answer);
  }

  /// A person of one role who has chosen a password.
  private static void addPerson(String name, Role... roles) {
    String words = String.join("','", Arrays.stream(roles).map(Role::spelling).toList());
    done(
        send(
            api,
            anna,
            "POST",
            "/v1/users",
            "{'name': '%s', 'roles': ['%s'], 'password': '%s'}".formatted(name, words, PASSWORD)));
    session(
        api.post(
            "/v1/sessions",
            Json.tree(Map.of("name", name, "password", PASSWORD, "newPassword", SECOND_PASSWORD))
                .toString()));
  }

  private static String newKey(Caller caller, String body) {
    return done(send(api, caller, "POST", "/v1/api-keys", body)).path("key").asText();
  }

  private static void execute(String sql) {
    try (var connection =
            DriverManager.getConnection(STORE.jdbcUrl(), STORE.user(), STORE.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyRouteLetsInWhomTheDocumentNames_andNobodyElse() {
    var keys = new ArrayList<Caller>();
    var sessions = new ArrayList<Caller>();
    for (Role role : Role.values()) {
      String name = "walk-" + role.spelling();
      addPerson(name, role);
      sessions.add(signIn(api, name, SECOND_PASSWORD));
      keys.add(
          key(
              newKey(
                  sessions.getLast(),
                  "{'name': 'walk', 'roles': ['%s']}".formatted(role.spelling()))));
    }
    List<Role> roles = List.of(Role.values());
    int asked = 0;
    for (var path : json(api.get("/openapi.json")).path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        String method = operation.getKey().toUpperCase(Locale.ROOT);
        String url = path.getKey().replaceAll("\\{[^}]+}", "none");
        var access = new ArrayList<String>();
        operation.getValue().path("x-access").forEach(word -> access.add(word.asText()));
        boolean anyone = access.contains("anyone") || access.contains("loopback");

        HttpResponse<String> nobody =
            api.send(api.request(url).method(method, BodyPublishers.noBody()));
        String what = method + " " + url;
        if (anyone) {
          assertThat(nobody.statusCode()).as(what).isNotIn(401, 403);
        } else {
          assertThat(nobody.statusCode()).as(what).isEqualTo(401);
          assertThat(nobody.headers().firstValue("WWW-Authenticate"))
              .as(what)
              .hasValue("Bearer realm=\"whence\"");
        }
        asked++;
        for (int i = 0; i < sessions.size(); i++) {
          Role role = roles.get(i);
          boolean ends =
              (method.equals("DELETE") && url.startsWith("/v1/sessions"))
                  || url.equals("/sign-out");
          Caller session =
              ends ? signIn(api, "walk-" + role.spelling(), SECOND_PASSWORD) : sessions.get(i);
          for (Caller caller : List.of(session, keys.get(i))) {
            HttpResponse<String> answer = send(api, caller, method, url, "");
            boolean refused =
                answer.statusCode() == 401
                    || (answer.statusCode() == 403 && json(answer).has("roles"));
            assertThat(refused)
                .as("%s as %s by %s: %s", what, role, caller.header(), answer.body())
                .isEqualTo(!anyone && !access.contains(role.spelling()));
            if (refused) {
              assertThat(json(answer).path("roles").toString())
                  .isEqualTo(Json.tree(access).toString());
            }
            asked++;
            if (ends) {
              sessions.set(i, signIn(api, "walk-" + role.spelling(), SECOND_PASSWORD));
            }
          }
        }
      }
    }
    System.out.printf("%d requests over operations, roles and means%n", asked);
    assertThat(asked).isGreaterThan(1_000);
  }

  @Test
  void everyPageLetsInItsRoles_andShowsNobodyMoreThanTheInterfaceTells() {
    int asked = 0;
    for (Role role : Role.values()) {
      String name = "page-" + role.spelling();
      addPerson(name, role);
      Caller person = signIn(api, name, SECOND_PASSWORD);
      for (Route route : service.routes()) {
        if (!route.method().equals("GET")
            || !route.path().startsWith("/console/")
            || route.path().startsWith("/console/files")) {
          continue;
        }
        String path = route.path().replace("{report}", "fill-rate").replaceAll("\\{[^}]+}", "none");
        HttpResponse<String> page =
            api.send(person.sign(api.request(path)).header("Accept", "text/html").GET());
        assertThat(page.statusCode() == 403)
            .as("%s as %s: %d", path, role, page.statusCode())
            .isEqualTo(!route.access().admits(List.of(role)));
        assertThat(page.statusCode()).as(path).isIn(200, 403, 404);
        assertThat(api.send(api.request(path).header("Accept", "text/html").GET()).statusCode())
            .as("%s as nobody", path)
            .isIn(303, 401, 200);
        asked++;
        boolean operator = role == Role.OPERATOR;
        if (path.equals("/console/settings")) {
          assertThat(page.body().contains("What this process is set to")).isEqualTo(operator);
          assertThat(page.body().contains("anna")).isEqualTo(operator);
          assertThat(page.body())
              .doesNotContain(STORE.password().isEmpty() ? "\u0000" : STORE.password());
        }
        if (path.equals("/console/network")) {
          assertThat(page.body().contains("Bring in ship nodes"))
              .isEqualTo(operator || role == Role.CALLER);
        }
      }
    }
    System.out.printf("%d pages over roles%n", asked);
    assertThat(asked).isGreaterThanOrEqualTo(70);
  }

  @Test
  void anAnalystTriesAnOrder_andCommitsNone() {
    addPerson("tess", Role.ANALYST);
    Caller tess = signIn(api, "tess", SECOND_PASSWORD);
    String order = TestService.order("tried-1", "NO-SUCH");

    HttpResponse<String> committed = send(api, tess, "POST", "/v1/decisions", order);
    HttpResponse<String> tried =
        send(api, tess, "POST", "/v1/decisions", order.replace("commit", "evaluate"));
    HttpResponse<String> unsaid =
        send(api, tess, "POST", "/v1/decisions", order.replace("\"mode\": \"commit\",", ""));

    assertThat(problem(committed)).isEqualTo("403 /problems/not-allowed");
    assertThat(problem(unsaid)).isEqualTo("403 /problems/not-allowed");
    assertThat(problem(tried)).startsWith("422 /problems/unknown-reference");
    assertThat(problem(send(api, tess, "POST", "/v1/orders/none/source", "")))
        .isEqualTo("403 /problems/not-allowed");
  }

  @Test
  void wrongPasswordsCloseANameWhetherItIsKnownOrNot_andAnOperatorOpensIt() throws Exception {
    addPerson("carl", Role.ANALYST);
    for (String name : List.of("carl", "nobody-at-all")) {
      var statuses = new ArrayList<Integer>();
      try (var threads = Executors.newFixedThreadPool(12)) {
        var tries = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 12; i++) {
          TestClient at = i % 2 == 0 ? api : otherApi;
          tries.add(
              () -> at.post("/v1/sessions", credentials(name, "wrong words all day")).statusCode());
        }
        for (Future<Integer> status : threads.invokeAll(tries)) {
          statuses.add(status.get());
        }
      }
      assertThat(statuses).as(name).containsOnly(401, 429);
      assertThat(statuses).as(name).filteredOn(status -> status == 401).hasSize(5);
    }
    HttpResponse<String> closed = api.post("/v1/sessions", credentials("carl", SECOND_PASSWORD));
    assertThat(problem(closed)).isEqualTo("429 /problems/sign-in-blocked");
    assertThat(Integer.parseInt(closed.headers().firstValue("Retry-After").orElseThrow()))
        .isBetween(1, 30);

    done(send(api, anna, "POST", "/v1/users/carl/unlock", ""));

    signIn(otherApi, "carl", SECOND_PASSWORD);
    HttpResponse<String> known = api.post("/v1/sessions", credentials("carl", "wrong words"));
    HttpResponse<String> unknown = api.post("/v1/sessions", credentials("karl", "wrong words"));
    assertThat(problem(known)).isEqualTo("401 /problems/sign-in-refused");
    assertThat(unknown.body()).isEqualTo(known.body());
    double ratio = (double) medianNanos("carl-") / medianNanos("walk");
    assertThat(ratio).isBetween(0.3, 3.0);
  }

  /// Of attempts under names of nobody, or of somebody if there is such a user.
  private static long medianNanos(String prefix) {
    var nanos = new long[7];
    for (int i = 0; i < nanos.length; i++) {
      long start = System.nanoTime();
      api.post("/v1/sessions", credentials(prefix + i, "wrong words"));
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    return nanos[nanos.length / 2];
  }

  @Test
  void aSessionHoldsInEveryProcess_needsItsToken_andEndsWhenTold() {
    addPerson("dora", Role.CALLER);
    HttpResponse<String> begun = api.post("/v1/sessions", credentials("dora", SECOND_PASSWORD));
    assertThat(begun.headers().firstValue("Set-Cookie").orElseThrow())
        .matches(
            "whence-session=[0-9A-Za-z]{43}; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict");
    Caller dora = session(begun);
    Caller elsewhere = signIn(otherApi, "dora", SECOND_PASSWORD);
    var withoutToken = new Caller("Cookie", dora.value(), "");

    assertThat(send(otherApi, dora, "GET", "/v1/items", "").statusCode()).isEqualTo(200);
    assertThat(json(send(otherApi, dora, "GET", "/v1/whoami", "")).path("csrfToken").asText())
        .isEqualTo(dora.csrf());
    assertThat(problem(send(api, withoutToken, "PUT", "/v1/items", "[]")))
        .isEqualTo("403 /problems/csrf-token-missing");
    assertThat(
            problem(
                send(
                    api,
                    new Caller("Cookie", dora.value(), elsewhere.csrf()),
                    "PUT",
                    "/v1/items",
                    "[]")))
        .isEqualTo("403 /problems/csrf-token-missing");
    assertThat(send(api, dora, "PUT", "/v1/items", "[]").statusCode()).isEqualTo(200);
    assertThat(
            json(send(
                    api,
                    new Caller("Cookie", dora.value() + "; " + elsewhere.value(), ""),
                    "GET",
                    "/v1/items",
                    ""))
                .path("detail")
                .asText())
        .startsWith("There are 2 session cookies.");
    assertThat(json(send(api, dora, "GET", "/v1/sessions", "")).path("items")).hasSize(3);

    done(
        send(
            api,
            dora,
            "POST",
            "/v1/password",
            "{'password': '%s', 'newPassword': 'and four words once more'}"
                .formatted(SECOND_PASSWORD)));

    assertThat(send(api, dora, "GET", "/v1/items", "").statusCode()).isEqualTo(200);
    await(() -> send(otherApi, elsewhere, "GET", "/v1/items", "").statusCode() == 401);
    done(send(api, dora, "DELETE", "/v1/sessions/current", ""));
    assertThat(json(send(api, dora, "GET", "/v1/items", "")).path("detail").asText())
        .startsWith("The session has ended.");
  }

  @Test
  void aSessionExpiresAndIsNotIdleForEver() {
    addPerson("emil", Role.CALLER);
    for (String harm :
        List.of(
            "created_at = now() - interval '2 days', expires_at = now() - interval '1 second'",
            "last_used_at = now() - interval '3 hours'")) {
      Caller emil = signIn(api, "emil", SECOND_PASSWORD);
      execute(
          "UPDATE sessions SET %s WHERE user_id = (SELECT id FROM users WHERE name = 'emil')"
              .formatted(harm));

      await(() -> send(api, emil, "GET", "/v1/items", "").statusCode() == 401);
      assertThat(json(send(api, emil, "GET", "/v1/items", "")).path("detail").asText())
          .startsWith("The session has expired.");
      HttpResponse<String> again =
          form(
              "/sign-in",
              "name=emil&password=%s&next=%%2Fconsole%%2Fdecisions"
                  .formatted(SECOND_PASSWORD.replace(' ', '+')),
              emil);
      assertThat(again.headers().firstValue("Location"))
          .as("signed in with the cookie of before still there")
          .hasValue("/console/decisions");
    }
  }

  @Test
  void keysAreShownOnce_scoped_rotatedAndRevoked() {
    done(
        send(
            api,
            anna,
            "POST",
            "/v1/users",
            "{'name': 'oms', 'roles': ['caller'], 'service': true}"));
    JsonNode made =
        done(
            send(
                api,
                anna,
                "POST",
                "/v1/api-keys",
                "{'user': 'oms', 'name': 'orders', 'roles': ['caller']}"));
    String first = made.path("key").asText();
    String id = made.path("id").asText();
    assertThat(first).startsWith(made.at("/prefixes/0").asText() + "_");
    assertThat(send(api, key(first), "GET", "/v1/items", "").statusCode()).isEqualTo(200);
    assertThat(send(api, key(first), "GET", "/v1/users", "").statusCode()).isEqualTo(403);
    assertThat(send(api, anna, "GET", "/v1/api-keys/" + id, "").body()).doesNotContain(first);

    String second =
        done(send(api, anna, "POST", "/v1/api-keys/" + id + "/rotate", "")).path("key").asText();

    assertThat(send(otherApi, key(first), "GET", "/v1/items", "").statusCode()).isEqualTo(200);
    assertThat(send(otherApi, key(second), "GET", "/v1/items", "").statusCode()).isEqualTo(200);
    String third =
        done(send(api, key(second), "POST", "/v1/api-keys/" + id + "/rotate", ""))
            .path("key")
            .asText();
    assertThat(json(send(api, key(first), "GET", "/v1/items", "")).path("detail").asText())
        .startsWith("The key was rotated.");
    assertThat(send(api, key(second), "GET", "/v1/items", "").statusCode()).isEqualTo(200);

    done(send(api, anna, "DELETE", "/v1/api-keys/" + id, ""));

    await(() -> send(otherApi, key(third), "GET", "/v1/items", "").statusCode() == 401);
    assertThat(json(send(api, key(third), "GET", "/v1/items", "")).path("detail").asText())
        .startsWith("The key was revoked.");
    for (String wrong :
        List.of("sk-" + third, third + "x", third.substring(0, third.length() - 1) + "-", "")) {
      assertThat(send(api, key(wrong), "GET", "/v1/items", "").statusCode()).isEqualTo(401);
    }
    assertThat(
            problem(api.send(api.request("/v1/items").header("Authorization", "Basic YTpi").GET())))
        .isEqualTo("401 /problems/not-signed-in");
  }

  @Test
  void nobodyPutsInForceWhatTheyBroughtIn_whateverAProgramSays() {
    addPerson("ida", Role.ANALYST, Role.APPROVER);
    addPerson("jan", Role.APPROVER);
    addPerson("kim", Role.ANALYST);
    Caller ida = signIn(api, "ida", SECOND_PASSWORD);
    Caller jan = signIn(api, "jan", SECOND_PASSWORD);
    Caller kim = signIn(api, "kim", SECOND_PASSWORD);
    String owned =
        json(send(api, ida, "GET", "/v1/rule-sets/in-force", ""))
            .at("/tables/reservation-policy")
            .asText()
            .replaceFirst("owner,.*", "owner,ida");
    int added =
        done(send(
                api,
                ida,
                "POST",
                "/v1/rule-sets",
                Json.text(Json.tree(Map.of("files", Map.of("reservation-policy.csv", owned))))))
            .path("number")
            .asInt();
    String activate = "/v1/rule-sets/" + added + "/activate";

    assertThat(problem(send(api, kim, "POST", activate, "{}")))
        .isEqualTo("403 /problems/not-allowed");
    assertThat(problem(send(api, ida, "POST", activate, "{}")))
        .isEqualTo("403 /problems/four-eyes");
    assertThatThrownBy(() ->
            execute(
                "INSERT INTO version_activations (kind, number, active_from, author, reason) VALUES ('rule-set', %d, now(), 'ida', '')"
                    .formatted(added)))
        .hasStackTraceContaining("was brought in by ida, who cannot put it in force");

    done(send(api, jan, "POST", activate, "{}"));
    done(send(api, kim, "POST", "/v1/rule-sets/roll-back", "{}"));
    done(send(api, ida, "POST", activate, "{}")); // it was in force before
    done(send(api, kim, "POST", "/v1/rule-sets/roll-back", "{}"));
  }

  @Test
  void aKeyExpiresInEveryProcess_andIsNotRotated_butMadeAnew() {
    addPerson("gerd", Role.CALLER);
    Caller gerd = signIn(api, "gerd", SECOND_PASSWORD);
    JsonNode made =
        done(
            send(
                api,
                gerd,
                "POST",
                "/v1/api-keys",
                "{'name': 'short', 'roles': ['caller'], 'expiresInDays': 1}"));
    Caller key = key(made.path("key").asText());
    assertThat(send(api, key, "GET", "/v1/items", "").statusCode()).isEqualTo(200);
    assertThat(send(otherApi, key, "GET", "/v1/items", "").statusCode()).isEqualTo(200);

    execute(
        "UPDATE api_keys SET created_at = now() - interval '2 days', expires_at = now() - interval"
            + " '1 second' WHERE name = 'short'");

    await(() -> send(api, key, "GET", "/v1/items", "").statusCode() == 401);
    await(() -> send(otherApi, key, "GET", "/v1/items", "").statusCode() == 401);
    assertThat(json(send(api, key, "GET", "/v1/items", "")).path("detail").asText())
        .startsWith("The key expired at ")
        .contains("Maybe ask an operator for another.");
    String path = "/v1/api-keys/" + made.path("id").asText();
    HttpResponse<String> refused = send(api, gerd, "POST", path + "/rotate", "");
    assertThat(problem(refused)).isEqualTo("409 /problems/key-expired");
    assertThat(json(refused).path("detail").asText())
        .startsWith("Key " + made.path("id").asText() + " expired at ")
        .endsWith("Maybe revoke it, and make another of its name.");
    assertThat(json(send(api, gerd, "GET", path, "")).path("prefixes"))
        .isEqualTo(made.path("prefixes"));

    done(send(api, gerd, "DELETE", path, ""));
    Caller another = key(newKey(gerd, "{'name': 'short', 'roles': ['caller']}"));
    assertThat(send(api, another, "GET", "/v1/items", "").statusCode()).isEqualTo(200);
  }

  /// The answers hold secrets and are not kept, so names are what makes a repetition safe.
  @Test
  void creatingAgainMakesNothingTwice_andAnIdempotencyKeyIsRefused() {
    String user = "{'name': 'twin', 'roles': ['caller'], 'service': true}";
    String key = "{'user': 'twin', 'name': 'orders', 'roles': ['caller']}";
    done(send(api, anna, "POST", "/v1/users", user));
    String first = newKey(anna, key);

    assertThat(problem(send(otherApi, anna, "POST", "/v1/users", user)))
        .isEqualTo("409 /problems/name-taken");
    assertThat(problem(send(otherApi, anna, "POST", "/v1/api-keys", key)))
        .isEqualTo("409 /problems/name-taken");

    assertThat(send(api, key(first), "GET", "/v1/items", "").statusCode()).isEqualTo(200);
    assertThat(
            json(send(api, anna, "GET", "/v1/users?limit=500", ""))
                .path("items")
                .findValuesAsText("name"))
        .containsOnlyOnce("twin");
    for (String path : List.of("/v1/users", "/v1/api-keys")) {
      HttpResponse<String> refused =
          api.send(
              anna.sign(api.request(path))
                  .header("Idempotency-Key", "again")
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString("{}")));
      assertThat(problem(refused)).startsWith("400 ").contains("Idempotency-Key");
    }
  }

  @Test
  void nobodyGetsMoreByAKey() {
    addPerson("fred", Role.ANALYST, Role.DATA_SCIENTIST);
    Caller fred = signIn(api, "fred", SECOND_PASSWORD);
    String narrow = newKey(fred, "{'name': 'narrow', 'roles': ['analyst'], 'expiresInDays': 3}");

    assertThat(
            refusal(
                send(api, fred, "POST", "/v1/api-keys", "{'name': 'x', 'roles': ['operator']}")))
        .startsWith("fred is not operator");
    assertThat(
            refusal(
                send(
                    api,
                    anna,
                    "POST",
                    "/v1/api-keys",
                    "{'user': 'fred', 'name': 'x', 'roles': ['analyst']}")))
        .startsWith("anna makes no keys of fred");
    assertThat(
            refusal(
                send(
                    api,
                    key(narrow),
                    "POST",
                    "/v1/api-keys",
                    "{'name': 'y', 'roles': ['data-scientist'], 'expiresInDays': 1}")))
        .startsWith("A key makes keys of its own roles (analyst)");
    assertThat(
            refusal(
                send(
                    api,
                    key(narrow),
                    "POST",
                    "/v1/api-keys",
                    "{'name': 'y', 'roles': ['analyst']}")))
        .startsWith("A key makes keys");
    assertThat(
            refusal(
                send(
                    api,
                    anna,
                    "POST",
                    "/v1/users",
                    "{'name': 'bot', 'roles': ['approver'], 'service': true}")))
        .startsWith("A service approves nothing");

    done(send(api, anna, "PATCH", "/v1/users/fred", "{'roles': ['caller']}"));

    assertThat(send(api, key(narrow), "GET", "/v1/items", "").statusCode()).isEqualTo(403);
    done(send(api, anna, "PATCH", "/v1/users/fred", "{'active': false}"));
    assertThat(send(api, key(narrow), "GET", "/v1/items", "").statusCode()).isEqualTo(401);
    assertThat(problem(api.post("/v1/sessions", credentials("fred", SECOND_PASSWORD))))
        .isEqualTo("401 /problems/sign-in-refused");
  }

  private static String refusal(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
    return json(answer).path("detail").asText();
  }

  @Test
  void oneOperatorStays_alsoWhenTwoTakeEachOtherAwayAtOnce() throws Exception {
    addPerson("gina", Role.OPERATOR);
    try (var threads = Executors.newFixedThreadPool(2)) {
      var both =
          List.<Callable<Integer>>of(
              () ->
                  send(api, anna, "PATCH", "/v1/users/anna", "{'roles': ['caller']}").statusCode(),
              () ->
                  send(otherApi, anna, "PATCH", "/v1/users/gina", "{'roles': ['caller']}")
                      .statusCode());
      var statuses = new ArrayList<Integer>();
      for (Future<Integer> status : threads.invokeAll(both)) {
        statuses.add(status.get());
      }
      assertThat(statuses).contains(200).doesNotContain(500);
    }
    assertThat(whence("users", "change", "anna", "--roles=operator")).isEmpty();
    await(() -> send(api, anna, "GET", "/v1/users", "").statusCode() == 200);
    done(send(api, anna, "PATCH", "/v1/users/gina", "{'roles': ['caller']}"));
    for (JsonNode user : json(send(api, anna, "GET", "/v1/users", "")).path("items")) {
      if (!user.path("name").asText().equals("anna")
          && user.path("roles").toString().contains("operator")) {
        done(
            send(
                api,
                anna,
                "PATCH",
                "/v1/users/" + user.path("name").asText(),
                "{'roles': ['caller']}"));
      }
    }

    for (String change : List.of("{'roles': ['caller']}", "{'active': false}")) {
      assertThat(problem(send(api, anna, "PATCH", "/v1/users/anna", change)))
          .isEqualTo("409 /problems/no-operator");
    }
  }

  @Test
  void namesRolesAndPasswordsThatAreNone() {
    for (String name :
        List.of("an\\nna", "\\u202eanna", "Anna", "local", "", "a b", "ann\\u0430")) {
      assertThat(
              problem(
                  send(
                      api,
                      anna,
                      "POST",
                      "/v1/users",
                      "{'name': '%s', 'roles': ['caller'], 'service': true}".formatted(name))))
          .as(name)
          .startsWith("400 /problems/invalid-request\n/name ");
    }
    assertThat(
            problem(
                send(
                    api,
                    anna,
                    "POST",
                    "/v1/users",
                    "{'name': 'x', 'roles': ['aprover'], 'service': true}")))
        .contains("'aprover' is no role. Maybe approver.");
    for (String password :
        List.of("short", "passwordpassword", "aaaaaaaaaaaaaa", "my name is henry you")) {
      HttpResponse<String> refused =
          send(
              api,
              anna,
              "POST",
              "/v1/users",
              "{'name': 'henry', 'roles': ['caller'], 'password': '%s'}".formatted(password));
      assertThat(problem(refused)).startsWith("400 /problems/invalid-request\n/password must ");
      assertThat(refused.body()).doesNotContain(password);
    }
    assertThat(
            problem(
                send(
                    api,
                    anna,
                    "POST",
                    "/v1/users",
                    "{'name': 'anna', 'roles': ['caller'], 'service': true}")))
        .isEqualTo("409 /problems/name-taken");
  }

  @Test
  void whoIsSignedInIsTheAuthor_whateverTheRequestSays() {
    addPerson("ines", Role.CALLER);
    Caller ines = signIn(api, "ines", SECOND_PASSWORD);
    HttpRequest.Builder load = ines.sign(api.request("/v1/exchange-rates?author=somebody"));
    done(
        api.send(
            load.header("Content-Type", "text/csv")
                .PUT(
                    BodyPublishers.ofString(
                        "from,to,rate,date,source\nEUR,USD,1.1,2026-01-01,x\n"))));

    assertThat(
            json(send(api, ines, "GET", "/v1/reference-data", "")).at("/items/0/author").asText())
        .isEqualTo("ines");
    assertThat(send(api, anna, "GET", "/v1/access-events", "").body())
        .contains("\"actor\":\"ines\"", "\"action\":\"signed-in\"", "(command line)");
  }

  @Test
  void pagesSignInByAForm() {
    HttpResponse<String> in =
        form("/sign-in", "name=anna&password=four+words+to+begin+with&next=%2Ftables%3Fq%3D1");
    assertThat(in.statusCode()).isEqualTo(303);
    assertThat(in.headers().firstValue("Location")).hasValue("/tables?q=1");
    String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
    var session = new Caller("Cookie", cookie.substring(0, cookie.indexOf(';')), "");
    String token = json(send(api, session, "GET", "/v1/whoami", "")).path("csrfToken").asText();

    assertThat(
            form("/sign-in", "name=anna&password=wrong&next=//elsewhere.example.com")
                .headers()
                .firstValue("Location"))
        .hasValue("/sign-in?refused=sign-in-refused&next=%2F");
    assertThat(form("/sign-out", "csrfToken=x", session).statusCode()).isEqualTo(403);
    assertThat(form("/sign-out", "csrfToken=" + token, session).statusCode()).isEqualTo(303);
    assertThat(send(api, session, "GET", "/v1/items", "").statusCode()).isEqualTo(401);
    done(send(api, anna, "POST", "/v1/users/anna/unlock", ""));
  }

  @Test
  void aBrowserThatNobodyIsSignedInWithIsLedToTheFormAndBack() {
    HttpResponse<String> asked =
        api.send(api.request("/console/decisions?sku=A").header("Accept", "text/html").GET());
    assertThat(asked.statusCode()).isEqualTo(303);
    String form = asked.headers().firstValue("Location").orElseThrow();
    assertThat(form).isEqualTo("/sign-in?next=%2Fconsole%2Fdecisions%3Fsku%3DA");
    assertThat(api.send(api.request(form).header("Accept", "text/html").GET()).body())
        .contains("name=\"next\" value=\"/console/decisions?sku=A\"")
        .doesNotContain("newPassword");
    assertThat(
            api.send(
                    api.request("/sign-in?refused=sign-in-refused")
                        .header("Accept", "text/html")
                        .GET())
                .body())
        .contains("Name or password is wrong.");
    assertThat(
            api.send(
                    api.request("/sign-in?refused=password-due&next=%22%3E%3Cscript%3E")
                        .header("Accept", "text/html")
                        .GET())
                .body())
        .contains("newPassword", "&#34;")
        .doesNotContain("<script>");

    HttpResponse<String> in =
        form("/sign-in", "name=anna&password=four+words+to+begin+with&next=%2Fconsole%2Fdecisions");
    String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
    var session = new Caller("Cookie", cookie.substring(0, cookie.indexOf(';')), "");
    String page =
        api.send(
                session.sign(api.request("/console/decisions")).header("Accept", "text/html").GET())
            .body();
    assertThat(page).contains(">anna<", "action=\"/sign-out\"");
    String token = page.replaceFirst("(?s).*name=\"csrfToken\" value=\"([^\"]*)\".*", "$1");
    assertThat(form("/sign-out", "csrfToken=" + token, session).statusCode()).isEqualTo(303);
  }

  private static HttpResponse<String> form(String path, String body, Caller... callers) {
    HttpRequest.Builder request = api.request(path);
    for (Caller caller : callers) {
      request = caller.sign(request);
    }
    return api.send(
        request
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body)));
  }

  @Test
  void cookiesAreSecureBehindHttps() {
    HttpResponse<String> begun =
        api.send(
            api.request("/v1/sessions")
                .header("X-Forwarded-Proto", "https")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(credentials("anna", PASSWORD))));

    assertThat(begun.headers().firstValue("Set-Cookie").orElseThrow())
        .startsWith("__Host-whence-session=")
        .endsWith("; HttpOnly; SameSite=Strict; Secure");
  }

  @Test
  void withoutAUserNothingIsServedToOtherMachines() {
    DatabaseAddress empty = TestDatabase.freshAddress();

    assertThatThrownBy(() -> TestService.start(empty, Map.of("bind-address", "0.0.0.0")).close())
        .hasMessageContaining("No user is set up, and whoever reaches 0.0.0.0")
        .hasMessageContaining("whence users add NAME --roles operator");

    try (Service reachable = TestService.start(STORE, Map.of("bind-address", "0.0.0.0"))) {
      assertThat(new TestClient(reachable.port()).get("/v1/items").statusCode()).isEqualTo(401);
    }
  }
}
