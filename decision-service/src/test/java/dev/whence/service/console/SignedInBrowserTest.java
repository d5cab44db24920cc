package dev.whence.service.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.whence.service.access.Role;
import dev.whence.service.console.Chromium.Window;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The console of a service where everybody signs in: users, keys, and sessions that end. In
/// Chromium, on a whole service with the released models.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignedInBrowserTest {
  private static final String SETTINGS = "/console/settings";

  private Chromium chromium;
  private DemoShop shop;

  @BeforeAll
  void start() {
    chromium = Chromium.start();
    shop = new DemoShop();
    shop.addUser("olga", Role.OPERATOR);
    shop.addUser("anna", Role.ANALYST);
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

  private Page signedIn(Window window, String name, String path) {
    Page page = window.page();
    page.navigate(shop.base() + path);
    signIn(page, name, DemoShop.PASSWORD);
    assertThat(page).hasURL(shop.base() + path);
    return page;
  }

  private static void signIn(Page page, String name, String password) {
    page.getByLabel("Name").fill(name);
    page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true)).fill(password);
    button(page, "Sign in").click();
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator row(Page page, String section, String name) {
    return page.locator("section[aria-labelledby=" + section + "] tbody tr")
        .filter(
            new Locator.FilterOptions()
                .setHas(
                    page.getByRole(
                        AriaRole.ROWHEADER,
                        new Page.GetByRoleOptions().setName(name).setExact(true))));
  }

  private static void open(Page page, String summary) {
    page.locator("summary", new Page.LocatorOptions().setHasText(summary)).click();
  }

  private static void done(Page page, String sentence) {
    assertThat(page.locator(".done .mark")).hasText(sentence);
  }

  @Test
  void aUserIsAddedGivenOtherRolesLockedOutAndLetInAgain() {
    try (Window olgas = chromium.window();
        Window pias = chromium.window()) {
      Page olga = signedIn(olgas, "olga", SETTINGS);
      Locator form = olga.locator("form[data-path='/v1/users']");
      open(olga, "Add a user");
      form.getByLabel("Name").fill("Pia");
      form.getByLabel("First password").fill("passwordpassword");
      form.getByText("Add", new Locator.GetByTextOptions().setExact(true)).click();

      assertThat(form.locator(".outcome .error"))
          .containsText(
              java.util.regex.Pattern.compile(
                  "name must be [\\s\\S]*Maybe pia[\\s\\S]*roles [\\s\\S]*guessed first"));
      assertThat(form.getByLabel("Name")).hasValue("Pia");
      assertThat(row(olga, "users", "pia")).hasCount(0);
      olgas.assertAccessible();

      form.getByLabel("Name").fill("pia");
      form.getByLabel("First password").fill("seven geese under a roof");
      form.getByLabel("analyst").check();
      form.getByText("Add", new Locator.GetByTextOptions().setExact(true)).click();
      done(olga, "The user is added.");
      assertThat(row(olga, "users", "pia")).containsText("Person");
      assertThat(row(olga, "users", "pia")).containsText("password is due");

      // The first password is good for one sign-in, and only with another one.
      Page pia = pias.page();
      pia.navigate(shop.base() + "/console/tables");
      signIn(pia, "pia", "seven geese under a roof");
      assertThat(pia.getByLabel("New password")).isVisible();
      pia.getByLabel("New password").fill(DemoShop.PASSWORD);
      signIn(pia, "pia", "seven geese under a roof");
      assertThat(pia).hasURL(shop.base() + "/console/tables");

      olga.getByLabel("Roles of pia").first().click();
      Locator roles = row(olga, "users", "pia").locator("fieldset");
      roles.getByLabel("analyst").uncheck();
      roles.getByLabel("caller").check();
      row(olga, "users", "pia").getByText("Save roles").click();
      done(olga, "The roles of pia are changed.");
      assertThat(row(olga, "users", "pia").locator("td").nth(1)).hasText("caller");

      button(olga, "Lock pia").click();
      done(olga, "pia is locked.");
      assertThat(row(olga, "users", "pia")).containsText("Locked");
      pia.navigate(shop.base() + "/console/decisions");
      assertThat(pia).hasURL(shop.base() + "/sign-in?next=%2Fconsole%2Fdecisions");
      signIn(pia, "pia", DemoShop.PASSWORD);
      assertThat(pia.locator("[role=alert]")).hasText("Name or password is wrong.");

      button(olga, "Let in pia").click();
      done(olga, "pia is active again.");
      signIn(pia, "pia", DemoShop.PASSWORD);
      assertThat(pia).hasURL(shop.base() + "/console/decisions");
      button(olga, "Sign out pia everywhere").click();
      done(olga, "pia is signed out everywhere.");
      pia.reload();
      assertThat(pia).hasURL(shop.base() + "/sign-in?next=%2Fconsole%2Fdecisions");

      // Nobody takes themselves out: there is no button for it, and the last operator stays one.
      assertThat(button(olga, "Lock olga")).hasCount(0);
      olga.getByLabel("Roles of olga").first().click();
      Locator own = row(olga, "users", "olga");
      own.locator("fieldset").getByLabel("operator").uncheck();
      own.locator("fieldset").getByLabel("caller").check();
      own.getByText("Save roles").click();
      assertThat(own.locator(".outcome .error")).containsText("operator");
      pias.assertClean();
    }
  }

  @Test
  void aKeyIsShownOnceRotatedAndRevoked() {
    try (Window window = chromium.window()) {
      Page page = signedIn(window, "olga", SETTINGS);
      Locator users = page.locator("form[data-path='/v1/users']");
      open(page, "Add a user");
      users.getByLabel("Name").fill("till");
      users.getByLabel("A service").check();
      users.getByLabel("caller").check();
      users.getByText("Add", new Locator.GetByTextOptions().setExact(true)).click();
      done(page, "The user is added.");

      open(page, "Make a key");
      Locator form = page.locator("form[data-path='/v1/api-keys']");
      form.getByLabel("Of").selectOption("till");
      form.getByLabel("Name").fill("counter");
      form.getByLabel("Ends after days").fill("many");
      form.getByLabel("caller").check();
      button(page, "Make").click();
      assertThat(form.locator(".outcome .error")).containsText("expiresInDays must be");
      form.getByLabel("Ends after days").fill("30");
      button(page, "Make").click();
      done(page, "The key is made.");
      String first = page.locator(".done .secret").textContent();
      assertThat(called(first)).isEqualTo(200);
      assertThat(row(page, "keys-of", "counter")).containsText("Valid");
      window.assertAccessible();

      button(page, "Rotate key counter of till").click();
      done(page, "The key has a new secret; the one before counts for 24 hours more.");
      String second = page.locator(".done .secret").textContent();
      assertThat(second).isNotEqualTo(first);
      assertThat(called(second)).isEqualTo(200);
      assertThat(called(first)).isEqualTo(200);
      assertThat(row(page, "keys-of", "counter").locator("code")).hasCount(2);

      page.reload();
      assertThat(page.content()).doesNotContain(first).doesNotContain(second);
      page.getByLabel("Revoke key counter of till").first().click();
      row(page, "keys-of", "counter").locator("button.bad").click();
      done(page, "Key counter of till is revoked.");
      assertThat(row(page, "keys-of", "counter")).containsText("Revoked");
      assertThat(button(page, "Rotate key counter of till")).hasCount(0);
      assertThat(called(second)).isEqualTo(401);
      assertThat(called(first)).isEqualTo(401);
    }
  }

  private int called(String key) {
    HttpResponse<String> answer =
        shop.api()
            .send(
                shop.api().request("/v1/decisions").header("Authorization", "Bearer " + key).GET());
    return answer.statusCode();
  }

  @Test
  void whatIsTypedIntoATableOutlivesItsSession() {
    try (Window window = chromium.window()) {
      Page page = signedIn(window, "anna", "/console/tables/reservation-policy");
      page.getByLabel("What do you want to change?").fill("After lunch");
      button(page, "Change it in a draft").click();
      page.locator("html[data-grid=ready]").waitFor();

      shop.endSessions("anna");
      Grid.cell(page, "store", "protected units").click();
      page.keyboard().type("6");
      page.keyboard().press("Enter");

      Locator saved = page.locator("[data-saved]");
      Locator link =
          saved.getByRole(
              AriaRole.LINK, new Locator.GetByRoleOptions().setName("Sign in in another window"));
      assertThat(link).isVisible();
      assertThat(saved).containsText("Not saved: ");
      Instant later = Instant.now().plusSeconds(4);
      while (Instant.now().isBefore(later)) {
        assertThat(link.isVisible()).as("told while it tries again").isTrue();
        page.waitForTimeout(100);
      }
      Grid.cell(page, "b2b", "protected units").click();
      page.keyboard().type("7");
      page.keyboard().press("Enter");
      assertThat(link).isVisible();
      window.assertAccessible();
      Page other = page.waitForPopup(link::click);
      signIn(other, "anna", DemoShop.PASSWORD);
      assertThat(other).hasURL(java.util.regex.Pattern.compile(".*/console/.*"));
      other.close();

      assertThat(saved).hasText("Saved");
      assertThat(Grid.cell(page, "store", "protected units")).hasText("6");
      page.reload();
      page.locator("html[data-grid=ready]").waitFor();
      assertThat(Grid.cell(page, "store", "protected units")).hasText("6");
      assertThat(Grid.cell(page, "b2b", "protected units")).hasText("7");
    }
  }
}
