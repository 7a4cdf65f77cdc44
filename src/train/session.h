// SPDX-License-Identifier: MIT
// A plan of a model at work: the pass over data that fit, evaluate and predict have in common.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/thread_pool.h"
#include "hourglass/model.h"
#include "plan/executor.h"
#include "train/model_base.h"

namespace hourglass::train {

// Throws invalid_argument unless 1 <= batch_size <= 2^20 and 0 <= threads <= 1024.
void check_batch_size(std::string_view where, std::int64_t batch_size);
int checked_threads(std::string_view where, int threads);

// Throws shape_mismatch unless there is one dataset for each of `tensors`, of its shape, all of one
// size above 0. Gives that size.
std::int64_t check_data(std::string_view where, std::string_view what, const Data& data,
                        const std::vector<SymbolicTensor>& tensors);

// Whether the targets are the very inputs.
bool same_sources(const Data& inputs, const Data& targets);

// Throws shape_mismatch, with the layers that make the difference, unless the first output has the
// shape of the first input: asked where the inputs are the targets.
void check_gives_back(std::string_view where, const ModelBase& model);

class Session {
 public:
  using Purpose = graph::Purpose;
  // The policy is of training alone.
  Session(ModelBase& model, Purpose purpose, std::int64_t batch_size, bool corrupt,
          bool targets_are_inputs, base::ThreadPool& pool,
          DtypePolicy policy = DtypePolicyKind::float32);

  plan::Executor<float>& executor() { return *executor_; }

  // What the mean squared error would be if every target were replaced by their mean: "explained
  // variance" is measured by it, if it is above 0 and not NaN.
  void set_target_variance(double variance) { target_variance_ = variance; }
  // Whether logs() measures explained variance.
  bool is_sparse() const;
  // The share of the sparse codes' units that are dead; nothing without such a code.
  std::optional<double> share_of_dead_units(std::int64_t samples_an_epoch) const;

  // After a run: the loss of the batch with all penalties.
  double loss() const;
  // "loss", each output's loss if there are several, "reconstruction_loss" and "kl_loss" of a
  // variational autoencoder, "l0" and "explained_variance" of a sparse one, the metrics; means over
  // the batch.
  Logs logs() const;

 private:
  double weight_penalty() const;
  void add_divergence(Logs& logs) const;
  void add_sparsity(Logs& logs) const;

  ModelBase& model_;
  std::unique_ptr<plan::Executor<float>> executor_;
  double target_variance_ = 0;
};

// Means of logs over batches, by samples.
class MeanLogs {
 public:
  MeanLogs() = default;
  // Of batches that were added before.
  MeanLogs(Logs sums, std::int64_t samples)
      : sums_(std::move(sums)), samples_(static_cast<double>(samples)) {}

  void add(const Logs& logs, std::int64_t samples);
  Logs means() const;
  const Logs& sums() const { return sums_; }

 private:
  Logs sums_;
  double samples_ = 0;
};

// The whole data in order, a batch at a time.
Logs evaluate_all(Session& session, const Data& inputs, const Data& targets,
                  std::int64_t batch_size, const Corruption& corruption, std::uint64_t seed);

}  // namespace hourglass::train
