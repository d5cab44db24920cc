package dev.whence.service.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.whence.models.bundles.BundleFiles;
import dev.whence.service.client.WhenceClient.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `whence models`: the models of a running service.
@Command(
    name = "models",
    description = "Models of a running service: publish, tell, assign, take back.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Of no service: whence models compare A B --history DIR measures two bundles on the same rows"
          + " and says which is better."
    },
    subcommands = {
      ModelsCommand.Publish.class,
      ModelsCommand.Published.class,
      ModelsCommand.Export.class,
      ModelsCommand.Assign.class,
      ModelsCommand.RollBack.class
    })
public final class ModelsCommand {
  private static final String MODELS = "/v1/models";
  private static final String ASSIGNMENTS = "/v1/model-assignments";

  private ModelsCommand() {}

  /// `whence models publish`.
  @Command(
      name = "publish",
      description = "Publishes a trained model. It answers nothing before it is assigned.",
      mixinStandardHelpOptions = true)
  static final class Publish implements Callable<Integer> {
    @Mixin private VersionOptions options = new VersionOptions();

    @Parameters(
        paramLabel = "FOLDER",
        description = "What the training wrote: card.json, the model, golden.csv.")
    private Path folder = Path.of("");

    @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "What changed.")
    private String note = "";

    @Override
    public Integer call() {
      return options.run((client, out) -> {
        ObjectNode body = options.body().put("note", note);
        ObjectNode files = body.putObject("files");
        try {
          BundleFiles.all(folder)
              .forEach(
                  (name, content) -> files.put(name, Base64.getEncoder().encodeToString(content)));
        } catch (IOException e) {
          throw new UncheckedIOException(
              "Cannot read %s.\nMaybe name the folder with card.json in it.".formatted(folder), e);
        }
        Reply reply = client.post(MODELS, body.toString());
        if (!VersionOptions.told(reply, out)) {
          return false;
        }
        out.printf(
            "%s %s is published; assign it with: whence models assign %1$s %2$s%n",
            reply.json().path("model").asText(), reply.json().path("version").asText());
        return true;
      });
    }
  }

  /// `whence models list`.
  @Command(
      name = "list",
      description = "Tells what is published, and which version of the assignment says what.",
      mixinStandardHelpOptions = true)
  static final class Published implements Callable<Integer> {
    @Mixin private ServiceUrl url = new ServiceUrl();

    @Override
    public Integer call() {
      return url.run((client, out) -> {
        Reply published = client.get(MODELS);
        if (!VersionOptions.told(published, out)) {
          return false;
        }
        for (JsonNode model : published.json().path("items")) {
          out.printf(
              "%-14s %-16s %s, %s%n",
              model.path("model").asText(),
              model.path("version").asText(),
              model.path("addedAt").asText(),
              model.path("author").asText());
        }
        out.println();
        return VersionOptions.list(client, out, ASSIGNMENTS);
      });
    }
  }

  /// `whence models export`.
  @Command(
      name = "export",
      description = "Writes the files of a published model to a folder, as training wrote them.",
      mixinStandardHelpOptions = true)
  static final class Export implements Callable<Integer> {
    @Mixin private ServiceUrl url = new ServiceUrl();

    @Parameters(index = "0", paramLabel = "MODEL", description = "transit-time or return-risk.")
    private String model = "";

    @Parameters(index = "1", paramLabel = "VERSION", description = "A published version.")
    private String version = "";

    @Parameters(
        index = "2",
        paramLabel = "FOLDER",
        description = "Gets <model>/<version> with the files.")
    private Path folder = Path.of("");

    @Override
    public Integer call() {
      return url.run((client, out) -> {
        Reply reply = client.get("%s/%s/%s".formatted(MODELS, model, version));
        if (!VersionOptions.told(reply, out)) {
          return false;
        }
        Path to = folder.resolve(model).resolve(version);
        try {
          Files.createDirectories(to);
          for (var file : reply.json().path("files").properties()) {
            Files.write(
                to.resolve(file.getKey()), Base64.getDecoder().decode(file.getValue().asText()));
          }
        } catch (IOException e) {
          throw new UncheckedIOException("Cannot write %s.".formatted(to), e);
        }
        out.printf("%s %s is in %s%n", model, version, to);
        return true;
      });
    }
  }

  /// `whence models assign`.
  @Command(
      name = "assign",
      description =
          "Makes a published version answer for a model, in force now or from a moment on; the others stay.",
      mixinStandardHelpOptions = true)
  static final class Assign implements Callable<Integer> {
    @Mixin private VersionOptions options = new VersionOptions();
    @Mixin private VersionOptions.When when = new VersionOptions.When();

    @Option(
        names = "--shadow",
        description = "Ask it beside the one that answers, and only keep what it says.")
    private boolean shadow;

    @Parameters(index = "0", paramLabel = "MODEL", description = "transit-time or return-risk.")
    private String model = "";

    @Parameters(
        index = "1",
        paramLabel = "VERSION",
        description = "A published version, or none for the rules alone.")
    private String version = "";

    @Override
    public Integer call() {
      return options.run((client, out) -> {
        ObjectNode body = options.body().put("note", when.reason());
        ObjectNode models = body.putObject(shadow ? "shadows" : "models");
        if (version.equals("none")) {
          models.putNull(model);
        } else {
          models.put(model, version);
        }
        Reply added = client.post(ASSIGNMENTS, body.toString());
        return VersionOptions.told(added, out)
            && options.activate(
                client,
                out,
                ASSIGNMENTS,
                added.json().path("number").asInt(),
                when.from(),
                when.reason());
      });
    }
  }

  /// `whence models roll-back`.
  @Command(
      name = "roll-back",
      aliases = "rollback",
      description = "Puts the assignment in force again that was before.")
  static final class RollBack extends VersionOptions.RollBack {
    RollBack() {
      super(ASSIGNMENTS);
    }
  }
}
