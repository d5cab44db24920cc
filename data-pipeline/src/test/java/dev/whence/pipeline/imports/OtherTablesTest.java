package dev.whence.pipeline.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.ReturnRow;
import dev.whence.pipeline.history.ShipmentRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rows that have to go with those of other tables, and of the history they are added to.
class OtherTablesTest {

  private static final String MAPPING =
      """
      time format: yyyy-MM-dd HH:mm
      time zone: UTC
      sources:
        lines: {file: lines.csv}
        returns: {file: returns.csv}
      tables:
        returns:
          from: returns
          columns:
            order_id: returns.order
            line_id: returns.line
            returned_at: {time: returns.at}
            units: returns.units
        order_lines:
          from: lines
          columns:
            order_id: lines.order
            line_id: lines.line
            ordered_at: {time: lines.at}
            sku: {constant: S}
            quantity: lines.units
            unit_price_minor: lines.price
            currency: {constant: EUR}
            canceled: lines.canceled
      """;

  private static final String GROUPED =
      """
      time format: yyyy-MM-dd HH:mm
      time zone: UTC
      sources:
        lines: {file: lines.csv}
      tables:
        shipments:
          from: lines
          group by: [lines.order]
          columns:
            shipment_id: lines.order
            order_id: lines.order
            ship_node: {constant: DC}
            carrier_service: {constant: GROUND}
            ordered_at: {time: lines.at}
            origin_country: {constant: DE}
            origin_time_zone: {constant: Europe/Berlin}
            destination_country: {constant: DE}
            destination_time_zone: {constant: Europe/Berlin}
            distance_km: {constant: 100}
            currency: {constant: EUR}
            units: {sum: lines.units}
            status: {constant: AWAITING_HANDOVER}
      """;

  @TempDir private Path folder;

  private ImportReport run(String mapping, boolean adds, double most) throws IOException {
    Files.writeString(folder.resolve("mapping.yaml"), mapping);
    return Importer.run(
        folder.resolve("mapping.yaml"),
        folder,
        folder.resolve("out"),
        new Importer.Limits(7, most, adds),
        bytes -> {});
  }

  private ImportReport run(boolean adds) throws IOException {
    return run(MAPPING, adds, 1);
  }

  private void lines(String... rows) throws IOException {
    write("lines.csv", "order,line,at,units,price,canceled", rows);
  }

  private void returns(String... rows) throws IOException {
    write("returns.csv", "order,line,at,units", rows);
  }

  private void write(String file, String header, String... rows) throws IOException {
    Files.write(folder.resolve(file), Stream.concat(Stream.of(header), Stream.of(rows)).toList());
  }

  private List<String> rejects() throws IOException {
    return Files.readAllLines(folder.resolve("out/rejects.csv")).stream().skip(1).toList();
  }

  private List<String> returned() {
    try (Stream<ReturnRow> rows = HistoryTable.RETURNS.read(folder.resolve("out"))) {
      return rows.map(row -> "%s %s %d".formatted(row.order(), row.line(), row.units())).toList();
    }
  }

  /// Whatever the order of the rows and of the tables in the mapping: the earlier return takes
  /// first.
  @Test
  void returnsTakeNoMoreThanTheirLineHas_noneBeforeItsOrder_noneOfACanceledOrUnknownLine()
      throws IOException {
    lines(
        "A,1,2026-01-05 10:00,3,100,false",
        "A,2,2026-01-05 10:00,1,100,TRUE",
        "A,3,2026-01-05 10:00,1,cheap,false",
        "B,1,2026-01-05 10:00,2,100,false");
    returns(
        "A,1,2026-01-09 10:00,2",
        "A,1,2026-01-08 10:00,2",
        "A,1,2026-01-10 10:00,1",
        "A,2,2026-01-09 10:00,1",
        "A,3,2026-01-09 10:00,1",
        "X,1,2026-01-09 10:00,1",
        "B,1,2026-01-05 09:59,1",
        "B,1,2026-01-05 10:00,1");

    ImportReport report = run(false);

    assertThat(returned()).containsExactly("B 1 1", "A 1 2", "A 1 1");
    assertThat(rejects().stream().filter(line -> line.endsWith(",returns")))
        .containsExactly(
            "returns.csv,2,units,2,\"come back of line A 1, which has 1 left of 3; maybe a return stands there twice\",returns",
            "returns.csv,5,order_id line_id,A 2,is a canceled line: nothing comes back,returns",
            "returns.csv,6,order_id line_id,A 3,\"is no line of the history; maybe it was rejected, or comes in a later file\",returns",
            "returns.csv,7,order_id line_id,X 1,\"is no line of the history; maybe it was rejected, or comes in a later file\",returns",
            "returns.csv,8,returned_at,2026-01-05T09:59:00Z,\"lies before the order of its line at 2026-01-05T10:00:00Z; maybe the file has days only: at: \"\"23:59\"\"\",returns");
    assertThat(Objects.requireNonNull(report.tables().get("returns")))
        .isEqualTo(
            new ImportReport.TableCounts(
                new ImportReport.Counts(8, 3, new java.util.TreeMap<>(), 5), 3));
    assertThat(report.tables().sequencedKeySet()).containsExactly("returns", "order_lines");
  }

