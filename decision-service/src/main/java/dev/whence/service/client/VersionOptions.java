package dev.whence.service.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.client.WhenceClient.Reply;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.function.BiPredicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What commands about versions have in common.
final class VersionOptions {
  @Mixin private ServiceUrl url = new ServiceUrl();

  @Option(
      names = "--author",
      paramLabel = "NAME",
      defaultValue = "${sys:user.name}",
      description = "Who does it. Default: the user of this machine.")
  private String author = "";

  /// From when on, and why.
  static final class When {
    @Option(
        names = "--from",
        paramLabel = "INSTANT",
        defaultValue = "",
        description = "From when on, for instance 2026-12-01T00:00:00Z. Default: now")
    private String from = "";

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why.")
    private String reason = "";

    String from() {
      return from;
    }

    String reason() {
      return reason;
    }
  }

  /// `roll-back`: puts the version in force again that was before, or takes back what is planned.
  @Command(mixinStandardHelpOptions = true)
  abstract static class RollBack implements Callable<Integer> {
    @Mixin private VersionOptions options = new VersionOptions();

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why.")
    private String reason = "";

    @Option(
        names = "--planned",
        paramLabel = "INSTANT",
        defaultValue = "",
        description = "Takes back what is planned from this moment on, not what is in force.")
    private String planned = "";

    private final String path;

    /// @param path of the versions
    RollBack(String path) {
      this.path = path;
    }

    @Override
    public Integer call() {
      return options.run((client, out) -> options.rollBack(client, out, path, planned, reason));
    }
  }

  /// @return the exit code
  int run(BiPredicate<WhenceClient, PrintStream> work) {
    return url.run(work);
  }

  /// A body that names the author.
  ObjectNode body() {
    return WhenceClient.JSON.createObjectNode().put("author", author);
  }

  /// @param from empty for now
  boolean activate(
      WhenceClient client, PrintStream out, String path, int number, String from, String reason) {
    ObjectNode body = body().put("reason", reason);
    if (!from.isEmpty()) {
      body.put("from", from);
    }
    return toldActivation(
        client.post("%s/%d/activate".formatted(path, number), body.toString()), out);
  }

  /// @param planned empty for what is in force
  boolean rollBack(
      WhenceClient client, PrintStream out, String path, String planned, String reason) {
    ObjectNode body = body().put("reason", reason);
    if (!planned.isEmpty()) {
      body.put("planned", planned);
    }
    return toldActivation(client.post(path + "/roll-back", body.toString()), out);
  }

  private static boolean toldActivation(Reply reply, PrintStream out) {
    if (!told(reply, out)) {
      return false;
    }
    out.printf(
        reply.json().has("takenBack")
            ? "Version %d does not come in force on %s.%n"
            : "Version %d is in force from %s on.%n",
        reply.json().path("number").asInt(),
        reply.json().path("from").asText());
    return true;
  }

  /// The versions, the newest first, and then who put which in force.
  static boolean list(WhenceClient client, PrintStream out, String path) {
    Reply versions = client.get(path);
    Reply activations = client.get(path + "/activations?limit=20");
    if (!told(versions, out) || !told(activations, out)) {
      return false;
    }
    for (JsonNode version : versions.json().path("items")) {
      var models = new StringBuilder();
      for (var model : version.path("models").properties()) {
        models
            .append(' ')
            .append(model.getKey())
            .append(' ')
            .append(model.getValue().path("version").asText());
      }
      out.printf(
          "%s %3d %s %s%s %s%n",
          version.path("inForce").asBoolean() ? "*" : " ",
          version.path("number").asInt(),
          version.path("createdAt").asText(),
          version.path("author").asText(),
          models,
          version.path("note").asText());
    }
    out.println();
    for (JsonNode activation : activations.json().path("items")) {
      out.printf(
          "version %d in force from %s on: %s %s%n",
          activation.path("number").asInt(),
          activation.path("from").asText(),
          activation.path("author").asText(),
          activation.path("reason").asText());
      if (activation.has("takenBack")) {
        out.printf(
            "  taken back at %s: %s %s%n",
            activation.at("/takenBack/at").asText(),
            activation.at("/takenBack/author").asText(),
            activation.at("/takenBack/reason").asText());
      }
    }
    return true;
  }

  /// Whether it was done; why not is told.
  static boolean told(Reply reply, PrintStream out) {
    if (reply.isSuccess()) {
      return true;
    }
    JsonNode problem = reply.json();
    out.println(reply.detail());
    problem.path("tableErrors").forEach(error -> out.println("  " + error.asText()));
    problem.path("difference").forEach(change -> out.println("  " + change.asText()));
    return false;
  }
}
