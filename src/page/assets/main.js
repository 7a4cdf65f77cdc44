// SPDX-License-Identifier: MIT
// When the page is read: every figure is drawn, and the contents follow the reader.

function followReader() {
  const links = new Map(Array.from(document.querySelectorAll(".contents a"), (link) => [link.hash.slice(1), link]));
  const sections = Array.from(document.querySelectorAll("main > section"));
  const mark = () => {
    // The last section that begins above the middle of the window.
    const begun = sections.filter((section) => section.getBoundingClientRect().top < innerHeight / 2);
    const current = begun.length > 0 ? begun[begun.length - 1].id : null;
    for (const [id, link] of links) {
      if (id === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  addEventListener("scroll", mark, {passive: true});
  addEventListener("resize", mark);
  mark();
}

// Charts keep the size that they were drawn in; on paper they have another.
function resizeForPaper() {
  const resize = () => Object.values(Chart.instances).forEach((chart) => chart.resize());
  addEventListener("beforeprint", resize);
  addEventListener("afterprint", resize);
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("figure.chart").forEach(drawChart);
  document.querySelectorAll("figure.maps").forEach((figure) => new Maps(figure));
  document.querySelectorAll("figure.plane").forEach((figure) => new LatentPlane(figure));
  followReader();
  resizeForPaper();
});
