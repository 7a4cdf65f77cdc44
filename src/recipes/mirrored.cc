// SPDX-License-Identifier: MIT
#include "hourglass/mirrored.h"

#include <charconv>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "hourglass/layers/convolution.h"
#include "hourglass/layers/core.h"
#include "hourglass/layers/normalization.h"
#include "hourglass/layers/regularization.h"
#include "hourglass/layers/reshaping.h"
#include "hourglass/layers/sequence.h"
#include "recipes/cropped.h"

namespace hourglass {
namespace {

constexpr std::string_view kWhere = "encoder";

struct DenseItem {
  std::int64_t units;
  Activation activation;
};
struct ConvItem {
  std::int64_t filters, size;
  Activation activation;
};
struct PoolItem {
  std::int64_t size;
};
struct BatchNormItem {
  Activation activation;
};
struct DropoutItem {
  float rate;
};
struct NoiseItem {
  float stddev;
};
using Item = std::variant<DenseItem, ConvItem, PoolItem, BatchNormItem, DropoutItem, NoiseItem>;

SymbolicTensor normalize(const SymbolicTensor& x, Activation activation) {
  const SymbolicTensor normalized = BatchNormalization()(x);
  const bool is_linear = activation == Activation("linear");
  return is_linear ? normalized : ActivationLayer(activation)(normalized);
}

// What makes a layer's numbers of its sums of products: its own activation, then batch
// normalizations, each with an activation after it.
struct Finish {
  Activation own;
  std::vector<Activation> normalized = {};

  SymbolicTensor operator()(SymbolicTensor x) const {
    for (const Activation& activation : normalized) x = normalize(x, activation);
    return x;
  }
};

std::vector<std::string> parts_of(std::string_view text, char separator) {
  std::vector<std::string> parts(1);
  for (const char character : text) {
    if (character == separator) {
      parts.emplace_back();
    } else {
      parts.back() += character;
    }
  }
  return parts;
}

// One layer's words, taken from the left.
class Words {
 public:
  explicit Words(const std::string& text) : text_(text) {
    for (std::string& word : parts_of(text, ' ')) {
      if (!word.empty()) words_.push_back(std::move(word));
    }
  }

  [[noreturn]] void fail(const std::string& expected) const {
    constexpr std::size_t kMost = 60;
    const bool is_long = text_.size() > kMost;
    throw Error(
        ErrorCode::invalid_argument, kWhere,
        "'" + text_.substr(0, kMost) + (is_long ? "'..." : "'") + " cannot be read; expected " +
            expected +
            "; write for instance \"dense 128 relu, dense 32 relu\" or \"conv 16 relu, pool, "
            "dense 32\"");
  }

  std::string take(const std::string& expected) {
    if (next_ == words_.size()) fail(expected);
    return words_[next_++];
  }
  template <class Number>
  Number number(const std::string& expected) {
    const std::string word = take(expected);
    const auto value = parse<Number>(word);
    if (!value) fail(expected);
    return *value;
  }
  std::int64_t number_or(std::int64_t otherwise) {
    if (next_ == words_.size()) return otherwise;
    const auto value = parse<std::int64_t>(words_[next_]);
    if (value) ++next_;
    return value.value_or(otherwise);
  }
  Activation activation() {
    if (next_ == words_.size()) return ActivationKind::linear;
    return Activation::from_name(words_[next_++]);
  }
  void end(const std::string& form) const {
    if (next_ != words_.size()) fail(form);
  }

 private:
  template <class Number>
  static std::optional<Number> parse(const std::string& word) {
    Number value = {};
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
    return value;
  }

  const std::string& text_;
  std::vector<std::string> words_;
  std::size_t next_ = 0;
};

Item parse_item(const std::string& text) {
  constexpr const char* kForms = "dense, conv, pool, batchnorm, dropout or noise";
  Words words(text);
  const std::string kind = words.take(kForms);
  if (kind == "dense") {
    const auto units = words.number<std::int64_t>("dense UNITS [ACTIVATION]");
    const DenseItem item = {units, words.activation()};
    words.end("dense UNITS [ACTIVATION]");
    return item;
  }
  if (kind == "conv") {
    const auto filters = words.number<std::int64_t>("conv FILTERS [SIZE] [ACTIVATION]");
    const std::int64_t size = words.number_or(3);
    const ConvItem item = {filters, size, words.activation()};
    words.end("conv FILTERS [SIZE] [ACTIVATION]");
    return item;
  }
  if (kind == "pool") {
    const PoolItem item = {words.number_or(2)};
    words.end("pool [SIZE]");
    return item;
  }
  if (kind == "batchnorm") {
    const BatchNormItem item = {words.activation()};
    words.end("batchnorm [ACTIVATION]");
    return item;
  }
  if (kind == "dropout") {
    const DropoutItem item = {words.number<float>("dropout RATE")};
    words.end("dropout RATE");
    return item;
  }
  if (kind == "noise") {
    const NoiseItem item = {words.number<float>("noise STDDEV")};
    words.end("noise STDDEV");
    return item;
  }
  words.fail(kForms);
}

// Builds the encoder and notes for each layer what undoes it.
class Mirror {
 public:
  Mirror(const Shape& input, const MirroredOptions& options)
      : options_(options),
        input_(Input(input)),
        value_(input_),
        before_{options.output_activation} {}

