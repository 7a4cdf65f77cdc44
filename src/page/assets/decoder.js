// SPDX-License-Identifier: MIT
// The decoder of a latent plane: Keras's layers as plain loops over float32 numbers. Images are
// [height, width, channels], row-major.

function floatsOf(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({length: bytes.length / 4}, (_, i) => view.getFloat32(4 * i, true));
}

// Maclaurin's series near 0, where it is exact enough for float32; beyond 4 there is nothing to add.
function errorFunction(x) {
  if (Math.abs(x) > 4) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-12; ++n) {
    term *= -x * x / n;
    sum += term / (2 * n + 1);
  }
  return 2 / Math.sqrt(Math.PI) * sum;
}

const ACTIVATIONS = {
  linear: (x) => x,
  relu: (x) => Math.max(0, x),
  leaky_relu: (x) => (x >= 0 ? x : 0.2 * x),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  selu: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
  gelu: (x) => 0.5 * x * (1 + errorFunction(x / Math.SQRT2)),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  exponential: Math.exp,
};

function softmax(values, width) {
  for (let start = 0; start < values.length; start += width) {
    const row = values.subarray(start, start + width);
    const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const sum = row.reduce((total, x) => total + Math.exp(x - largest), 0);
    row.forEach((x, i) => { row[i] = Math.exp(x - largest) / sum; });
  }
  return values;
}

function activate(values, name, width) {
  if (name === "softmax") return softmax(values, width);
  return name === "linear" ? values : values.map(ACTIVATIONS[name]);
}

function denseStep(step) {
  const units = step.shape[step.shape.length - 1];
  const kernel = floatsOf(step.kernel);
  const bias = floatsOf(step.bias);
  const inputs = kernel.length / units;
  return (x) => {
    const rows = x.length / inputs;
    const result = new Float32Array(rows * units);
    for (let row = 0; row < rows; ++row) {
      const sums = new Float64Array(units);
      sums.set(bias);
      for (let i = 0; i < inputs; ++i) {
        const value = x[row * inputs + i];
        for (let unit = 0; unit < units; ++unit) sums[unit] += value * kernel[i * units + unit];
      }
      result.set(sums, row * units);
    }
    return activate(result, step.activation, units);
  };
}

// Pixels before the image: as Keras pads, the smaller half of what is missing.
function paddingBefore(before, after, kernel, stride, same) {
  return same ? Math.max(0, (after - 1) * stride + kernel - before) >> 1 : 0;
}

// Goes through the windows of a convolution, [rows, columns] of them over the image, and calls `meet` with the number
// of each pixel that a window has, the window's, and the pixel's place in the kernel.
function forEachInWindows(step, [height, width], [rows, columns], meet) {
  const [kernelHeight, kernelWidth] = step.kernel_size;
  const [strideY, strideX] = step.strides;
  const top = paddingBefore(height, rows, kernelHeight, strideY, step.same);
  const left = paddingBefore(width, columns, kernelWidth, strideX, step.same);
  for (let window = 0; window < rows * columns; ++window) {
    const firstY = Math.floor(window / columns) * strideY - top;
    const firstX = window % columns * strideX - left;
    for (let place = 0; place < kernelHeight * kernelWidth; ++place) {
      const y = firstY + Math.floor(place / kernelWidth);
      const x = firstX + place % kernelWidth;
      if (y >= 0 && y < height && x >= 0 && x < width) meet(y * width + x, window, place);
    }
  }
}

// [.., filters, channels] as [.., channels, filters].
function channelsFirst(kernel, filters, channels) {
  return kernel.map((_, i) => {
    const filter = i % filters;
    const channel = Math.floor(i / filters) % channels;
    const place = Math.floor(i / filters / channels);
    return kernel[(place * filters + filter) * channels + channel];
  });
}

