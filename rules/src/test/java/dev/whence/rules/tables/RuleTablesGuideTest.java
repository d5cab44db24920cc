package dev.whence.rules.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.tables.schema.Action;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The reference in docs/rule-tables.md lists the columns that the schemas have.
class RuleTablesGuideTest {
  private static final Path GUIDE = Path.of("../docs/rule-tables.md");
  private static final String MARKER =
      "<!-- Written by RuleTablesGuideTest with -Dtables=write. Do not edit below. -->\n";

  @Test
  void theGuideListsEveryColumn_orIsWrittenWithTheFlag() throws IOException {
    String guide = Files.readString(GUIDE);
    String before = guide.substring(0, guide.indexOf(MARKER) + MARKER.length());
    var reference = new StringBuilder(before);
    RuleBook.SCHEMAS.forEach(schema -> reference.append(section(schema)));

    if ("write".equals(System.getProperty("tables"))) {
      Files.writeString(GUIDE, reference);
    }

    assertThat(Files.readString(GUIDE))
        .as("Maybe run this test with -Dtables=write and review the difference.")
        .isEqualTo(reference.toString());
  }

  private static String section(Schema<?, ?> schema) {
    var section = new StringBuilder();
    section.append(
        "\n### %s\nDecides %s. Hit policy: %s.\n"
            .formatted(schema.table(), schema.decides(), schema.hitPolicy().words()));
    section.append("\n| condition column | takes | meaning |\n|---|---|---|\n");
    for (Condition<?, ?> column : schema.conditions()) {
      section.append(row(column.name(), column.type().expected(), column.meaning()));
    }
    section.append("\n| action column | takes | meaning |\n|---|---|---|\n");
    for (Action<?> column : schema.actions()) {
      String usual =
          column.usual().stream()
              .map(value -> "; " + word(value) + " where left out")
              .findAny()
              .orElse("");
      section.append(row(column.name(), column.type().expected(), column.meaning() + usual));
    }
    return section.toString();
  }

  private static String word(Object value) {
    return value instanceof Boolean yes ? (yes ? "yes" : "no") : value.toString();
  }

  private static String row(String name, String takes, String meaning) {
    return "| %s | %s | %s |\n".formatted(name, takes, meaning);
  }
}
