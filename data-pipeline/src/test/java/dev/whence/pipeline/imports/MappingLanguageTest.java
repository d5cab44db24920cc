package dev.whence.pipeline.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.whence.pipeline.history.HistoryTable;
import dev.whence.pipeline.history.OrderLineRow;
import dev.whence.pipeline.history.ReturnRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Times, numbers, patterns, and returns that have to be matched to sales.
class MappingLanguageTest {
  private static final String SALES =
      """
      sources:
        sales:
          file: log.csv
          equal rows: first
          key: [who, what]
          duplicates: keep
          filters:
            sold: {keep if: sales.no, not starting with: [C]}
        credits:
          file: log.csv
          equal rows: first
          filters:
            credited: {keep if: credits.no, matching: "C[0-9]+"}
      tables:
        order_lines:
          from: sales
          columns:
            order_id: sales.no
            line_id: sales.line in the file
            ordered_at: {time: sales.at, format: "yyyy-MM-dd HH:mm", zone: UTC}
            customer_id: sales.who
            sku: sales.what
            quantity: sales.n
            unit_price_minor: {number: sales.price, times: 100}
            currency: {constant: EUR}
        returns:
          from: credits
          match:
            source: sales
            as: sold
            on: [credits.who, credits.what]
            at: {time: credits.at, format: "yyyy-MM-dd HH:mm", zone: UTC}
            not after: {time: sales.at, format: "yyyy-MM-dd HH:mm", zone: UTC}
            units: {number: credits.n, times: -1}
            of: sales.n
          columns:
            order_id: sold.no
            line_id: sold.line in the file
            returned_at: {time: credits.at, format: "yyyy-MM-dd HH:mm", zone: UTC}
            units: sold.units taken
      """;

  @TempDir private Path folder;

  private ImportReport run(double mostRejected) throws IOException {
    return Importer.run(
        folder.resolve("mapping.yaml"),
        folder,
        folder.resolve("out"),
        new Importer.Limits(0, mostRejected, false),
        bytes -> {});
  }

