// SPDX-License-Identifier: MIT
#include <string>
#include <utility>

#include "base/quote.h"
#include "hourglass/callbacks.h"
#include "hourglass/error.h"
#include "hourglass/saving.h"

namespace hourglass {

ModelCheckpoint::ModelCheckpoint(ModelCheckpointOptions options) : options_(std::move(options)) {
  const std::string name = options_.filepath.filename().string();
  if (name.ends_with(".keras") && name.find('{') == std::string::npos) return;
  throw Error(ErrorCode::invalid_argument, "ModelCheckpoint",
              "filepath is " + base::quote_path(options_.filepath) +
                  "; expected a name that ends with .keras, without {epoch}; choose another");
}

// Which epochs are saved is said in keras/src/callbacks/model_checkpoint.py, _should_save_model.
void ModelCheckpoint::on_epoch_end(Model& model, std::int64_t epoch, const Logs& logs) {
  if (options_.save_best_only) {
    const double* current = find_log(logs, options_.monitor);
    if (current == nullptr) {
      throw Error(ErrorCode::invalid_argument, "ModelCheckpoint",
                  "nothing called '" + options_.monitor +
                      "' was logged; expected the name of a loss or metric; give validation data "
                      "for val_loss");
    }
    if (!(*current < state_.best)) return;
    state_.best = *current;
  }
  state_.best_epoch = epoch;
  write(model, options_.filepath);
}

void ModelCheckpoint::write(const Model& model, const std::filesystem::path& path) {
  save(model, path);
}

}  // namespace hourglass
