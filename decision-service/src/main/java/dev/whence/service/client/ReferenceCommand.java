package dev.whence.service.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.service.client.WhenceClient.Reply;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `whence reference`: versions of the reference data of a running service.
@Command(
    name = "reference",
    description =
        "Versions of ship nodes, carrier services, exchange rates and postal areas of a running service: tell, take back.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ReferenceCommand.Versions.class,
      ReferenceCommand.Show.class,
      ReferenceCommand.RollBack.class
    })
public final class ReferenceCommand {
  private static final String PATH = "/v1/reference-data";

  private ReferenceCommand() {}

  /// `whence reference list`.
  @Command(
      name = "list",
      description = "Tells who loaded what, when and why, the newest first.",
      mixinStandardHelpOptions = true)
  static final class Versions implements Callable<Integer> {
    @Mixin private ServiceUrl url = new ServiceUrl();

    @Override
    public Integer call() {
      return url.run((client, out) -> {
        Reply reply = client.get(PATH);
        if (!VersionOptions.told(reply, out)) {
          return false;
        }
        for (JsonNode version : reply.json().path("items")) {
          out.printf(
              "%s %5d %s %s, %d rows changed %s%n",
              version.path("inForce").asBoolean() ? "*" : " ",
              version.path("number").asInt(),
              version.path("createdAt").asText(),
              version.path("author").asText(),
              version.path("changed").asInt(),
              version.path("note").asText());
        }
        return true;
      });
    }
  }

  /// `whence reference show`.
  @Command(
      name = "show",
      description = "Tells which rows a version changed, as they were and as they became.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Mixin private ServiceUrl url = new ServiceUrl();

    @Parameters(paramLabel = "NUMBER", description = "The version.")
    private int number;

    @Override
    public Integer call() {
      return url.run((client, out) -> {
        String cursor = "";
        do {
          Reply reply =
              client.get(
                  "%s/%d/changes%s"
                      .formatted(PATH, number, cursor.isEmpty() ? "" : "?cursor=" + cursor));
          if (!VersionOptions.told(reply, out)) {
            return false;
          }
          for (JsonNode change : reply.json().path("items")) {
            out.printf(
                "%s %s%n  - %s%n  + %s%n",
                change.path("table").asText(),
                change.path("key").asText(),
                change.path("before"),
                change.path("after"));
          }
          cursor = reply.json().path("nextCursor").asText("");
        } while (!cursor.isEmpty());
        return true;
      });
    }
  }

  /// `whence reference roll-back`.
  @Command(
      name = "roll-back",
      aliases = "rollback",
      description =
          "Loads all rows as they were with an earlier version, as a further version. What was not there then is out of use.",
      mixinStandardHelpOptions = true)
  static final class RollBack implements Callable<Integer> {
    @Mixin private VersionOptions options = new VersionOptions();

    @Option(
        names = "--to",
        paramLabel = "NUMBER",
        description = "The version. Default: the one before the one in force")
    private Optional<Integer> to = Optional.empty();

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why.")
    private String reason = "";

    @Override
    public Integer call() {
      return options.run((client, out) -> {
        ObjectNode body = options.body().put("reason", reason);
        to.ifPresent(number -> body.put("to", number));
        Reply reply = client.post(PATH + "/roll-back", body.toString());
        if (!VersionOptions.told(reply, out)) {
          return false;
        }
        out.printf(
            "Version %d is in force; %d rows changed.%n",
            reply.json().path("number").asInt(), reply.json().path("changed").asInt());
        return true;
      });
    }
  }
}
