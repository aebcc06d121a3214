"use strict";
// Shows one tenant, and with or without what stays equal. Without this script the page shows everything.
(() => {
  const tenant = document.getElementById("tenant");
  const equal = document.getElementById("equal");
  const shown = document.getElementById("shown");
  const words = (element, name) => (element.dataset[name] || "").split("\n");

  const apply = () => {
    const name = tenant.value;
    let cards = 0;
    for (const card of document.querySelectorAll("details[data-tenant]")) {
      card.hidden = name !== "" && card.dataset.tenant !== name;
      card.open = name !== "" && !card.hidden ? true : card.open;
      cards += card.hidden ? 0 : 1;
    }
    for (const item of document.querySelectorAll("[data-tenants]")) {
      item.hidden = name !== "" && !words(item, "tenants").includes(name);
    }
    for (const way of document.querySelectorAll("[data-ends]")) {
      way.classList.toggle("faded", name !== "" && !words(way, "ends").includes(name));
    }
    for (const tile of document.querySelectorAll("g[data-tenant]")) {
      tile.classList.toggle("faded", name !== "" && tile.dataset.tenant !== name);
    }
    document.body.classList.toggle("hide-equal", !equal.checked);
    shown.textContent = name === "" ? "" : `${cards} of them shown`;
  };

  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) {
      target.open = true;
    }
  };

  tenant.addEventListener("change", apply);
  equal.addEventListener("change", apply);
  window.addEventListener("hashchange", reveal);
  reveal();
  apply();
})();