  @Test
  void aLaterMonthsReturnsTakeWhatEarlierOnesLeft_asInOneImportOfAll() throws IOException {
    lines("A,1,2026-01-05 10:00,3,100,false", "B,1,2026-01-06 10:00,1,100,false");
    returns("A,1,2026-01-08 10:00,2", "A,1,2026-02-08 10:00,2", "B,1,2026-02-09 10:00,1");
    run(false);
    List<String> whole = returned();

    Files.delete(HistoryTable.RETURNS.file(folder.resolve("out")));
    lines("A,1,2026-01-05 10:00,3,100,false", "B,1,2026-01-06 10:00,1,100,false");
    returns("A,1,2026-01-08 10:00,2");
    run(false);
    lines();
    returns("A,1,2026-02-08 10:00,2", "B,1,2026-02-09 10:00,1");
    run(true);

    assertThat(returned()).isEqualTo(whole).containsExactly("A 1 2", "B 1 1");
    assertThat(rejects())
        .singleElement()
        .asString()
        .contains("come back of line A 1, which has 1 left of 3");
    returns("A,1,2026-01-08 10:00,3");
    run(true);
    assertThat(returned()).as("takes the place of the older one").containsExactly("A 1 3", "B 1 1");
  }

  @Test
  void aLineCannotLoseWhatCameBackOfIt() throws IOException {
    lines("A,1,2026-01-05 10:00,3,100,false", "B,1,2026-01-06 10:00,2,100,false");
    returns("A,1,2026-01-08 10:00,2", "B,1,2026-01-08 10:00,2");
    run(false);

    lines(
        "A,1,2026-01-05 10:00,1,100,false",
        "B,1,2026-01-06 10:00,2,100,true",
        "C,1,2026-01-06 10:00,2,100,true");
    returns();
    ImportReport report = run(true);

    assertThat(rejects())
        .containsExactly(
            "lines.csv,2,order_id line_id,A 1,\"has to be ordered by 2026-01-08T10:00:00Z and to have 2 units, which came back; maybe import the whole history anew\",order_lines",
            "lines.csv,3,order_id line_id,B 1,\"has to be ordered by 2026-01-08T10:00:00Z and to have 2 units, which came back; maybe import the whole history anew\",order_lines");
    assertThat(Objects.requireNonNull(report.added().get("order_lines")).stayed()).isEqualTo(2);
  }

  private List<Integer> units() {
    try (Stream<ShipmentRow> rows = HistoryTable.SHIPMENTS.read(folder.resolve("out"))) {
      return rows.map(ShipmentRow::units).toList();
    }
  }

  /// An order that lies in two files would be six units in one import of both.
  @Test
  void aGroupThatHasRowsInTheHistoryIsRejected_unlessFilesBringWholeGroups() throws IOException {
    lines("1,1,2026-01-05 10:00,2,,", "2,1,2026-01-05 10:00,1,,");
    run(GROUPED, false, 0);
    lines("2,2,2026-01-05 10:00,5,,", "2,3,2026-01-05 10:00,1,,", "3,1,2026-01-06 10:00,4,,");

    run(GROUPED, true, 0.9);

    assertThat(units()).containsExactly(2, 1, 4);
    assertThat(rejects())
        .hasSize(2)
        .first()
        .asString()
        .isEqualTo(
            "lines.csv,2,shipment_id,2,\"has rows in the history already, and nobody can tell whether these are all of the group; maybe bring all rows of a group in one file, and say so: groups: whole\",shipments");

    run(GROUPED.replace("[lines.order]\n", "[lines.order]\n    groups: whole\n"), true, 0);

    assertThat(units()).containsExactly(2, 6, 4);
  }

  @Test
  void wholeGroupsAreSaidOfGroups() throws IOException {
    lines();
    assertThatThrownBy(
            () -> run(GROUPED.replace("group by: [lines.order]", "groups: whole"), false, 0))
        .hasMessageContaining("line 8: tables.shipments.groups: must be: whole, beside 'group by'");
  }

  /// The fifth line of another file is another sale, or the same one once more.
  @Test
  void rowsThatAreNamedByTheirLineInTheFileCannotBeAdded() throws IOException {
    lines("A,1,2026-01-05 10:00,3,100,false");
    returns();
    String byLine =
        MAPPING
            .replace("line_id: lines.line", "line_id: {join: [lines.order, lines.nr]}")
            .replace(
                "{file: lines.csv}",
                "{file: lines.csv, computed: {at line: lines.line in the file, nr: lines.at line}}");
    assertThat(run(byLine, false, 0).isUseful(0)).isTrue();

    assertThatThrownBy(() -> run(byLine, true, 0))
        .isInstanceOf(WrongMappingException.class)
        .hasMessageContaining("mapping.yaml: 1 error\n")
        .hasMessageContaining(
            "line 18: tables.order_lines.columns.line_id: 'lines.nr' names other rows in other"
                + " files, so rows cannot be added by it; maybe name them by columns of the file");
  }
}