  private static ImportReport.TableCounts returns(ImportReport report) {
    return Objects.requireNonNull(report.tables().get("returns"));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private <T> List<T> read(HistoryTable<T> table) {
    try (var rows = table.read(folder.resolve("out"))) {
      return rows.toList();
    }
  }

  private void log(String rows) throws IOException {
    write("mapping.yaml", SALES);
    write("log.csv", "no,at,who,what,n,price\n" + rows);
  }

  /// A credit note of five takes the two that are left of the latest sale, then three of the one
  /// before; not those of a later sale, of another customer, or of another article.
  @Test
  void aCreditNoteTakesUnitsFromTheLatestEarlierSalesThatHaveSomeLeft() throws IOException {
    log(
        """
        1,2026-01-01 10:00,ann,cup,4,2.50
        2,2026-01-02 10:00,ann,cup,3,2.50
        3,2026-01-02 11:00,ben,cup,9,2.50
        4,2026-01-02 12:00,ann,pot,9,2.50
        C8,2026-01-03 10:00,ann,cup,-5,2.50
        C7,2026-01-02 10:00,ann,cup,-1,2.50
        5,2026-01-04 10:00,ann,cup,9,2.50
        """);

    ImportReport report = run(0);

    assertThat(read(HistoryTable.RETURNS))
        .extracting(row -> row.order().value() + " " + row.line().value() + ": " + row.units())
        .containsExactly("2 3: 1", "1 2: 3", "2 3: 2");
    assertThat(returns(report).written()).isEqualTo(3);
  }

  @Test
  void aCreditNoteThatFindsTooFewIsRejectedWithTheFigures_orFilteredWhereThatIsUsual()
      throws IOException {
    String rows =
        """
        1,2026-01-01 10:00,ann,cup,4,2.50
        C7,2026-01-02 10:00,ann,cup,-5,2.50
        C8,2026-01-03 10:00,ann,cup,-4,2.50
        """;
    log(rows);
    run(1);

    assertThat(Files.readString(folder.resolve("out/rejects.csv")))
        .contains(
            "log.csv,3,credits.who credits.what,ann cup,\"takes 5 units, but earlier rows of log.csv have only 4 left\",returns");
    assertThat(read(HistoryTable.RETURNS)).extracting(ReturnRow::units).containsExactly(4);

    write("mapping.yaml", SALES.replace("of: sales.n\n", "of: sales.n\n      optional: true\n"));
    ImportReport report = run(0);

    assertThat(returns(report).rows().filtered()).containsEntry("no-earlier-units", 1L);
  }

  @Test
  void equalRowsCountOnce() throws IOException {
    log(
        """
        1,2026-01-01 10:00,ann,cup,4,2.50
        1,2026-01-01 10:00,ann,cup,4,2.50
        1,2026-01-01 10:00,ann,cup,4,2.60
        C8,2026-01-03 10:00,ann,cup,-4,2.60
        """);

    run(0);

    assertThat(read(HistoryTable.ORDER_LINES))
        .extracting(OrderLineRow::unitPriceMinor)
        .containsExactly(250L, 260L);
  }

  @Test
  void emptyCellsMeanWhatStandsAboveThem_whereTheMappingSaysSo() throws IOException {
    write(
        "mapping.yaml",
        """
        sources:
          sheet:
            file: sheet.csv
            fill down: [order, day, customer]
            missing: [n/a]
            equal rows: first
        tables:
          order_lines:
            from: sheet
            columns:
              order_id: sheet.order
              line_id: sheet.line in the file
              ordered_at: {time: sheet.day, format: yyyy-MM-dd, zone: UTC}
              customer_id: sheet.customer
              sku: sheet.sku
              unit_price_minor: {constant: 100}
              currency: {constant: EUR}
        """);
    write(
        "sheet.csv",
        """
        order,day,customer,sku
        A,2026-05-04,Ann,S1
        ,,,S2
        ,,n/a,S3
        ,,,S4
        B,2026-05-05,,S1
        ,,,S2
        ,,,
        ,,,S2
        C,2026-05-06,Eve
        ,,,S9
        D,2026-05-07,Dan,S1
        """);

    ImportReport report = run(100);

    assertThat(read(HistoryTable.ORDER_LINES))
        .extracting(row -> row.order().value() + row.customerId() + row.sku().value())
        .containsExactly("AAnnS1", "AAnnS2", "AS3", "AS4", "BS1", "BS2", "DDanS1");
    assertThat(Files.readString(folder.resolve("out/rejects.csv")))
        .as("what stands below a row that cannot be read is not filled with what stands above it")
        .contains("sheet.csv,11,order_id,,is missing")
        .contains("sheet.csv,10,");
    assertThat(Objects.requireNonNull(report.sources().get("sheet")).filtered())
        .containsEntry("equal-row", 1L);
  }

  @Test
  void columnsToFillDownHaveToBeThere() throws IOException {
    write("sheet.csv", "order,sku\nA,S1\n");
    write(
        "mapping.yaml",
        """
        sources:
          sheet: {file: sheet.csv, fill down: [ordre]}
        tables:
          returns:
            from: sheet
            columns: {order_id: sheet.order, line_id: sheet.sku, returned_at: {constant: "2026-05-04T00:00:00Z"}}
        """);

    assertThatThrownBy(() -> run(20)).hasMessageContaining("ordre").hasMessageContaining("order");
  }

  @Test
  void aUselessResultNeverReplacesAGoodTable_andWhatAKilledRunLeftIsCleared() throws IOException {
    log(
        """
        1,2026-01-01 10:00,ann,cup,4,2.50
        C8,2026-01-03 10:00,ann,cup,-4,2.60
        """);
    run(0);
    Path lines = HistoryTable.ORDER_LINES.file(folder.resolve("out"));
    byte[] good = Files.readAllBytes(lines);
    Files.createDirectories(folder.resolve("out/.import-123"));

    log("1,2026-01-01 10:00,ann,cup,many,2.50\n2,2026-01-01 10:00,ann,cup,5,2.50\n");
    assertThat(run(0.2).isUseful(0.2)).as("half is rejected").isFalse();
    assertThat(Files.readAllBytes(lines)).isEqualTo(good);

    log("1,2026-01-01 10:00,ann,cup,7,2.50\n");
    assertThat(run(0.2).isUseful(0.2)).as("no credit note was read, so none is missing").isTrue();
    assertThat(read(HistoryTable.ORDER_LINES))
        .extracting(OrderLineRow::quantity)
        .containsExactly(7);
    try (var files = Files.list(folder.resolve("out"))) {
      assertThat(files).noneMatch(file -> file.getFileName().toString().startsWith(".import-"));
    }
  }

  @Test
  void aColumnWithABlankBehindItIsToldToBeQuoted() throws IOException {
    log("");
    write("log.csv", "No,at,who,what,n ,price\n");

    assertThatThrownBy(() -> run(0))
        .hasMessageContaining(
            "columns.quantity: no column 'n' in source 'sales', which has [No, at, n , price, what,"
                + " who]; maybe it has blanks around it: quote the whole, \"…n \"")
        .hasMessageContaining("what, who]; maybe 'No'");
    write(
        "mapping.yaml",
        SALES
            .replace("sales.no", "sales.No")
            .replace("credits.no", "credits.No")
            .replace("sold.no", "sold.No")
            .replace("sales.n\n", "\"sales.n \"\n")
            .replace("credits.n,", "\"credits.n \","));
    write("log.csv", "No,at,who,what,n ,price\n1,2026-01-01 10:00,ann,cup,4,2.50\n");
    assertThat(run(0).isUseful(0)).isTrue();
  }

  @Test
  void unitsTakenAreThoseOfAMatchOnly() throws IOException {
    log("");
    write("mapping.yaml", SALES.replace("quantity: sales.n", "quantity: sales.units taken"));

    assertThatThrownBy(() -> run(0))
        .hasMessageContaining("no column 'units taken' in source 'sales'");
  }

  /// What a recipe makes of the value in a column `a`, `b` of one row.
  private String made(String recipe, String a, String b) throws IOException {
    write(
        "mapping.yaml",
        """
        time zone: America/New_York
        sources:
          t: {file: t.csv}
        tables:
          returns:
            from: t
            columns:
              order_id: {constant: o}
              line_id: {constant: l}
              returned_at: {constant: 2026-01-01T00:00:00Z}
              reason: {first of: [RECIPE, {constant: missing}]}
        """
            .replace("RECIPE", recipe));
    write("t.csv", "a,b\n\"%s\",\"%s\"\n".formatted(a, b));
    ImportReport report = run(1);
    if (returns(report).written() == 0) {
      return Files.readString(folder.resolve("out/rejects.csv")).lines().toList().get(1);
    }
    return Files.readString(folder.resolve("out/rejects.csv")).lines().count() > 1
        ? "rejected"
        : read(HistoryTable.RETURNS).getFirst().reason();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {time: t.a, format: yyyy-MM-dd'T'HH:mm:ssXXX}     | 2026-03-01T10:00:00+05:00 | | 2026-03-01T05:00:00Z
          {time: t.a, format: yyyy-MM-dd'T'HH:mm:ssXXX}     | 2026-03-01T10:00:00Z      | | 2026-03-01T10:00:00Z
          {time: t.a, format: yyyy-MM-dd HH:mm}             | 2026-03-01 10:00          | | 2026-03-01T15:00:00Z
          {time: t.a, format: d-MMM-yy}                     | 2-Jun-06                  | | 2006-06-02T04:00:00Z
          {time: t.a, format: d-MMM-yy, at: "17:00"}        | 2-Jun-06                  | | 2006-06-02T21:00:00Z
          {time: t.a, format: M/d/yy, zone: UTC}            | 7/4/13                    | | 2013-07-04T00:00:00Z
          {time: t.a, format: yyyy-MM-dd, zone from: t.b}   | 2026-03-01                | Europe/Berlin | 2026-02-28T23:00:00Z
          {time: t.a, format: yyyy-MM-dd, zone from: t.b}   | 2026-03-01                | | missing
          {time: t.a, format: "yyyy-MM-dd HH:mm[XXX]"}      | 2026-03-01 10:00+05:00    | | 2026-03-01T05:00:00Z
          {time: t.a, format: "yyyy-MM-dd HH:mm[XXX]"}      | 2026-03-01 10:00          | | 2026-03-01T15:00:00Z
          {time: t.a, format: "yyyy-MM-dd HH:mm[ z]"}       | 2026-03-01 10:00          | | 2026-03-01T15:00:00Z
          {time: t.a, format: "yyyy-MM-dd[ HH:mm]"}         | 2026-03-01                | | 2026-03-01T05:00:00Z
          {time: t.a, format: yyyy-MM-ddXXX, at: "12:00"}   | 2026-03-01+02:00          | | 2026-03-01T10:00:00Z
          {time: t.a, format: yyyy-MM-dd HH:mm z}           | 2026-03-01 10:00 CET      | | 2026-03-01T09:00:00Z
          {time: t.a, format: yyyy-MM-dd HH:mm z}           | 2026-07-01 10:00 CEST     | | 2026-07-01T08:00:00Z
          {time: t.a, format: yyyy-MM-dd HH:mm z}           | 2026-07-01 10:00 CET      | | 2026-07-01T09:00:00Z
          {time: t.a, format: yyyy-MM-dd HH:mm z}           | 2026-07-01 10:00 EST      | | 2026-07-01T15:00:00Z
          {time: t.a, format: yyyy-MM-dd HH:mm z}           | 2026-07-01 10:00 BST      | | 2026-07-01T09:00:00Z
          {time: t.a, format: yyyy-MM-dd HH:mm z}           | 2026-07-01 10:00 utc      | | 2026-07-01T10:00:00Z
          {time: t.a, format: yyyy-MM-dd HH:mm z}           | 2026-07-01 10:00 Europe/Berlin | | 2026-07-01T08:00:00Z
          {time: t.a, format: yyyy-MM-dd HH:mm z, zone: Asia/Kolkata}  | 2026-07-01 10:00 IST | | 2026-07-01T04:30:00Z
          {time: t.a, format: yyyy-MM-dd HH:mm z, zone: Asia/Shanghai} | 2026-07-01 10:00 CST | | 2026-07-01T02:00:00Z
          {time: t.a, format: yyyy-MM-dd HH:mm zzzz}        | 2026-07-01 10:00 Eastern Standard Time | | 2026-07-01T15:00:00Z
          {time: t.a, format: yyyy-MM-dd HH:mm zzzz}        | 2026-07-01 10:00 Central European Summer Time | | 2026-07-01T08:00:00Z
          {time: t.a, format: yyyy-MM-dd HH:mm VV}          | 2026-07-01 10:00 Europe/Berlin | | 2026-07-01T08:00:00Z
          {time: t.a, format: "yyyy-MM-dd HH:mm[ VV]"}      | 2026-07-01 10:00 UTC      | | 2026-07-01T10:00:00Z
          {time: t.a, format: "yyyy-MM-dd HH:mm[ VV]"}      | 2026-07-01 10:00          | | 2026-07-01T14:00:00Z
          {time: t.a, format: "yyyy-MM-dd HH:mmXXX'['VV']'"} | 2026-10-25 02:30+01:00[Europe/Berlin] | | 2026-10-25T01:30:00Z
          {time: t.a, format: yyyy-MM-dd hh:mm a}           | 2026-07-01 02:00 PM       | | 2026-07-01T18:00:00Z
          {time: t.a, format: "[dd.MM.yyyy][yyyyMMdd]"}     | 20260701                  | | 2026-07-01T04:00:00Z
          {time: t.a, format: yyyy-MM-dd HH:mm}             | \u00a02026-03-01 10:00   | | 2026-03-01T15:00:00Z
          {date: t.a, format: d-MMM-yy}                     | 2-Jun-06                  | | 2006-06-02
          {date: t.a, format: YYYY-'W'ww-e}                 | 2026-W48-2                | | 2026-11-23
          {next: t.a, format: HHmm, zone: UTC, after: t.b}  | 0515                      | 2026-03-01T05:15:00Z | 2026-03-01T05:15:00Z
          {next: t.a, format: HHmm, zone: UTC, after: t.b}  | 0514                      | 2026-03-01T05:15:00Z | 2026-03-02T05:14:00Z
          {later: t.a, by: t.b, unit: minutes}              | 2026-03-01T05:15:00Z      | -15 | 2026-03-01T05:00:00Z
          {later: t.a, by: t.b, unit: days}                 | 2026-03-01T05:15:00Z      | 1.5 | 2026-03-02T17:15:00Z
          {local: t.a, format: y-M-d H EEE}                 | 2026-03-09T03:59:00Z      | | 2026-3-8 23 Sun
          {local: t.a, format: HH:mm, zone from: t.b}       | 2026-03-09T03:59:00Z      | Europe/Berlin | 04:59
          {local: t.a, format: HH:mm, zone from: t.b}       | 2026-03-09T03:59:00Z      | | missing
          {elapsed: [t.a, t.b], unit: hours}                | 2026-03-01T05:15:00Z      | 2026-03-01T04:45:00Z | -0.5
          {elapsed: [t.a, t.b], unit: days}                 | 2026-03-01T05:15:00Z      | | missing
          {found: t.a, pattern: "([0-9]{3}).*"}             | 22423B                    | | 224
          {found: t.a, pattern: "([0-9]{3}).*"}             | POST                      | | missing
          {plus: [t.a, t.b]}                                | 1.5                       | 2 | 3.5
          {minus: [t.a, t.b, {constant: 1}]}                | 10                        | 2.5 | 6.5
          {divide: [t.a, t.b]}                              | 1                         | 3 | 0.3333333333333333
          {number: t.a, times: 1000, otherwise: missing}    | See ASN-93                | | missing
          {number: t.a, decimal: ",", thousands: "."}       | 1.234,56                  | | 1234.56
          {number: t.a, decimal: ",", thousands: "."}       | 1234,5                    | | 1234.5
          {number: t.a, decimal: ",", thousands: ".", times: 100} | -12.345.678,90      | | -1234567890
          {number: t.a, thousands: ","}                     | 1,004.50                  | | 1004.5
          {number: t.a, thousands: " ", decimal: ","}       | 1\u202f234,5             | | 1234.5
          {number: t.a, around: [€, kg]}                    | €3.50                     | | 3.5
          {number: t.a, around: [€, kg]}                    | -€ 3.50                   | | -3.5
          {number: t.a, around: [€, kg]}                    | €-3.50                    | | -3.5
          {number: t.a, around: [€, kg]}                    | 7 kg                      | | 7
          {number: t.a, around: [€, kg]}                    | 7                         | | 7
          {number: t.a, decimal: ",", otherwise: missing}   | 1.5                       | | missing
          {number: {found: t.a, pattern: "EUR (.*)"}, decimal: ","} | EUR 1,5           | | 1.5
          {plus: [t.a, t.b]}                                | ' 1.5 '                   | '\u00a02' | 3.5
          {number: t.a}                                     | '  '                      | | missing
          {only if: t.b, in: [x, y], value: t.a}            | 7                         | y | 7
          {only if: t.b, in: [x, y], value: t.a}            | 7                         | z | missing
          {only if: t.b, between: [1, 3], value: {number: t.a, times: 2}} | 7           | 3 | 14
          {earliest: {time: t.a, format: yyyy-MM-dd}}       | 2026-03-01                | | 2026-03-01T05:00:00Z
          {number: t.a, times: 1000, otherwise: missing}    | 0.25                      | | 250
          """)
  void recipesMakeOfAValue(String recipe, String a, String b, String expected) throws IOException {
    assertThat(made(recipe, a, b == null ? "" : b)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {divide: [t.a, t.b]}                             | 1          | 0 | t.a t.b
          {number: t.a, times: 10}                         | See ASN-93 |   | is not a number
          {number: t.a, times: 10}                         | 1e999999999 |  | is a number of too many places
          {time: t.a, format: yyyy-MM-dd, zone from: t.b}  | 2026-03-01 | Mars | is no IANA time zone
          {time: t.a, format: yyyy-MM-dd'T'HH:mm:ssXXX}    | 2026-03-01T10:00:00 | | is not a time like
          {number: t.a, decimal: ",", thousands: "."}      | 1.23,4 | | is not a number like 1.234,56
          {number: t.a, decimal: ","}                      | 1.234  | | is not a number like 1234,56; maybe around
          {number: t.a, thousands: ","}                    | 12,34 | | is not a number like 1,234.56
          {number: t.a, around: [€]}                       | €3€    | | is not a number like 1234.56
          {number: t.a, around: [€]}                       | -€-3   | | is not a number like 1234.56
          {only if: t.b, between: [1, 3], value: t.a}      | 7 | much | reason (filter only if (t.b)),much,"is not a number
          {time: t.a, format: yyyy-MM-dd HH:mm z}          | 2026-07-01 10:00 IST | | t.a),2026-07-01 10:00 IST,"IST is the name of several zones; maybe give 'zone', the one that is meant
          {time: t.a, format: yyyy-MM-dd HH:mm z}          | 2026-07-01 10:00 XYZ | | is not a time like yyyy-MM-dd HH:mm z
          {time: t.a, format: "yyyy-MM-dd hh:mm[ a]"}      | 2026-03-01 10:00 | | is not a time like yyyy-MM-dd hh:mm[ a]
          {next: t.a, format: HHmm, after: t.b}            | 2515       | 2026-03-01T05:15:00Z | is not a time like HHmm
          {later: t.a, by: t.b, unit: days}                | 2026-03-01T05:15:00Z | 1e308 | is no time that can be
          {local: t.a, format: HH:mm}                      | 05:15      |   | is no instant of a time zone
          {elapsed: [t.a, t.b], unit: days}                | 2026-03-01T05:15:00Z | soon | are no two instants
          """)
  void aValueThatWillNotDoIsRejectedWithItsPlace(String recipe, String a, String b, String expected)
      throws IOException {
    assertThat(made(recipe, a, b == null ? "" : b)).startsWith("t.csv,2,reason").contains(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {later: t.a, by: t.b, unit: weeks}              | must be one of [minutes, hours, days]
          {elapsed: [t.a, t.b], unit: weeks}              | must be one of [minutes, hours, days]
          {elapsed: [t.a, t.b, t.a], unit: days}          | needs two instants: [from, until]
          {found: t.a, pattern: "([0-9]"}                 | is no pattern
          {found: t.a, pattern: "[0-9]"}                  | needs a group in parentheses
          {plus: [t.a]}                                   | needs at least 2
          {number: t.a, otherwise: zero}                  | must be: missing
          {time: t.a, format: d-MMM-yy, at: noon}         | must be a time of day such as 17:00
          {time: t.a, format: d-MMM-yy, zone: UTC, zone from: t.b} | has both 'zone' and 'zone from'
          {number: t.a, thousands: "."}                   | .thousands: '.' is the decimal sign, too; maybe decimal: ","
          {number: t.a, decimal: "5"}                     | .decimal: must be one character that is neither digit nor sign
          {number: t.a, around: ["1"]}                    | .around[1]: must be what stands before or behind a number
          {only if: t.a, value: t.b}                      | needs exactly one of [in, not in
          {only if: t.a, present: true}                   | .value: is missing
          {time: t.a, format: d-MMM-yy, zone: Mars}       | .zone: 'Mars' is no IANA time zone; maybe Europe/Berlin or UTC
          {time: t.a, format: yyyy-MM-dd hh:mm}           | .format: 'yyyy-MM-dd hh:mm' gives no time of day: hh and KK count to 12 and need a for am or pm; maybe HH
          {time: t.a, format: "yyyy-MM-dd[ KK:mm]"}       | gives no time of day: hh and KK count to 12
          {time: t.a, format: yyyy-MM-dd mm}              | 'yyyy-MM-dd mm' gives no time of day, only part of one; maybe HH:mm
          {next: t.a, format: hhmm, after: t.b}           | .format: 'hhmm' gives no time of day: hh and KK count to 12
          {next: t.a, format: yyyy-MM-dd, after: t.b}     | 'yyyy-MM-dd' gives no time of day; maybe HH:mm
          {time: t.a, format: "MM-dd HH:mm:ss"}           | .format: 'MM-dd HH:mm:ss' gives no year
          {time: t.a, format: YYYY-MM-dd}                 | 'YYYY-MM-dd' gives no year (YYYY is that of the week; maybe yyyy)
          {time: t.a, format: yyyy-mm-dd}                 | 'yyyy-mm-dd' gives no month (mm is minutes; maybe MM)
          {date: t.a, format: yyyy-mm-dd}                 | 'yyyy-mm-dd' gives no month (mm is minutes; maybe MM)
          {date: t.a, format: yyyy-MM-DD}                 | 'yyyy-MM-DD' gives no day of the month: D is the day of the year; maybe dd
          {date: t.a, format: MM.yyyy}                    | 'MM.yyyy' gives no day of the month
          {time: t.a, format: "%Y-%m-%d"}                 | gives no year (YYYY is that of the week; maybe yyyy), no month (mm is minutes; maybe MM); formats are those of Java, maybe yyyy-MM-dd
          """)
  void aWrongRecipeIsToldWithItsLine(String recipe, String expected) {
    assertThatThrownBy(() -> made(recipe, "", ""))
        .isInstanceOf(WrongMappingException.class)
        .hasMessageContaining("line 11: tables.returns.columns.reason")
        .hasMessageContaining(expected);
  }

  /// In every place where a number is wanted, but not in texts.
  @Test
  void aFileSaysOnceHowItWritesNumbersAndBlanks() throws IOException {
    write(
        "mapping.yaml",
        SALES
            .replace(
                "file: log.csv",
                "file: log.csv\n    blanks: trim\n    numbers: {decimal: \",\", thousands: \".\", around: [€]}")
            .replace(
                "    filters:\n      sold: {",
                "    filters:\n      dear: {keep if: sales.price, between: [2.5, 2000]}\n      sold: {"));
    write(
        "log.csv",
        """
        no,at,who,what,n,price
        1.000 ,2026-01-01 10:00, ann,cup ,1.234,"€ 2,50"
        2,2026-01-02 10:00,ann,cup,1,"1.999,99"
        3,2026-01-02 10:00,ann,cup,1,"2,49"
        4,2026-01-02 10:00,ann,cup,1,2.5
        C8,2026-01-03 10:00,ann , cup,"-1.000",2
        """);

    ImportReport report = run(1);

    assertThat(read(HistoryTable.ORDER_LINES))
        .extracting(row ->
            "%s %s %s: %d for %d"
                .formatted(
                    row.order().value(),
                    row.customerId(),
                    row.sku().value(),
                    row.quantity(),
                    row.unitPriceMinor()))
        .containsExactly("1.000 ann cup: 1234 for 250", "2 ann cup: 1 for 199999");
    assertThat(read(HistoryTable.RETURNS)).extracting(ReturnRow::units).containsExactly(999, 1);
    assertThat(Objects.requireNonNull(report.sources().get("sales")).filtered())
        .containsEntry("dear", 2L);
    assertThat(Files.readString(folder.resolve("out/rejects.csv")))
        .contains("log.csv,5,filter dear (sales.price),2.5,\"is not a number like 1.234,56; maybe");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          quantity: {time: sales.at, format: "yyyy-MM-dd HH:mm", zone: UTC} | line 23: tables.order_lines.columns.quantity: gives a time, and quantity is a number
          quantity: {date: sales.at, format: "yyyy-MM-dd HH:mm"}  | line 23: tables.order_lines.columns.quantity: gives a date, and quantity is a number
          canceled: {number: sales.n}                 | line 23: tables.order_lines.columns.canceled: gives a number, and canceled is a word
          canceled: {words: sales.n, map: {1: yes, 2: true}} | line 23: tables.order_lines.columns.canceled.map.1: 'yes' is neither true nor false
          canceled: {words: sales.n, map: {2: true}, otherwise: no} | line 23: tables.order_lines.columns.canceled.otherwise: 'no' is neither true nor false
          quantity: {first of: [sales.n, {constant: one}]}   | line 23: tables.order_lines.columns.quantity.first of[2]: 'one' is not a number
          quantity: {steps: sales.n, up to: {5: few}}        | line 23: tables.order_lines.columns.quantity.up to.5: 'few' is not a number
          """)
  void whatCanNeverBeInAColumnIsToldWithItsLine(String column, String expected) throws IOException {
    log("");
    write("mapping.yaml", SALES.replace("quantity: sales.n", column));

    assertThatThrownBy(() -> run(0))
        .isInstanceOf(WrongMappingException.class)
        .hasMessageContaining("mapping.yaml: 1 error\n")
        .hasMessageContaining(expected);
  }

  @Test
  void whatCannotBeSeenInAMappingIsNamed() throws IOException {
    log("");
    write("mapping.yaml", SALES.replace("quantity: sales.n", "quantity: sal\u00a0es.n"));
    assertThatThrownBy(() -> run(0))
        .isInstanceOf(WrongMappingException.class)
        .hasMessageContaining("U+00A0 in it cannot be seen, or not be told");

    write("mapping.yaml", SALES.replace("quantity: sales.n", "quant\u200bity: sales.n"));
    assertThatThrownBy(() -> run(0))
        .isInstanceOf(WrongMappingException.class)
        .hasMessageContaining("U+200B in it")
        .hasMessageContaining("type it again");
  }

  /// Not at each column that uses them.
  @Test
  void aWrongFormatOrZoneAtTheTopIsToldOnceWithItsOwnLine() throws IOException {
    log("");
    String times = "time format: %s\ntime zone: %s\n";
    String mapping = SALES.replace(", format: \"yyyy-MM-dd HH:mm\", zone: UTC", "");

    write("mapping.yaml", times.formatted("YYYY-MM-dd", "Mars") + mapping);
    assertThatThrownBy(() -> run(0))
        .hasMessageContaining("mapping.yaml: 2 errors\n")
        .hasMessageContaining(
            "line 1: time format: 'YYYY-MM-dd' gives no year (YYYY is that of the week; maybe yyyy),"
                + " which tables.order_lines.columns.ordered_at needs")
        .hasMessageContaining("line 2: time zone: 'Mars' is no IANA time zone");
    write("mapping.yaml", times.formatted("yyyy-bb-dd", "UTC") + mapping);
    assertThatThrownBy(() -> run(0))
        .hasMessageContaining("mapping.yaml: 1 error\n")
        .hasMessageContaining("line 1: time format: 'yyyy-bb-dd' is no time format");
  }

  @Test
  void aMatchThatCannotWorkIsToldWithItsLine() throws IOException {
    log("");
    write(
        "mapping.yaml",
        SALES
            .replace("duplicates: keep", "duplicates: first")
            .replace("on: [credits.who, credits.what]", "on: [credits.who]")
            .replace("of: sales.n\n", "of: sales.units\n"));

    assertThatThrownBy(() -> run(0))
        .hasMessageContaining("source 'sales' needs 'duplicates: keep' to be matched")
        .hasMessageContaining("the key of 'sales' has [who, what]")
        .hasMessageContaining("no column 'units' in source 'sales'");
  }

  @Test
  void aSourceWithSeveralRowsOfAKeyCannotBeJoined() throws IOException {
    log("");
    write(
        "mapping.yaml",
        SALES.replace(
            "    from: credits\n",
            "    from: credits\n    join: [{source: sales, as: s, on: [credits.who, credits.what]}]\n"));

    assertThatThrownBy(() -> run(0))
        .hasMessageContaining("keeps several rows of a key; maybe use 'match'");
  }
}
