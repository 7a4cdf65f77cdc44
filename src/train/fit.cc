// SPDX-License-Identifier: MIT
// Model::fit: epochs, steps, validation, callbacks.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

#include "base/random.h"
#include "train/check_corruption.h"
#include "train/finite.h"
#include "train/moments.h"
#include "train/moving_average.h"
#include "train/optimizer.h"
#include "train/sample_order.h"
#include "train/session.h"

namespace hourglass {
namespace {

using train::base_of;
using train::Session;

constexpr std::string_view kWhere = "fit";
constexpr std::int64_t kValidationBatch = 256;

// A number that is not finite; the sign of a NaN says nothing.
std::string describe(double value) { return std::isnan(value) ? "nan" : std::to_string(value); }

// `input` is the shape of a sample.
void check_options(const FitOptions& options, const Shape& input) {
  const auto fail = [](const std::string& message) {
    throw Error(ErrorCode::invalid_argument, kWhere, message);
  };
  if (options.epochs < 1)
    fail("epochs is " + std::to_string(options.epochs) + "; expected 1 or more");
  train::check_batch_size(kWhere, options.batch_size);
  if (!(options.validation_split >= 0 && options.validation_split < 1)) {
    fail("validation_split is " + std::to_string(options.validation_split) +
         "; expected 0 or more and less than 1");
  }
  if (options.validation_split > 0 && options.validation_data) {
    fail("validation_split and validation_data were both given; expected one of them");
  }
  for (const Callback* callback : options.callbacks) {
    if (callback == nullptr) fail("a callback is null; expected objects that outlive fit");
  }
  train::check_corruption(kWhere, options.corruption, input);
  train::check_corruption_schedule(kWhere, options.corruption, options.corruption_schedule, input);
}

// All layers are trained here, so that a file with others would not be trained as it asks for.
void check_trainable(const graph::LayerBase& layer) {
  if (!layer.trainable() && !layer.variables().empty()) {
    throw Error(ErrorCode::unsupported, kWhere,
                layer.where() +
                    " is not to be trained; expected trainable = true for every layer; "
                    "set it in Keras and save the model again");
  }
  const auto* model = dynamic_cast<const graph::Functional*>(&layer);
  if (model == nullptr) return;
  for (const auto& inner : model->layers()) check_trainable(*inner);
}

Data slice(const Data& data, std::int64_t begin, std::int64_t end) {
  std::vector<Dataset> parts;
  for (const Dataset& dataset : data.datasets) parts.push_back(dataset.slice(begin, end));
  return parts;
}

// Seconds from now on, and those that are to be added.
class Clock {
 public:
  explicit Clock(double before) : before_(before), start_(std::chrono::steady_clock::now()) {}
  double seconds() const {
    return before_ +
           std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  double before_;
  std::chrono::steady_clock::time_point start_;
};

bool same_names(const Logs& a, const Logs& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const auto& one, const auto& other) { return one.first == other.first; });
}

class Training {
 public:
  Training(Model& model, const Data& inputs, const Data& targets, const FitOptions& options)
      : model_(model),
        base_(base_of(model)),
        options_(options),
        inputs_(inputs),
        targets_(targets),
        validation_(options.validation_data),
        pool_(train::checked_threads(kWhere, options.threads)),
        state_(options.initial_state) {
    const bool autoencoding = train::same_sources(inputs, targets);
    size_ = inputs.datasets.front().size();
    split(autoencoding);
    check_validation();
    batch_size_ = std::min(options.batch_size, size_);
    check_initial_state();
    session_.emplace(base_, Session::Purpose::train, batch_size_, options.corruption.has_value(),
                     autoencoding, pool_, options.dtype_policy);
    measure_variances();
    check_names_of_sums();
    if (const auto average = train::moving_average(base_.compiled(kWhere).options.optimizer))
      moving_average_.emplace(base_, *average, pool_);
  }

  History run() {
    for (Callback* callback : options_.callbacks) {
      callback->on_train_begin(model_, {options_.epochs, steps_per_epoch(), size_});
    }
    while (state_.epoch < options_.epochs && !stopping()) {
      for (Callback* callback : options_.callbacks) callback->on_epoch_begin(model_, state_.epoch);
      if (!train_epoch()) break;
      finish_epoch();
    }
    if (moving_average_) moving_average_->overwrite();
    for (Callback* callback : options_.callbacks) callback->on_train_end(model_);
    return state_.history;
  }

 private:
  std::int64_t steps_per_epoch() const { return (size_ + batch_size_ - 1) / batch_size_; }

