package dev.whence.service.examples;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.domain.carriers.CarrierServiceId;
import dev.whence.domain.inventory.ShipNodeId;
import dev.whence.domain.places.PostalAreas;
import dev.whence.rules.sourcing.Demands;
import dev.whence.rules.sourcing.Market;
import dev.whence.rules.sourcing.SourcingDecision.Outcome;
import dev.whence.rules.tables.RuleTables;
import dev.whence.rules.tables.TableTest;
import dev.whence.rules.tables.TableTests;
import dev.whence.rules.tables.TestFiles;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldError;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Json;
import dev.whence.service.http.catalog.WholeNetwork;
import dev.whence.service.http.decisions.DecisionRequest;
import dev.whence.service.json.KeptNames;
import dev.whence.service.json.TextLines;
import dev.whence.service.sourcing.ExampleSourcing;
import dev.whence.service.tabletests.ExampleReading;
import dev.whence.service.tabletests.TestRuns.ExampleDecider;
import dev.whence.text.Nearest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Reads tests with orders in networks of their own, and decides these orders. Thread-safe.
public final class Examples implements ExampleReading, ExampleDecider {
  private static final String UNKNOWN = "unknown-reference";
  private static final String OUT_OF_USE = "out-of-use";
  private static final String CONTRADICTING = "contradicting-demands";

  /// With which an order may be refused, by slug of the problem.
  private static final List<String> REFUSALS = List.of(CONTRADICTING, OUT_OF_USE, UNKNOWN);

  private static final int MOST_EXPECTED = 60;
  private static final int LONGEST = 500;
  private static final long MOST_COST_MINOR = 1_000_000_000_000L;
  private static final int MOST_ERRORS = 100;

  @Override
  public Optional<TableTest.OfExample> read(
      JsonNode body, String id, Map<String, String> networks, FieldErrors errors) {
    int before = errors.total();
    Fields fields = Fields.ofBody(body, "", errors);
    TableTests.checkId(id, (where, what) -> fields.complain("test", what));
    if (fields.has("test") && !fields.word("test").equals(id)) {
      fields.complain("test", "must be " + id + ", as it is named");
    }
    String note = fields.freeText("note", false);
    Instant at = fields.instant("at");
    TableTest.Network network = network(fields, networks);
    JsonNode request = request(fields, at);
    TableTest.Expected expected = fields.object("expected", Examples::expected);
    fields.end();
    return errors.total() == before
        ? Optional.of(new TableTest.OfExample(id, at, network, Json.text(request), expected, note))
        : Optional.empty();
  }

  private TableTest.Network network(Fields fields, Map<String, String> networks) {
    JsonNode node = fields.raw().path("network");
    if (node.isObject()) {
      Optional<String> text =
          readNetwork(Fields.ofBody(node, "/network", fields.errors()), fields.errors());
      fields.ignore("network");
      return new TableTest.Network("", text.orElse(""));
    }
    String name = fields.word("network");
    if (fields.has("network") && !networks.containsKey(name)) {
      fields.complain(
          "network",
          networks.isEmpty()
              ? "names no network, for there is none yet.\nMaybe save one first, or write it here as an object"
              : "names no network%s"
                  .formatted(
                      Nearest.find(name, networks.keySet())
                          .map(near -> ".\nMaybe " + near)
                          .orElse(".\nMaybe one of " + String.join(", ", networks.keySet()))));
    }
    return new TableTest.Network(name, networks.getOrDefault(name, ""));
  }

  /// What a caller would be told at once is told here, too; what a decision would be refused for is
  /// what the test may be about.
  private static JsonNode request(Fields fields, Instant at) {
    JsonNode request = fields.raw().path("request");
    fields.ignore("request");
    if (request.isMissingNode()) {
      fields.complain("request", "is missing; it must be an object with the order");
      return request;
    }
    try {
      DecisionRequest.read(request, ignored -> at);
    } catch (FailureException e) {
      if (e.failure() instanceof Failure.InvalidRequest(var errors, _)) {
        errors.forEach(error ->
            fields.errors().add(within("/request", error), error.message(), error.value()));
      }
    }
    return request;
  }

  private static FieldError.Location within(String place, FieldError error) {
    return error.location() instanceof FieldError.Location.Pointer(var pointer)
        ? new FieldError.Location.Pointer(place + pointer)
        : error.location();
  }

