package dev.whence.models.bundles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.whence.models.bundles.LoadResult.Check;
import dev.whence.models.bundles.LoadResult.Loaded;
import dev.whence.models.bundles.LoadResult.Missing;
import dev.whence.models.bundles.LoadResult.Refused;
import dev.whence.models.bundles.ModelCard.Kind;
import dev.whence.models.returns.ReturnFeatures;
import dev.whence.models.scoring.OutputColumn;
import dev.whence.models.scoring.SmallGraphs;
import dev.whence.text.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BundlesTest {
  @TempDir Path root;

  @Test
  void cardComesBackAsWritten() throws IOException {
    ModelCard card = SmallBundles.transitCard("2026-10-02");

    Path folder = SmallBundles.writeTransit(root, "2026-10-02");

    assertThat(folder).isEqualTo(root.resolve("transit-time/2026-10-02"));
    try (Bundle bundle = loaded(folder)) {
      assertThat(bundle.card())
          .isEqualTo(card.withModelSha256(Sha256.hex(SmallBundles.transitGraph())));
      assertThat(bundle.contract()).isEqualTo(ModelContract.TRANSIT_TIME);
      assertThat(bundle.scorer().score(new float[] {1000, 1, 3, 2, 0, 1, 3, 2}, 2)[0])
          .containsExactly(new float[] {1.7f, 0.7f}, within(1e-6f));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aReturnModelOfAnyKindLoads(Kind kind) throws IOException {
    Path folder =
        switch (kind) {
          case ONNX -> SmallBundles.writeReturnOnnx(root, "1");
          case TRIBUO -> SmallBundles.writeReturnTribuo(root, "1");
          case LOG_LINEAR -> SmallBundles.writeReturnLinear(root, "1");
        };

    try (Bundle bundle = loaded(folder)) {
      float[] p = bundle.scorer().score(new float[] {1, 0.05f, 0.1f, 1, 0.55f, 0.1f}, 2)[0];

      assertThat(p[0]).isLessThan(p[1]);
    }
  }

  @Test
  void aClassifierWithTwoColumnsLoads_andTheCardSaysWhichColumn() throws IOException {
    var names = List.of("sku_rate", "unit_price_log");
    ModelCard card =
        SmallBundles.card(
            "return-risk",
            "elsewhere",
            Kind.ONNX,
            SmallBundles.columns(ReturnFeatures.TABLE, names),
            Map.of(ReturnFeatures.PRIOR_PARAMETER, 0.1),
            List.of(new OutputColumn("return_probability", "probabilities", List.of(-1L, 2L), 1)),
            new Calibration.Platt(1, 0));
    byte[] graph = SmallGraphs.of(2).softmaxOfTwo("probabilities", new float[] {1, 0}, 0).bytes();
    var golden =
        GoldenRows.of(card, List.of(new float[] {0.5f, 7}), List.of(new float[] {0.6224593f}));

    Path folder = Bundles.write(root, card, graph, golden);

    try (Bundle bundle = loaded(folder)) {
      assertThat(bundle.scorer().score(new float[] {0, 7}, 1)[0]).containsExactly(0.5f);
    }
  }

  @Test
  void aReleasedVersionIsNeverOverwritten() throws IOException {
    SmallBundles.writeTransit(root, "1");

    assertThatThrownBy(() -> SmallBundles.writeTransit(root, "1"))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("transit-time/1");
  }

  @Test
  void aBundleThatWouldBeRefusedIsNotWritten() {
    ModelCard card = SmallBundles.transitCard("1");
    float[] wrong = {0.5f, -1};
    var golden = GoldenRows.of(card, List.of(new float[4]), List.of(wrong));

    assertThatThrownBy(() -> Bundles.write(root, card, SmallBundles.transitGraph(), golden))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Golden row 1: log_sigma is -1.5, expected -1.0.");
    assertThat(root.resolve("transit-time")).isEmptyDirectory();
  }

  @Test
  void noFolderIsMissing_andTheParentNamesTheModel() {
    assertThat(Bundles.load(root.resolve("transit-time/7")))
        .isInstanceOfSatisfying(
            Missing.class, missing -> assertThat(missing.model()).isEqualTo("transit-time"));
  }

  @Test
  void aTruncatedModelFileIsRefusedByItsDigest() throws IOException {
    Path folder = SmallBundles.writeTransit(root, "1");
    byte[] model = Files.readAllBytes(folder.resolve("model.onnx"));

    Files.write(folder.resolve("model.onnx"), Arrays.copyOf(model, model.length / 2));

    assertRefused(folder, Check.DIGEST, "The SHA-256 of model.onnx (" + model.length / 2);
  }

  @Test
  void oneFlippedBitIsRefusedByTheDigest() throws IOException {
    Path folder = SmallBundles.writeReturnTribuo(root, "1");
    byte[] model = Files.readAllBytes(folder.resolve("model.tribuo"));

    model[model.length / 2] ^= 1;
    Files.write(folder.resolve("model.tribuo"), model);

    assertRefused(folder, Check.DIGEST, "the card says");
  }

  @ParameterizedTest
  @CsvSource({"model.onnx, DIGEST", "card.json, CARD", "golden.csv, GOLDEN"})
  void aLackingFileIsRefused(String file, Check check) throws IOException {
    Path folder = SmallBundles.writeTransit(root, "1");

    Files.delete(folder.resolve(file));

    assertRefused(folder, check, file + " cannot be read");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void bytesThatAreNoModelAreRefusedByTheRuntime(Kind kind) throws IOException {
    Path folder =
        switch (kind) {
          case ONNX -> SmallBundles.writeReturnOnnx(root, "1");
          case TRIBUO -> SmallBundles.writeReturnTribuo(root, "1");
          case LOG_LINEAR -> SmallBundles.writeReturnLinear(root, "1");
        };
    byte[] garbage = "this is no model".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    Files.write(folder.resolve(kind.fileName()), garbage);
    edit(
        folder.resolve("card.json"),
        card ->
            card.replaceAll(
                "\"modelSha256\" : \"[0-9a-f]+\"",
                "\"modelSha256\" : \"" + Sha256.hex(garbage) + "\""));

    assertRefused(folder, Check.MODEL, kind == Kind.ONNX ? "The file is no ONNX graph" : "");
  }

  private static final String PROMISE =
      "{\"base\": {\"name\": \"late\", \"intercept\": 0.5, \"linear\": {\"moon_phase\": 1}, \"logarithms\": {}}, \"slope\": 1, \"weight\": 0.5}";

  @Test
  void anAttributeWithAnyWordIsAFeature_andOneWithoutANameIsRefused() throws IOException {
    Path folder = SmallBundles.writeTransit(root, "1");
    String unit = "\"unit\" : \"1 (Monday) to 7\"";

    edit(
        folder.resolve("card.json"),
        card ->
            card.replace("handover_weekday", "attributes.mode=Air, \\\"fast\\\"")
                .replace(unit, "\"unit\" : \"0 or 1\""));
    edit(
        folder.resolve("golden.csv"),
        rows -> rows.replace("handover_weekday", "\"attributes.mode=Air, \"\"fast\"\"\""));
    assertThat(Bundles.load(folder)).isInstanceOf(LoadResult.Loaded.class);

    edit(folder.resolve("card.json"), card -> card.replace("attributes.mode=", "attributes.Mode="));
    assertRefused(folder, Check.CONTRACT, "\"Mode\" is no name of an attribute");
  }

  /// Cards of releases that knew nothing of promises.
  @Test
  void aCardThatSaysNothingOfPromisesIsRead() throws IOException {
    Path folder = SmallBundles.writeTransit(root, "1");
    edit(folder.resolve("card.json"), card -> card.replaceFirst(",\\s*\"promise\" : \\[ ]", ""));

    assertThat(Files.readString(folder.resolve("card.json"))).doesNotContain("promise");
    assertThat(Bundles.load(folder)).isInstanceOf(LoadResult.Loaded.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"format\" : 1           | \"format\" : 2        | CARD     | has the format 2, this release reads 1",
        "\"format\" : 1           | \"form\" : 1          | CARD     | has the format (none)",
        "\"version\" : \"1\"      | \"version\" : \"../1\" | CONTRACT | The version is '../1'",
        "\"version\"              | \"versoin\"           | CARD     | 'version'",
        "{                        | { \"mood\" : 1,      | CARD     | \"mood\"",
        "\"intendedUse\" : \"Tests only.\" | \"intendedUse\" : null | CARD | intendedUse",
        "\"rows\" : 1000          | \"rows\" : \"many\"   | CARD     | rows",
        "{                        | [                     | CARD     | not a model card",
        "\"name\" : \"transit-time\" | \"name\" : \"weather\" | CONTRACT | 'weather', which nobody asks",
        "\"lane_ratio\"           | \"moon_phase\"        | CONTRACT | 'moon_phase', which cannot be computed",
        "\"lane_ratio\"           | \"distance_km\"       | CONTRACT | 'distance_km' twice",
        "\"unit\" : \"km\"        | \"unit\" : \"miles\"  | CONTRACT | The unit of distance_km is 'km', the card says 'miles'",
        "\"high\" : 5000.0        | \"high\" : -1.0       | CONTRACT | runs from 0.0 to -1.0",
        "[ -1, 4 ]                | [ -1, 5 ]             | CONTRACT | The input's shape is [-1, 5], 4 features need [-1, 4]",
        "\"float32\"              | \"float64\"           | CONTRACT | float64",
        "\"name\" : \"mu\"        | \"name\" : \"mean\"   | CONTRACT | outputs are [mean, log_sigma]",
        "\"source\" : \"mu\"      | \"source\" : \"nu\"   | MODEL    | the card reads nu",
        "\"name\" : \"features\"  | \"name\" : \"x\"      | MODEL    | the card's is x",
        "\"column\" : 0           | \"column\" : 1        | CONTRACT | column 1 of shape [-1, 1]",
        "\"lostShare\" : 0.01     | \"lostShare\" : 1.5   | CARD     | The lost share is 1.5",
        "log-residual-quantiles   | none                  | CARD     | lostShare",
        "\"promise\" : [ ]        | \"promise\" : [ { } ] | CARD    | base",
        "\"promise\" : [ ]        | \"promise\" : [ "
            + PROMISE
            + " ] | CONTRACT | weighs [moon_phase]",
        "\"promise\" : [ ]        | \"promise\" : [ "
            + PROMISE
            + ", "
            + PROMISE
            + " ] | CARD | Two regressions",
      })
  void aCardThatDoesNotFitIsRefused(String from, String to, Check check, String because)
      throws IOException {
    Path folder = SmallBundles.writeTransit(root, "1");

    edit(folder.resolve("card.json"), card -> replaceOnce(card, from, to));

    assertRefused(folder, check, because);
  }

  @Test
  void aCardThatIsCutSaysWhereInWords() throws IOException {
    Path folder = SmallBundles.writeTransit(root, "1");

    Files.writeString(folder.resolve("card.json"), "{");

    assertRefused(folder, Check.CARD, "(start marker at line 1, column 1)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-1.5         | -1.50002   | Golden row 1: log_sigma is -1.5, expected -1.50002",
        "-1.5         | fast       | holds 'fast', which is no number",
        "distance_km  | miles      | The columns of golden.csv are [miles",
        ",-1.5        | ''         | Golden row 1 has 5 values for 6 columns",
      })
  void goldenRowsThatDoNotFitAreRefused(String from, String to, String because) throws IOException {
    Path folder = SmallBundles.writeTransit(root, "1");

    edit(folder.resolve("golden.csv"), golden -> replaceOnce(golden, from, to));

    assertRefused(folder, Check.GOLDEN, because);
  }

  @Test
  void noDamageToTheTextFilesThrows() throws IOException {
    Path folder = SmallBundles.writeTransit(root, "1");
    var random = new Random(23);
    for (String name : List.of("card.json", "golden.csv")) {
      Path file = folder.resolve(name);
      String text = Files.readString(file);
      for (int i = 0; i < 400; i++) {
        Files.writeString(file, damaged(text, random));

        LoadResult result = Bundles.load(folder);

        assertThat(result).isInstanceOfAny(Refused.class, Loaded.class);
        if (result instanceof Loaded(Bundle bundle, _)) {
          bundle.close();
        }
      }
      Files.writeString(file, text);
    }
  }

  /// Some characters dropped, doubled or replaced.
  private static String damaged(String text, Random random) {
    String tokens = "0-\"[]{}:,.e/ \\ntruefalsenull\u0000\u00e9";
    int from = random.nextInt(text.length());
    int to = Math.min(text.length(), from + random.nextInt(12));
    int at = random.nextInt(tokens.length());
    return text.substring(0, from)
        + tokens.substring(at, Math.min(tokens.length(), at + random.nextInt(5)))
        + text.substring(random.nextBoolean() ? to : from);
  }

  @Test
  void aGraphOfAnotherWidthIsRefused() throws IOException {
    Path folder = SmallBundles.writeTransit(root, "1");
    byte[] wide =
        SmallGraphs.of(5)
            .linear("mu", new float[5], 0)
            .linear("log_sigma", new float[5], 0)
            .bytes();

    Files.write(folder.resolve("model.onnx"), wide);
    edit(
        folder.resolve("card.json"),
        card -> card.replace(Sha256.hex(SmallBundles.transitGraph()), Sha256.hex(wide)));

    assertRefused(folder, Check.MODEL, "has the shape [-1, 5], the card says [-1, 4]");
  }

  /// Card, digest and golden rows fit, and the weights lie wherever the runtime may look.
  @Test
  void aGraphWithWeightsBesideItIsRefusedWhereverTheyLie() throws IOException {
    Path folder = SmallBundles.writeTransit(root, "1");
    String file = "whence-bundles-test.onnx.data";
    var weights = new ByteArrayOutputStream();
    byte[] graph = SmallGraphs.withWeightsIn(file, SmallBundles.transitGraph(), "mu_w", weights);
    Files.write(folder.resolve("model.onnx"), graph);
    edit(
        folder.resolve("card.json"),
        card -> card.replace(Sha256.hex(SmallBundles.transitGraph()), Sha256.hex(graph)));
    String because =
        "The graph keeps tensors outside of its file: mu_w (in "
            + file
            + ").\n"
            + "Maybe keep the weights inside the graph: export it without external data.";

    assertRefused(folder, Check.MODEL, because);
    Files.write(folder.resolve(file), weights.toByteArray());
    assertRefused(folder, Check.MODEL, because);
    Path inTheWorkingDirectory = Path.of(file);
    try {
      Files.write(inTheWorkingDirectory, weights.toByteArray());
      assertRefused(folder, Check.MODEL, because);
    } finally {
      Files.delete(inTheWorkingDirectory);
    }
  }

  @Test
  void aTribuoModelWithOtherFeaturesThanTheCardIsRefused() {
    ModelCard card = SmallBundles.returnCard("1", Kind.TRIBUO);
    var model = SmallBundles.trainReturns(List.of("quantity", "sku_rate", "price"));
    var golden = GoldenRows.of(card, List.of(new float[3]), List.of(new float[1]));

    assertThatThrownBy(() -> Bundles.write(root, card, model.serialize().toByteArray(), golden))
        .hasMessageContaining("wants [price] which the card lacks")
        .hasMessageContaining("does not know [category_rate]");
  }

  private static Bundle loaded(Path folder) {
    return switch (Bundles.load(folder)) {
      case Loaded(Bundle bundle, _) -> bundle;
      case LoadResult other -> throw new AssertionError(other.toString());
    };
  }

  private static void assertRefused(Path folder, Check check, String because) {
    assertThat(Bundles.load(folder))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.check()).as(refused.detail()).isEqualTo(check);
              assertThat(refused.detail()).contains(because).contains(folder.toString());
            });
  }

  private static void edit(Path file, UnaryOperator<String> change) throws IOException {
    Files.writeString(file, change.apply(Files.readString(file)));
  }

  private static String replaceOnce(String text, String from, String to) {
    int at = text.indexOf(from);
    assertThat(at).as("'%s' in %s", from, text).isNotNegative();
    return text.substring(0, at) + to + text.substring(at + from.length());
  }
}