  void check_initial_state() const {
    const bool has_sums = !state_.sums.empty();
    const bool is_within =
        0 <= state_.epoch && 0 <= state_.step && state_.step <= steps_per_epoch() &&
        (state_.epoch < options_.epochs || (state_.epoch == options_.epochs && state_.step == 0));
    if (is_within && has_sums == (state_.step > 0) &&
        std::ssize(state_.history.epochs) == state_.epoch &&
        state_.history.seconds.size() == state_.history.epochs.size()) {
      return;
    }
    throw Error(ErrorCode::invalid_argument, kWhere,
                "initial_state stands at step " + std::to_string(state_.step) + " after epoch " +
                    std::to_string(state_.epoch) + " with a history of " +
                    std::to_string(state_.history.epochs.size()) + " epochs; expected at most " +
                    std::to_string(steps_per_epoch()) + " steps after at most " +
                    std::to_string(options_.epochs) +
                    " epochs with their history; give the state that a callback was given, and "
                    "the same data and batch_size");
  }

  void split(bool autoencoding) {
    if (options_.validation_split == 0) return;
    const auto kept = static_cast<std::int64_t>(
        std::floor(static_cast<double>(size_) * (1 - options_.validation_split)));
    if (kept == 0 || kept == size_) {
      throw Error(ErrorCode::invalid_argument, kWhere,
                  "validation_split leaves " + std::to_string(kept) + " of " +
                      std::to_string(size_) + " samples to train on; expected some on both sides");
    }
    const Data held_out = slice(inputs_, kept, size_);
    validation_.emplace(held_out, autoencoding ? held_out : slice(targets_, kept, size_));
    inputs_ = slice(inputs_, 0, kept);
    targets_ = autoencoding ? inputs_ : slice(targets_, 0, kept);
    size_ = kept;
  }

  void check_validation() {
    if (!validation_) return;
    constexpr std::string_view kValidation = "fit, validation_data";
    const std::int64_t size =
        train::check_data(kValidation, "input", validation_->inputs, model_.inputs());
    if (train::check_data(kValidation, "target", validation_->targets, model_.outputs()) != size) {
      throw Error(ErrorCode::shape_mismatch, kValidation, "inputs and targets differ in number");
    }
    validation_session_.emplace(base_, Session::Purpose::evaluate, std::min(kValidationBatch, size),
                                options_.corruption.has_value(),
                                train::same_sources(validation_->inputs, validation_->targets),
                                pool_);
  }

  void measure_variances() {
    if (!session_->is_sparse() || targets_.datasets.size() > 1) return;
    session_->set_target_variance(train::variance_of(targets_.datasets.front(), pool_));
    if (validation_) {
      validation_session_->set_target_variance(
          train::variance_of(validation_->targets.datasets.front(), pool_));
    }
  }

  void check_names_of_sums() const {
    if (state_.step == 0 || same_names(state_.sums, session_->logs())) return;
    throw Error(
        ErrorCode::invalid_argument, kWhere,
        "initial_state has sums of other logs than this model's; expected those of its loss "
        "and metrics; compile it as it was");
  }

  bool stopping() const {
    return std::any_of(options_.callbacks.begin(), options_.callbacks.end(),
                       [](const Callback* callback) { return callback->stop_training(); });
  }

  // Inputs and targets, which are read together.
  std::vector<Dataset> all_datasets() const {
    std::vector<Dataset> all = inputs_.datasets;
    all.insert(all.end(), targets_.datasets.begin(), targets_.datasets.end());
    return all;
  }

  // The rest of the epoch at hand. False if a callback stopped it before its end.
  bool train_epoch() {
    const auto number = static_cast<std::uint64_t>(state_.epoch);
    const std::vector<Dataset> datasets = all_datasets();
    std::optional<base::RandomKey> key;
    if (options_.shuffle)
      key = base::derive_key(options_.seed, base::RandomStream::shuffle, number);
    train::SampleOrder order(datasets, key);
    plan::Batch batch;
    batch.inputs = inputs_.datasets;
    batch.targets = targets_.datasets;
    batch.samples_an_epoch = size_;
    batch.layer_key = base::derive_key(options_.seed, base::RandomStream::layer, number);
    batch.corruption_key = base::derive_key(options_.seed, base::RandomStream::corruption, number);
    batch.corruption =
        corruption_in_epoch(options_.corruption, options_.corruption_schedule, state_.epoch);
    const std::int64_t samples_done = std::min(state_.step * batch_size_, size_);
    for (std::int64_t step = 0; step < state_.step; ++step) order.next(batch_size_);
    train::MeanLogs means(state_.sums, samples_done);
    const Clock clock(state_.seconds);
    for (std::int64_t first = samples_done; first < size_; first += batch_size_) {
      const std::int64_t count = std::min(batch_size_, size_ - first);
      batch.samples = order.next(count);
      batch.epochs_done = static_cast<double>(state_.epoch) +
                          static_cast<double>(first) / static_cast<double>(size_);
      train_step(batch);
      means.add(session_->logs(), count);
      update();
      ++state_.step;
      if (options_.callbacks.empty()) continue;
      state_.sums = means.sums();
      state_.seconds = clock.seconds();
      tell_of_step(means.means());
      if (stopping() && first + count < size_) return false;
    }
    state_.seconds = clock.seconds();
    logs_ = means.means();
    return true;
  }

