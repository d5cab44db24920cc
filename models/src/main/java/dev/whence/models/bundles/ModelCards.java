package dev.whence.models.bundles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.whence.models.bundles.Bundles.RefusedException;
import dev.whence.models.bundles.LoadResult.Check;
import dev.whence.models.bundles.ModelCard.FeatureColumn;
import dev.whence.models.features.Feature;
import dev.whence.models.features.FeatureTable;
import dev.whence.models.scoring.OutputColumn;
import dev.whence.models.scoring.ScoringException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// Reads, checks and writes `card.json`. Nothing may be missing, unknown or null.
final class ModelCards {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /// Also the name of a folder.
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private ModelCards() {}

  static void write(ModelCard card, Path file) throws IOException {
    Files.writeString(file, JSON.writeValueAsString(card) + "\n");
  }

  static ModelCard read(BundleFiles files) throws RefusedException {
    try {
      JsonNode tree = JSON.readTree(new String(files.read(Bundles.CARD), StandardCharsets.UTF_8));
      JsonNode format = tree.path("format");
      if (!format.isInt() || format.intValue() != ModelCard.FORMAT) {
        throw refused(
            ("card.json has the format %s, this release reads %d.\n"
                    + "Maybe use the release of Whence that wrote it.")
                .formatted(format.isMissingNode() ? "(none)" : format, ModelCard.FORMAT));
      }
      withLaterMembers(tree);
      return JSON.treeToValue(tree, ModelCard.class);
    } catch (JsonProcessingException e) {
      throw refused(
          "card.json is not a model card: %s\nMaybe compare it with docs/models.md."
              .formatted(said(e) + at(e)));
    } catch (IOException e) {
      throw refused(
          "card.json cannot be read: %s.\nMaybe copy the whole folder again."
              .formatted(BundleFiles.why(e)));
    }
  }

  /// What cards did not say before, with its usual value.
  private static void withLaterMembers(JsonNode card) {
    if (card.path("calibration") instanceof ObjectNode calibration
        && calibration.path("method").asText().equals(Calibration.LOG_RESIDUAL_QUANTILES)
        && !calibration.has("promise")) {
      calibration.putArray("promise");
    }
  }

  /// What a parser says is wrong, with line and column as words.
  static String said(JsonProcessingException e) {
    return e.getOriginalMessage()
        .replaceAll(
            "\\[Source: [^;\\]]*; line: ([0-9]+), column: ([0-9]+)\\]", "line $1, column $2");
  }

  private static String at(JsonProcessingException e) {
    return e instanceof com.fasterxml.jackson.databind.JsonMappingException mapping
        ? " (at " + mapping.getPathReference() + ")"
        : "";
  }

  private static RefusedException refused(String message) {
    return new RefusedException(Check.CARD, message);
  }

  /// Holds a card to what this release asks of its model.
  ///
  /// @param suffix with which the version ends: of a second line [Bundles#SECOND_SUFFIX], else
  ///   empty
  static void check(ModelCard card, String suffix) throws RefusedException {
    ModelContract contract =
        ModelContract.find(card.name())
            .orElseThrow(() ->
                broken(
                    "The card is of '%s', which nobody asks; known are %s."
                        .formatted(card.name(), ModelContract.names())));
    String version = card.version();
    if (!version.endsWith(suffix)) {
      throw broken(
          "The version of a second line is '%s'.\nMaybe end it with %s, after the version of the first."
              .formatted(version, suffix));
    }
    if (!VERSION.matcher(version.substring(0, version.length() - suffix.length())).matches()) {
      throw broken(
          "The version is '%s'.\nMaybe use letters, digits, dots and dashes, such as 2026-11-01."
              .formatted(card.version()));
    }
    if (!suffix.isEmpty() && card.kind().isNative()) {
      throw broken(
          "The second line is of the kind %s, which needs a native library as the first may.\nMaybe use %s or %s."
              .formatted(card.kind(), ModelCard.Kind.TRIBUO, ModelCard.Kind.LOG_LINEAR));
    }
    checkFeatures(card, features(card, contract));
    checkTensors(card, contract);
    if (!contract.accepts(card.calibration())) {
      throw broken(
          "The calibration %s does not fit %s.".formatted(card.calibration().word(), card.name()));
    }
    if (card.calibration() instanceof Calibration.LogNormal calibration) {
      for (PromiseRegression promise : calibration.promise()) {
        try {
          promise.scorer(card.featureNames()).close();
        } catch (ScoringException e) {
          throw broken("What is heard of promises cannot be reckoned: " + e.getMessage());
        }
      }
    }
    for (String parameter : contract.featureParameters()) {
      Double value = card.featureParameters().get(parameter);
      if (value == null || !(value >= 0 && value <= 1)) {
        throw broken(
            "The feature parameter %s is %s, not a share from 0 to 1.".formatted(parameter, value));
      }
    }
  }

