package dev.whence.service.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.whence.service.console.Chromium.Window;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// How long a person waits at a table of many rows: in Chromium, on a whole service with the
/// released models. Prints milliseconds, the median of [#TIMES] and the longest.
@EnabledIfSystemProperty(named = "long.table.benchmark", matches = "true")
final class LongTableBenchmark {
  private static final int ROWS = Integer.getInteger("long.table.rows", 5_000);
  private static final int TIMES = Integer.getInteger("long.table.times", 5);
  private static final int PASTED = 100;

  private final Map<String, long[]> figures = new LinkedHashMap<>();

  @Test
  void aLongTableIsOpenedWrittenInPastedIntoAndFiltered() {
    try (var chromium = Chromium.start();
        var shop = new DemoShop();
        Window window = chromium.window()) {
      Page page = window.page();
      page.setDefaultTimeout(120_000);
      page.navigate(shop.base() + "/console/tables/reservation-policy");
      page.getByLabel("What do you want to change?").fill("many rows");
      page.locator("button", new Page.LocatorOptions().setHasText("Change it in a draft")).click();
      page.locator("html[data-grid=ready]").waitFor();
      int draft = Integer.parseInt(page.url().replaceFirst(".*/drafts/(\\d+)/.*", "$1"));
      shop.write(
          draft,
          "reservation-policy",
          table -> table.replaceFirst("(?m)^(rule id,.*\n)", "$1" + rows()));
      for (int time = 0; time < TIMES; time++) {
        once(page, time);
      }
      figures.forEach((what, millis) -> {
        Arrays.sort(millis);
        System.out.printf(
            Locale.ROOT,
            "%d rows, %-40s median %6d ms, longest %6d ms%n",
            ROWS,
            what,
            millis[TIMES / 2],
            millis[TIMES - 1]);
      });
      window.assertClean();
    }
  }

  private static String rows() {
    return IntStream.rangeClosed(1, ROWS)
        .mapToObj("row-%1$d,,,,,kind-%1$d,,45,0,\n"::formatted)
        .collect(Collectors.joining());
  }

  private void once(Page page, int time) {
    measure(
        "opened",
        time,
        () -> {
          page.reload();
          page.locator("html[data-grid=ready]").waitFor();
        });
    measure(
        "what can be proved is told",
        time,
        () -> page.locator("section[aria-label='What can be proved']").waitFor());
    Locator cell = Grid.cell(page, "row-3", "hold minutes");
    Locator saved = page.locator("[data-saved]");
    String value = Integer.toString(50 + time);
    long begun = System.nanoTime();
    measure(
        "a cell shows what was typed",
        time,
        () -> {
          cell.click();
          page.keyboard().type(value);
          page.keyboard().press("Enter");
          assertThat(cell).hasText(value);
        });
    assertThat(saved).hasText("Saved");
    keep("and is saved", time, begun);

    Locator first = Grid.cell(page, "row-5", "hold minutes");
    String pasted = Integer.toString(70 + time);
    long pasting = System.nanoTime();
    measure(
        PASTED + " rows pasted are shown",
        time,
        () -> {
          first.click();
          Grid.paste(page, (pasted + "\t1\r\n").repeat(PASTED));
          assertThat(first).hasText(pasted);
        });
    assertThat(saved).hasText("Saved");
    keep("and are saved", time, pasting);

    Locator filter = page.locator("[data-filter]");
    measure(
        "filtered to one row",
        time,
        () -> {
          filter.fill("kind-" + ROWS);
          assertThat(page.locator(".tabulator-row")).hasCount(1);
        });
    measure(
        "all rows again",
        time,
        () -> {
          filter.fill("");
          assertThat(cell).isVisible();
        });
  }

  private void measure(String what, int time, Runnable deed) {
    long begun = System.nanoTime();
    deed.run();
    keep(what, time, begun);
  }

  private void keep(String what, int time, long begun) {
    long millis = (System.nanoTime() - begun) / 1_000_000;
    System.out.printf("%d. %s: %d ms%n", time + 1, what, millis);
    figures.computeIfAbsent(what, _ -> new long[TIMES])[time] = millis;
  }
}
