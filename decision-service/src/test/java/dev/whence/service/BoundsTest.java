package dev.whence.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.models.bundles.ModelContract;
import dev.whence.rules.tables.RuleBook;
import dev.whence.service.config.ConfigSource;
import dev.whence.service.config.ServiceConfig;
import dev.whence.service.http.Json;
import dev.whence.service.http.RawClient;
import dev.whence.service.http.TestClient;
import dev.whence.service.reports.Report;
import dev.whence.service.store.DatabaseAddress;
import dev.whence.service.store.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Walks the bounds of every request that `openapi.yaml` describes: the smallest and the largest
/// number, the longest text, the longest list, each alone and several at once. Whatever comes of
/// it, it is no defect of the service, and it is told in words for callers.
class BoundsTest {
  private static final int SEED = 20_261_128;
  private static final int AT_ONCE = Integer.getInteger("bounds.rounds", 40);

  /// What only this program knows.
  private static final Pattern INTERNALS =
      Pattern.compile(
          "[a-z]+\\.[a-z]+\\.[A-Z]\\w+|Exception|(?i:jackson|fasterxml|Constraints|reference chain"
              + "|JsonToken|START_OBJECT|VALUE_|\\bnull\\b|NumberFormat|java|SQLSTATE|violates)");

  private static Service service;
  private static TestClient api;
  private static JsonNode document;
  private static int taken;

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);

  @BeforeAll
  static void start() {
    DatabaseAddress database = TestDatabase.freshAddress();
    var settings = new HashMap<String, String>();
    settings.put("port", "0");
    settings.put("db-url", database.jdbcUrl());
    settings.put("db-user", database.user());
    settings.put("db-password", database.password());
    settings.put("db-connections", "4");
    settings.put("decision-time", "when-ordered");
    settings.put("models-directory", "../models/released");
    service =
        Service.start(ServiceConfig.of(Path.of(""), List.of(new ConfigSource("test", settings))));
    api = new TestClient(service.port());
    document = TestClient.json(api.get("/openapi.json"));
    load();
  }

  private static void load() {
    for (String what :
        List.of(
            "ship-nodes",
            "carrier-services",
            "items",
            "stock",
            "exchange-rates",
            "postal-areas",
            "conditions")) {
      JsonNode example = example(document.at("/paths/~1v1~1" + what + "/put"));
      assertThat(api.put("/v1/" + what, "application/json", example.toString()).statusCode())
          .as(what)
          .isEqualTo(200);
    }
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static JsonNode example(JsonNode operation) {
    JsonNode json = operation.at("/requestBody/content/application~1json");
    if (json.has("example")) {
      return json.path("example");
    }
    JsonNode examples = json.path("examples");
    return examples.isEmpty()
        ? JsonNodeFactory.instance.objectNode()
        : examples.iterator().next().path("value");
  }

  /// A method, a path without parameters, the schema of its body and a body that is taken.
  private record Operation(String method, String path, JsonNode schema, JsonNode example) {}

  private static List<Operation> operations() {
    var operations = new ArrayList<Operation>();
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(method -> {
                  JsonNode schema =
                      method.getValue().at("/requestBody/content/application~1json/schema");
                  if (!schema.isMissingNode() && !path.getKey().equals("/v1/ping")) {
                    operations.add(
                        new Operation(
                            method.getKey().toUpperCase(java.util.Locale.ROOT),
                            path.getKey(),
                            schema,
                            example(method.getValue())));
                  }
                }));
    return operations;
  }

  /// Bounds of `active` take the things of the examples out of use.
  @AfterEach
  void everythingIsInUseAgain() {
    for (String list : List.of("ship-nodes", "carrier-services", "items", "stock")) {
      JsonNode off =
          TestClient.json(api.get("/v1/" + list + "?limit=500&active=false")).path("items");
      var back = new ArrayList<String>();
      for (JsonNode each : off) {
        var one = new LinkedHashMap<String, Object>();
        for (String id : List.of("id", "shipNode", "sku")) {
          if (each.has(id)) {
            one.put(id, each.path(id).asText());
          }
        }
        one.put("active", true);
        back.add(Json.tree(one).toString());
      }
      assertThat(
              api.send(
                      api.request("/v1/" + list)
                          .header("Content-Type", "application/json")
                          .method("PATCH", BodyPublishers.ofString(back.toString())))
                  .statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void everyBoundAloneIsNoDefect() {
    int sent = 0;
    for (Operation operation : operations()) {
      var places = new ArrayList<List<String>>();
      places(operation.schema(), List.of(), 0, places);
      for (List<String> place : places) {
        for (JsonNode value : bounds(at(operation.schema(), place))) {
          sent += send(operation, changed(operation.example(), place, value));
          if (operation.method().equals("PUT")) {
            evaluate();
          }
        }
      }
    }
    System.out.printf("%d bounds, each alone; %d answers of success%n", sent, taken);
    assertThat(sent).isGreaterThan(1_000);
  }

  /// With whatever was just loaded.
  private void evaluate() {
    JsonNode decision = example(document.at("/paths/~1v1~1decisions/post"));
    ((ObjectNode) decision).put("mode", "evaluate");
    JsonNode basket = example(document.at("/paths/~1v1~1promises/post"));
    check("decision", api.post("/v1/decisions", decision.toString()));
    check("promise", api.post("/v1/promises", basket.toString()));
  }

  @Test
  void severalBoundsAtOnceAreNoDefect() {
    int sent = 0;
    for (Operation operation : operations()) {
      var places = new ArrayList<List<String>>();
      places(operation.schema(), List.of(), 0, places);
      for (int round = 0; round < AT_ONCE; round++) {
        JsonNode body = operation.example();
        int changes = random.nextInt(2, 6);
        for (int i = 0; i < changes; i++) {
          List<String> place = places.get(random.nextInt(places.size()));
          List<JsonNode> bounds = bounds(at(operation.schema(), place));
          if (!bounds.isEmpty()) {
            body = changed(body, place, bounds.get(random.nextInt(bounds.size())));
          }
        }
        sent += send(operation, body);
      }
    }
    System.out.printf("%d bodies with several bounds%n", sent);
  }

  @Test
  void orderOfTheMostLinesOfTheMostUnitsAndOfTheMostWorthIsDecided() {
    JsonNode example = example(document.at("/paths/~1v1~1decisions/post"));
    ObjectNode request = example.deepCopy();
    request.put("mode", "evaluate");
    ArrayNode lines = JsonNodeFactory.instance.arrayNode();
    JsonNode first = example.at("/order/lines/0");
    for (int i = 0; i < 200; i++) {
      ObjectNode line = first.deepCopy();
      line.put("lineId", "l" + i).put("quantity", 10_000_000).put("unitPriceMinor", 50_000L);
      lines.add(line);
    }
    ((ObjectNode) request.path("order")).set("lines", lines);

    HttpResponse<String> answer = api.post("/v1/decisions", request.toString());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void everyQueryParameterTakesItsBounds_andRefusesToBeEmpty() {
    document
        .path("paths")
        .properties()
        .forEach(path -> {
          JsonNode get = path.getValue().path("get");
          for (JsonNode parameter : get.path("parameters")) {
            JsonNode resolved = resolve(parameter);
            if (resolved.path("in").asText().equals("query")) {
              String url = url(path.getKey()) + "?" + resolved.path("name").asText() + "=";
              for (JsonNode value : bounds(resolved.path("schema"))) {
                check(
                    "GET " + url,
                    api.get(
                        url
                            + java.net.URLEncoder.encode(
                                value.asText(), java.nio.charset.StandardCharsets.UTF_8)));
              }
              HttpResponse<String> empty = api.get(url);
              assertThat(TestClient.problem(empty))
                  .as(url)
                  .startsWith(
                      "400 /problems/invalid-request\n"
                          + resolved.path("name").asText()
                          + " has no value")
                  .doesNotContain(resolved.path("name").asText() + " is missing");
            }
          }
        });
  }

  @Test
  void idsKeysAndCursorsThatNobodyWouldChooseAreNoDefect() {
    var ids =
        List.of(
            "%00",
            "a%00b",
            "%zz",
            "%",
            "%C3%28",
            "%F0%9F%93%A6",
            "..",
            "%2e%2e%2f",
            "a".repeat(3_000),
            "%22%3B--",
            "00000000-0000-0000-0000-000000000000",
            "0-0-0-0-0",
            "%20",
            "-1");
    document
        .path("paths")
        .properties()
        .forEach(path -> {
          if (path.getKey().contains("{")) {
            for (String id : ids) {
              String url = path.getKey().replaceAll("\\{[^}]+}", id.replace("$", ""));
              path.getValue()
                  .properties()
                  .forEach(method -> {
                    String verb = method.getKey().toUpperCase(java.util.Locale.ROOT);
                    checkRaw(verb + " " + url);
                  });
            }
          }
          for (JsonNode parameter : path.getValue().path("get").path("parameters")) {
            JsonNode resolved = resolve(parameter);
            if (resolved.path("in").asText().equals("query")) {
              for (String value : cursorsAnd(ids)) {
                checkRaw(
                    "GET "
                        + url(path.getKey())
                        + "?"
                        + resolved.path("name").asText()
                        + "="
                        + value);
              }
            }
          }
        });
  }

  private static List<String> cursorsAnd(List<String> values) {
    var all = new ArrayList<>(values);
    for (String json :
        List.of(
            "[\"\\u0000\"]",
            "[\"\\u0000\",\"\\u0000\"]",
            "[\"\\ud800\"]",
            "[1]",
            "[null]",
            "[]",
            "{}",
            "[[]]",
            "[\"a\",\"b\"]",
            "[\"a\",\"b\",\"c\"]",
            "[\"2026-01-01\",\"b\",\"c\"]",
            "[\"-1\"]",
            "[\"999999999999999999999\"]")) {
      all.add(
          java.util.Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(json.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
    return all;
  }

  /// Sent as it is: a client of the JDK would refuse some of these targets.
  private static void checkRaw(String request) {
    try (var client = new RawClient(service.port())) {
      String answer =
          client
              .send(
                  request
                      + " HTTP/1.1\nHost: h\nContent-Type: application/json\nContent-Length: 2\n\n{}")
              .answer();
      assertThat(answer).as(request).matches("(?s)HTTP/1.1 [24].*");
      int body = answer.indexOf("\r\n\r\n");
      if (answer.contains("problem+json")) {
        assertThat(INTERNALS.matcher(answer.substring(body)).find())
            .as("%s%n%s", request, answer)
            .isFalse();
      }
    } catch (java.io.IOException e) {
      throw new AssertionError(request, e);
    }
  }

  private int send(Operation operation, JsonNode body) {
    String what = operation.method() + " " + operation.path();
    HttpResponse<String> answer =
        api.send(
            api.request(url(operation.path()))
                .header("Content-Type", "application/json")
                .method(operation.method(), BodyPublishers.ofString(body.toString())));
    String shown = body.toString();
    check(what + " " + (shown.length() > 3_000 ? shown.substring(0, 3_000) + " …" : shown), answer);
    return 1;
  }

  /// Of words from a closed list, the first; else one that nothing has.
  private static String url(String path) {
    return path.replace("{report}", List.of(Report.values()).getFirst().code())
        .replace("{table}", RuleBook.SCHEMAS.getFirst().table())
        .replace("{model}", ModelContract.names().getFirst())
        .replaceAll("\\{[^}]+}", "some-id");
  }

  private static void check(String what, HttpResponse<String> answer) {
    taken += answer.statusCode() < 300 ? 1 : 0;
    assertThat(answer.statusCode()).as("%s%n%s", what, answer.body()).isLessThan(500);
    if (answer.statusCode() >= 400) {
      JsonNode problem = TestClient.json(answer);
      assertThat(problem.path("detail").asText()).as(what).isNotBlank();
      assertThat(problem.path("instance").asText()).as(what).startsWith("/");
      var messages = new ArrayList<String>();
      messages.add(problem.path("detail").asText());
      messages.addAll(problem.findValuesAsText("message"));
      for (String message : messages) {
        assertThat(INTERNALS.matcher(message).find()).as("%s%n%s", what, message).isFalse();
      }
    }
  }

  /// Every member and element that a schema knows, by names; `0` is an element.
  private static void places(
      JsonNode unresolved, List<String> place, int depth, List<List<String>> found) {
    JsonNode schema = resolve(unresolved);
    if (!place.isEmpty()) {
      found.add(place);
    }
    if (depth > 7) {
      return;
    }
    schema
        .path("properties")
        .properties()
        .forEach(
            member -> places(member.getValue(), with(place, member.getKey()), depth + 1, found));
    if (schema.has("items")) {
      places(schema.path("items"), with(place, "0"), depth + 1, found);
    }
  }

  private static List<String> with(List<String> place, String name) {
    var longer = new ArrayList<>(place);
    longer.add(name);
    return List.copyOf(longer);
  }

  private static JsonNode at(JsonNode schema, List<String> place) {
    JsonNode here = resolve(schema);
    for (String name : place) {
      here =
          resolve(
              here.has("items") && name.equals("0")
                  ? here.path("items")
                  : here.path("properties").path(name));
    }
    return here;
  }

  private static JsonNode resolve(JsonNode schema) {
    return schema.has("$ref") ? document.at(schema.path("$ref").asText().substring(1)) : schema;
  }

  /// The extreme values that a schema allows, and some plain ones.
  private static List<JsonNode> bounds(JsonNode unresolved) {
    JsonNode schema = resolve(unresolved);
    JsonNodeFactory make = JsonNodeFactory.instance;
    var values = new ArrayList<JsonNode>();
    for (JsonNode choice : schema.path("oneOf")) {
      values.addAll(bounds(choice));
    }
    schema.path("enum").forEach(values::add);
    if (values.size() > 12) {
      return values.subList(0, 12);
    }
    if (schema.has("const")) {
      values.add(schema.path("const"));
    }
    String type =
        schema.path("type").isArray()
            ? schema.at("/type/0").asText()
            : schema.path("type").asText();
    switch (type) {
      case "integer" -> {
        values.add(make.numberNode(schema.path("minimum").asLong(0)));
        values.add(make.numberNode(schema.path("minimum").asLong(0) + 1));
        values.add(make.numberNode(schema.path("maximum").asLong(Long.MAX_VALUE)));
      }
      case "number" -> {
        values.add(make.numberNode(schema.path("minimum").decimalValue()));
        values.add(
            make.numberNode(
                schema.has("maximum")
                    ? schema.path("maximum").decimalValue()
                    : new java.math.BigDecimal("1e300")));
        values.add(make.numberNode(0.1));
        values.add(make.numberNode(new java.math.BigDecimal("0.000000000000000000001")));
      }
      case "string" -> {
        if (schema.path("enum").isMissingNode()) {
          strings(schema).forEach(text -> values.add(make.textNode(text)));
        }
      }
      case "boolean" -> {
        values.add(make.booleanNode(true));
        values.add(make.booleanNode(false));
      }
      case "array" -> {
        values.add(make.arrayNode());
        JsonNode element = schema.path("items");
        for (int length : new int[] {1, Math.min(schema.path("maxItems").asInt(50), 1_000)}) {
          ArrayNode array = make.arrayNode();
          for (int i = 0; i < length; i++) {
            array.add(one(element, i));
          }
          values.add(array);
        }
      }
      case "object" -> {
        values.add(make.objectNode());
        values.add(one(schema, 1));
      }
      default -> {
        values.add(make.textNode("anything"));
        values.add(make.numberNode(1));
      }
    }
    return values;
  }

  private static List<String> strings(JsonNode schema) {
    return switch (schema.path("format").asText()) {
      case "date" -> List.of("1900-01-01", "2026-02-28", "2199-12-31", "0001-01-01", "9999-12-31");
      case "date-time" ->
          List.of(
              "1900-01-01T00:00:00Z",
              "2026-05-04T16:00:00.123456789Z",
              "2026-05-04T16:00:00-12:00",
              "2199-12-31T23:59:59Z",
              "9999-12-31T23:59:59Z");
      default -> {
        int longest = schema.path("maxLength").asInt(100);
        yield List.of(
            "USD",
            "JPY",
            "BHD",
            "Asia/Kathmandu",
            "23:59",
            "00:00",
            "x".repeat(longest),
            "ß".repeat(longest),
            "\uD83D\uDCE6".repeat(longest / 2),
            "");
      }
    };
  }

  /// A whole value with all of its members, each of the smallest kind.
  private static JsonNode one(JsonNode unresolved, int number) {
    JsonNode schema = resolve(unresolved);
    if (schema.has("properties")) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      schema
          .path("properties")
          .properties()
          .forEach(member -> object.set(member.getKey(), one(member.getValue(), number)));
      return object;
    }
    if (schema.path("type").asText().equals("object")) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      if (schema.path("additionalProperties").isObject()) {
        object.set("w" + number, one(schema.path("additionalProperties"), number));
      }
      return object;
    }
    if (schema.path("type").asText().equals("string")
        && !schema.has("enum")
        && !schema.has("format")
        && !schema.has("pattern")) {
      return JsonNodeFactory.instance.textNode("w" + number);
    }
    List<JsonNode> bounds = bounds(schema);
    return bounds.isEmpty()
        ? JsonNodeFactory.instance.nullNode()
        : bounds.get(number % bounds.size());
  }

  private static JsonNode changed(JsonNode body, List<String> place, JsonNode value) {
    JsonNode root = body.deepCopy();
    JsonNode here = root;
    for (int i = 0; i < place.size() - 1; i++) {
      here = step(here, place.get(i), place.get(i + 1).equals("0"));
    }
    String last = place.getLast();
    if (here instanceof ArrayNode array) {
      if (array.isEmpty()) {
        array.add(value);
      } else {
        array.set(0, value);
      }
    } else if (here instanceof ObjectNode object) {
      object.set(last, value);
    }
    return root;
  }

  private static JsonNode step(JsonNode here, String name, boolean array) {
    JsonNodeFactory make = JsonNodeFactory.instance;
    if (here instanceof ArrayNode elements) {
      if (elements.isEmpty()) {
        elements.add(array ? make.arrayNode() : make.objectNode());
      }
      return elements.get(0);
    }
    if (here instanceof ObjectNode object) {
      if (!object.path(name).isContainerNode()) {
        object.set(name, array ? make.arrayNode() : make.objectNode());
      }
      return object.path(name);
    }
    return here;
  }
}
