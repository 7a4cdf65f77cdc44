// SPDX-License-Identifier: MIT
#include "train/session.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/random.h"
#include "hourglass/error.h"
#include "kernels/kernels.h"
#include "train/optimizer.h"
#include "train/sample_order.h"
#include "train/shape_ladder.h"

namespace hourglass::train {
namespace {

constexpr std::int64_t kMaxBatch = std::int64_t{1} << 20;
constexpr int kMaxThreads = 1024;

void fail(ErrorCode code, std::string_view where, const std::string& message) {
  throw Error(code, where, message);
}

}  // namespace

void check_batch_size(std::string_view where, std::int64_t batch_size) {
  if (batch_size >= 1 && batch_size <= kMaxBatch) return;
  fail(ErrorCode::invalid_argument, where,
       "batch_size is " + std::to_string(batch_size) + "; expected 1 to " +
           std::to_string(kMaxBatch));
}

int checked_threads(std::string_view where, int threads) {
  if (threads < 0 || threads > kMaxThreads) {
    fail(ErrorCode::invalid_argument, where,
         "threads is " + std::to_string(threads) + "; expected 0, for one a core, to " +
             std::to_string(kMaxThreads));
  }
  return threads == 0 ? base::default_threads() : threads;
}

std::int64_t check_data(std::string_view where, std::string_view what, const Data& data,
                        const std::vector<SymbolicTensor>& tensors) {
  if (data.datasets.size() != tensors.size()) {
    fail(ErrorCode::shape_mismatch, where,
         std::to_string(data.datasets.size()) + " datasets were given as " + std::string(what) +
             "s; expected " + std::to_string(tensors.size()) + ", one an " + std::string(what) +
             " of the model");
  }
  const std::int64_t size = data.datasets.front().size();
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const Dataset& dataset = data.datasets[i];
    if (dataset.shape() != tensors[i].shape()) {
      fail(ErrorCode::shape_mismatch, where,
           "samples of shape " + dataset.shape().to_string_with_batch() + " were given as " +
               std::string(what) + " " + std::to_string(i) + "; expected " +
               tensors[i].shape().to_string_with_batch() +
               "; use Dataset::reshape if the numbers are the same");
    }
    if (dataset.size() != size || size == 0) {
      fail(ErrorCode::shape_mismatch, where,
           std::string(what) + " " + std::to_string(i) + " has " + std::to_string(dataset.size()) +
               " samples; expected " +
               (size == 0 ? "at least one" : std::to_string(size) + ", as the others"));
    }
  }
  return size;
}

bool same_sources(const Data& inputs, const Data& targets) {
  return std::equal(inputs.datasets.begin(), inputs.datasets.end(), targets.datasets.begin(),
                    targets.datasets.end(),
                    [](const Dataset& a, const Dataset& b) { return a.same_source(b); });
}

void check_gives_back(std::string_view where, const ModelBase& model) {
  const Shape &input = model.inputs().front().shape(), &output = model.outputs().front().shape();
  if (input == output) return;
  fail(ErrorCode::shape_mismatch, where,
       "the model makes samples of shape " + output.to_string_with_batch() + " from " +
           input.to_string_with_batch() + "; expected the same, as the inputs are the targets; " +
           shape_ladder(model).difference);
}

Session::Session(ModelBase& model, Purpose purpose, std::int64_t batch_size, bool corrupt,
                 bool targets_are_inputs, base::ThreadPool& pool, DtypePolicy policy)
    : model_(model) {
  plan::PlanOptions options;
  options.batch_size = batch_size;
  options.training = purpose == Purpose::train;
  options.predict = purpose == Purpose::predict;
  options.corrupt = corrupt;
  options.bfloat16 = options.training && policy == DtypePolicy(DtypePolicyKind::mixed_bfloat16);
  options.targets_are_inputs = targets_are_inputs;
  if (purpose != Purpose::predict) {
    const Compiled& compiled = model.compiled(purpose == Purpose::train ? "fit" : "evaluate");
    options.losses = compiled.losses;
    options.loss_weights = compiled.loss_weights;
    options.metrics = compiled.options.metrics;
  }
  const graph::Graph graph = model.lower_all(purpose);
  executor_ = std::make_unique<plan::Executor<float>>(
      plan::compile(graph, options), kernels::vector_kernels(), pool, model.trained_variables());
  if (options.training && clipping(model.compiled("fit").options.optimizer).is_by_norm())
    executor_->reserve_gradients();
}

double Session::weight_penalty() const {
  double sum = 0;
  for (const auto& variable : model_.variables()) {
    const Regularizer& regularizer = variable->regularizer;
    if (regularizer.is_zero()) continue;
    double l1 = 0;
    double l2 = 0;
    for (const float value : variable->values) {
      l1 += std::abs(static_cast<double>(value));
      l2 += static_cast<double>(value) * static_cast<double>(value);
    }
    sum += static_cast<double>(regularizer.l1) * l1 + static_cast<double>(regularizer.l2) * l2;
  }
  return sum;
}

double Session::loss() const {
  const plan::Plan& plan = executor_->plan();
  double loss = weight_penalty();
  for (std::size_t i = 0; i < plan.slots.size(); ++i) {
    loss += static_cast<double>(plan.slots[i].weight) * executor_->values()[i];
  }
  return loss;
}

