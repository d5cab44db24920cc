package dev.whence.pipeline.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.whence.pipeline.Main;
import dev.whence.pipeline.history.DeclaredAttributes;
import dev.whence.pipeline.history.HistoryTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The shipped mapping of flights: on a few of every kind, and on the first weeks of the real ones
/// against SQL over the same files by another engine. The real data is not in the source tree;
/// without it that test is skipped.
class FlightsImportTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..").normalize();
  private static final Path DATA =
      Path.of(
          System.getProperty(
              "whence.shared-data", ROOT.resolve("../shared/data").normalize().toString()),
          "nycflights13");

  @TempDir private Path folder;

  private void importFrom(Path source) {
    int exit =
        Main.run(
            "import",
            "--mapping",
            ROOT.resolve("examples/nycflights13/mapping.yaml").toString(),
            "--source",
            source.toString(),
            "--out",
            folder.resolve("history").toString());
    assertThat(exit).isZero();
  }

  private String only(String sql) throws SQLException {
    try (var duck = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duck.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      try (var answer =
          statement.executeQuery(
              sql.replace("$src", folder.resolve("weeks").toString())
                  .replace("$out", folder.resolve("history").toString()))) {
        assertThat(answer.next()).isTrue();
        var text = new StringBuilder(String.valueOf(answer.getString(1)));
        for (int i = 2; i <= answer.getMetaData().getColumnCount(); i++) {
          text.append(' ').append(answer.getString(i));
        }
        return text.toString();
      }
    }
  }

  /// A plain one; one that left after midnight; one that left before midnight of the day before;
  /// one over several zones; one without weather or airport; one diverted; one cancelled.
  @Test
  void scheduledTimesAreWorkedOut_pastMidnightAndOverZones() throws IOException {
    Path source = Files.createDirectories(folder.resolve("source"));
    Files.writeString(
        source.resolve("flights.csv"),
        """
        year,month,day,dep_time,dep_delay,arr_time,arr_delay,carrier,tailnum,flight,origin,dest,air_time,distance,hour,minute
        2013,1,1,517,2,830,11,UA,N1,1,EWR,IAH,227,1400,5,17
        2013,1,1,40,100,230,95,B6,N2,2,JFK,BOS,40,187,0,40
        2013,1,2,2359,-6,445,-1,B6,N3,3,JFK,IAH,190,1400,23,59
        2013,1,1,1000,0,1530,-5,HA,N4,4,JFK,HNL,650,4983,10,0
        2013,3,1,2400,1,450,6,B6,N5,5,JFK,SJU,190,1598,24,0
        2013,1,1,1200,0,NA,NA,UA,N6,6,EWR,IAH,NA,1400,12,0
        2013,1,1,NA,NA,NA,NA,UA,N7,7,EWR,IAH,NA,1400,NA,NA
        """);
    Files.writeString(
        source.resolve("weather.csv"),
        """
        origin,year,month,day,hour,temp,dewp,humid,wind_dir,wind_speed,wind_gust,precip,pressure,visib,time_hour
        EWR,2013,1,1,5,39.02,26,61,250,8.05,,0,1012.3,10,0
        JFK,2013,1,1,23,37.94,26,61,250,NA,,0.02,1011,9,0
        """);
    Files.writeString(
        source.resolve("airports.csv"),
        """
        faa,name,lat,lon,alt,tz,dst,tzone
        EWR,Newark,40.69,-74.17,18,-5,A,America/New_York
        JFK,Kennedy,40.64,-73.78,13,-5,A,America/New_York
        LGA,La Guardia,40.78,-73.87,22,-5,A,America/New_York
        IAH,Houston,29.98,-95.34,97,-6,A,America/Chicago
        BOS,Boston,42.36,-71.01,19,-5,A,America/New_York
        HNL,Honolulu,21.32,-157.92,13,-10,N,Pacific/Honolulu
        """);

    importFrom(source);

    try (var rows = HistoryTable.SHIPMENTS.read(folder.resolve("history"))) {
      assertThat(
              rows.map(row ->
                  "%s %s %s %s"
                      .formatted(
                          row.carrierService() + row.shipmentId().split("-")[4],
                          row.plannedHandover().orElseThrow(),
                          row.promisedUntil().map(Object::toString).orElse("-"),
                          row.attributes().number("temperature"))))
          .containsExactlyInAnyOrder(
              "UA1 2013-01-01T10:15:00Z 2013-01-01T14:35:00Z OptionalDouble[39.02]",
              "B62 2013-01-02T04:00:00Z 2013-01-02T06:11:00Z OptionalDouble[37.94]",
              "B63 2013-01-02T05:05:00Z 2013-01-02T11:02:00Z OptionalDouble.empty",
              "HA4 2013-01-01T15:00:00Z 2013-01-02T01:51:00Z OptionalDouble.empty",
              "B65 2013-03-02T04:59:00Z 2013-03-02T09:00:00Z OptionalDouble.empty",
              "UA6 2013-01-01T17:00:00Z - OptionalDouble.empty");
    }
    assertThat(DeclaredAttributes.read(folder.resolve("history")).of(HistoryTable.SHIPMENTS))
        .extracting(DeclaredAttributes.Declared::name)
        .containsExactly(
            "scheduled_minutes",
            "temperature",
            "wind_speed",
            "precipitation",
            "visibility",
            "pressure");
  }

  /// A folder with the airports, the weather and the first flights.
  private Path firstWeeks() throws IOException {
    Path weeks = Files.createDirectories(folder.resolve("weeks"));
    for (String file : List.of("weather.csv.gz", "airports.csv.gz")) {
      Files.copy(DATA.resolve(file), weeks.resolve(file));
    }
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(DATA.resolve("flights.csv.gz"))),
                StandardCharsets.UTF_8))) {
      Files.write(weeks.resolve("flights.csv"), lines.lines().limit(20_000).toList());
    }
    return weeks;
  }

  @Test
  void ofTheRealFlightsEveryDelayComesBack_andNothingIsRejected() throws SQLException, IOException {
    boolean there = Files.isDirectory(DATA);
    if (!there) {
      System.out.println(
          "SKIPPED FlightsImportTest: no " + DATA + "; set -Dwhence.shared-data=FOLDER");
    }
    assumeTrue(there);
    importFrom(firstWeeks());

    assertThat(Files.readString(folder.resolve("history/rejects.csv")).lines()).hasSize(1);
    String delays =
        """
        SELECT count(*), count(arr_delay), sum(dep_delay)::BIGINT, sum(arr_delay)::BIGINT,
          sum((arr_delay > 15)::INTEGER)::BIGINT
        FROM read_csv('$src/flights.csv', nullstr = ['NA', '']) WHERE dep_time IS NOT NULL
        """;
    String fromHistory =
        """
        SELECT count(*), count(delivered_at),
          (sum(epoch(handed_over_at) - epoch(planned_handover)) / 60)::BIGINT,
          (sum(epoch(delivered_at) - epoch(promised_until) + 16 * 60) / 60)::BIGINT,
          sum((delivered_at >= promised_until)::INTEGER)::BIGINT
        FROM '$out/shipments.parquet'
        """;
    assertThat(only(fromHistory)).isEqualTo(only(delays));
    assertThat(
            only(
                "SELECT count(*) FROM '$out/shipments.parquet' WHERE (attributes->>'scheduled_minutes')::DOUBLE NOT BETWEEN 40 AND 720"))
        .isEqualTo("0");
  }
}