  void add(const DenseItem& item) {
    const Shape before = value_.shape();
    if (before.rank() > 1) value_ = Flatten()(value_);
    const Dense encoder(item.units, {.activation = item.activation});
    value_ = encoder(value_);
    const Finish finish = exchange(item.activation);
    DenseOptions undo = {.activation = finish.own};
    if (options_.tied_weights) undo.tied_to = encoder;
    has_dense_ = true;
    back_.push_back([before, undo, finish](const SymbolicTensor& x) {
      const SymbolicTensor row = Dense(before.size(), undo)(x);
      return finish(before.rank() > 1 ? Reshape(before)(row) : row);
    });
  }
  void add(const BatchNormItem& item) {
    if (mirrored_ == 0) {
      throw Error(ErrorCode::invalid_argument, kWhere,
                  "batchnorm stands before any layer that learns; expected dense or conv before "
                  "it; put it after one");
    }
    before_.normalized.push_back(item.activation);
    value_ = normalize(value_, item.activation);
  }
  void add(const ConvItem& item) {
    const bool is_sequence = value_.shape().rank() == 2;
    const std::int64_t channels = value_.shape()[-1];
    const auto convolve = [is_sequence, size = item.size](std::int64_t filters,
                                                          Activation activation,
                                                          const SymbolicTensor& x) {
      return is_sequence ? Conv1D(filters, size,
                                  {.padding = PaddingKind::same, .activation = activation})(x)
                         : Conv2D(filters, size,
                                  {.padding = PaddingKind::same, .activation = activation})(x);
    };
    value_ = convolve(item.filters, item.activation, value_);
    back_.push_back(
        [convolve, channels, finish = exchange(item.activation)](const SymbolicTensor& x) {
          return finish(convolve(channels, finish.own, x));
        });
  }
  void add(const PoolItem& item) {
    const Shape large = value_.shape();
    const std::int64_t size = item.size;
    if (large.rank() == 2) {
      value_ = MaxPooling1D(size, {.padding = PaddingKind::same})(value_);
      back_.push_back([large, size](const SymbolicTensor& x) {
        return recipes::cropped_steps(UpSampling1D(size)(x), large);
      });
      return;
    }
    value_ = MaxPooling2D(size, {.padding = PaddingKind::same})(value_);
    back_.push_back([large, size](const SymbolicTensor& x) {
      return recipes::cropped(UpSampling2D(size)(x), large);
    });
  }
  void add(const DropoutItem& item) { value_ = Dropout(item.rate)(value_); }
  void add(const NoiseItem& item) { value_ = GaussianNoise(item.stddev)(value_); }

  Autoencoder finish() {
    if (mirrored_ == 0) {
      throw Error(ErrorCode::invalid_argument, kWhere,
                  "no layer of it learns; expected dense or conv layers; add one");
    }
    if (options_.tied_weights && !has_dense_) {
      throw Error(ErrorCode::invalid_argument, kWhere,
                  "has no dense layer whose weights could be tied; expected one; add one, or leave "
                  "weights untied");
    }
    const SymbolicTensor code = value_;
    for (auto layer = back_.rbegin(); layer != back_.rend(); ++layer) value_ = (*layer)(value_);
    return make_autoencoder(input_, code, value_, {.seed = options_.seed});
  }

 private:
  // What made that which came before, which the mirrored layer makes again.
  Finish exchange(Activation own) {
    ++mirrored_;
    return std::exchange(before_, Finish{own});
  }

  const MirroredOptions& options_;
  SymbolicTensor input_;
  SymbolicTensor value_;
  Finish before_;
  int mirrored_ = 0;
  bool has_dense_ = false;
  std::vector<std::function<SymbolicTensor(const SymbolicTensor&)>> back_;
};

}  // namespace

Autoencoder build_mirrored(std::string_view encoder, const Shape& input,
                           const MirroredOptions& options) {
  const std::vector<std::string> items = parts_of(encoder, ',');
  // Models of more than 4000 layers could not be read again.
  constexpr std::size_t kMost = 1000;
  if (items.size() > kMost) {
    throw Error(ErrorCode::invalid_argument, kWhere,
                std::to_string(items.size()) + " layers are given; expected at most " +
                    std::to_string(kMost) + "; build a deeper network with the library");
  }
  Mirror mirror(input, options);
  for (const std::string& text : items)
    std::visit([&](const auto& item) { mirror.add(item); }, parse_item(text));
  return mirror.finish();
}

}  // namespace hourglass