  private static TableTest.Expected expected(Fields fields) {
    var expected =
        new TableTest.Expected(
            fields.has("outcome")
                ? Optional.of(fields.oneOf("outcome", KeptNames.codes(Outcome.class), name -> name))
                : Optional.empty(),
            fields.textLines("shipNodes", MOST_EXPECTED, LONGEST),
            fields.textLines("carrierServices", MOST_EXPECTED, LONGEST),
            answering(fields),
            fields.has("costMinor")
                ? OptionalLong.of(fields.longInteger("costMinor", 0, MOST_COST_MINOR))
                : OptionalLong.empty(),
            fields.has("refused")
                ? Optional.of(fields.oneOf("refused", REFUSALS, name -> name))
                : Optional.empty());
    TableTests.checkExpected(
        expected,
        (where, what) -> fields.complain(where.equals("rows") ? "answering" : where, what));
    if (expected.refused().isPresent()
        && (expected.outcome().isPresent()
            || expected.costMinor().isPresent()
            || !expected.shipNodes().isEmpty()
            || !expected.carrierServices().isEmpty())) {
      fields.complain("refused", "must stand alone: an order that is refused is not decided");
    }
    return expected;
  }

  /// A row by table.
  private static Map<String, String> answering(Fields fields) {
    if (!fields.has("answering")) {
      return Map.of();
    }
    return fields.object(
        "answering",
        rows -> {
          var map = new LinkedHashMap<String, String>();
          rows.raw().fieldNames().forEachRemaining(table -> map.put(table, rows.word(table)));
          return map;
        });
  }

  @Override
  public Optional<String> readNetwork(JsonNode body, FieldErrors errors) {
    return readNetwork(Fields.ofBody(body, "", errors), errors);
  }

  private static Optional<String> readNetwork(Fields fields, FieldErrors errors) {
    int before = errors.total();
    WholeNetwork.read(fields);
    fields.end();
    return errors.total() == before ? Optional.of(Json.text(fields.raw())) : Optional.empty();
  }

  @Override
  public Files readFiles(Map<String, byte[]> files, Map<String, String> networks) {
    TestFiles.Content rows = TestFiles.read(files);
    var tests = new ArrayList<>(rows.tests());
    var errors = new ArrayList<>(rows.errors());
    var own = new TreeMap<String, String>();
    var sorted = new TreeMap<>(files);
    sorted.forEach((file, bytes) -> {
      if (file.endsWith(TestFiles.NETWORK_END)) {
        String name = name(file, TestFiles.NETWORK_END, errors);
        parsed(file, bytes, errors, this::readNetwork).ifPresent(text -> own.put(name, text));
      }
    });
    var known = new TreeMap<>(networks);
    known.putAll(own);
    sorted.forEach((file, bytes) -> {
      if (file.endsWith(TestFiles.ORDER_END)) {
        String id = name(file, TestFiles.ORDER_END, errors);
        parsed(file, bytes, errors, (body, wrong) -> read(body, id, known, wrong))
            .ifPresent(test -> {
              if (tests.stream().anyMatch(each -> each.id().equals(id))) {
                errors.add(
                    "%s: another file has a test that is named %s.\nMaybe rename one of them."
                        .formatted(file, id));
              }
              tests.add(test);
            });
      }
    });
    return new Files(
        new TestFiles.Content(
            tests,
            errors.size() <= MOST_ERRORS
                ? errors
                : Stream.concat(
                        errors.stream().limit(MOST_ERRORS),
                        Stream.of(
                            "%d more errors are not listed.\nMaybe mend those above first."
                                .formatted(errors.size() - MOST_ERRORS)))
                    .toList()),
        own);
  }

  private static String name(String file, String end, List<String> errors) {
    String name = file.substring(0, file.length() - end.length());
    TableTests.checkId(
        name, (where, what) -> errors.add("%s: its name before %s %s.".formatted(file, end, what)));
    return name;
  }

  private interface Read<T> {
    Optional<T> read(JsonNode body, FieldErrors errors);
  }

