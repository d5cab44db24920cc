package dev.whence.service.console;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

/// The grid of a rule table, as a test touches it.
final class Grid {
  private Grid() {}

  static Locator cell(Page page, String ruleId, String column) {
    return page.locator(
        ".tabulator-row:has(.tabulator-cell[tabulator-field='rule id'] span:text-is('%s')) .tabulator-cell[tabulator-field='%s']"
            .formatted(ruleId, column));
  }

  /// As the clipboard of a spreadsheet program brings it.
  static void paste(Page page, String text) {
    page.evaluate(
        """
        text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          document.querySelector(".tabulator-tableholder").dispatchEvent(
            new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }
        """,
        text);
  }
}
