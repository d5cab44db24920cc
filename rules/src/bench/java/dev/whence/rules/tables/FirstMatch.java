package dev.whence.rules.tables;

import dev.whence.rules.facts.ReturnLineFact;
import dev.whence.rules.tables.schema.ReturnIntervention;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kie.api.io.ResourceType;
import org.kie.dmn.api.core.DMNContext;
import org.kie.dmn.api.core.DMNDecisionResult;
import org.kie.dmn.api.core.DMNModel;
import org.kie.dmn.api.core.DMNRuntime;
import org.kie.dmn.core.internal.utils.DMNRuntimeBuilder;
import org.kie.internal.io.ResourceFactory;
import org.openl.rules.runtime.RulesEngineFactory;

/// An engine that holds a generated table and says which row answers.
enum FirstMatch {
  /// As the service asks its tables.
  WHENCE {
    @Override
    Function<ReturnLineFact, String> of(GeneratedTable table) {
      return asked(book(table).compile());
    }
  },
  /// Drools' executable model, a session for each fact, first match by salience.
  DROOLS {
    @Override
    Function<ReturnLineFact, String> of(GeneratedTable table) {
      return asked(book(table).with(EngineKind.DROOLS));
    }
  },
  SCAN {
    @Override
    Function<ReturnLineFact, String> of(GeneratedTable table) {
      return asked(book(table).scan());
    }
  },
  OPENL {
    @Override
    Function<ReturnLineFact, String> of(GeneratedTable table) {
      OpenLTable rules = openl(table.openl());
      return fact ->
          rules.find(
              fact.category(),
              fact.channel(),
              fact.quantity(),
              fact.lineValueMinor(),
              fact.returnProbability());
    }
  },
  KIE_DMN {
    @Override
    Function<ReturnLineFact, String> of(GeneratedTable table) {
      DMNRuntime runtime = kie(table.dmn());
      DMNModel model = runtime.getModel(DmnText.NAMESPACE, DmnText.MODEL);
      return fact -> {
        DMNContext context = runtime.newContext();
        context.set("category", fact.category());
        context.set("channel", fact.channel());
        context.set("quantity", fact.quantity());
        context.set("value", fact.lineValueMinor());
        context.set("probability", fact.returnProbability());
        DMNDecisionResult result =
            runtime
                .evaluateByName(model, context, DmnText.DECISION)
                .getDecisionResultByName(DmnText.DECISION);
        return (String) result.getResult();
      };
    }
  };

  abstract Function<ReturnLineFact, String> of(GeneratedTable table);

  /// What the generated interface of OpenL is.
  public interface OpenLTable {
    String find(String category, String channel, int quantity, long value, double probability);
  }

  static RuleBook book(GeneratedTable table) {
    var files = new TreeMap<String, byte[]>();
    RuleBook.shipped()
        .canonicalTexts()
        .forEach((name, text) ->
            files.put(name + ".csv", text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    files.put("return-intervention.csv", table.csv());
    return RuleBook.fromFiles(files);
  }

  static Function<ReturnLineFact, String> asked(RuleTables tables) {
    return fact -> tables.first(ReturnIntervention.SCHEMA, fact).ruleId();
  }

  static OpenLTable openl(byte[] workbook) {
    try {
      Path file = Files.createTempFile("table", ".xlsx");
      try {
        Files.write(file, workbook);
        var factory = new RulesEngineFactory<>(file.toUri().toURL(), OpenLTable.class);
        factory.setExecutionMode(true);
        return factory.newEngineInstance();
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static DMNRuntime kie(String dmn) {
    var resource = ResourceFactory.newReaderResource(new StringReader(dmn));
    resource.setResourceType(ResourceType.DMN);
    resource.setSourcePath("table.dmn");
    return DMNRuntimeBuilder.fromDefaults()
        .buildConfiguration()
        .fromResources(java.util.List.of(resource))
        .getOrElseThrow(IllegalStateException::new);
  }

  /// @throws IllegalStateException if two engines answer a fact by different rows
  static void checkThatAllAgree(GeneratedTable table, ReturnLineFact[] facts) {
    Map<FirstMatch, Function<ReturnLineFact, String>> engines =
        java.util.Arrays.stream(values())
            .collect(Collectors.toMap(Function.identity(), each -> each.of(table)));
    for (ReturnLineFact fact : facts) {
      Map<FirstMatch, String> answers = new TreeMap<>();
      engines.forEach((engine, ask) -> answers.put(engine, ask.apply(fact)));
      if (answers.values().stream().distinct().count() > 1) {
        throw new IllegalStateException("The engines disagree on " + fact + ": " + answers + ".");
      }
    }
  }
}
