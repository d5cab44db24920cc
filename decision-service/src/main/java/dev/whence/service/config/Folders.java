package dev.whence.service.config;

import dev.whence.service.config.ServiceConfig.RuleTableSource;
import dev.whence.text.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Looks whether the folders that a configuration names are there. Without that a misspelt one
/// would only be seen by the routing guide deciding in place of the models.
public final class Folders {
  private Folders() {}

  /// @param models names that the service looks for in the folder of models; a model that is not
  ///   there is no error unless another folder has nearly its name
  /// @throws ConfigException with every folder that is not there, and which one was likely meant
  public static void require(ServiceConfig config, List<String> models) {
    var errors = new ArrayList<String>();
    require(ConfigKey.MODELS_DIRECTORY, config.modelsDirectory(), errors);
    if (config.ruleTables() instanceof RuleTableSource.Folder(Path tables, var ignored)) {
      require(ConfigKey.TABLES_DIRECTORY, tables, errors);
    }
    requireNoMisspelling(config.modelsDirectory(), models, errors);
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
  }

  private static void require(ConfigKey key, Path folder, List<String> errors) {
    if (!Files.isDirectory(folder)) {
      errors.add(
          "%s: there is no folder %s.\n%s"
              .formatted(
                  key.key(),
                  folder,
                  meant(folder)
                      .map(near -> "Maybe " + near + " was meant.")
                      .orElse("Maybe the path is wrong.")));
    }
  }

  /// With the first part that is not there replaced by the nearest name beside it.
  private static Optional<Path> meant(Path folder) {
    Path missing = folder.toAbsolutePath().normalize();
    Path parent = missing.getParent();
    while (parent != null && !Files.isDirectory(parent)) {
      missing = parent;
      parent = missing.getParent();
    }
    Path rest = missing.relativize(folder.toAbsolutePath().normalize());
    Path place = parent;
    return place == null
        ? Optional.empty()
        : Nearest.find(String.valueOf(missing.getFileName()), foldersIn(place))
            .map(near -> place.resolve(near).resolve(rest).normalize())
            .filter(Files::isDirectory);
  }

  private static void requireNoMisspelling(Path folder, List<String> models, List<String> errors) {
    List<String> found = foldersIn(folder);
    List<String> missing = models.stream().filter(model -> !found.contains(model)).toList();
    for (String name : found) {
      if (!models.contains(name)) {
        Nearest.find(name, missing)
            .ifPresent(near ->
                errors.add(
                    "%s: %s is no model.\nMaybe its name should be %s."
                        .formatted(ConfigKey.MODELS_DIRECTORY.key(), folder.resolve(name), near)));
      }
    }
  }

  /// Names, without those that begin with a dot; none where nothing can be read.
  private static List<String> foldersIn(Path folder) {
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(Files::isDirectory)
          .map(child -> String.valueOf(child.getFileName()))
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
