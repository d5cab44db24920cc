package dev.whence.rules.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whence.rules.tables.cells.CellType;
import dev.whence.rules.tables.schema.Action;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.HitPolicy;
import dev.whence.rules.tables.schema.Schema;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.drools.decisiontable.InputType;
import org.drools.decisiontable.SpreadsheetCompiler;
import org.drools.model.codegen.ExecutableModelProject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kie.api.KieBase;
import org.kie.api.KieServices;
import org.kie.api.builder.Message;
import org.kie.api.definition.type.FactType;
import org.kie.api.io.ResourceType;
import org.kie.api.runtime.KieSession;
import org.kie.dmn.api.core.DMNContext;
import org.kie.dmn.api.core.DMNMessage;
import org.kie.dmn.api.core.DMNModel;
import org.kie.dmn.api.core.DMNResult;
import org.kie.dmn.api.core.DMNRuntime;
import org.kie.dmn.core.internal.utils.DMNRuntimeBuilder;
import org.kie.internal.io.ResourceFactory;

/// Tables that were exported, compiled and fired by the programs they are for, against the plain
/// scan of the same rows.
class ExportsTest {
  private static final int FACTS = 300;

  static List<Schema<?, ?>> schemas() {
    return RuleBook.SCHEMAS;
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void droolsFiresTheRowsOfAnExportedTable(Schema<?, ?> schema) throws Exception {
    fireDrools(RuleBook.shipped().table(schema), 1);
    fireDrools(new RandomTables(new SplittableRandom(11)).table(schema, 25), 2);
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void aDmnEngineAnswersAnExportedTableAsItWasMeant(Schema<?, ?> schema) {
    askDmn(RuleBook.shipped().table(schema), 1);
    for (int seed = 2; seed < 8; seed++) {
      askDmn(new RandomTables(new SplittableRandom(seed)).table(schema, 25), seed);
    }
  }

  private static <F extends Record, A> void fireDrools(CheckedTable<F, A> table, int seed)
      throws Exception {
    Schema<F, A> schema = table.schema();
    KieBase rules = compile(schema.table(), DroolsTable.write(table));
    String name = "whence." + schema.table().replace("-", "");
    FactType asked = rules.getFactType(name, "Case");
    int answered = 0;
    var random = new RandomTables(new SplittableRandom(seed));
    for (int i = 0; i < FACTS; i++) {
      F fact = random.fact(schema);
      Object given = asked.newInstance();
      for (Condition<F, ?> column : schema.conditions()) {
        asked.set(given, DroolsTable.field(column.name()), droolsValue(column, fact));
      }
      List<Map<String, Object>> answers = new ArrayList<>();
      KieSession session = rules.newKieSession();
      try {
        session.insert(given);
        session.fireAllRules();
        FactType told = rules.getFactType(name, "Answer");
        for (Object answer :
            session.getObjects(object -> object.getClass().equals(told.getFactClass()))) {
          Map<String, Object> values = told.getAsMap(answer);
          assertThat(values.remove("forCase")).isSameAs(given);
          answers.add(values);
        }
      } finally {
        session.dispose();
      }
      assertThat(answers)
          .as("%s in %s", fact, table.canonicalText())
          .containsExactlyInAnyOrderElementsOf(expected(table, fact, false));
      answered += answers.isEmpty() ? 0 : 1;
    }
    assertThat(answered).as("answered cases of %s", schema.table()).isPositive();
  }

  private static KieBase compile(String table, byte[] sheet) {
    String text = new SpreadsheetCompiler().compile(new ByteArrayInputStream(sheet), InputType.XLS);
    KieServices services = KieServices.get();
    var files =
        services
            .newKieFileSystem()
            .generateAndWritePomXML(services.newReleaseId("whence.test", table, "1"))
            .write("src/main/resources/" + table + ".drl", text);
    var results = services.newKieBuilder(files).buildAll(ExecutableModelProject.class).getResults();
    assertThat(results.getMessages(Message.Level.ERROR)).as(text).isEmpty();
    var container = services.newKieContainer(services.newReleaseId("whence.test", table, "1"));
    return container.getKieBase();
  }

  private static <F extends Record> Object droolsValue(Condition<F, ?> column, F fact) {
    Object value = column.value().apply(fact);
    return switch (value) {
      case BigDecimal number -> number.doubleValue();
      case Enum<?> word -> word.name();
      default -> value;
    };
  }

  private static <F extends Record, A> void askDmn(CheckedTable<F, A> table, int seed) {
    Schema<F, A> schema = table.schema();
    byte[] written = DmnTable.write(table);
    DMNRuntime runtime =
        DMNRuntimeBuilder.fromDefaults()
            .buildConfiguration()
            .fromResources(
                List.of(
                    ResourceFactory.newByteArrayResource(written)
                        .setResourceType(ResourceType.DMN)
                        .setSourcePath(schema.table() + ".dmn")))
            .getOrElseThrow(IllegalStateException::new);
    DMNModel model = runtime.getModels().getFirst();
    assertThat(model.getMessages(DMNMessage.Severity.ERROR))
        .as(new String(written, StandardCharsets.UTF_8))
        .isEmpty();
    var random = new RandomTables(new SplittableRandom(seed));
    for (int i = 0; i < FACTS; i++) {
      F fact = random.fact(schema);
      DMNContext context = runtime.newContext();
      for (Condition<F, ?> column : schema.conditions()) {
        Object value = column.value().apply(fact);
        context.set(
            DroolsTable.field(column.name()), value instanceof Enum<?> word ? word.name() : value);
      }
      DMNResult result = runtime.evaluateAll(model, context);
      Object told = result.getDecisionResults().getFirst().getResult();
      List<Object> answers =
          switch (told) {
            case null -> List.of();
            case List<?> all -> new ArrayList<>(all);
            default -> List.of(told);
          };
      assertThat(answers)
          .as("%s in %s: %s", fact, table.canonicalText(), result.getMessages())
          .containsExactlyInAnyOrderElementsOf(expected(table, fact, true));
    }
  }

  /// What the matching rows say, in the words of the other engine.
  private static <F extends Record, A> List<Map<String, Object>> expected(
      CheckedTable<F, A> table, F fact, boolean dmn) {
    return table.rows().stream()
        .filter(row -> row.matches(fact))
        .limit(table.schema().hitPolicy() == HitPolicy.FIRST_MATCH ? 1 : Long.MAX_VALUE)
        .map(row -> {
          Map<String, Object> values = new LinkedHashMap<>();
          values.put("ruleId", row.ruleId());
          for (Action<?> action : table.schema().actions()) {
            Object value = row.actions().get(action);
            values.put(
                DroolsTable.field(action.name()),
                switch (value) {
                  case Enum<?> word -> word.name();
                  case Long number when dmn -> new BigDecimal(number);
                  default -> value;
                });
          }
          return Collections.unmodifiableMap(values);
        })
        .toList();
  }

  @org.junit.jupiter.api.Test
  void namesAreThoseOfTheFact() {
    for (Schema<?, ?> schema : RuleBook.SCHEMAS) {
      for (Condition<?, ?> column : schema.conditions()) {
        assertThat(DroolsTable.field(column.name()))
            .isEqualTo(FactMaker.componentName(column.name()));
        assertThat(column.type()).isNotInstanceOf(CellType.Ranking.class);
      }
    }
  }
}
