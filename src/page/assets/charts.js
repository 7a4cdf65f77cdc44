// SPDX-License-Identifier: MIT
// Charts: the numbers of a figure as Chart.js wants them. Nothing moves by itself, so that one page
// always looks the same.

const FEW_POINTS = 40;  // above this marks would hide the line

function scaleOptions(axis, theme) {
  return {
    type: axis.logarithmic ? "logarithmic" : "linear",
    min: axis.low,
    max: axis.high,
    title: {display: axis.title !== "", text: shortName(axis.title, 60), color: theme.muted, font: {size: 12}},
    grid: {color: theme.grid, borderColor: theme.muted, tickLength: 4},
    ticks: {
      color: theme.muted,
      font: {size: 11},
      maxRotation: 0,
      autoSkipPadding: 12,
      maxTicksLimit: 8,
      ...(axis.logarithmic ? {callback: logarithmicTick, autoSkip: false} : {}),
    },
  };
}

// The digit that a number begins with, and its power of ten: 0.02 has 2 and 0.01.
function leading(value) {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  return {digit: value / power, power};
}

// 1, 10, 100; between them 2 and 5 if there are few of those.
function logarithmicTick(value, index, ticks) {
  const {digit} = leading(value);
  const is = (wanted) => Math.abs(digit - wanted) < 1e-6;
  const decades = Math.log10(ticks[ticks.length - 1].value / ticks[0].value);
  return is(1) || (decades < 2.5 && (is(2) || is(5))) ? formatNumber(value) : "";
}

// Where a logarithmic axis begins and ends unless that is given: at whole digits around what there is.
function logarithmicRange(axis, values) {
  const positive = values.filter((value) => value > 0);
  if (!axis.logarithmic || positive.length === 0) return axis;
  const low = leading(positive.reduce((a, b) => Math.min(a, b)));
  const high = leading(positive.reduce((a, b) => Math.max(a, b)));
  return {
    ...axis,
    low: axis.low ?? Math.floor(low.digit + 1e-6) * low.power,
    high: axis.high ?? Math.ceil(high.digit - 1e-6) * high.power,
  };
}

function categoryOptions(axis, theme) {
  return {
    ...scaleOptions({...axis, logarithmic: false, low: undefined, high: undefined}, theme),
    type: "category",
    grid: {display: false, borderColor: theme.muted},
    ticks: {color: theme.muted, font: {size: 11}, autoSkip: false},
  };
}

function baseOptions(theme) {
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    locale: "en",
    font: {family: theme.font},
    plugins: {
      legend: {display: false},
      tooltip: {
        backgroundColor: theme.text,
        titleColor: theme.surface,
        bodyColor: theme.surface,
        cornerRadius: 4,
        padding: 8,
        filter: (item) => !item.dataset.isBand,
      },
    },
  };
}

// Steps from edge to edge, down to the ground at both ends. A logarithmic axis has no ground: there
// it is half the smallest number.
function histogramPoints(series, axis) {
  const positive = series.y.filter((y) => y > 0);
  const ground = axis.logarithmic ? Math.min(...positive) / 2 : 0;
  const height = (y) => (axis.logarithmic && y !== null && y <= 0 ? ground : y);
  const points = series.y.map((y, i) => ({x: series.x[i], y: height(y)}));
  const last = series.x.length - 1;
  const end = points.length > 0 ? points[points.length - 1].y : ground;
  return [{x: series.x[0], y: ground}, ...points, {x: series.x[last], y: end}, {x: series.x[last], y: ground}];
}

function pointsOf(data, series) {
  if (data.kind === "bar") return series.y;
  if (data.kind === "histogram") return histogramPoints(series, data.y);
  return series.y.map((y, i) => ({x: series.x[i], y}));
}

function lineDataset(data, series, index, theme) {
  const colour = seriesColour(theme, index);
  const points = pointsOf(data, series);
  const marked = data.kind === "scatter" || (data.kind === "line" && points.length <= FEW_POINTS);
  const histogram = data.kind === "histogram";
  return {
    type: data.kind === "scatter" ? "scatter" : "line",
    label: shortName(series.name),
    data: points,
    borderColor: colour,
    backgroundColor: translucent(colour, 0.14),
    borderWidth: histogram ? 1.5 : 2,
    borderDash: histogram ? [] : DASHES[index % DASHES.length],
    stepped: histogram ? "before" : false,
    fill: histogram ? "start" : false,
    showLine: data.kind !== "scatter",
    pointStyle: marked ? markImage(index, colour, 9) : "circle",
    pointRadius: marked ? 4 : 0,
    pointHoverRadius: histogram ? 0 : 5,
  };
}

// The edges of a series' band: two lines that are not seen, and the room between.
function bandDatasets(series, index, theme) {
  const edge = (values) => ({
    type: "line",
    isBand: true,
    data: values.map((y, i) => ({x: series.x[i], y})),
    borderWidth: 0,
    pointRadius: 0,
    pointHitRadius: 0,
    backgroundColor: translucent(seriesColour(theme, index), 0.16),
  });
  return [{...edge(series.low), fill: false}, {...edge(series.high), fill: "-1"}];
}

