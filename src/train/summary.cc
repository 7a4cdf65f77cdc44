// SPDX-License-Identifier: MIT
#include "train/summary.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

namespace hourglass::train {
namespace {

using Row = std::vector<std::string>;

std::string with_commas(std::int64_t number) {
  std::string text = std::to_string(number);
  for (auto at = static_cast<std::int64_t>(text.size()) - 3; at > 0; at -= 3) {
    text.insert(static_cast<std::size_t>(at), ",");
  }
  return text;
}

// Of float32 numbers, as Keras writes it: "395.31 KB".
std::string memory(std::int64_t numbers) {
  constexpr std::array<const char*, 4> kUnits = {"B", "KB", "MB", "GB"};
  double bytes = static_cast<double>(numbers) * 4;
  std::size_t unit = 0;
  while (bytes >= 1024 && unit + 1 < kUnits.size()) {
    bytes /= 1024;
    ++unit;
  }
  char text[32];
  std::snprintf(text, sizeof text, "%.2f %s", bytes, kUnits[unit]);
  return text;
}

std::string parameters_line(const char* label, std::int64_t count) {
  return std::string(" ") + label + ": " + with_commas(count) + " (" + memory(count) + ")\n";
}

// The calls of a layer within the model.
std::vector<const graph::Node*> calls(const graph::Functional& model,
                                      const graph::LayerBase& layer) {
  std::vector<const graph::Node*> found;
  for (const auto& node : model.nodes()) {
    if (node->layer.get() == &layer) found.push_back(node.get());
  }
  return found;
}

std::string connections(const std::vector<const graph::Node*>& nodes) {
  std::string text;
  for (const graph::Node* node : nodes) {
    for (const SymbolicTensor& input : node->inputs) {
      text += (text.empty() ? "" : ", ") + input.node()->layer->name();
    }
  }
  return text.empty() ? "-" : text;
}

const graph::Functional* nested_model(const graph::LayerBase& layer) {
  return dynamic_cast<const graph::Functional*>(&layer);
}

// Whether every layer is called once, on the one before it: then connections go without saying.
bool is_chain(const graph::Functional& model, bool expand_nested) {
  const auto& nodes = model.nodes();
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i]->inputs.size() != (i == 0 ? 0U : 1U)) return false;
    if (i > 0 && nodes[i]->inputs.front().node() != nodes[i - 1]) return false;
    const auto* nested = nested_model(*nodes[i]->layer);
    if (expand_nested && nested != nullptr && !is_chain(*nested, true)) return false;
  }
  return nodes.size() == model.layers().size();
}

struct Frame {
  const char *left, *line, *cross, *right;
};

// How wide a terminal shows UTF-8 text: continuation bytes are no characters of their own.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](unsigned char byte) { return (byte & 0xc0U) != 0x80U; }));
}

std::string rule(const std::vector<std::size_t>& widths, const Frame& frame) {
  std::string text = frame.left;
  for (std::size_t column = 0; column < widths.size(); ++column) {
    for (std::size_t i = 0; i < widths[column] + 2; ++i) text += frame.line;
    text += column + 1 < widths.size() ? frame.cross : frame.right;
  }
  return text + "\n";
}

std::string cells(const std::vector<std::size_t>& widths, const Row& row, const char* bar) {
  std::string text = bar;
  for (std::size_t column = 0; column < widths.size(); ++column) {
    const std::string pad(widths[column] - width(row[column]), ' ');
    const bool right = column == 2;  // numbers
    text += " " + (right ? pad + row[column] : row[column] + pad) + " " + bar;
  }
  return text + "\n";
}

std::string table(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths(rows.front().size(), 12);
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  std::string text = rule(widths, {"\u250f", "\u2501", "\u2533", "\u2513"});
  text += cells(widths, rows.front(), "\u2503");
  text += rule(widths, {"\u2521", "\u2501", "\u2547", "\u2529"});
  for (std::size_t i = 1; i < rows.size(); ++i) {
    text += cells(widths, rows[i], "\u2502");
    const bool last = i + 1 == rows.size();
    text += last ? rule(widths, {"\u2514", "\u2500", "\u2534", "\u2518"})
                 : rule(widths, {"\u251c", "\u2500", "\u253c", "\u2524"});
  }
  return text;
}

void add_rows(const graph::Functional& model, bool expand_nested, std::size_t depth,
              std::vector<Row>& rows) {
  const std::string branch = depth == 0 ? "" : std::string(3 * depth, ' ') + "\u2514 ";
  for (const auto& layer : model.layers()) {
    const auto nodes = calls(model, *layer);
    rows.push_back({branch + layer->name() + " (" + std::string(layer->class_name()) + ")",
                    nodes.front()->output_shapes.front().to_string_with_batch(),
                    with_commas(graph::count_parameters(layer->variables())), connections(nodes)});
    if (const auto* nested = nested_model(*layer); nested != nullptr && expand_nested) {
      add_rows(*nested, true, depth + 1, rows);
    }
  }
}

}  // namespace

std::string summary(const graph::Functional& model, const SummaryOptions& options) {
  std::vector<Row> rows{{"Layer (type)", "Output Shape", "Param #", "Connected to"}};
  add_rows(model, options.expand_nested, 0, rows);
  if (is_chain(model, options.expand_nested)) {
    for (Row& row : rows) row.pop_back();
  }
  auto variables = model.variables();
  const std::int64_t parameters = graph::count_parameters(variables);
  std::erase_if(variables, [](const auto& variable) { return !variable->trainable; });
  const std::int64_t trained = graph::count_parameters(variables);
  return "Model: \"" + model.name() + "\"\n" + table(rows) +
         parameters_line("Total params", parameters) +
         parameters_line("Trainable params", trained) +
         parameters_line("Non-trainable params", parameters - trained);
}

}  // namespace hourglass::train
