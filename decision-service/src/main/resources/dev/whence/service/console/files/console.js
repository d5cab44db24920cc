// Keys, and words for those who cannot see what has changed. Everything works without this file.
(() => {
  "use strict";

  const typing = (element) =>
    element instanceof HTMLElement &&
    (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));

  const say = (words) => {
    const place = document.getElementById("said");
    if (place) {
      place.textContent = "";
      setTimeout(() => { place.textContent = words; }, 50);
    }
  };

  const showKeys = () => {
    const dialog = document.getElementById("keys");
    if (dialog && !dialog.open) {
      dialog.showModal();
    }
  };

  const move = (step) => {
    const links = [...document.querySelectorAll(".list tbody th a[href]")];
    if (links.length === 0) {
      return;
    }
    const now = links.indexOf(document.activeElement);
    const next = now < 0 ? (step > 0 ? 0 : links.length - 1) : now + step;
    if (links[next]) {
      links[next].focus();
    }
  };

  let going = 0;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) {
      return;
    }
    if (document.querySelector("dialog[open]")) {
      return;
    }
    const soon = event.timeStamp - going < 1500;
    going = 0;
    if (soon) {
      const target = [...document.querySelectorAll("nav a[data-key]")]
        .find((link) => link.dataset.key === event.key);
      if (target) {
        event.preventDefault();
        location.assign(target.href);
        return;
      }
    }
    if (event.key === "g") {
      going = event.timeStamp;
    } else if (event.key === "/") {
      const search = document.querySelector("[data-search] input");
      event.preventDefault();
      if (search) {
        search.focus();
        search.select();
      } else {
        location.assign("/console/decisions#s-order");
      }
    } else if (event.key === "?") {
      event.preventDefault();
      showKeys();
    } else if (event.key === "j") {
      move(1);
    } else if (event.key === "k") {
      move(-1);
    }
  });

  const button = document.querySelector("[data-keys]");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", showKeys);
  }

  // Empty fields make long addresses that say nothing.
  for (const form of document.querySelectorAll("[data-search]")) {
    form.addEventListener("formdata", (event) => {
      for (const [name, value] of [...event.formData.entries()]) {
        if (value === "") {
          event.formData.delete(name);
        }
      }
    });
  }

  if (location.hash.startsWith("#s-")) {
    const field = document.getElementById(location.hash.slice(1));
    if (field) {
      field.focus();
    }
  }

  document.addEventListener("htmx:afterSwap", (event) => {
    const words = event.detail.requestConfig.elt.dataset.said;
    const shown = event.detail.elt;
    if (words && shown) {
      shown.setAttribute("tabindex", "-1");
      shown.focus({ preventScroll: true });
      say(words);
    }
  });
  for (const failed of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failed, () => say("The service did not answer. Reload the page."));
  }
})();