  void tell_of_step(const Logs& so_far) {
    for (Callback* callback : options_.callbacks)
      callback->on_train_batch_end(model_, state_.step - 1, so_far);
    for (Callback* callback : options_.callbacks) callback->on_state(model_, state_);
  }

  void finish_epoch() {
    check_weights();
    if (const auto dead = session_->share_of_dead_units(size_))
      logs_.emplace_back("dead_units", *dead);
    add_validation(state_.epoch, logs_);
    state_.history.epochs.push_back(logs_);
    state_.history.seconds.push_back(state_.seconds);
    const std::int64_t epoch = state_.epoch++;
    state_.step = 0;
    state_.sums.clear();
    state_.seconds = 0;
    for (Callback* callback : options_.callbacks) callback->on_epoch_end(model_, epoch, logs_);
    for (Callback* callback : options_.callbacks) callback->on_state(model_, state_);
  }

  // The last update of the epoch; those before show in the loss of the step that follows.
  void check_weights() const {
    const std::string found = train::find_non_finite(base_);
    if (found.empty()) return;
    throw Error(ErrorCode::non_finite, kWhere,
                found + " became not finite in epoch " + std::to_string(state_.epoch + 1) +
                    "; expected finite numbers; lower the learning rate");
  }

  void train_step(const plan::Batch& batch) {
    session_->executor().run(batch);
    const double loss = session_->loss();
    if (std::isfinite(loss)) return;
    std::string layer = session_->executor().first_non_finite_layer(batch);
    if (layer.empty()) layer = "the loss itself";
    throw Error(ErrorCode::non_finite, kWhere,
                "the loss became " + describe(loss) + " in epoch " +
                    std::to_string(state_.epoch + 1) + ", step " + std::to_string(state_.step + 1) +
                    "; the first numbers that are not finite come from " + layer +
                    "; look for such numbers in the data, or lower the learning rate");
  }

  void update() {
    train::Compiled& compiled = base_.compiled(kWhere);
    const Optimizer& optimizer = compiled.options.optimizer;
    const auto rule = train::update_rule(optimizer, ++compiled.iterations);
    if (const auto clipping = train::clipping(optimizer); clipping.clips()) {
      session_->executor().update_clipped(rule, clipping);
    } else {
      session_->executor().update(rule);
    }
    if (moving_average_) moving_average_->follow();
  }

  void add_validation(std::int64_t epoch, Logs& logs) {
    if (!validation_) return;
    const std::int64_t size =
        std::min(kValidationBatch, validation_->inputs.datasets.front().size());
    const Logs measured =
        train::evaluate_all(*validation_session_, validation_->inputs, validation_->targets, size,
                            options_.corruption, options_.seed);
    for (const auto& [name, value] : measured) logs.emplace_back("val_" + name, value);
    if (std::isfinite(measured.front().second)) return;
    throw Error(ErrorCode::non_finite, kWhere,
                "the validation loss became " + describe(measured.front().second) + " in epoch " +
                    std::to_string(epoch + 1) +
                    "; look for numbers that are not finite in the validation data, or lower the "
                    "learning rate");
  }

  Model& model_;
  train::ModelBase& base_;
  const FitOptions& options_;
  Data inputs_;
  Data targets_;
  std::optional<ValidationData> validation_;
  base::ThreadPool pool_;
  std::int64_t size_ = 0;
  std::int64_t batch_size_ = 0;
  std::optional<Session> session_;
  std::optional<Session> validation_session_;
  std::optional<train::MovingAverage> moving_average_;
  TrainingState state_;
  Logs logs_;  // of the epoch that train_epoch came to the end of
};

}  // namespace

History Model::fit(const Data& inputs, const Data& targets, const FitOptions& options) {
  check_options(options, this->inputs().front().shape());
  base_of(*this).compiled(kWhere);
  check_trainable(base_of(*this));
  const std::int64_t size = train::check_data(kWhere, "input", inputs, this->inputs());
  if (train::same_sources(inputs, targets)) train::check_gives_back(kWhere, base_of(*this));
  if (train::check_data(kWhere, "target", targets, outputs()) != size) {
    throw Error(ErrorCode::shape_mismatch, kWhere,
                "inputs and targets differ in number; expected as many of both");
  }
  return Training(*this, inputs, targets, options).run();
}

History Model::fit(const Dataset& samples, const FitOptions& options) {
  return fit(Data(samples), Data(samples), options);
}

}  // namespace hourglass
