// SPDX-License-Identifier: MIT
// Maps of images: the point that is pointed at shows its image, and is ringed on all maps.

const POINT_SIZE = 7;
const REACH = 24;  // pixels around the pointer in which a point is looked for
const IMAGE_SIDE = 84;

class MapPanel {
  constructor(panel, map, labels) {
    this.plot = panel.querySelector(".plot");
    this.canvas = panel.querySelector("canvas");
    this.map = map;
    this.groups = pointsByLabel(map.x, map.y, labels);
    this.ring = htmlElement("span", {className: "ring", hidden: true});
    this.plot.append(this.ring);
    this.chosen = new Set();
    this.chart = null;
  }

  draw(theme) {
    if (this.chart) this.chart.destroy();
    const datasets = scatterDatasets(this.groups, theme, {size: POINT_SIZE, alpha: 0.75});
    const pale = scatterDatasets(this.groups, theme, {size: POINT_SIZE, alpha: 0.12});
    this.styles = datasets.map((dataset, i) => ({strong: dataset.pointStyle, pale: pale[i].pointStyle}));
    const axes = {x: {title: this.map.x_title}, y: {title: this.map.y_title}};
    this.chart = new Chart(this.canvas, scatterConfiguration(datasets, axes, theme));
    if (this.chosen.size > 0) this.emphasise(this.chosen);
  }

  emphasise(chosen) {
    this.chosen = chosen;
    this.chart.data.datasets.forEach((dataset, i) => {
      const strong = chosen.size === 0 || chosen.has(i);
      dataset.pointStyle = strong ? this.styles[i].strong : this.styles[i].pale;
      dataset.order = strong ? 0 : 1;
    });
    this.chart.update();
  }

  place(index) {
    const [x, y] = [this.map.x[index], this.map.y[index]];
    if (x === null || y === null) return null;
    return {x: this.chart.scales.x.getPixelForValue(x), y: this.chart.scales.y.getPixelForValue(y)};
  }

  // The point that `distance(dx, dy)` finds nearest to a place; none if all are infinitely far.
  nearest(place, distance) {
    let best = {index: null, distance: Infinity};
    this.map.x.forEach((_, index) => {
      const at = this.place(index);
      if (!at) return;
      const far = distance(at.x - place.x, at.y - place.y);
      if (far < best.distance) best = {index, distance: far};
    });
    return best.index;
  }

  setRing(index) {
    const at = index === null ? null : this.place(index);
    this.ring.hidden = at === null;
    if (at) Object.assign(this.ring.style, {left: `${at.x}px`, top: `${at.y}px`});
  }
}

class Maps {
  constructor(figure) {
    this.data = pageData(figure);
    this.sheet = figure.querySelector(".sprites");
    this.panels = Array.from(figure.querySelectorAll(".map"),
                             (panel, i) => new MapPanel(panel, this.data.maps[i], this.data.labels));
    this.current = null;
    this.makeTip();
    this.status = htmlElement("p", {className: "visually-hidden"});
    this.status.setAttribute("role", "status");
    figure.append(this.status);
    if (this.data.labels.names.length > 0) {
      figure.querySelector(".panels").before(labelLegend(this.data.labels.names, (chosen) => {
        for (const panel of this.panels) panel.emphasise(chosen);
      }));
    }
    withTheme((theme) => {
      for (const panel of this.panels) panel.draw(theme);
      this.show(null, null);
    });
    for (const panel of this.panels) this.listen(panel);
  }

  makeTip() {
    const {width, height} = this.data;
    const scale = Math.max(1, Math.floor(IMAGE_SIDE / Math.max(width, height)));
    this.image = htmlElement("canvas", {width, height, className: "pixels"});
    Object.assign(this.image.style, {width: `${width * scale}px`, height: `${height * scale}px`});
    this.name = htmlElement("bdi");
    this.tip = htmlElement("div", {className: "tip", hidden: true}, this.image, this.name);
  }

  label(index) {
    const {names, of_points: labels} = this.data.labels;
    return names.length === 0 ? `${index + 1}` : names[labels[index] ?? 0];
  }

  show(panel, index) {
    this.current = index;
    for (const each of this.panels) each.setRing(index);
    const at = index === null ? null : panel.place(index);
    this.tip.hidden = at === null;
    if (!at) return;
    const {width, height, columns} = this.data;
    const context = this.image.getContext("2d");
    context.clearRect(0, 0, width, height);
    context.drawImage(this.sheet, (index % columns) * width, Math.floor(index / columns) * height, width, height,
                      0, 0, width, height);
    this.name.textContent = shortName(this.label(index), 60);
    panel.plot.append(this.tip);
    const room = panel.plot.clientWidth - this.tip.offsetWidth;
    const above = at.y - this.tip.offsetHeight - 12;
    Object.assign(this.tip.style, {
      left: `${Math.min(Math.max(0, at.x - this.tip.offsetWidth / 2), Math.max(0, room))}px`,
      top: `${above < 0 ? at.y + 12 : above}px`,
    });
    this.status.textContent =
      `${shortName(this.label(index))}, at ${formatNumber(panel.map.x[index])} and ${formatNumber(panel.map.y[index])}`;
  }

  listen(panel) {
    const {plot, canvas} = panel;
    plot.tabIndex = 0;
    plot.setAttribute("role", "application");
    plot.setAttribute("aria-label", `${canvas.getAttribute("aria-label")} Arrow keys go from point to point.`);
    const point = (event) => {
      const box = canvas.getBoundingClientRect();
      const place = {x: event.clientX - box.left, y: event.clientY - box.top};
      const near = (dx, dy) => (Math.hypot(dx, dy) <= REACH ? Math.hypot(dx, dy) : Infinity);
      this.show(panel, panel.nearest(place, near));
    };
    plot.addEventListener("pointermove", point);
    plot.addEventListener("pointerdown", point);
    plot.addEventListener("pointerleave", (event) => {
      if (event.pointerType === "mouse") this.show(null, null);
    });
    plot.addEventListener("focus", () => {
      if (this.current === null && plot.matches(":focus-visible")) this.show(panel, this.middle(panel));
    });
    plot.addEventListener("blur", () => this.show(null, null));
    plot.addEventListener("keydown", (event) => this.press(panel, event));
  }

  middle(panel) {
    const area = panel.chart.chartArea;
    const place = {x: (area.left + area.right) / 2, y: (area.top + area.bottom) / 2};
    return panel.nearest(place, Math.hypot);
  }

  press(panel, event) {
    if (event.key === "Escape") return this.show(null, null);
    const direction = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[event.key];
    if (!direction) return undefined;
    event.preventDefault();
    if (this.current === null) return this.show(panel, this.middle(panel));
    // What lies ahead, rather than at the sides.
    const next = panel.nearest(panel.place(this.current), (dx, dy) => {
      const ahead = dx * direction[0] + dy * direction[1];
      const aside = Math.abs(dx * direction[1]) + Math.abs(dy * direction[0]);
      return ahead > 0.5 && aside <= 2 * ahead ? ahead + 2 * aside : Infinity;
    });
    return next === null ? undefined : this.show(panel, next);
  }
}
