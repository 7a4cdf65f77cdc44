// SPDX-License-Identifier: MIT
#include "keras/checkpoint.h"

#include <doctest/doctest.h>

#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include "base/atomic_file.h"
#include "base/error_testing.h"
#include "base/read_file.h"
#include "base/temporary_folder.h"
#include "hourglass/hourglass.h"
#include "train/model_base.h"
#include "train/random_tensor_testing.h"

using namespace hourglass;
using namespace hourglass::keras;
using hourglass::base::error_of;
using hourglass::base::message_of;
using hourglass::base::says;
using hourglass::base::TemporaryFolder;
using hourglass::formats::Json;
using hourglass::formats::OrderedJson;
namespace fs = std::filesystem;

namespace {

Tensor samples(std::uint32_t stream, std::int64_t count) {
  return train::random_tensor(stream, count, {12});
}

Model small_model() {
  const auto x = Input({12});
  const auto noisy = Dropout(0.2F)(x);
  const auto h = Dense(5, {.activation = "relu"})(noisy);
  Model model(x, Dense(12, {.activation = "sigmoid"})(h));
  model.compile({.optimizer = Adam(), .loss = "mse", .metrics = {"mae"}});
  return model;
}

// Early enough to stop by itself in some of the cases.
EarlyStopping patient(std::int64_t patience) {
  return EarlyStopping({.min_delta = 1e-4, .patience = patience, .restore_best_weights = true});
}

FitOptions options(std::int64_t epochs) {
  return {.epochs = epochs,
          .batch_size = 8,
          .validation_data = ValidationData(samples(2, 9)),
          .seed = 5,
          .threads = 1,
          .corruption = GaussianCorruption{.stddev = 0.3F}};
}

// Writes a checkpoint in every state, or in one alone after which it stops.
class Writer : public Callback {
 public:
  Writer(fs::path folder, const EarlyStopping& early) : folder_(std::move(folder)), early_(early) {}
  Writer(fs::path folder, const EarlyStopping& early, int only) : Writer(std::move(folder), early) {
    only_ = only;
  }

  void on_state(Model& model, const TrainingState& state) override {
    const int number = states_++;
    if (only_ >= 0 && number != only_) return;
    write_checkpoint(folder_ / (std::to_string(number) + ".keras"), model, nullptr, state,
                     {&early_.state()}, {{"seed", 5}});
    stopped_ = only_ >= 0;
  }
  bool stop_training() const override { return stopped_; }
  int states() const { return states_; }

 private:
  fs::path folder_;
  const EarlyStopping& early_;
  int states_ = 0;
  int only_ = -1;
  bool stopped_ = false;
};

struct Result {
  std::string weights;
  std::vector<Logs> history;
};

Result go_on_with(const fs::path& file, std::int64_t epochs, std::int64_t patience) {
  const Checkpoint checkpoint = read_checkpoint(file);
  Model model = small_model();
  model.set_weights(checkpoint.file.model.get_weights());
  train::base_of(model).take_compiled(train::base_of(checkpoint.file.model));
  EarlyStopping early = patient(patience);
  early.resume(*checkpoint.early_stopping);
  FitOptions fit = options(epochs);
  fit.callbacks = {&early};
  fit.initial_state = checkpoint.state;
  const History history = model.fit(samples(1, 37), fit);
  return {model.weights_sha256(), history.epochs};
}

std::string text_of(const fs::path& path) {
  const base::ByteBuffer bytes = base::read_file(path, 1 << 20);
  return {reinterpret_cast<const char*>(bytes.bytes().data()), bytes.size()};
}

fs::path any_checkpoint(const TemporaryFolder& folder) {
  const fs::path path = folder.path() / "any.keras";
  const EarlyStoppingState early = {
      .best = 0.5, .best_epoch = 0, .best_weights = small_model().get_weights()};
  const TrainingState state = {.epoch = 1, .history = {{{{"loss", 0.5}, {"mae", 0.6}}}, {0.1}}};
  write_checkpoint(path, small_model(), nullptr, state, {&early}, {{"seed", 1}});
  CHECK_NOTHROW(read_checkpoint(path));
  return path;
}

}  // namespace

