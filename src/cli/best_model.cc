// SPDX-License-Identifier: MIT
#include "cli/best_model.h"

#include <utility>

#include "keras/model_file.h"

namespace hourglass::cli {

void BestModel::on_state(Model&, const TrainingState& state) {
  if (const auto path = std::exchange(due_, {}); !path.empty())
    write_trained_model(path, training_, state.history);
}

void write_trained_model(const std::filesystem::path& path, const Training& training,
                         const History& history) {
  const TrainNetwork& network = training.network;
  if (network.scaling) copy_compiled(network.trained(), network.whole);
  keras::write_model_file(path, network.whole, to_json(model_notes(training, history)));
}

}  // namespace hourglass::cli
