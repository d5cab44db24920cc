package dev.whence.pipeline.imports;

import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.attributes.Attributes.Value;
import dev.whence.models.attributes.AttributesJson;
import dev.whence.pipeline.imports.Fault.FaultException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// The attributes of one canonical row, as the text of its column.
final class AttributeCells {
  private AttributeCells() {}

  /// @return empty where none is there
  /// @throws FaultException if one of them is no number, or a word is too long
  static String of(List<Mapping.Attribute> attributes, Row.Group group) {
    var values = new TreeMap<String, Value>();
    for (Mapping.Attribute attribute : attributes) {
      try {
        value(attribute, group).ifPresent(value -> values.put(attribute.name(), value));
      } catch (FaultException e) {
        Fault fault = e.fault();
        String of = fault.field().isEmpty() ? "" : ": " + fault.field();
        throw new FaultException(attribute.name() + of, fault.value(), fault.reason());
      }
    }
    return AttributesJson.text(new Attributes(values));
  }

  private static Optional<Value> value(Mapping.Attribute attribute, Row.Group group) {
    String text = attribute.recipe().of(group).strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        switch (attribute.kind()) {
          case NUMBER -> new Value.Measure(number(text));
          case WORD -> new Value.Word(word(text));
        });
  }

  private static double number(String text) {
    double number;
    try {
      number = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new FaultException("", text, Type.noNumber(text));
    }
    if (!(Math.abs(number) <= Float.MAX_VALUE)) {
      throw new FaultException("", text, "is no number to go by");
    }
    return number;
  }

  private static String word(String text) {
    if (text.length() > Attributes.LONGEST_WORD) {
      throw new FaultException(
          "",
          text,
          "has %d letters, a word of an attribute at most %d; maybe {found: …, pattern: \"(.{1,%d}).*\"}"
              .formatted(text.length(), Attributes.LONGEST_WORD, Attributes.LONGEST_WORD));
    }
    return text;
  }
}
