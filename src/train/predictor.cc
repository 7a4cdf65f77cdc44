// SPDX-License-Identifier: MIT
#include "hourglass/predictor.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "train/session.h"

namespace hourglass {
namespace {

constexpr std::string_view kWhere = "predictor";

// Numbers that the caller has.
class SpanSource : public SampleSource {
 public:
  explicit SpanSource(Shape shape) : shape_(std::move(shape)) {}

  void look_at(const float* numbers) { numbers_ = numbers; }
  std::int64_t size() const override { return 0; }
  const Shape& shape() const override { return shape_; }
  void gather(std::span<const std::int64_t> indices, float* out) const override {
    for (const std::int64_t index : indices)
      out = std::copy_n(numbers_ + index * shape_.size(), shape_.size(), out);
  }

 private:
  Shape shape_;
  const float* numbers_ = nullptr;
};

int threads_for(const PredictOptions& options) {
  train::check_batch_size(kWhere, options.batch_size);
  const int threads = train::checked_threads(kWhere, options.threads);
  return options.batch_size == 1 ? 1 : threads;
}

}  // namespace

class Predictor::State {
 public:
  State(const Model& model, const PredictOptions& options)
      : model_(model),
        pool_(threads_for(options)),
        session_(train::base_of(model_), train::Session::Purpose::predict, options.batch_size,
                 false, false, pool_),
        source_(std::make_shared<SpanSource>(model_.inputs()[0].shape())),
        inputs_{Dataset(source_)},
        samples_(static_cast<std::size_t>(options.batch_size)),
        output_size_(model_.outputs()[0].shape().size()) {
    if (model_.inputs().size() != 1) {
      throw Error(ErrorCode::invalid_argument, kWhere,
                  "the model has " + std::to_string(model_.inputs().size()) +
                      " inputs; expected one; use Model::predict_all for several");
    }
    update_weights();
  }

  void update_weights() { session_.executor().prepare(); }

  void predict(std::span<const float> samples, std::span<float> outputs) {
    const std::int64_t input_size = source_->shape().size();
    const auto given = static_cast<std::int64_t>(samples.size());
    const std::int64_t count = given / input_size;
    if (given % input_size != 0 ||
        static_cast<std::int64_t>(outputs.size()) != count * output_size_) {
      throw Error(ErrorCode::shape_mismatch, kWhere,
                  std::to_string(samples.size()) + " numbers and room for " +
                      std::to_string(outputs.size()) + " given; expected whole samples of " +
                      std::to_string(input_size) + " and room for as many outputs of " +
                      std::to_string(output_size_));
    }
    source_->look_at(samples.data());
    const auto batch_size = static_cast<std::int64_t>(samples_.size());
    for (std::int64_t first = 0; first < count; first += batch_size) {
      const std::int64_t size = std::min(batch_size, count - first);
      std::iota(samples_.begin(), samples_.begin() + size, first);
      plan::Batch batch;
      batch.inputs = inputs_;
      batch.samples = std::span(samples_).first(static_cast<std::size_t>(size));
      session_.executor().run_prepared(batch);
      std::copy_n(session_.executor().output(0), size * output_size_,
                  outputs.data() + first * output_size_);
    }
  }

 private:
  Model model_;
  base::ThreadPool pool_;
  train::Session session_;
  std::shared_ptr<SpanSource> source_;
  std::vector<Dataset> inputs_;
  std::vector<std::int64_t> samples_;
  std::int64_t output_size_;
};

Predictor::Predictor(const Model& model, const PredictOptions& options)
    : state_(std::make_unique<State>(model, options)) {}
Predictor::~Predictor() = default;
Predictor::Predictor(Predictor&&) noexcept = default;
Predictor& Predictor::operator=(Predictor&&) noexcept = default;

void Predictor::predict(std::span<const float> samples, std::span<float> outputs) {
  state_->predict(samples, outputs);
}

void Predictor::update_weights() { state_->update_weights(); }

}  // namespace hourglass