TEST_CASE("a training goes on from every one of its states as if it had never stopped") {
  const std::int64_t patience = 2;
  for (const std::int64_t epochs : {4, 40}) {
    const TemporaryFolder folder;
    Model model = small_model();
    EarlyStopping early = patient(patience);
    Writer writer(folder.path(), early);
    FitOptions fit = options(epochs);
    fit.callbacks = {&writer, &early};
    const History history = model.fit(samples(1, 37), fit);
    if (epochs == 40) CHECK(early.stopped_epoch() > 0);
    for (int state = 0; state < writer.states(); ++state) {
      const Result result =
          go_on_with(folder.path() / (std::to_string(state) + ".keras"), epochs, patience);
      REQUIRE(result.weights == model.weights_sha256());
      REQUIRE(result.history == history.epochs);
    }
  }
}

TEST_CASE("what a callback stops at a step goes on after it") {
  Model whole = small_model();
  whole.fit(samples(1, 37), options(3));
  for (const int stop : {0, 3, 4, 5, 9}) {
    const TemporaryFolder folder;
    Model model = small_model();
    EarlyStopping early = patient(50);
    Writer writer(folder.path(), early, stop);
    FitOptions fit = options(3);
    fit.callbacks = {&writer};
    model.fit(samples(1, 37), fit);
    const Checkpoint checkpoint =
        read_checkpoint(folder.path() / (std::to_string(stop) + ".keras"));
    Model again = checkpoint.file.model;
    FitOptions rest = options(3);
    rest.initial_state = checkpoint.state;
    again.fit(samples(1, 37), rest);
    CHECK(again.weights_sha256() == whole.weights_sha256());
  }
}

TEST_CASE("a checkpoint opens as the model it holds") {
  const TemporaryFolder folder;
  CHECK(load(any_checkpoint(folder)).get_weights() == small_model().get_weights());
}

TEST_CASE("every cut of a checkpoint is noticed") {
  const TemporaryFolder folder;
  const std::string whole = text_of(any_checkpoint(folder));
  const fs::path cut = folder.path() / "cut.keras";
  // Each write is flushed to the disk: a stride that no record's length divides keeps them few.
  for (std::size_t length = 0; length < whole.size(); length += length < 100 ? 1 : 97) {
    base::write_file_atomically(cut, whole.substr(0, length));
    REQUIRE(error_of([&] { read_checkpoint(cut); }));
  }
  base::write_file_atomically(cut, whole + "x");
  CHECK(error_of([&] { read_checkpoint(cut); }));
}

TEST_CASE("every flipped bit of a checkpoint is noticed") {
  const TemporaryFolder folder;
  std::string bytes = text_of(any_checkpoint(folder));
  const fs::path flipped = folder.path() / "flipped.keras";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int bit = 1 << (i % 8);
    bytes[i] = static_cast<char>(bytes[i] ^ bit);
    std::ofstream(flipped, std::ios::binary) << bytes;
    const auto error = error_of([&] { read_checkpoint(flipped); });
    REQUIRE_MESSAGE(error, "byte ", i);
    REQUIRE_MESSAGE(error->code() == ErrorCode::bad_file, "byte ", i, ": ", error->what());
    bytes[i] = static_cast<char>(bytes[i] ^ bit);
  }
}

TEST_CASE("a byte that no checksum guards is named") {
  const TemporaryFolder folder;
  const fs::path path = any_checkpoint(folder);
  std::string bytes = text_of(path);
  // The time of day of the first member, where it lies and in the directory
  // (APPNOTE 4.3.7, 4.3.12).
  bytes[10] ^= 1;
  bytes[bytes.find("PK\1\2") + 12] ^= 1;
  base::write_file_atomically(path, bytes);
  CHECK_NOTHROW(load(path));
  CHECK(says(error_of([&] { read_checkpoint(path); }), ErrorCode::bad_file,
             "any.keras': byte 10 is not as hourglass train wrote it"));
}

TEST_CASE("a model that was saved without a state is no checkpoint") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "model.keras";
  save(small_model(), path);
  CHECK(says(error_of([&] { read_checkpoint(path); }), ErrorCode::bad_file,
             "it is a model without the state of a training; expected a checkpoint"));
}

TEST_CASE("weights that are not finite never replace a file") {
  const TemporaryFolder folder;
  const fs::path path = any_checkpoint(folder);
  const std::string before = text_of(path);
  Model model = small_model();
  auto weights = model.get_weights();
  weights[2][3] = std::numeric_limits<float>::infinity();
  model.set_weights(weights);
  CHECK(
      message_of([&] { write_checkpoint(path, model, nullptr, {}, {}, {}); }, ErrorCode::non_finite)
          .find("the weights of Dense") != std::string::npos);
  CHECK(says(error_of([&] { save(model, path); }), ErrorCode::non_finite, "NaN or infinity"));
  CHECK(text_of(path) == before);
}