  private static <T> Optional<T> parsed(
      String file, byte[] bytes, List<String> errors, Read<T> read) {
    JsonNode body;
    try {
      body = Json.parse(bytes);
    } catch (FailureException e) {
      errors.add(
          e.failure() instanceof Failure.MalformedBody(_, long line, long column, String detail)
              ? "%s, line %d, column %d: %s".formatted(file, line, column, detail)
              : file + ": is no JSON.");
      return Optional.empty();
    }
    var wrong = new FieldErrors();
    Optional<T> value = read.read(body, wrong);
    TextLines lines = TextLines.of(new String(bytes, StandardCharsets.UTF_8));
    lines.placed(wrong.listed()).forEach(error -> errors.add(sentence(file, error)));
    return value;
  }

  /// `small.network.json, line 12, stock/2/shipNode: is no ship node of the network, got "DC-X".`
  private static String sentence(String file, FieldError error) {
    String place =
        error.location() instanceof FieldError.Location.Line(int line, var pointer)
            ? ", line %d%s".formatted(line, pointer.isEmpty() ? "" : ", " + pointer.substring(1))
            : "";
    List<String> lines = error.message().lines().toList();
    String what =
        lines.getFirst().endsWith(".")
            ? lines.getFirst().substring(0, lines.getFirst().length() - 1)
            : lines.getFirst();
    String advice = String.join("\n", lines.subList(1, lines.size()));
    return "%s%s: %s%s.%s"
        .formatted(
            file,
            place,
            what,
            error.value().isEmpty() ? "" : ", got " + error.value(),
            advice.isEmpty() ? "" : "\n" + advice + (advice.endsWith(".") ? "" : "."));
  }

  @Override
  public Answer decide(TableTest.OfExample test, RuleTables tables) {
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(Json.parse(bytes(test.network().text())), "", errors);
    WholeNetwork network = WholeNetwork.read(fields);
    if (!errors.isEmpty()) {
      return new Answer.Broken("its network is not read any more: " + first(errors.listed()));
    }
    DecisionRequest request;
    try {
      request = DecisionRequest.read(Json.parse(bytes(test.request())), ignored -> test.at());
    } catch (FailureException e) {
      return switch (e.failure()) {
        case Failure.ContradictingDemands(var contradictions) ->
            new Answer.Refused(
                CONTRADICTING,
                contradictions.stream().map(Demands.Contradiction::sentence).collect(joining(" ")));
        case Failure.InvalidRequest(var wrong, _) ->
            new Answer.Broken("its order is not read any more: " + first(wrong));
        default -> throw e;
      };
    }
    Market market = Market.of(network.nodes(), network.services(), network.rates());
    Optional<String> stranger = stranger(request.demands(), market);
    if (stranger.isPresent()) {
      return new Answer.Refused(UNKNOWN, stranger.get());
    }
    return switch (ExampleSourcing.decide(
        new ExampleSourcing.Network(
            market, new PostalAreas(network.areas()), network.items(), network.stock()),
        request.order(),
        test.at(),
        request.demands(),
        tables)) {
      case ExampleSourcing.Result.Decided(var decision) -> new Answer.Decided(decision);
      case ExampleSourcing.Result.UnknownSkus(var skus) ->
          new Answer.Refused(UNKNOWN, "the network has no item " + skus.first());
      case ExampleSourcing.Result.OutOfUse(var skus) ->
          new Answer.Refused(OUT_OF_USE, skus.first() + " is out of use");
    };
  }

  /// A ship node or carrier service that the demands name and the network does not have.
  private static Optional<String> stranger(Demands demands, Market market) {
    Stream<ShipNodeId> nodes =
        Stream.of(
                demands.excludedNodes().stream(),
                demands.pins().stream().map(Demands.Pin::shipNode),
                demands.callerPlan().stream().map(Demands.PlannedParcel::shipNode))
            .flatMap(each -> each);
    Stream<CarrierServiceId> services =
        Stream.concat(
            demands.excludedServices().stream(),
            demands.callerPlan().stream().map(Demands.PlannedParcel::carrierService));
    return Stream.concat(
            nodes
                .filter(node -> !market.has(node))
                .map(node -> "the network has no ship node " + node),
            services
                .filter(service -> !market.hasService(service))
                .map(service -> "the network has no carrier service " + service))
        .findFirst();
  }

  private static String first(List<FieldError> errors) {
    FieldError error = errors.getFirst();
    return switch (error.location()) {
          case FieldError.Location.Pointer(var pointer) -> pointer + " ";
          default -> "";
        }
        + error.message().lines().findFirst().orElse("");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
