// SPDX-License-Identifier: MIT
// Colours, dashes and marks. Colours stand in page.css, where they depend on dark mode and on paper;
// who draws asks here, and draws again when they change.

const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3], [5, 2], [1, 2], [12, 4], [8, 3, 2, 3, 2, 3], [4, 6], [14, 3]];

// Of equal look in charts, maps and legends: SVG paths around (0, 0).
const MARKS = [
  "M4 0A4 4 0 1 1 -4 0A4 4 0 1 1 4 0Z",
  "M-3.5 -3.5H3.5V3.5H-3.5Z",
  "M0 -4.4L4.2 3.2H-4.2Z",
  "M0 -4.8L4.8 0L0 4.8L-4.8 0Z",
  "M0 4.4L4.2 -3.2H-4.2Z",
  "M-1.3 -4.2H1.3V-1.3H4.2V1.3H1.3V4.2H-1.3V1.3H-4.2V-1.3H-1.3Z",
  "M0 -4.6L1.3 -1.4L4.5 -1.4L2 0.7L2.9 4L0 2.1L-2.9 4L-2 0.7L-4.5 -1.4L-1.3 -1.4Z",
  "M-4.2 -2.2H4.2V2.2H-4.2Z",
  "M-2.2 -4.2H2.2V4.2H-2.2Z",
  "M-2.2 -4L2.2 -4L4.4 0L2.2 4L-2.2 4L-4.4 0Z",
];
const COLOURS = 10;

function readTheme() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  return {
    text: colour("--text"),
    muted: colour("--muted"),
    grid: colour("--grid"),
    surface: colour("--surface"),
    font: getComputedStyle(document.body).fontFamily,
    series: Array.from({length: COLOURS}, (_, i) => colour(`--series-${i}`)),
  };
}

// Calls draw(theme) now, and whenever colours change.
function withTheme(draw) {
  const redraw = () => draw(readTheme());
  for (const query of ["(prefers-color-scheme: dark)", "print"]) {
    matchMedia(query).addEventListener("change", redraw);
  }
  redraw();
}

function seriesColour(theme, index) {
  return theme.series[index % COLOURS];
}

function translucent(colour, alpha) {
  const channels = [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
  return `rgba(${channels.join(",")},${alpha})`;
}

// A mark as a canvas, which is what Chart.js takes for shapes of one's own.
function markImage(index, colour, size) {
  const ratio = Math.ceil(devicePixelRatio);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.ceil(size * ratio);
  const context = canvas.getContext("2d");
  context.translate(canvas.width / 2, canvas.height / 2);
  context.scale(canvas.width / 10, canvas.height / 10);
  context.fillStyle = colour;
  context.fill(new Path2D(MARKS[index % MARKS.length]));
  return canvas;
}

function svgElement(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

// What stands before a name in a legend: a piece of line, a mark, or both.
function swatch(index, {line = false, mark = true, fill = false} = {}) {
  const width = line ? 28 : fill ? 18 : 12;
  const svg = svgElement("svg", {width, height: 12, viewBox: `${-width / 2} -6 ${width} 12`, "aria-hidden": "true"});
  const colour = `var(--series-${index % COLOURS})`;
  if (fill) svg.append(svgElement("rect", {x: -9, y: -5, width: 18, height: 10, fill: colour}));
  if (line) {
    svg.append(svgElement("path", {
      d: "M-14 0H14", stroke: colour, "stroke-width": 2, "stroke-dasharray": DASHES[index % DASHES.length].join(" "),
    }));
  }
  if (mark) svg.append(svgElement("path", {d: MARKS[index % MARKS.length], fill: colour}));
  return svg;
}

function htmlElement(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

// A name as one button of a legend; `toggle(pressed)` is told.
function legendButton(name, sign, pressed, toggle) {
  const label = htmlElement("bdi", {textContent: name});
  const button = htmlElement("button", {type: "button"}, sign, label);
  button.setAttribute("aria-pressed", String(pressed));
  button.addEventListener("click", () => {
    const now = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(now));
    toggle(now);
  });
  return button;
}

// Names in a canvas: no longer than its lines, and nothing that turns the direction of what follows.
function shortName(text, length = 40) {
  const plain = Array.from(text.replace(/[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/g, " "));
  return plain.length <= length ? plain.join("") : plain.slice(0, length - 1).join("") + "\u2026";
}

function formatNumber(value) {
  if (value !== 0 && (Math.abs(value) >= 1e6 || Math.abs(value) < 1e-4)) return value.toExponential(2);
  return value.toLocaleString("en", {maximumSignificantDigits: 4});
}

function pageData(figure) {
  return JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
}