TEST_CASE("a state that cannot be is refused, however well the file is made") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "forged.keras";
  const auto refusal = [&](const TrainingState& state, const EarlyStoppingState& early) {
    write_checkpoint(path, small_model(), nullptr, state, {&early}, {{"seed", 1}});
    return message_of([&] { read_checkpoint(path); }, ErrorCode::bad_file);
  };
  const auto has = [](const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  };
  CHECK(has(refusal({.epoch = 3}, {}), "its 'history' is not of the epochs that are done"));
  CHECK(has(refusal({.step = 1, .sums = {{std::string(100, 'x'), 1.0}}}, {}), "a log is called"));
  CHECK(has(refusal({.sums = {{"loss", 1.0}}}, {}), "sums is 1; expected as many as logs"));
  CHECK(has(refusal({.step = 1}, {}), "sums is 0; expected as many as logs"));
  CHECK(has(refusal({}, {.stopped_epoch = 0}), "early_stopping is"));
  CHECK(has(refusal({}, {.wait = 1}), "early_stopping is"));
  CHECK(has(refusal({}, {.best = 1, .best_epoch = 0}), "early_stopping is"));
}

// Keras writes none, and has no way to mend one.
TEST_CASE("what a damaged checkpoint needs is another, not Keras") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "forged.keras";
  const auto ends = [&](const std::string& part) {
    const std::string message = message_of([&] { read_checkpoint(path); }, ErrorCode::bad_file);
    CHECK(message.find(part) != std::string::npos);
    return message.ends_with("; take an earlier checkpoint");
  };
  write_checkpoint(path, small_model(), nullptr, {.epoch = -1}, {}, {{"seed", 1}});
  CHECK(ends("epoch is -1"));
  write_checkpoint(path, small_model(), nullptr, {.epoch = 1}, {}, {{"seed", 1}});
  CHECK(ends("'history'"));
  write_checkpoint(path, small_model(), nullptr, {}, {}, nullptr);
  CHECK(ends("there is no 'settings'"));
  write_checkpoint(path, small_model(), nullptr, {}, {}, OrderedJson::array());
  CHECK(ends("settings is []"));
  set_note(path, "training", {{"format", 1}});
  CHECK(ends("there is no 'state'"));
  set_note(path, "training", {{"format", 0}});
  CHECK(ends("format is 0; expected 1 or more"));
  set_note(path, "training", Json::array());
  CHECK(ends("there is no 'format'"));
}

TEST_CASE("sums of logs may be infinite") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "infinite.keras";
  const double infinity = std::numeric_limits<double>::infinity();
  write_checkpoint(path, small_model(), nullptr, {.step = 1, .sums = {{"loss", infinity}}}, {},
                   {{"seed", 1}});
  CHECK(read_checkpoint(path).state.sums == Logs{{"loss", infinity}});
}

TEST_CASE("a state that is not one of this training is refused") {
  Model model = small_model();
  FitOptions fit = options(3);
  fit.initial_state.epoch = 2;
  CHECK(says(error_of([&] { model.fit(samples(1, 37), fit); }), ErrorCode::invalid_argument,
             "initial_state stands at step 0 after epoch 2 with a history of 0 epochs"));
  fit.initial_state = {.step = 6, .sums = {{"loss", 1.0}}};
  CHECK(says(error_of([&] { model.fit(samples(1, 37), fit); }), ErrorCode::invalid_argument,
             "expected at most 5 steps after at most 3 epochs"));
  fit.initial_state = {.step = 2, .sums = {{"loss", 1.0}}};
  CHECK(says(error_of([&] { model.fit(samples(1, 37), fit); }), ErrorCode::invalid_argument,
             "sums of other logs"));
  fit.epochs = 1;
  fit.initial_state = {.epoch = 1, .step = 1, .sums = {{"loss", 1.0}, {"mae", 1.0}}};
  fit.initial_state.history = {{{{"loss", 1.0}}}, {0.1}};
  CHECK(says(error_of([&] { model.fit(samples(1, 37), fit); }), ErrorCode::invalid_argument,
             "initial_state stands at step 1 after epoch 1"));
}
