package dev.whence.service.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.whence.service.console.Chromium.Window;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// The console as people use it: in Chromium, on a whole service with the released models.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleInBrowserTest {
  private static final int WIDE = 1280;
  private static final int NARROW = 400;

  private Chromium chromium;
  private DemoShop shop;
  private int draft;
  private int replay;
  private int broken;

  @BeforeAll
  void start() {
    chromium = Chromium.start();
    // Pictures show what people see, who look at decisions that were just made.
    shop =
        System.getProperty("pictures", "").isEmpty()
            ? new DemoShop()
            : new DemoShop(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    write();
  }

  /// Drafts for the pages of tables: one that waits for approval, one with an error.
  private void write() {
    draft = shop.draft("Nothing is sent further than 900 km");
    replay = shop.replay(draft);
    shop.submit(draft);
    broken = shop.draft("Toys in peak season");
    shop.write(
        broken, "carrier-routing-guide", table -> table.replace("us-heavy,US,", "us-heavy,UK,"));
  }

  @AfterAll
  void stop() {
    if (shop != null) {
      shop.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  @Test
  void aDecisionIsFoundByItsOrderAndReadAsAnAnswer() {
    try (Window window = chromium.window()) {
      Page page = window.page();
      page.navigate(shop.base() + "/");
      assertThat(page)
          .hasTitle(java.util.regex.Pattern.compile("\\d+ decisions, newest first · Whence"));

      page.getByLabel("Order").fill("DEMO-2");
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Search")).click();
      assertThat(page).hasURL(shop.base() + "/console/decisions?order=DEMO-2");
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("DEMO-2")).click();

      assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
          .containsText("Order DEMO-2: 2 parcels from");
      assertThat(page.locator(".lead")).containsText("1 unit of BEAU-004 from DC-");
      assertThat(page.locator(".map .arcs path")).hasCount(2);
      assertThat(page.locator(".map .goal text")).hasText("TN 37203 US");
      assertThat(page.locator("#candidates")).hasText("9 ship nodes considered");
      assertThat(page.locator(".bars tbody tr").first()).containsText("Chosen");
      assertThat(page.locator("section[aria-labelledby=life]")).containsText("Parcel planned");
      window.assertClean();
    }
  }

  @Test
  void whyNotIsAnsweredInPlaceUnderAnAddressOfItsOwn() {
    try (Window window = chromium.window()) {
      Page page = window.page();
      page.navigate(shop.base() + "/console/decisions/" + shop.decision("two-lines-that-split"));

      page.locator("td.ask a").first().click();

      assertThat(page.locator("#why-title")).containsText("Why not ");
      assertThat(page.locator("#said")).hasText("Answered above the list.");
      assertThat(page.url()).contains("?why=");
      String answer = page.locator("#why").innerText();
      page.reload();
      assertThat(page.locator("#why"))
          .hasText(
              answer,
              new com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions()
                  .setUseInnerText(true));
      page.goBack();
      window.assertClean();
    }
  }

  @Test
  void aDecisionTellsWhatEachTableWasAsked_andHowFarOffOthersWere() {
    try (Window window = chromium.window()) {
      Page page = window.page();
      page.navigate(shop.base() + "/console/decisions/" + shop.decision("two-lines-that-split"));
      assertThat(page.locator("section[aria-labelledby=trace]")).hasCount(0);

      page.getByText("What each table was asked, and which rows came near").click();

      Locator trace = page.locator("section[aria-labelledby=trace]");
      assertThat(page).hasURL(java.util.regex.Pattern.compile("\\?near=3#trace$"));
      assertThat(trace)
          .containsText(
              java.util.regex.Pattern.compile(
                  "is .+, wanted .+: .+ too (low|high) \\(cell [A-Z]+\\d+\\)\\."));
      Locator row = trace.locator("td[data-label=Answered] a").first();
      String ruleId = row.innerText();
      row.click();
      assertThat(page)
          .hasURL(java.util.regex.Pattern.compile("/console/tables/.+#" + ruleId + "$"));
      assertThat(page.locator("tr[id='" + ruleId + "']")).isVisible();
      window.assertClean();
    }
  }

  @Test
  void anOrderIsTriedAndNothingIsWritten() {
    try (Window window = chromium.window()) {
      Page page = window.page();
      page.navigate(shop.base() + "/console/try?example=two-lines-that-split");
      page.getByLabel("Order id").fill("TRIED-1");
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Decide")).click();
      assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
          .containsText("Order TRIED-1: 2 parcels from");
      assertThat(page.locator("#answer .map .arcs path")).hasCount(2);
      org.assertj.core.api.Assertions.assertThat(
              shop.api().get("/v1/decisions?order=TRIED-1").body())
          .isEqualTo("{\"items\":[]}");

      page.getByLabel("Units").first().fill("some");
      page.getByLabel("SKU").nth(1).fill("NO-SUCH");
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Decide")).click();
      assertThat(page.locator(".error")).hasCount(1);
      assertThat(page.getByLabel("Units").first()).hasValue("some");
      assertThat(page.getByLabel("Units").first())
          .hasAccessibleDescription("must be a whole number from 1 to 10000000");
      page.getByLabel("Units").first().fill("1");
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Decide")).click();
      assertThat(page.getByLabel("SKU").nth(1)).hasAccessibleDescription("is no item");
    }
  }

  @Test
  void aPastOrderIsTriedAgain() {
    try (Window window = chromium.window()) {
      Page page = window.page();
      page.navigate(shop.base() + "/console/decisions/" + shop.decision("heavy-furniture"));
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Try it again")).click();
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("More lines")).click();
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Decide")).click();

      assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
          .containsText("-again: ");
      window.assertClean();
    }
  }

  @Test
  void keysMoveSearchAndTellThemselves() {
    try (Window window = chromium.window()) {
      Page page = window.page();
      page.navigate(shop.base() + "/console/models");
      page.keyboard().press("g");
      page.keyboard().press("d");
      assertThat(page).hasURL(shop.base() + "/console/decisions");

      page.keyboard().press("/");
      assertThat(page.locator("#s-order")).isFocused();
      page.keyboard().type("g");
      assertThat(page.locator("#s-order")).hasValue("g");
      page.keyboard().press("Tab");
      page.locator("#main").focus();
      page.keyboard().press("j");
      assertThat(page.locator(".list tbody th a").first()).isFocused();

      page.keyboard().press("?");
      assertThat(page.locator("#keys")).isVisible();
      page.keyboard().press("Escape");
      assertThat(page.locator("#keys")).isHidden();

      page.reload();
      page.keyboard().press("Tab");
      assertThat(page.locator(".skip")).isFocused();
      window.assertClean();
    }
  }

  @Test
  void anExceptionIsDealtWithWhereItIsSeen_andTheResultIsAnnounced() {
    try (Window window = chromium.window()) {
      Page page = window.page();
      shop.commitAs("single-line", "ACT-1");
      page.navigate(shop.base() + "/console/models");
      page.keyboard().press("g");
      page.keyboard().press("e");
      assertThat(page).hasURL(shop.base() + "/console/exceptions");
      page.navigate(shop.base() + "/console/exceptions?kind=unconfirmed&order=ACT-1");

      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Confirm: order ACT-1"))
          .click();

      assertThat(page.locator(".done[role=status]"))
          .hasText("The reservation of ACT-1 is confirmed.");
      assertThat(page.locator(".empty")).containsText("Nothing of this kind fits");
      window.assertClean();
    }
  }

  @Test
  void aScanThatCannotBeTrueIsLetInWhereItIsSeen() {
    try (Window window = chromium.window()) {
      Page page = window.page();
      shop.commitAs("single-line", "DOUBT-1");
      String parcel =
          shop.api()
              .get("/v1/orders/DOUBT-1")
              .body()
              .replaceFirst("(?s).*?\"shipmentId\" ?: ?\"([^\"]*)\".*", "$1");
      shop.api()
          .post(
              "/v1/shipment-events",
              "[{\"eventId\": \"doubt-1\", \"shipmentId\": \"%s\", \"scan\": \"HANDED_OVER\", \"occurredAt\": \"2026-01-05T20:00:00Z\"}]"
                  .formatted(parcel));
      page.navigate(shop.base() + "/console/exceptions?kind=quarantined&order=DOUBT-1");
      assertThat(page.locator(".finding").first())
          .containsText("A scan of parcel " + parcel + " does not count: ");
      window.assertAccessible();

      page.getByRole(
              AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Let it count: order DOUBT-1"))
          .click();

      assertThat(page.locator(".done[role=status]")).hasText("What was in quarantine counts.");
      assertThat(page.locator(".empty")).containsText("Nothing of this kind fits");
      window.assertClean();
    }
  }

  @Test
  void whatIsGraveIsAskedForTwice_andARefusalIsToldInPlace() {
    try (Window window = chromium.window()) {
      Page page = window.page();
      shop.commitAs("single-line", "ACT-2");
      page.navigate(shop.base() + "/console/exceptions?kind=unconfirmed&order=ACT-2");
      page.locator("summary", new Page.LocatorOptions().setHasText("Release")).click();
      shop.api().post(page.locator("details[open] form").getAttribute("data-path"));

      page.locator("details[open] button").click();

      assertThat(page.locator(".done, .outcome .error").first()).isVisible();
      page.navigate(shop.base() + "/console/exceptions?kind=unconfirmed&order=ACT-2");
      assertThat(page.locator(".empty")).isVisible();
    }
  }

  @Test
  void aFigureLeadsToItsDecisions() {
    try (Window window = chromium.window()) {
      Page page = window.page();
      page.navigate(
          shop.base() + "/console/reports?since=" + shop.since() + "&until=" + shop.until());
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Fill rate")).click();
      assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
          .containsText("Fill rate: ");
      assertThat(page.locator("svg.trend path.line")).hasCount(1);
      page.locator(".headline dd a").first().click();
      page.locator(".list tbody th a").first().click();
      assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
          .containsText("Order DEMO-");
      window.assertClean();
    }
  }

  @Test
  void aCsvIsBroughtIn_andWhatIsWrongIsToldByCell() {
    try (Window window = chromium.window()) {
      Page page = window.page();
      page.navigate(shop.base() + "/console/network/stock?shipNode=DC-DALLAS");
      page.locator("summary", new Page.LocatorOptions().setHasText("Bring in stock")).click();
      page.locator("#load-stock")
          .setInputFiles(
              new com.microsoft.playwright.options.FilePayload(
                  "stock.csv",
                  "text/csv",
                  "shipNode,sku,onHand\nDC-DALLAS,BEAU-004,many\nDC-DALLAS,BEAU-004,\n"
                      .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      page.locator("form[data-path='/v1/stock'] button").click();
      assertThat(page.locator("form[data-path='/v1/stock'] .outcome tbody tr")).hasCount(3);
      assertThat(page.locator("form[data-path='/v1/stock'] .outcome tbody tr").first())
          .containsText("onHand");
      window.assertAccessible();

      page.locator("#load-stock")
          .setInputFiles(
              new com.microsoft.playwright.options.FilePayload(
                  "stock.csv",
                  "text/csv",
                  "shipNode,sku,onHand\nDC-DALLAS,BEAU-004,77\n"
                      .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      page.locator("form[data-path='/v1/stock'] button").click();
      assertThat(page.locator(".done")).containsText("Brought in 1 stock from stock.csv.");
    }
  }

  @Test
  void whatIsNotThereIsToldInWords() {
    try (Window window = chromium.window()) {
      Page page = window.page();
      var answer = page.navigate(shop.base() + "/console/decisions/NO-SUCH");
      assertThat(answer.status()).isEqualTo(404);
      assertThat(page.locator(".lead")).hasText("No decision has the id NO-SUCH.");
      answer = page.navigate(shop.base() + "/nowhere");
      assertThat(answer.status()).isEqualTo(404);
      assertThat(page.locator(".lead")).hasText("Nothing is served at /nowhere.");
      page.navigate(shop.base() + "/console/decisions?order=NO-SUCH");
      assertThat(page.locator(".empty")).containsText("Nothing that is recorded fits");
      answer = page.navigate(shop.base() + "/console/decisions?since=yesterday");
      assertThat(answer.status()).isEqualTo(400);
      assertThat(page.locator("#s-since-error")).containsText("must be");
    }
  }

  @Test
  void withoutScriptsEveryPageReads() {
    // The tests of pages over plain HTTP are in ConsoleRoutesTest; here the way by links.
    try (Window window = chromium.window()) {
      Page page = window.page();
      page.route("**/*.js", com.microsoft.playwright.Route::abort);
      page.navigate(shop.base() + "/console/decisions/" + shop.decision("single-line"));
      page.locator("td.ask a").first().click();

      assertThat(page.locator("#why-title")).containsText("Why not ");
    }
  }

  @Test
  void withoutADatabaseAPageSaysSo_andTheNextTryWorks() {
    try (DemoShop other = new DemoShop();
        Window window = chromium.window()) {
      Page page = window.page();
      other.takeDatabaseAway();
      try {
        var answer = page.navigate(other.base() + "/console/decisions?order=DEMO-2");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(page.locator(".lead")).hasText("The order store does not answer.");
        window.assertAccessible();
      } finally {
        other.giveDatabaseBack();
      }
      page.waitForCondition(
          () -> {
            var again =
                page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Try again"));
            if (again.count() > 0) {
              again.click();
            }
            return page.title().startsWith("1 decision that fits");
          },
          new Page.WaitForConditionOptions().setTimeout(60_000));
    }
  }

  @Test
  void everyPageIsAccessible_inBothThemesAndWidths() {
    for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
      for (int width : new int[] {WIDE, NARROW}) {
        try (Window window = chromium.window(width, scheme)) {
          pages()
              .forEach((name, path) -> {
                open(window.page(), path);
                window.assertAccessible();
                assertThat(window.page().evaluate("document.documentElement.scrollWidth"))
                    .as("%s at %d: nothing sticks out", name, width)
                    .isEqualTo(width);
              });
          window.page().navigate(shop.base() + "/console/try");
          tryIt(window.page());
          window.assertAccessible();
        }
      }
    }
  }

  private static void tryIt(Page page) {
    page.getByLabel("Order id").fill("TRIED-2");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Decide")).click();
    page.locator("#answer").waitFor();
  }

  /// A picture of every page in both themes and widths.
  @Test
  @EnabledIfSystemProperty(named = "pictures", matches = "write")
  void pictures() {
    shop.askBeside("2026-11-28.1");
    shop.live();
    replay = shop.replay(draft);
    Path folder = Path.of("target/screenshots");
    try (Window window = chromium.window()) {
      window
          .page()
          .navigate(shop.base() + "/console/decisions/" + shop.decision("two-lines-that-split"));
      window
          .page()
          .screenshot(
              new Page.ScreenshotOptions()
                  .setClip(0, 0, WIDE, 760)
                  .setPath(Path.of("../docs/pictures/console.png")));
      Map<String, String> shown = pages();
      for (String name : List.of("tables", "grid-broken", "replay", "approval-whom")) {
        open(window.page(), shown.getOrDefault(name, ""));
        window
            .page()
            .screenshot(
                new Page.ScreenshotOptions().setPath(Path.of("../docs/pictures/" + name + ".png")));
      }
    }
    for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
      for (int width : new int[] {WIDE, NARROW}) {
        try (Window window = chromium.window(width, scheme)) {
          String suffix = "-" + scheme.name().toLowerCase(java.util.Locale.ROOT) + "-" + width;
          pages()
              .forEach((name, path) -> {
                open(window.page(), path);
                shoot(window.page(), folder.resolve(name + suffix + ".png"));
              });
          window.page().navigate(shop.base() + "/console/try?example=two-lines-that-split");
          tryIt(window.page());
          shoot(window.page(), folder.resolve("tried" + suffix + ".png"));
          window.page().keyboard().press("?");
          window
              .page()
              .screenshot(
                  new Page.ScreenshotOptions().setPath(folder.resolve("keys" + suffix + ".png")));
        }
      }
    }
  }

  private static void shoot(Page page, Path file) {
    page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(file));
  }

  /// A grid is drawn by a script.
  private void open(Page page, String path) {
    page.navigate(shop.base() + path);
    if (path.startsWith("/console/drafts/") && path.contains("/tables/")) {
      page.locator("html[data-grid=ready]").waitFor();
    }
  }

  private Map<String, String> pages() {
    var pages = new LinkedHashMap<String, String>();
    String decisions = "/console/decisions";
    pages.put("decisions", decisions);
    pages.put("decisions-searched", decisions + "?sku=BEAU-004&ruleId=no-such");
    pages.put("decisions-wrong", decisions + "?since=yesterday&ruleSetVersion=x");
    pages.put("decision", decisions + "/" + shop.decision("two-lines-that-split"));
    pages.put("decision-why", decisions + "/" + shop.decision("single-line") + "?why=DC-RIVERSIDE");
    pages.put("decision-full", decisions + "/" + shop.decision("single-line") + "?explain=full");
    pages.put("decision-backorder", decisions + "/" + shop.decision("backorder"));
    pages.put("decision-hazmat", decisions + "/" + shop.decision("hazmat-battery"));
    pages.put("tables", "/console/tables");
    pages.put("table", "/console/tables/reservation-policy");
    pages.put("draft", "/console/drafts/" + draft);
    pages.put("draft-broken", "/console/drafts/" + broken);
    pages.put("grid", "/console/drafts/" + draft + "/tables/reservation-policy");
    pages.put("grid-broken", "/console/drafts/" + broken + "/tables/carrier-routing-guide");
    pages.put("tests", "/console/drafts/" + draft + "/tests?table=reservation-policy");
    pages.put("replay", "/console/drafts/" + draft + "/replays/" + replay);
    for (String question : List.of("what", "whom", "cost", "unknown", "answer")) {
      pages.put(
          "approval-" + question, "/console/drafts/" + draft + "/approval?question=" + question);
    }
    pages.put("try", "/console/try");
    pages.put("exceptions", "/console/exceptions");
    pages.put("exceptions-late", "/console/exceptions?kind=late");
    pages.put("exceptions-none", "/console/exceptions?kind=rejected");
    pages.put("exceptions-wrong", "/console/exceptions?kind=odd");
    String period = "?since=" + shop.weeksBefore() + "&until=" + shop.until();
    pages.put("reports", "/console/reports" + period);
    pages.put("reports-wrong", "/console/reports?since=yesterday");
    pages.put("report-fill", "/console/reports/fill-rate" + period);
    pages.put("report-carriers", "/console/reports/carriers" + period);
    pages.put("report-fallbacks", "/console/reports/fallbacks" + period + "&by=reason");
    pages.put("report-empty", "/console/reports/returns?since=2020-01-01&until=2020-02-01");
    pages.put("report-rows", "/console/reports/fill-rate/rows" + period + "&which=all");
    pages.put("network-node", "/console/network/nodes/DC-DALLAS");
    pages.put("network-services", "/console/network/services");
    pages.put("network-service", "/console/network/services/PARCEL_GROUND");
    pages.put("network-stock", "/console/network/stock?shipNode=DC-DALLAS");
    pages.put("settings", "/console/settings");
    pages.put("network", "/console/network");
    pages.put("models", "/console/models");
    pages.put("model-watch", "/console/models/transit-time" + period);
    pages.put("model-version", "/console/models/transit-time/versions/2026-10-30.4");
    pages.put("model-challenger", "/console/models/transit-time/challenger" + period);
    pages.put("model-challenger-none", "/console/models/return-risk/challenger");
    pages.put("model-watch-wrong", "/console/models/return-risk?since=yesterday");
    pages.put("not-found", decisions + "/NO-SUCH");
    return pages;
  }
}
