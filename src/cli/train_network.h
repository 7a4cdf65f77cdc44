// SPDX-License-Identifier: MIT
// The network of a training, made for its data, and how it is trained.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/model_source.h"
#include "cli/train_data.h"
#include "hourglass/scaling.h"

namespace hourglass::cli {

struct TrainNetwork {
  Model whole;                               // what is saved and used
  std::optional<ScaledAutoencoder> scaling;  // where `whole` has scaling layers
  CompileOptions compile;
  std::int64_t epochs = 0, batch_size = 0;
  std::optional<ScheduledCorruption> corruption = std::nullopt;
  Scale scale = ScaleKind::none;

  // What fit trains: the network within the scaling layers, if there are any. It is compiled.
  Model trained() const { return scaling ? scaling->core : whole; }
};

// Throws as the layers do if the data is nothing for the network.
TrainNetwork make_train_network(const TrainSettings& settings, const ModelSource& source,
                                const TrainData& data);

// ", mixed_bfloat16", or nothing for the default.
std::string policy_text(const TrainSettings& settings);
// Where --dtype-policy makes no difference.
std::optional<std::string> policy_warning(const TrainSettings& settings,
                                          const TrainNetwork& network);

}  // namespace hourglass::cli