function barDataset(data, series, index, theme) {
  return {
    label: shortName(series.name),
    data: pointsOf(data, series),
    low: series.low,
    high: series.high,
    backgroundColor: seriesColour(theme, index),
    maxBarThickness: 56,
    categoryPercentage: 0.72,
    barPercentage: 0.94,
  };
}

function drawWhisker(context, horizontal, at, from, to) {
  const point = (along, across) => (horizontal ? [along, at + across] : [at + across, along]);
  context.beginPath();
  for (const [start, end] of [[[from, 0], [to, 0]], [[from, -5], [from, 5]], [[to, -5], [to, 5]]]) {
    context.moveTo(...point(...start));
    context.lineTo(...point(...end));
  }
  context.stroke();
}

function whiskers(data, theme) {
  return {
    id: "whiskers",
    afterDatasetsDraw(chart) {
      const scale = data.horizontal ? chart.scales.x : chart.scales.y;
      chart.ctx.save();
      Object.assign(chart.ctx, {strokeStyle: theme.text, lineWidth: 1.5});
      chart.data.datasets.forEach(({low, high}, i) => {
        if (!low || !chart.isDatasetVisible(i)) return;
        chart.getDatasetMeta(i).data.forEach((bar, j) => {
          if (low[j] === null || high[j] === null) return;
          const ends = [low[j], high[j]].map((value) => scale.getPixelForValue(value));
          drawWhisker(chart.ctx, data.horizontal, data.horizontal ? bar.y : bar.x, ...ends);
        });
      });
      chart.ctx.restore();
    },
  };
}

function barConfiguration(data, theme) {
  const numbers = {...scaleOptions(data.y, theme), beginAtZero: true};
  const names = categoryOptions(data.x, theme);
  return {
    type: "bar",
    data: {
      labels: data.categories.map((name) => shortName(name, 24)),
      datasets: data.series.map((series, i) => barDataset(data, series, i, theme)),
    },
    options: {
      ...baseOptions(theme),
      indexAxis: data.horizontal ? "y" : "x",
      scales: data.horizontal ? {x: numbers, y: names} : {x: names, y: numbers},
    },
    plugins: [whiskers(data, theme)],
  };
}

function lineConfiguration(data, theme) {
  const options = baseOptions(theme);
  options.interaction = {mode: "nearest", intersect: false, axis: data.kind === "scatter" ? "xy" : "x"};
  options.plugins.tooltip.callbacks = {
    title: (items) => (items.length === 0 ? "" : `${shortName(data.x.title) || "x"}: ${formatNumber(items[0].parsed.x)}`),
    label: (item) => ` ${item.dataset.label}: ${formatNumber(item.parsed.y)}`,
  };
  const bands = data.series.flatMap((series) => [...(series.low ?? []), ...(series.high ?? [])]);
  const places = (key) => data.series.flatMap((series) => pointsOf(data, series).map((point) => point[key]));
  const y = scaleOptions(logarithmicRange(data.y, [...places("y"), ...bands]), theme);
  if (data.kind === "histogram" && !data.y.logarithmic) y.beginAtZero = true;
  const datasets = data.series.flatMap((series, i) => [
    {...lineDataset(data, series, i, theme), series: i},
    ...(series.low ? bandDatasets(series, i, theme).map((band) => ({...band, series: i})) : []),
  ]);
  return {
    type: "line",
    data: {datasets},
    options: {...options, scales: {x: scaleOptions(logarithmicRange(data.x, places("x")), theme), y}},
  };
}

function chartLegend(data, show) {
  const kind = {line: data.kind === "line", mark: data.kind === "line" || data.kind === "scatter"};
  kind.fill = !kind.mark;
  const buttons = data.series.map((series, i) =>
    legendButton(series.name, swatch(i, kind), true, (visible) => show(i, visible)));
  return htmlElement("div", {className: "legend"}, ...buttons);
}

function drawChart(figure) {
  const data = pageData(figure);
  const canvas = figure.querySelector("canvas");
  const hidden = new Set();
  let chart = null;
  const hide = () => {
    chart.data.datasets.forEach((dataset, i) => chart.setDatasetVisibility(i, !hidden.has(dataset.series ?? i)));
    chart.update();
  };
  withTheme((theme) => {
    if (chart) chart.destroy();
    chart = new Chart(canvas, data.kind === "bar" ? barConfiguration(data, theme) : lineConfiguration(data, theme));
    if (hidden.size > 0) hide();
  });
  if (data.series.length < 2) return;
  figure.querySelector(".plot").before(chartLegend(data, (index, visible) => {
    if (visible) hidden.delete(index);
    else hidden.add(index);
    hide();
  }));
}
