// SPDX-License-Identifier: MIT
// A plane of codes: the point is dragged, or moved by arrow keys or sliders, and the image that is
// decoded there is drawn at once.

const KEY_STEPS = 50;  // strokes from one end of the plane to the other

class LatentPlane {
  constructor(figure) {
    this.data = pageData(figure);
    this.dimensions = this.data.dimensions;
    this.code = this.dimensions.map((dimension) => dimension.start);
    this.decode = makeDecoder(this.data.decoder, this.code.length);
    this.plot = figure.querySelector(".plot");
    this.canvas = this.plot.querySelector("canvas");
    this.image = figure.querySelector(".decoded");
    this.handle = htmlElement("span", {className: "handle"});
    this.plot.append(this.handle);
    this.makeSliders(figure.querySelector(".controls"));
    if (this.data.labels.names.length > 0) {
      const legend = labelLegend(this.data.labels.names, (chosen) => this.emphasise(chosen));
      figure.querySelector(".panels").before(legend);
    }
    this.groups = pointsByLabel(this.data.x, this.data.y, this.data.labels);
    this.chosen = new Set();
    withTheme((theme) => this.draw(theme));
    new ResizeObserver(() => this.placeHandle()).observe(this.plot);
    this.listen();
    this.update();
  }

  makeSliders(controls) {
    this.sliders = this.dimensions.map((dimension, i) => {
      const slider = htmlElement("input", {type: "range", min: dimension.low, max: dimension.high, step: "any"});
      slider.addEventListener("input", () => this.set(i, Number(slider.value)));
      const value = htmlElement("output");
      controls.append(htmlElement("label", {}, htmlElement("bdi", {textContent: dimension.name}), slider, value));
      return {slider, value};
    });
    const back = htmlElement("button", {type: "button", className: "back", textContent: "Back to the start"});
    back.addEventListener("click", () => {
      this.code = this.dimensions.map((dimension) => dimension.start);
      this.update();
    });
    controls.append(back);
  }

  draw(theme) {
    if (this.chart) this.chart.destroy();
    this.theme = theme;
    const axis = (dimension) =>
      (dimension ? {title: dimension.name, low: dimension.low, high: dimension.high} : {title: "", low: -1, high: 1});
    const axes = {x: axis(this.dimensions[0]), y: axis(this.dimensions[1])};
    const configuration = scatterConfiguration(this.datasets(), axes, theme);
    if (this.dimensions.length === 1) {
      configuration.options.scales.y.display = false;
      this.plot.classList.add("flat");
    }
    this.chart = new Chart(this.canvas, configuration);
    this.placeHandle();
  }

  datasets() {
    const look = (alpha) => scatterDatasets(this.groups, this.theme, {size: 6, alpha});
    const [strong, pale] = [look(this.chosen.size === 0 ? 0.4 : 0.8), look(0.08)];
    return strong.map((dataset, i) => (this.chosen.size === 0 || this.chosen.has(i) ? dataset : pale[i]));
  }

  emphasise(chosen) {
    this.chosen = chosen;
    this.chart.data.datasets = this.datasets();
    this.chart.update();
  }

  set(index, value) {
    const dimension = this.dimensions[index];
    if (!dimension) return;
    this.code[index] = Math.min(dimension.high, Math.max(dimension.low, value));
    this.update();
  }

  // Handle and sliders follow at once; the image is decoded when the screen is next drawn.
  update() {
    this.placeHandle();
    this.sliders.forEach(({slider, value}, i) => {
      slider.value = this.code[i];
      value.textContent = this.code[i].toFixed(2);
    });
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      paint(this.image, this.data.decoder, this.decode(this.code));
      this.image.setAttribute("aria-label", `The image that is decoded at ${this.code.map(formatNumber).join(", ")}`);
    });
  }

  placeHandle() {
    if (!this.chart) return;
    const {x, y} = this.chart.scales;
    this.handle.style.left = `${x.getPixelForValue(this.code[0])}px`;
    this.handle.style.top = `${y.getPixelForValue(this.code[1] ?? 0)}px`;
  }

  moveTo(event) {
    const box = this.canvas.getBoundingClientRect();
    const {x, y} = this.chart.scales;
    this.set(0, x.getValueForPixel(event.clientX - box.left));
    this.set(1, y.getValueForPixel(event.clientY - box.top));
  }

  listen() {
    const {plot} = this;
    plot.tabIndex = 0;
    plot.setAttribute("role", "application");
    plot.setAttribute("aria-label", `${this.canvas.getAttribute("aria-label")} Arrow keys move the point.`);
    plot.addEventListener("pointerdown", (event) => {
      plot.setPointerCapture(event.pointerId);
      this.moveTo(event);
    });
    plot.addEventListener("pointermove", (event) => {
      if (plot.hasPointerCapture(event.pointerId)) this.moveTo(event);
    });
    plot.addEventListener("keydown", (event) => this.press(event));
  }

  press(event) {
    const move = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [1, 1], ArrowDown: [1, -1]}[event.key];
    if (!move) return;
    event.preventDefault();
    const [index, sign] = move;
    const dimension = this.dimensions[index];
    if (!dimension) return;
    const step = (dimension.high - dimension.low) / KEY_STEPS * (event.shiftKey ? 5 : 1);
    this.set(index, this.code[index] + sign * step);
  }
}
