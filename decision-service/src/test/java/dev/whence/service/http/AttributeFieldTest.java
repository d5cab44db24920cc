package dev.whence.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.whence.domain.attributes.Attributes.Value;
import org.junit.jupiter.api.Test;

class AttributeFieldTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  @Test
  void aNumberThatModelsCannotBeGivenIsNoAttribute() {
    assertThat(Fields.attribute(JSON.numberNode(3.5), false)).contains(new Value.Measure(3.5));
    assertThat(Fields.attribute(JSON.numberNode(1e308), false)).isEmpty();
    assertThat(Fields.attribute(JSON.numberNode(-1e39), false)).isEmpty();
  }

  @Test
  void inACellANumberIsWrittenAsText() {
    assertThat(Fields.attribute(TextNode.valueOf("3.5"), true)).contains(new Value.Measure(3.5));
  }
}