// A transposed convolution is one the other way round: its windows are those of what comes out, one for each pixel
// that comes in, and its kernel has filters before channels.
function convStep(step, shape) {
  const [height, width, filters] = step.shape;
  const channels = shape[2];
  const given = floatsOf(step.kernel);
  const bias = floatsOf(step.bias);
  const kernel = step.transposed ? channelsFirst(given, filters, channels) : given;
  const [large, small] = step.transposed ? [step.shape, shape] : [shape, step.shape];
  const add = (sums, to, x, from, place) => {
    for (let channel = 0; channel < channels; ++channel) {
      const value = x[from * channels + channel];
      if (value === 0) continue;  // as many are after a ReLU
      const weights = (place * channels + channel) * filters;
      for (let filter = 0; filter < filters; ++filter) sums[to * filters + filter] += value * kernel[weights + filter];
    }
  };
  return (x) => {
    const sums = new Float64Array(height * width * filters);
    for (let start = 0; start < sums.length; start += filters) sums.set(bias, start);
    forEachInWindows(step, large, small, (pixel, window, place) =>
      (step.transposed ? add(sums, pixel, x, window, place) : add(sums, window, x, pixel, place)));
    return activate(new Float32Array(sums), step.activation, filters);
  };
}

// Each pixel of the result is a pixel of the image, or 0 where `source(y, x)` lies outside.
function pixelStep(step, [height, width, channels], source) {
  const [outHeight, outWidth] = step.shape;
  return (image) => {
    const result = new Float32Array(outHeight * outWidth * channels);
    for (let pixel = 0; pixel < outHeight * outWidth; ++pixel) {
      const [y, x] = source(Math.floor(pixel / outWidth), pixel % outWidth);
      if (y < 0 || y >= height || x < 0 || x >= width) continue;
      const from = (y * width + x) * channels;
      result.set(image.subarray(from, from + channels), pixel * channels);
    }
    return result;
  };
}

function affineStep(step) {
  const scale = floatsOf(step.scale);
  const offset = floatsOf(step.offset);
  return (x) => x.map((value, i) => value * scale[i % scale.length] + offset[i % scale.length]);
}

function standardizeStep({epsilon, shape}) {
  const width = shape[shape.length - 1];
  const meanOf = (row, of) => row.reduce((sum, value) => sum + of(value), 0) / width;
  return (x) => {
    const result = new Float32Array(x.length);
    for (let start = 0; start < x.length; start += width) {
      const row = x.subarray(start, start + width);
      const mean = meanOf(row, (value) => value);
      const deviation = Math.sqrt(meanOf(row, (value) => (value - mean) ** 2) + epsilon);
      result.set(row.map((value) => (value - mean) / deviation), start);
    }
    return result;
  };
}

function preluStep(step) {
  const alpha = floatsOf(step.alpha);
  return (x) => x.map((value, i) => (value > 0 ? value : value * alpha[i % alpha.length]));
}

const STEPS = {
  dense: denseStep,
  conv: convStep,
  up: (step, shape) =>
    pixelStep(step, shape, (y, x) => [Math.floor(y / step.size[0]), Math.floor(x / step.size[1])]),
  margins: (step, shape) => pixelStep(step, shape, (y, x) => [y - step.top, x - step.left]),
  reshape: () => (x) => x,
  activation: (step) => (x) => activate(x, step.activation, step.shape[step.shape.length - 1]),
  affine: affineStep,
  standardize: standardizeStep,
  prelu: preluStep,
};

// A function from a code to the numbers of its image.
function makeDecoder(decoder, codeSize) {
  let shape = [codeSize];
  const steps = decoder.steps.map((step) => {
    const run = STEPS[step.step](step, shape);
    shape = step.shape;
    return run;
  });
  return (code) => steps.reduce((x, run) => run(x), Float32Array.from(code));
}

// Numbers as the pixels of a canvas.
function paint(canvas, decoder, values) {
  const {width, height, channels, black, white} = decoder;
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  for (let pixel = 0; pixel < width * height; ++pixel) {
    for (let colour = 0; colour < 3; ++colour) {
      const value = values[pixel * channels + (channels === 3 ? colour : 0)];
      image.data[4 * pixel + colour] = 255 * (value - black) / (white - black);  // rounded and cut to a byte
    }
    image.data[4 * pixel + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
