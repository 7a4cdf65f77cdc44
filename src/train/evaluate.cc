// SPDX-License-Identifier: MIT
// Model::evaluate and predict.
#include <algorithm>

#include "train/check_corruption.h"
#include "train/moments.h"
#include "train/sample_order.h"
#include "train/session.h"

namespace hourglass {

using train::base_of;
using train::Session;

Logs Model::evaluate(const Data& inputs, const Data& targets, const EvaluateOptions& options) {
  constexpr std::string_view kWhere = "evaluate";
  train::check_batch_size(kWhere, options.batch_size);
  const std::int64_t size = train::check_data(kWhere, "input", inputs, this->inputs());
  if (train::same_sources(inputs, targets)) train::check_gives_back(kWhere, base_of(*this));
  if (train::check_data(kWhere, "target", targets, outputs()) != size) {
    throw Error(ErrorCode::shape_mismatch, kWhere,
                "inputs and targets differ in number; expected as many of both");
  }
  train::check_corruption(kWhere, options.corruption, this->inputs().front().shape());
  base::ThreadPool pool(train::checked_threads(kWhere, options.threads));
  const std::int64_t batch_size = std::min(options.batch_size, size);
  Session session(base_of(*this), Session::Purpose::evaluate, batch_size,
                  options.corruption.has_value(), train::same_sources(inputs, targets), pool);
  if (session.is_sparse() && targets.datasets.size() == 1)
    session.set_target_variance(train::variance_of(targets.datasets.front(), pool));
  return train::evaluate_all(session, inputs, targets, batch_size, options.corruption,
                             options.seed);
}

Logs Model::evaluate(const Dataset& samples, const EvaluateOptions& options) {
  return evaluate(Data(samples), Data(samples), options);
}

Tensor Model::predict(const Dataset& samples, const PredictOptions& options) const {
  return predict_all(Data(samples), options).front();
}

std::vector<Tensor> Model::predict_all(const Data& inputs, const PredictOptions& options) const {
  constexpr std::string_view kWhere = "predict";
  train::check_batch_size(kWhere, options.batch_size);
  const std::int64_t size = train::check_data(kWhere, "input", inputs, this->inputs());
  base::ThreadPool pool(train::checked_threads(kWhere, options.threads));
  const std::int64_t batch_size = std::min(options.batch_size, size);
  Session session(base_of(*this), Session::Purpose::predict, batch_size, false, false, pool);

  std::vector<Tensor> results;
  for (const SymbolicTensor& output : outputs()) results.emplace_back(size, output.shape());
  train::SampleOrder order(inputs.datasets, std::nullopt);
  for (std::int64_t first = 0; first < size; first += batch_size) {
    const std::int64_t count = std::min(batch_size, size - first);
    plan::Batch batch;
    batch.inputs = inputs.datasets;
    batch.samples = order.next(count);
    session.executor().run(batch);
    for (std::size_t i = 0; i < results.size(); ++i) {
      const std::int64_t numbers = results[i].shape().size();
      std::copy_n(session.executor().output(i), count * numbers,
                  results[i].values().data() + first * numbers);
    }
  }
  return results;
}

}  // namespace hourglass
