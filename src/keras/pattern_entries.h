// SPDX-License-Identifier: MIT
// What the patterns have in common that stand for layers of ours in a file: entries of a
// Functional's layers, looked at and made.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "formats/json.h"
#include "hourglass/layer.h"

namespace hourglass::keras {

// --- writing

// Tensors as inbound_nodes have them.
using PatternTensors = std::vector<formats::OrderedJson>;

// The output of a layer, of the shape of another tensor.
formats::OrderedJson output_of(const std::string& layer, const formats::OrderedJson& like);
// A call with these arguments, several of them in a list.
formats::OrderedJson call_with(const PatternTensors& tensors);
formats::OrderedJson entry_of(const Layer& layer, const PatternTensors& inputs);
// Of a layer of ours, without its name: what stands in an entry under a key of its own.
formats::OrderedJson settings_of(const graph::LayerBase& layer);
// `name`, with underscores behind it as long as it is taken.
std::string free_name(std::string name, const std::set<std::string>& taken);

// --- reading

// One layer's entry, as far as it looks like part of a pattern.
struct PatternEntry {
  std::string class_name;
  const formats::Json* config = nullptr;
  const formats::Json* arguments = nullptr;   // of its only call
  std::vector<const formats::Json*> tensors;  // among them; none if there is anything else
};

// [layer, call, output]
const formats::Json& history_of(const formats::Json& tensor);
const std::string& source_of(const formats::Json& tensor);
bool is_tensor(const formats::Json& value);
bool has_number(const formats::Json& config, std::string_view key, double value);

// The entries of a description by name, and how often each is read. What is not as layers are by
// default is left out, and what is called twice.
class PatternEntries {
 public:
  // `config` is the Functional's; it must outlive this.
  explicit PatternEntries(const formats::Json& config);

  const std::map<std::string, PatternEntry>& all() const { return entries_; }
  // The layer of a class that makes a tensor, if nothing else reads it.
  const PatternEntry* part(const formats::Json& tensor, std::string_view class_name) const;
  // The same, if it has so many inputs and nothing else among its arguments.
  const PatternEntry* part(const formats::Json& tensor, std::string_view class_name,
                           std::size_t inputs) const;

 private:
  void count_reads(const formats::Json& value);
  void count_outputs(const formats::Json* value);

  std::map<std::string, PatternEntry> entries_;
  std::map<std::string, int> reads_;
};

}  // namespace hourglass::keras
