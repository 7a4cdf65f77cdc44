// SPDX-License-Identifier: MIT
// Points in two dimensions, coloured by label: what maps and latent planes have in common.

// Points without numbers are left out; `of` says of each point which it was.
function pointsByLabel(xs, ys, labels) {
  const groups = Array.from({length: Math.max(1, labels.names.length)}, () => ({points: [], of: []}));
  xs.forEach((x, i) => {
    if (x === null || ys[i] === null) return;
    const group = groups[labels.of_points[i] ?? 0];
    group.points.push({x, y: ys[i]});
    group.of.push(i);
  });
  return groups;
}

function scatterDatasets(groups, theme, {size, alpha}) {
  return groups.map((group, i) => ({
    type: "scatter",
    data: group.points,
    pointStyle: markImage(i, translucent(seriesColour(theme, i), alpha), size),
    pointRadius: size / 2,
    borderWidth: 0,
  }));
}

function scatterConfiguration(datasets, axes, theme) {
  const options = baseOptions(theme);
  options.plugins.tooltip.enabled = false;
  options.events = [];
  const scale = (axis) => {
    const scales = scaleOptions({logarithmic: false, ...axis}, theme);
    scales.ticks.maxTicksLimit = 6;
    return scales;
  };
  return {type: "scatter", data: {datasets}, options: {...options, scales: {x: scale(axes.x), y: scale(axes.y)}}};
}

// A legend whose pressed labels stand out; with none pressed all do.
function labelLegend(names, changed) {
  const chosen = new Set();
  const buttons = names.map((name, i) => legendButton(name, swatch(i), false, (pressed) => {
    if (pressed) chosen.add(i);
    else chosen.delete(i);
    changed(chosen);
  }));
  return htmlElement("div", {className: "legend"}, ...buttons);
}
