// SPDX-License-Identifier: MIT
// What the program keeps of a training beside the model, in the same file: how its data was read,
// how it went, and which errors count as too large.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/scheduled_corruption.h"
#include "formats/json.h"
#include "hourglass/callbacks.h"
#include "hourglass/tables.h"
#include "hourglass/windows.h"

namespace hourglass::cli {

struct Threshold {
  double value = 0;  // of reconstruction errors; one as large or larger is an anomaly
  std::string rule;  // how it was chosen: "quantile 0.99 of 1,200 held-out rows"
  friend bool operator==(const Threshold&, const Threshold&) = default;
};

struct ModelNotes {
  std::optional<TableSchema> schema = {};
  std::optional<Threshold> threshold = {};
  std::optional<ScheduledCorruption> corruption = {};  // what the network was trained to undo
  std::optional<WindowOptions> window = {};            // of the series that it was trained on
  std::vector<Logs> history = {};  // of each epoch, without what differs from run to run
};

// The epochs of a further training. The latest 20,000 are kept.
void append(ModelNotes& notes, const std::vector<Logs>& epochs);

// null if there is nothing to note.
formats::OrderedJson to_json(const ModelNotes& notes);
// Throws bad_file, naming `file`, for what to_json does not write.
ModelNotes notes_from_json(const formats::Json& json, const std::string& file);

}  // namespace hourglass::cli
