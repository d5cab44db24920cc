package dev.whence.training.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.whence.training.onnx.BoostedTrees.Link;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XgboostJsonTest {
  /// One tree: `f1 < 0.1 or missing` gives -1, else 2. Node 3 is deleted.
  private static final String MODEL =
      """
      {"learner": {
        "objective": {"name": "reg:squarederror"},
        "learner_model_param": {
          "base_score": "[5E-1]", "num_class": "0", "num_feature": "2", "num_target": "1"},
        "gradient_booster": {"name": "gbtree", "model": {"trees": [{
          "tree_param": {"size_leaf_vector": "1"},
          "left_children": [1, -1, -1, -1],
          "right_children": [2, -1, -1, -1],
          "split_indices": [1, 0, 0, 0],
          "split_conditions": [1.0000000149011612E-1, -1E0, 2E0, 0E0],
          "split_type": [0, 0, 0, 0],
          "default_left": [1, 0, 0, 0]}]}}}}
      """;

  @Test
  void treeAnswersAtBelowAndMissingThreshold() {
    BoostedTrees trees = read(MODEL);

    assertThat(trees.margin(new float[] {9, 0.1f})).isEqualTo(2.5f);
    assertThat(trees.margin(new float[] {9, Math.nextDown(0.1f)})).isEqualTo(-0.5f);
    assertThat(trees.margin(new float[] {9, Float.NaN})).isEqualTo(-0.5f);
    assertThat(trees.trees().getFirst().nodes()).as("without the deleted node").hasSize(3);
  }

  @Test
  void rowOfAnotherWidthIsRefused() {
    assertThatThrownBy(() -> read(MODEL).margin(new float[] {1}))
        .hasMessage("A row of 1 values for trees over 2 features.");
  }

  @ParameterizedTest
  @CsvSource({
    "reg:squarederror, IDENTITY, 5E-1, 0.5",
    "reg:squarederror, IDENTITY, '[-2.5E0]', -2.5",
    "binary:logistic, LOGISTIC, '[5E-1]', 0",
    "binary:logistic, LOGISTIC, '[2E-1]', -1.3862944",
    "reg:gamma, LOG, '[2E0]', 0.6931472",
  })
  void baseScoreIsAPredictionWithOrWithoutBrackets(
      String objective, Link link, String baseScore, float margin) {
    BoostedTrees trees =
        read(MODEL.replace("reg:squarederror", objective).replace("[5E-1]", baseScore));

    assertThat(trees.link()).isEqualTo(link);
    assertThat(trees.baseMargin()).isCloseTo(margin, within(1e-6f));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"reg:squarederror\"      | \"multi:softprob\"       | The objective 'multi:softprob'",
        "\"reg:squarederror\"      | \"rank:pairwise\"        | The objective 'rank:pairwise'",
        "\"num_class\": \"0\"      | \"num_class\": \"3\"     | 3 classes and 1 targets",
        "\"num_target\": \"1\"     | \"num_target\": \"2\"    | 0 classes and 2 targets",
        "\"gbtree\"                | \"dart\"                 | The booster is 'dart'",
        "\"gbtree\"                | \"gblinear\"             | The booster is 'gblinear'",
        "[5E-1]                    | [5E-1,5E-1]              | several values",
        "\"split_type\": [0        | \"split_type\": [1       | splits feature 1 by category",
        "leaf_vector\": \"1\"       | leaf_vector\": \"4\"      | vector leaves",
        "\"split_indices\": [1     | \"split_indices\": [2    | splits feature 2 of 2",
        "\"left_children\": [1     | \"left_children\": [7    | node 0 has the child 7 of 4",
        "[2, -1, -1, -1]           | [2, -1, -1]              | 4 and 3 entries",
        "\"trees\":                | \"no\":                  | holds no tree",
        "\"learner\":              | \"no\":                  | There is no \"learner\" in it",
      })
  void whatCannotBeConvertedIsRefusedByName(String what, String by, String message) {
    String model = MODEL.replace(what, by);
    assertThat(model).isNotEqualTo(MODEL);

    assertThatThrownBy(() -> read(model))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message.replace("There", "there"));
  }

  @Test
  void treeThatReachesANodeTwiceIsDamaged() {
    String loop =
        MODEL
            .replace("\"left_children\": [1, -1", "\"left_children\": [1, 1")
            .replace("\"right_children\": [2, -1", "\"right_children\": [2, 2");

    assertThatThrownBy(() -> read(loop)).hasMessageContaining("reaches a node twice");
  }

  @Test
  void anotherFormatIsRefused() {
    assertThatThrownBy(() -> read("{L}")).hasMessageContaining("UBJSON");
  }

  private static BoostedTrees read(String json) {
    return XgboostJson.read(json.getBytes(UTF_8));
  }
}
