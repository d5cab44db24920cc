package dev.whence.service.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import dev.whence.service.access.Role;
import dev.whence.service.console.Chromium.Window;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Rule tables as analysts change them: in Chromium, on a whole service with the released models.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TablesInBrowserTest {
  private Chromium chromium;
  private DemoShop shop;

  @BeforeAll
  void start() {
    chromium = Chromium.start();
    shop = new DemoShop();
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

  private void begin(Page page, String title, String table) {
    page.navigate(shop.base() + "/console/tables/" + table);
    page.getByLabel("What do you want to change?").fill(title);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Change it in a draft"))
        .click();
    ready(page);
  }

  private static void saved(Page page) {
    assertThat(page.locator("[data-saved]")).hasText("Saved");
  }

  @Test
  void aTableIsWrittenAsInASpreadsheet_andSavedByItself() {
    try (Window window = chromium.window()) {
      Page page = window.page();
      begin(page, "keys", "reservation-policy");
      assertThat(page.locator(".tabulator-row")).hasCount(9);
      Grid.cell(page, "store", "protected units").click();
      page.keyboard().type("3");
      page.keyboard().press("Enter");
      saved(page);
      assertThat(Grid.cell(page, "store", "protected units")).hasText("3");

      page.keyboard().press("Control+z");
      assertThat(Grid.cell(page, "store", "protected units")).hasText("1");
      page.keyboard().press("Control+y");
      assertThat(Grid.cell(page, "store", "protected units")).hasText("3");
      saved(page);
      window.assertClean();
      window.assertAccessible();

      // Two rows one down, and back in one step.
      Grid.cell(page, "vendor", "rule id").click();
      page.keyboard().press("Shift+ArrowDown");
      page.keyboard().press("Alt+ArrowDown");
      assertThat(page.locator(".tabulator-row .tabulator-cell[tabulator-field='rule id']").nth(2))
          .hasText("marketplace-toys-in-peak-season");
      page.keyboard().press("Control+z");
      assertThat(page.locator(".tabulator-row .tabulator-cell[tabulator-field='rule id']").nth(2))
          .hasText("vendor");

      // A range out and in again, wider than it was: into a blank row as many rows as it takes.
      Grid.cell(page, "vendor", "rule id").click();
      page.keyboard().press("Control+Enter");
      assertThat(page.locator(".tabulator-row")).hasCount(10);
      Grid.paste(page, "shelf\tSTORE\tweb\r\nshelf-b2b\t\"in DC, STORE\"\tb2b\r\n");
      assertThat(page.locator(".tabulator-row")).hasCount(11);
      assertThat(Grid.cell(page, "shelf-b2b", "node type")).hasText("in DC, STORE");
      assertThat(page.locator("[data-problems] .mark.bad")).hasCount(4);
      assertThat(Grid.cell(page, "shelf", "hold minutes"))
          .hasClass(java.util.regex.Pattern.compile("wrong"));

      // Errors lead to their cells.
      page.locator(".jump")
          .filter(new Locator.FilterOptions().setHasText("hold minutes"))
          .first()
          .click();
      page.keyboard().type("5");
      page.keyboard().press("Tab");
      page.keyboard().type("0");
      page.keyboard().press("Enter");
      assertThat(Grid.cell(page, "shelf", "hold minutes")).hasText("5");
      assertThat(page.locator("[data-problems] .mark.bad")).hasCount(3);
      window.assertClean();
    }
  }

  @Test
  void aChangeGoesItsWholeWay_fromTheGridThroughOtherEyesToALiveDecisionAndBack() {
    try (DemoShop secured = new DemoShop();
        Window annas = chromium.window();
        Window bens = chromium.window()) {
      secured.addUser("olga", Role.OPERATOR);
      secured.addUser("anna", Role.ANALYST, Role.CALLER);
      secured.addUser("ben", Role.ANALYST, Role.APPROVER);
      Page anna = annas.page();
      Page ben = bens.page();

      // Somebody without a name, and a wrong password.
      anna.navigate(secured.base() + "/console/tables");
      assertThat(anna).hasURL(secured.base() + "/sign-in?next=%2Fconsole%2Ftables");
      signIn(anna, "anna", "wrong password here");
      assertThat(anna.locator("[role=alert]")).hasText("Name or password is wrong.");
      signIn(anna, "anna", DemoShop.PASSWORD);
      assertThat(anna).hasURL(secured.base() + "/console/tables");
      assertThat(h1(anna)).containsText("Rule set 1 is in force");
      String node = tried(anna, secured);

      // A row against that node: its column is new to the table, and its outcome is forgotten
      // first.
      anna.navigate(secured.base() + "/console/tables");
      anna.getByLabel("What do you want to change?").fill("Rest for one node");
      button(anna, "Begin a draft").click();
      assertThat(h1(anna)).hasText("Rest for one node · draft");
      String draft = anna.url();
      open(anna, "node-eligibility");
      anna.getByLabel("Add a column").selectOption("ship node");
      Grid.cell(anna, "node-switched-off", "rule id").click();
      anna.keyboard().press("Control+Shift+Enter");
      Grid.paste(anna, "node-rests\t" + node);
      assertThat(anna.locator("[data-problems]"))
          .containsText("node-rests, ruled out because: expected one of");
      Grid.cell(anna, "node-rests", "ruled out because").click();
      anna.keyboard().type("NODE_INACTIVE");
      anna.keyboard().press("Enter");
      assertThat(anna.locator("[data-problems] h2").first()).hasText("Every cell can be read");

      // A gap in another table, and the row that closes it.
      anna.navigate(draft);
      open(anna, "reservation-policy");
      Grid.cell(anna, "otherwise", "rule id").click();
      anna.keyboard().press("Control+Delete");
      assertThat(anna.locator("[data-problems]")).containsText("a last row without conditions");
      button(anna, "Add a last row for all other cases").click();
      anna.keyboard().type("45");
      anna.keyboard().press("Tab");
      anna.keyboard().type("0");
      anna.keyboard().press("Enter");
      assertThat(anna.locator("[data-problems] h2").first()).hasText("Every cell can be read");
      saved(anna);

      anna.navigate(draft);
      assertThat(anna.locator("#changes ~ ul").first()).containsText("node-rests");
      annas.assertAccessible();

      // A test made of a row, and what it would have done to the orders of the demonstration.
      link(anna, "Make some of the rows").click();
      link(anna, "reservation-policy").click();
      anna.locator("input[name^='keep:']").first().check();
      button(anna, "Keep those chosen").click();
      assertThat(h1(anna)).containsText("all pass");
      annas.assertAccessible();
      anna.navigate(draft);
      anna.getByLabel("What a replay has to show").selectOption("only-rows");
      button(anna, "Expect it").click();
      assertThat(anna.locator("main")).containsText("It is not published before a replay");
      button(anna, "Replay").click();
      assertThat(h1(anna))
          .hasText(
              java.util.regex.Pattern.compile(
                  "\"Rest for one node\" replayed over \\d+ recorded.*"),
              new LocatorAssertions.HasTextOptions().setTimeout(60_000));
      assertThat(anna.locator("main")).containsText("node-rests");
      assertThat(anna.locator(".lead").first()).containsText("As expected");
      annas.assertAccessible();
      annas.assertClean();
      anna.navigate(draft);
      anna.getByLabel("For whoever approves").fill("The dock is being painted.");
      button(anna, "Submit for approval").click();
      assertThat(h1(anna)).hasText("Rest for one node · waits for approval");
      assertThat(button(anna, "Publish")).hasCount(0);

      // Other eyes: question by question, then the answer.
      ben.navigate(draft);
      signIn(ben, "ben", DemoShop.PASSWORD);
      assertThat(ben.locator(".events")).containsText("The dock is being painted.");
      ben.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Look at it and decide"))
          .click();
      assertThat(h1(ben)).containsText("What changes?");
      assertThat(ben.locator("main")).containsText("node-rests");
      while (ben.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Next")).count()
          > 0) {
        bens.assertAccessible();
        ben.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Next")).click();
      }
      assertThat(h1(ben)).containsText("Approve it, or send it back?");
      button(ben, "Approve").click();
      assertThat(h1(ben)).hasText("Rest for one node · approved, not published yet");
      assertThat(tried(anna, secured)).isEqualTo(node);
      button(ben, "Publish").click();
      assertThat(h1(ben)).hasText("Rest for one node · published as rule set 2");

      // The next order is decided with it, and after the roll-back with the one before.
      assertThat(tried(anna, secured)).isNotEqualTo(node);
      ben.navigate(secured.base() + "/console/tables");
      assertThat(h1(ben)).containsText("Rule set 2 is in force");
      button(ben, "Roll back to rule set 1").click();
      assertThat(h1(ben)).containsText("Rule set 1 is in force");
      assertThat(tried(anna, secured)).isEqualTo(node);
      bens.assertAccessible();
      bens.assertClean();
    }
  }

  @Test
  void twoWhoWriteAtOnceKeepBothTheirChanges_andAreAskedWhereTheyDiffer() {
    try (Window first = chromium.window();
        Window second = chromium.window()) {
      Page anna = first.page();
      Page ben = second.page();
      begin(anna, "two of us", "reservation-policy");
      ben.navigate(anna.url());
      ready(ben);

      write(anna, "store", "protected units", "4");
      saved(anna);
      write(ben, "b2b", "protected units", "7");
      saved(ben);
      assertThat(Grid.cell(ben, "store", "protected units")).hasText("4");
      assertThat(Grid.cell(ben, "b2b", "protected units")).hasText("7");

      write(anna, "vip", "hold minutes", "90");
      write(anna, "store", "protected units", "5");
      assertThat(Grid.cell(anna, "b2b", "protected units")).hasText("7");
      saved(anna);
      write(ben, "store", "protected units", "6");
      assertThat(ben.locator("[role=alert]")).containsText("you \"6\", local \"5\"");
      assertThat(Grid.cell(ben, "vip", "hold minutes")).hasText("90");
      second.assertAccessible();
      button(ben, "Those of local").click();
      saved(ben);
      assertThat(Grid.cell(ben, "store", "protected units")).hasText("5");

      // What was saved outlives the window, and the session.
      ben.reload();
      ready(ben);
      assertThat(Grid.cell(ben, "store", "protected units")).hasText("5");
    }
  }

  private static void ready(Page page) {
    page.locator("html[data-grid=ready]").waitFor();
  }

  private static void write(Page page, String ruleId, String column, String value) {
    Grid.cell(page, ruleId, column).click();
    page.keyboard().type(value);
    page.keyboard().press("Enter");
  }

  @Test
  void aFileOfASpreadsheetProgramTakesTheTablesPlace_orChangesNothing() throws IOException {
    try (Window window = chromium.window()) {
      Page page = window.page();
      begin(page, "from a file", "reservation-policy");
      String now =
          java.nio.file.Files.readString(
              java.nio.file.Path.of("../rules/tables/reservation-policy.csv"));
      upload(page, "changed.csv", now.replace("store,STORE,,,,,,30,1", "store,STORE,,,,,,30,8"));
      saved(page);
      assertThat(Grid.cell(page, "store", "protected units")).hasText("8");

      upload(page, "other.csv", now.replace("table,reservation-policy", "table,model-guard"));
      assertThat(page.locator("[role=alert]")).containsText("model-guard");
      assertThat(page.locator("[data-saved]"))
          .hasText("other.csv was not read; nothing has changed");
      assertThat(Grid.cell(page, "store", "protected units")).hasText("8");
      page.keyboard().press("Control+z");
      window.assertAccessible();
    }
  }

  private static void upload(Page page, String name, String text) {
    page.getByLabel("Bring a file back")
        .setInputFiles(
            new FilePayload(
                name, "text/csv", text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  private static Locator h1(Page page) {
    return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1));
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator link(Page page, String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name)).last();
  }

  private static void open(Page page, String table) {
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(table)).last().click();
    ready(page);
  }

  /// The node from which an order is sent as of now.
  private static String tried(Page page, DemoShop shop) {
    page.navigate(shop.base() + "/console/try?example=single-line");
    button(page, "Decide").click();
    return page.locator("#answer .map .chosen text").first().textContent();
  }

  private static void signIn(Page page, String name, String password) {
    page.getByLabel("Name").fill(name);
    page.getByLabel("Password").fill(password);
    button(page, "Sign in").click();
  }
}
