package dev.whence.pipeline.drafts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.Journey;
import dev.whence.pipeline.history.ShipmentRow;
import dev.whence.pipeline.imports.ImportReport;
import dev.whence.pipeline.imports.Importer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Logs with a row for each event, in no order: the example of docs/import.md, as it stands there.
class EventLogTest {

  @TempDir private Path folder;

  private String mapping = "";

  @BeforeEach
  void takeTheExample() throws IOException {
    Path docs = Path.of("..", "docs", "import.md");
    String text = Files.readString(docs);
    String section = text.substring(text.indexOf("**A log of events.**"));
    List<String> blocks =
        Pattern.compile("```\\w*\\n(.*?)```", Pattern.DOTALL)
            .matcher(section)
            .results()
            .limit(3)
            .map(block -> block.group(1))
            .toList();
    Files.writeString(folder.resolve("parcels.csv"), blocks.get(0));
    Files.writeString(folder.resolve("events.csv"), blocks.get(1));
    mapping = blocks.get(2);
  }

  private ImportReport run(String mapping) throws IOException {
    Files.writeString(folder.resolve("mapping.yaml"), mapping);
    return Importer.run(
        folder.resolve("mapping.yaml"),
        folder,
        folder.resolve("out"),
        new Importer.Limits(0, 1, false),
        bytes -> {});
  }

  private List<Journey> journeys() {
    try (Stream<ShipmentRow> rows = HistoryTable.SHIPMENTS.read(folder.resolve("out"))) {
      return rows.map(ShipmentRow::journey).toList();
    }
  }

  private static Journey delivered(String out, String in) {
    Instant at = Instant.parse(in);
    return new Journey.Delivered(Instant.parse(out), at, at);
  }

  private static final List<Journey> EXPECTED =
      List.of(
          delivered("2026-03-02T15:10:00Z", "2026-03-04T08:41:00Z"),
          new Journey.Underway(Instant.parse("2026-03-03T14:00:00Z"), false),
          new Journey.NotHandedOver(false));

  @Test
  void theEarliestAndTheLatestRowOfAKeyAreTaken() throws IOException {
    ImportReport report = run(mapping);

    assertThat(journeys()).isEqualTo(EXPECTED);
    assertThat(Objects.requireNonNull(report.sources().get("handovers")).filtered())
        .containsEntry("duplicate-key", 1L)
        .containsEntry("handover", 3L);
    assertThat(Objects.requireNonNull(report.sources().get("deliveries")).kept()).isEqualTo(1);
    assertThat(report.rejectedShare()).isZero();
  }

  /// The same with the log as what drives the table: of parcels that have events.
  @Test
  void theEarliestAndTheLatestOfAGroupAreTaken() throws IOException {
    String grouped =
        mapping
            .replaceAll("(?s)  handovers:.*?tables:", "  events: {file: events.csv}\ntables:")
            .replace("{file: parcels.csv}", "{file: parcels.csv, key: [id]}")
            .replaceAll(
                "(?s)    from: parcels\n.*?    columns:",
                "    from: events\n    join: [{source: parcels, on: [events.parcel]}]\n    group by: [events.parcel]\n    columns:")
            .replaceAll(
                "(?s)      status:.*",
                """
                      status: {first of: [{only if: {latest: {only if: events.kind, in: [DELIVERED], value: {time: events.at}}}, present: true, value: {constant: DELIVERED}}, {constant: IN_TRANSIT}]}
                      handed_over_at: {earliest: {only if: events.kind, in: [PICKED UP], value: {time: events.at}}}
                      delivered_at: {latest: {only if: events.kind, in: [DELIVERED], value: {time: events.at}}}
                      known_at: {latest: {only if: events.kind, in: [DELIVERED], value: {time: events.at}}}
                      units: {highest: events.pieces}
                      freight_minor: {number: {lowest: events.pieces}, times: 100}
                """);

    run(
        grouped
            .replace("{\"\": \"\"}, otherwise", "{}, otherwise")
            .replace("{words: {latest", "{words: {latest"));

    assertThat(journeys()).isEqualTo(EXPECTED.subList(0, 2));
    try (Stream<ShipmentRow> rows = HistoryTable.SHIPMENTS.read(folder.resolve("out"))) {
      assertThat(rows.map(row -> row.units() + " " + row.freightMinor()))
          .containsExactly("10 200", "9 900");
    }
  }

  @Test
  void aRowWithoutTheTimeToChooseByIsRejected_andTheTimeIsNeeded() throws IOException {
    Files.writeString(
        folder.resolve("events.csv"),
        Files.readString(folder.resolve("events.csv")) + "P3,DELIVERED,,1\nP3,DELIVERED,soon,1\n");

    run(mapping);

    assertThat(Files.readString(folder.resolve("out/rejects.csv")))
        .contains(
            "events.csv,8,by (deliveries.at),,is no instant to choose a row by; maybe {time: …}")
        .contains("events.csv,9,by (deliveries.at),soon,is not a time like yyyy-MM-dd HH:mm");
    assertThatThrownBy(() -> run(mapping.replaceFirst("    by: .*\n", "")))
        .hasMessageContaining("'duplicates: earliest' or 'latest' and a time 'by' belong together");
  }
}
