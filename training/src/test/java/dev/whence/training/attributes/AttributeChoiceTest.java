package dev.whence.training.attributes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.whence.domain.attributes.Attributes;
import dev.whence.domain.attributes.Attributes.Value;
import dev.whence.training.runs.CannotTrain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AttributeChoiceTest {
  private static Attributes parcel(Map<String, Value> attributes) {
    return new Attributes(attributes);
  }

  /// Wind on every second one, a mode on all, a place that each has of its own, a level that is
  /// always the same.
  private static List<Attributes> parcels() {
    List<Attributes> parcels = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      Map<String, Value> told = new TreeMap<>();
      if (i % 2 == 0) {
        told.put("wind", new Value.Measure(i));
      }
      told.put("mode", new Value.Word(i % 4 == 0 ? "Truck" : i % 4 == 1 ? "Air\n" : "Air"));
      told.put("place", new Value.Word("place " + i));
      told.put("level", new Value.Measure(3));
      parcels.add(parcel(told));
    }
    return parcels;
  }

  @Test
  void numbersThatVaryAndFrequentWordsGetAColumnEach() {
    assertThat(AttributeChoice.ALL.columns(parcels().stream(), Map.of("wind", "mph"), "shipment"))
        .containsExactly(
            entry("attributes.mode=Air", "0 or 1"),
            entry("attributes.mode=Truck", "0 or 1"),
            entry("attributes.wind", "mph"));
    assertThat(AttributeChoice.of("wind").columns(parcels().stream(), Map.of(), "shipment"))
        .containsExactly(entry("attributes.wind", ""));
    assertThat(AttributeChoice.NONE.columns(parcels().stream(), Map.of(), "shipment")).isEmpty();
  }

  @Test
  void ofManyWordsTheMostFrequentOnesCount() {
    List<Attributes> parcels = new ArrayList<>();
    for (int word = 0; word < 40; word++) {
      for (int i = 0; i < 100 + word; i++) {
        parcels.add(parcel(Map.of("vendor", new Value.Word("v%02d".formatted(word)))));
      }
    }

    assertThat(AttributeChoice.ALL.columns(parcels.stream(), Map.of(), "shipment").keySet())
        .hasSize(AttributeChoice.MOST_WORDS)
        .contains("attributes.vendor=v39", "attributes.vendor=v10")
        .doesNotContain("attributes.vendor=v09");
  }

  @Test
  void namesThatNoShipmentHasAreTold() {
    assertThatThrownBy(() ->
            AttributeChoice.of("wind, rain").columns(parcels().stream(), Map.of(), "shipment"))
        .isInstanceOf(CannotTrain.class)
        .hasMessageContaining("No shipment has the attributes rain.")
        .hasMessageContaining("Maybe declare them in the mapping");
    assertThatThrownBy(() -> AttributeChoice.of("Wind"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"Wind\" is no name of an attribute");
  }
}