  private static FeatureTable<?> features(ModelCard card, ModelContract contract)
      throws RefusedException {
    try {
      return contract.features(card);
    } catch (IllegalArgumentException e) {
      throw broken("The card's attributes cannot be read: " + e.getMessage());
    }
  }

  private static void checkFeatures(ModelCard card, FeatureTable<?> table) throws RefusedException {
    if (card.features().isEmpty()) {
      throw broken("The card declares no feature.");
    }
    var seen = new HashSet<String>();
    for (FeatureColumn column : card.features()) {
      OptionalInt position = table.findPosition(column.name());
      if (position.isEmpty()) {
        throw broken(
            "The card wants the feature '%s', which cannot be computed; known are %s."
                .formatted(column.name(), table.names()));
      }
      if (!seen.add(column.name())) {
        throw broken("The card names the feature '%s' twice.".formatted(column.name()));
      }
      var feature = table.feature(position.getAsInt());
      if (!feature.unit().equals(column.unit())) {
        throw broken(
            "The unit of %s is '%s', the card says '%s'.\nMaybe it was trained on other units."
                .formatted(column.name(), feature.unit(), column.unit()));
      }
      if (!(column.low() <= column.high()) || Double.isInfinite(column.high() - column.low())) {
        throw broken(
            "The training range of %s runs from %s to %s."
                .formatted(column.name(), column.low(), column.high()));
      }
      if (column.required()
          && !feature.role().fromHistory()
          && feature.role() != Feature.Role.ATTRIBUTE) {
        throw broken(
            "The card requires %s, which is neither from history nor an attribute, and always there."
                .formatted(column.name()));
      }
    }
  }

  private static void checkTensors(ModelCard card, ModelContract contract) throws RefusedException {
    if (!card.input().type().equals("float32")) {
      throw broken("The input is of %s, not float32.".formatted(card.input().type()));
    }
    List<Long> shape = List.of(-1L, (long) card.features().size());
    if (!card.input().shape().equals(shape)) {
      throw broken(
          "The input's shape is %s, %d features need %s."
              .formatted(card.input().shape(), card.features().size(), shape));
    }
    if (!card.outputNames().equals(contract.outputs())) {
      throw broken(
          "The card's outputs are %s, asked for are %s."
              .formatted(card.outputNames(), contract.outputs()));
    }
    for (OutputColumn output : card.outputs()) {
      int rank = output.shape().size();
      boolean known =
          (rank == 1 || (rank == 2 && output.shape().get(1) >= 1)) && output.shape().get(0) == -1;
      long columns = known && rank == 2 ? output.shape().get(1) : 1;
      if (!known || output.column() < 0 || output.column() >= columns) {
        throw broken(
            "The output %s is column %d of shape %s.\nMaybe declare [-1, 1] and column 0."
                .formatted(output.name(), output.column(), output.shape()));
      }
    }
  }

  private static RefusedException broken(String message) {
    return new RefusedException(Check.CONTRACT, message);
  }
}