Logs Session::logs() const {
  const plan::Plan& plan = executor_->plan();
  Logs logs{{"loss", loss()}};
  const auto& outputs = model_.outputs();
  for (std::size_t i = 0; i < plan.slots.size() && outputs.size() > 1; ++i) {
    if (plan.slots[i].kind != plan::ValueSlot::Kind::loss) continue;
    logs.emplace_back(outputs[plan.slots[i].index].node()->layer->name() + "_loss",
                      executor_->values()[i]);
  }
  add_divergence(logs);
  add_sparsity(logs);
  for (std::size_t i = 0; i < plan.metric_slots.size(); ++i) {
    logs.emplace_back(std::string(plan.options.metrics[i].name()),
                      executor_->values()[static_cast<std::size_t>(plan.metric_slots[i])]);
  }
  return logs;
}

void Session::add_divergence(Logs& logs) const {
  const plan::Plan& plan = executor_->plan();
  double reconstruction = 0;
  double divergence = 0;
  bool is_variational = false;
  for (std::size_t i = 0; i < plan.slots.size(); ++i) {
    const plan::ValueSlot& slot = plan.slots[i];
    if (slot.kind == plan::ValueSlot::Kind::loss)
      reconstruction += static_cast<double>(slot.weight) * executor_->values()[i];
    if (slot.kind != plan::ValueSlot::Kind::divergence) continue;
    divergence += executor_->values()[i];
    is_variational = true;
  }
  if (!is_variational) return;
  logs.emplace_back("reconstruction_loss", reconstruction);
  logs.emplace_back("kl_loss", divergence);
}

bool Session::is_sparse() const {
  const auto& slots = executor_->plan().slots;
  return std::any_of(slots.begin(), slots.end(), [](const plan::ValueSlot& slot) {
    return slot.kind == plan::ValueSlot::Kind::active;
  });
}

// Of the first sparse code, and of the first output where its mean squared error is measured.
void Session::add_sparsity(Logs& logs) const {
  const plan::Plan& plan = executor_->plan();
  const auto value_of = [&](auto is_it) {
    const auto slot = std::find_if(plan.slots.begin(), plan.slots.end(), is_it);
    return slot == plan.slots.end()
               ? nullptr
               : &executor_->values()[static_cast<std::size_t>(slot - plan.slots.begin())];
  };
  const double* active = value_of(
      [](const plan::ValueSlot& slot) { return slot.kind == plan::ValueSlot::Kind::active; });
  if (active == nullptr) return;
  logs.emplace_back("l0", *active);
  if (!(target_variance_ > 0)) return;
  const double* error = nullptr;
  for (std::size_t i = 0; i < plan.metric_slots.size(); ++i) {
    if (plan.options.metrics[i] == Loss("mse"))
      error = &executor_->values()[static_cast<std::size_t>(plan.metric_slots[i])];
  }
  if (plan.options.losses.front() == Loss("mse")) {
    error = value_of([](const plan::ValueSlot& slot) {
      return slot.kind == plan::ValueSlot::Kind::loss && slot.index == 0;
    });
  }
  if (error != nullptr) logs.emplace_back("explained_variance", 1 - *error / target_variance_);
}

std::optional<double> Session::share_of_dead_units(std::int64_t samples_an_epoch) const {
  const plan::Plan& plan = executor_->plan();
  std::int64_t units = 0;
  std::int64_t dead = 0;
  for (const plan::KeptList& list : plan.lists) {
    if (list.idle == graph::kNoVariable || list.is_of_dead_units) continue;
    const auto long_ago = static_cast<float>(list.samples_to_death(samples_an_epoch));
    const auto& idle = plan.variables[static_cast<std::size_t>(list.idle)]->values;
    units += list.units;
    dead +=
        std::count_if(idle.begin(), idle.end(), [=](float samples) { return samples >= long_ago; });
  }
  if (units == 0) return std::nullopt;
  return static_cast<double>(dead) / static_cast<double>(units);
}

void MeanLogs::add(const Logs& logs, std::int64_t samples) {
  if (sums_.empty()) {
    sums_ = logs;
    for (auto& [name, sum] : sums_) sum = 0;
  }
  for (std::size_t i = 0; i < logs.size(); ++i)
    sums_[i].second += logs[i].second * static_cast<double>(samples);
  samples_ += static_cast<double>(samples);
}

Logs MeanLogs::means() const {
  Logs means = sums_;
  for (auto& [name, mean] : means) mean /= samples_;
  return means;
}

Logs evaluate_all(Session& session, const Data& inputs, const Data& targets,
                  std::int64_t batch_size, const Corruption& corruption, std::uint64_t seed) {
  const std::int64_t size = inputs.datasets.front().size();
  std::vector<Dataset> datasets = inputs.datasets;
  datasets.insert(datasets.end(), targets.datasets.begin(), targets.datasets.end());
  SampleOrder order(datasets, std::nullopt);
  MeanLogs means;
  for (std::int64_t first = 0; first < size; first += batch_size) {
    const std::int64_t count = std::min(batch_size, size - first);
    plan::Batch batch;
    batch.inputs = inputs.datasets;
    batch.targets = targets.datasets;
    batch.samples = order.next(count);
    batch.corruption = corruption;
    batch.corruption_key = base::derive_key(seed, base::RandomStream::validation_corruption);
    batch.layer_key = base::derive_key(seed, base::RandomStream::validation_layer);
    session.executor().run(batch);
    means.add(session.logs(), count);
  }
  return means.means();
}

}  // namespace hourglass::train
