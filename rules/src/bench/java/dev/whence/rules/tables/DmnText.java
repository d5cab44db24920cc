package dev.whence.rules.tables;

import java.util.List;
import java.util.stream.Collectors;

/// Writes a decision table as DMN 1.3.
final class DmnText {
  static final String NAMESPACE = "https://whence.dev/comparison";
  static final String MODEL = "comparison";
  static final String DECISION = "answer";

  private DmnText() {}

  /// @param type of FEEL
  /// @param values allowed ones as unary tests, empty for any
  record Input(String name, String type, String values) {}

  /// @param tests unary tests, by input
  record Rule(List<String> tests, String answer) {}

  static String of(String hitPolicy, List<Input> inputs, List<Rule> rules) {
    String outputValues =
        hitPolicy.equals("PRIORITY")
            ? "<outputValues><text>%s</text></outputValues>"
                .formatted(
                    rules.stream()
                        .map(Rule::answer)
                        .distinct()
                        .map(answer -> '"' + answer + '"')
                        .collect(Collectors.joining(", ")))
            : "";
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="_m" name="%s" namespace="%s">
    %s<decision id="_d" name="%s"><variable id="_v" name="%s" typeRef="string"/>
    %s<decisionTable id="_t" hitPolicy="%s" outputLabel="%s">
    %s<output id="_o">%s</output>
    %s</decisionTable></decision></definitions>
    """
        .formatted(
            MODEL,
            NAMESPACE,
            inputs.stream()
                .map(input ->
                    "<inputData id=\"_%1$s\" name=\"%1$s\"><variable id=\"_v%1$s\" name=\"%1$s\" typeRef=\"%2$s\"/></inputData>\n"
                        .formatted(input.name, input.type))
                .collect(Collectors.joining()),
            DECISION,
            DECISION,
            inputs.stream()
                .map(input ->
                    "<informationRequirement id=\"_r%1$s\"><requiredInput href=\"#_%1$s\"/></informationRequirement>\n"
                        .formatted(input.name))
                .collect(Collectors.joining()),
            hitPolicy,
            DECISION,
            inputs.stream()
                .map(input ->
                    "<input id=\"_i%1$s\"><inputExpression id=\"_e%1$s\" typeRef=\"%2$s\"><text>%1$s</text></inputExpression>%3$s</input>\n"
                        .formatted(
                            input.name,
                            input.type,
                            input.values.isEmpty()
                                ? ""
                                : "<inputValues><text>%s</text></inputValues>"
                                    .formatted(escaped(input.values))))
                .collect(Collectors.joining()),
            outputValues,
            rules.stream().map(DmnText::rule).collect(Collectors.joining()));
  }

  private static String rule(Rule rule) {
    return rule.tests.stream()
            .map(test -> "<inputEntry><text>" + escaped(test) + "</text></inputEntry>")
            .collect(Collectors.joining("", "<rule>", ""))
        + "<outputEntry><text>\""
        + escaped(rule.answer)
        + "\"</text></outputEntry></rule>\n";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
