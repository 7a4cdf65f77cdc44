// SPDX-License-Identifier: MIT
// A network from inputs to outputs: trained, measured and used.
//
// A Model is a handle, as Layer is: copies are the same model. Models made from the same layers
// share their weights, so an encoder cut out of an autoencoder gives the codes of the trained
// network.
//
// Threads: one Model, and models that share weights with it, belong to one thread at a time. Within
// a call the work is spread over `threads`; the result has the same bits for every number of them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "hourglass/callbacks.h"
#include "hourglass/corruption.h"
#include "hourglass/dataset.h"
#include "hourglass/dtype_policy.h"
#include "hourglass/history.h"
#include "hourglass/layer.h"
#include "hourglass/losses.h"
#include "hourglass/optimizers.h"
#include "hourglass/training_state.h"

namespace hourglass {

namespace train {
class ModelBase;
}  // namespace train

// One dataset, or one for each input or output of the model.
struct Data {
  Data(Dataset dataset) { datasets.push_back(std::move(dataset)); }
  Data(Tensor tensor) : Data(Dataset(std::move(tensor))) {}
  Data(std::vector<Dataset> datasets) : datasets(std::move(datasets)) {}
  std::vector<Dataset> datasets;
};

// Held-out samples. With one argument the inputs are their own targets, as an autoencoder has it.
struct ValidationData {
  ValidationData(Dataset inputs) : inputs(inputs), targets(std::move(inputs)) {}
  ValidationData(Tensor inputs) : ValidationData(Dataset(std::move(inputs))) {}
  ValidationData(Data inputs, Data targets)
      : inputs(std::move(inputs)), targets(std::move(targets)) {}
  Data inputs;
  Data targets;
};

struct ModelOptions {
  std::string name = {};  // "functional" when empty
  // Of the initial weights. Weights that the layers have already are kept.
  std::uint64_t seed = 0;
};

// One loss for every output ("mse"), or one an output (std::vector<Loss>{"mse", "mae"}).
struct Losses {
  HG_CONSTEVAL Losses(const char* name) : all(name) {}
  constexpr Losses(Loss loss) : all(loss) {}
  constexpr Losses(LossKind loss) : all(loss) {}
  Losses(std::vector<Loss> losses) : each(std::move(losses)) {}
  Loss all = LossKind::mse;
  std::vector<Loss> each = {};  // empty: `all` for every output
};

struct CompileOptions {
  Optimizer optimizer = RMSprop();  // Keras's default
  Losses loss = LossKind::mse;
  std::vector<float> loss_weights = {};  // one an output; all 1 when empty
  // Also measured, on the first output: {"mse"}.
  std::vector<Loss> metrics = {};
};

struct FitOptions {
  std::int64_t epochs = 1;
  std::int64_t batch_size = 32;
  bool shuffle = true;
  std::optional<ValidationData> validation_data = std::nullopt;
  // The last share of the samples, taken before shuffling, as Keras does. In [0, 1). Not together
  // with validation_data.
  double validation_split = 0;
  std::uint64_t seed = 0;  // of shuffling, corruption, Dropout, GaussianNoise and Sampling
  int threads = 0;         // 0: one a core
  // Of the steps; validation is in float32. Nothing to do for a model without Dense layers.
  DtypePolicy dtype_policy = DtypePolicyKind::float32;
  Corruption corruption = std::nullopt;
  CorruptionSchedule corruption_schedule = {};
  std::vector<Callback*> callbacks = {};  // not owned
  // Where to begin; the model has the weights and the optimizer's state of that moment, and data
  // and the other options are those of the fit that was there, but for `epochs` and `threads`.
  TrainingState initial_state = {};
};

// The batch size of evaluate and predict is a matter of speed and memory alone: a sample's numbers
// do not depend on it. But for the loss of a model with a KLSparsity, which is of each batch.
struct EvaluateOptions {
  std::int64_t batch_size = 256;
  std::uint64_t seed = 0;
  int threads = 0;
  Corruption corruption = std::nullopt;
};

struct PredictOptions {
  std::int64_t batch_size = 256;
  int threads = 0;
};

struct SummaryOptions {
  bool expand_nested = false;  // the layers of models within the model, too
};

class Model : public Layer {
 public:
  // Throws invalid_argument if `outputs` need an input that `inputs` do not name.
  Model(SymbolicTensor input, SymbolicTensor output, const ModelOptions& options = {});
  Model(std::vector<SymbolicTensor> inputs, std::vector<SymbolicTensor> outputs,
        const ModelOptions& options = {});
  // A model with the weights it has: what reads files makes these.
  explicit Model(std::shared_ptr<train::ModelBase> base);

  // Gives the weights that have no numbers yet some, as ModelOptions says.
  void initialize(std::uint64_t seed);

  const std::vector<SymbolicTensor>& inputs() const;
  const std::vector<SymbolicTensor>& outputs() const;
  std::int64_t parameter_count() const;
  // Floating-point operations one sample takes in predict, and in a step of fit (forward, weight
  // gradients, and input gradients but for the first layer): the fewest that dense layers and
  // convolutions need, a multiply-add counting as two.
  double operations_to_predict() const;
  double operations_to_train() const;
  // Keras's table: layer (type), output shape, parameters.
  std::string summary(const SummaryOptions& options = {}) const;

  // Throws invalid_argument for settings out of range. Forgets the state of an earlier optimizer.
  void compile(CompileOptions options);

  // That of fit's next step. Needs compile().
  double learning_rate() const;
  // From the next step on; callbacks may set it between two of them. Throws invalid_argument for
  // what is not a positive and finite float32 number, and where there is a schedule.
  void set_learning_rate(double learning_rate);

  // Trains; goes on from the current weights and optimizer state. The last, shorter batch counts by
  // its samples, in the loss and in the history. Throws shape_mismatch if the data does not fit the
  // network; non_finite, naming the first layer whose output is not finite, in the step where that
  // happens, with the weights as they were before that step's update, and where weights
  // or the optimizer's state are not finite after an epoch's last step. The history includes that
  // of the initial state.
  History fit(const Data& inputs, const Data& targets, const FitOptions& options = {});
  // The inputs are the targets.
  History fit(const Dataset& samples, const FitOptions& options = {});

  // "loss" and the metrics, as means over the samples. Needs compile().
  Logs evaluate(const Data& inputs, const Data& targets, const EvaluateOptions& options = {});
  Logs evaluate(const Dataset& samples, const EvaluateOptions& options = {});

  // The first output, or all of them. A sample's result does not depend on its batch.
  Tensor predict(const Dataset& samples, const PredictOptions& options = {}) const;
  std::vector<Tensor> predict_all(const Data& inputs, const PredictOptions& options = {}) const;

  // All weights in Keras's order, as copies.
  std::vector<std::vector<float>> get_weights() const;
  // Throws shape_mismatch if the number of arrays or a size differs.
  void set_weights(const std::vector<std::vector<float>>& values);
  // SHA-256 over all weights in Keras's order as little-endian float32, in hexadecimal.
  std::string weights_sha256() const;
};

}  // namespace hourglass
