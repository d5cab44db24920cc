package dev.whence.service.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.whence.service.TestService;
import dev.whence.service.console.Chromium.Window;
import dev.whence.service.http.TestClient;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Models as the data team puts them to work and takes them back: in Chromium, on a whole service
/// with the released models.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelsInBrowserTest {
  private static final Path RELEASED = Path.of("../models/released/transit-time/2026-10-30.4");

  private Chromium chromium;
  private DemoShop shop;

  @BeforeAll
  void start() {
    chromium = Chromium.start();
    shop = new DemoShop();
    shop.api().post("/v1/models", TestService.publication(RELEASED, "november"));
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

  private static void click(Page page, String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button)).click();
  }

  private static void follow(Page page, String link) {
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(link)).first().click();
  }

  private static Locator title(Page page) {
    return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1));
  }

  /// The version that answered in a decision made now.
  private String answered(String order) {
    String id = shop.commitAs("single-line", order);
    return TestClient.json(shop.api().get("/v1/decisions/" + id + "?explain=full"))
        .at("/shipments/0/transit/model")
        .asText();
  }

  @Test
  void aVersionIsAskedBeside_lookedAt_putToWork_andTakenBack() {
    try (Window window = chromium.window()) {
      Page page = window.page();
      page.navigate(shop.base() + "/console/models");
      follow(page, "november of transit-time");
      assertThat(title(page)).hasText("transit-time november is not asked");
      assertThat(page.locator("#figures")).isVisible();

      page.getByLabel("Why it should be asked beside").fill("to see it beside the other");
      click(page, "Ask it beside");
      assertThat(title(page)).hasText("transit-time november is asked beside");
      assertThat(answered("BESIDE-1")).isEqualTo("transit-time@2026-10-30.4");
      awaitAsked();
      page.navigate(shop.base() + "/console/models");
      assertThat(page.locator("section[aria-labelledby=assigned] tbody tr").first())
          .containsText("to see it beside the other");
      follow(page, "november");
      assertThat(title(page)).containsText("november would have changed none of");
      assertThat(page.locator("#same")).isVisible();
      window.assertClean();

      follow(page, "Version november");
      page.getByLabel("Why it should answer").fill("it says the same");
      click(page, "Let it answer");
      assertThat(title(page)).hasText("transit-time november answers");
      assertThat(answered("WORKS-1")).isEqualTo("transit-time@november");

      follow(page, "All models");
      click(page, "Roll back to assignment");
      assertThat(page.locator("section[aria-labelledby=assigned] .mark").first())
          .hasText("In force");
      assertThat(answered("BACK-1")).isEqualTo("transit-time@2026-10-30.4");
      window.assertClean();
    }
  }

  @Test
  void withoutAChallengerThePageSaysHowToHaveOne() {
    try (Window window = chromium.window()) {
      Page page = window.page();
      page.navigate(shop.base() + "/console/models/return-risk/challenger");
      assertThat(title(page)).hasText("No version was asked beside return-risk");
      assertThat(page.locator(".empty")).containsText("ask it beside");
      page.navigate(shop.base() + "/console/models/return-risk/challenger?since=yesterday");
      assertThat(title(page)).hasText("The period is not one");
      assertThat(page.locator("#s-since-error")).isVisible();
      assertThat(
              page.request()
                  .get(shop.base() + "/console/models/return-risk/versions/none")
                  .status())
          .isEqualTo(404);
    }
  }

  /// It is asked off the path of the request.
  private void awaitAsked() {
    Instant end = Instant.now().plusSeconds(60);
    JsonNode report;
    do {
      report = TestClient.json(shop.api().get("/v1/model-watch/transit-time/challenger"));
      assertThat(Instant.now()).as(report.toString()).isBefore(end);
    } while (report.path("looked").asInt() == 0);
  }
}
