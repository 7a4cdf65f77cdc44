// SPDX-License-Identifier: MIT
// A layer that is tied to another in a file: a kernel of its own for Keras, a path for us.
#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "base/error_testing.h"
#include "base/temporary_folder.h"
#include "formats/json.h"
#include "hourglass/hourglass.h"

namespace hourglass::keras {
namespace {

using formats::Json;

Autoencoder tied(Optimizer optimizer = Adam()) {
  const auto x = Input({6});
  const Dense encoder(2, {.activation = "tanh"});
  const auto h = encoder(x);
  Autoencoder parts =
      make_autoencoder(x, h, Dense(6, {.tied_to = encoder, .name = "undo"})(h), {.seed = 3});
  parts.autoencoder.compile({.optimizer = std::move(optimizer), .loss = "mse"});
  return parts;
}

Tensor samples() {
  std::vector<float> numbers;
  for (int i = 0; i < 48; ++i) numbers.push_back(static_cast<float>(i * 37 % 11) / 11);
  return {8, {6}, std::move(numbers)};
}

// The entry of a layer within one of the two nested models.
Json& entry_of(Json& description, const std::string& model, const std::string& layer) {
  for (Json& part : description["config"]["layers"]) {
    if (part["config"]["name"] != model) continue;
    for (Json& entry : part["config"]["layers"]) {
      if (entry["config"]["name"] == layer) return entry;
    }
  }
  throw std::runtime_error("no layer " + model + "/" + layer);
}

}  // namespace

TEST_CASE("what a layer is tied to is named by its path, beside the configuration") {
  Json description = Json::parse(model_to_json(tied().autoencoder));
  const Json& entry = entry_of(description, "decoder", "undo");
  CHECK(entry["tied_to"] == "encoder/dense");
  CHECK(entry["config"]["units"] == 6);
  CHECK_FALSE(entry["config"].contains("tied_to"));
}

TEST_CASE("a tied model that was saved goes on as the one that was not") {
  const base::TemporaryFolder folder;
  const auto path = folder.path() / "m.keras";
  for (const Optimizer& optimizer :
       {Optimizer(Adam()), Optimizer(RMSprop({.momentum = 0.5})), Optimizer(SGD())}) {
    Model model = tied(optimizer).autoencoder;
    model.fit(samples(), {.epochs = 2, .batch_size = 4});
    save(model, path);
    Model loaded = load(path);
    CHECK(loaded.weights_sha256() == model.weights_sha256());
    CHECK(loaded.get_weights().size() == 3);
    model.fit(samples(), {.epochs = 2, .batch_size = 4, .seed = 5});
    loaded.fit(samples(), {.epochs = 2, .batch_size = 4, .seed = 5});
    CHECK(loaded.weights_sha256() == model.weights_sha256());
  }
}

TEST_CASE("a decoder without the encoder it is tied to is saved as an ordinary one") {
  const base::TemporaryFolder folder;
  const auto path = folder.path() / "decoder.keras";
  const Autoencoder parts = tied();
  save(parts.decoder, path);
  CHECK(model_to_json(parts.decoder).find("tied_to") == std::string::npos);
  const Tensor code(2, {2}, {0.5F, -1, 2, 0.25F});
  const Model alone = load(path);
  CHECK(alone.get_weights()[0].size() == 12);
  const auto ours = parts.decoder.predict(code);
  const auto theirs = alone.predict(code);
  for (std::size_t i = 0; i < 12; ++i)
    CHECK(theirs.values()[i] == doctest::Approx(ours.values()[i]));
  // Its own weights come back, whatever has become of the encoder's.
  Model trained = parts.autoencoder;
  const std::string before = parts.decoder.weights_sha256();
  trained.fit(samples(), {.epochs = 1, .batch_size = 4});
  CHECK(parts.decoder.weights_sha256() != before);
  Model decoder = parts.decoder;
  load_weights(decoder, path);
  CHECK(decoder.weights_sha256() == before);
}

TEST_CASE("a layer that is read before the one that it is tied to is not written") {
  const auto x = Input({6});
  const Dense late(6, {.name = "late"});
  const auto output = late(Dense(2)(x));
  const auto other = TopK(1)(Dense(2, {.tied_to = late, .name = "early"})(x));
  const Model model({x}, {output, other});
  CHECK(base::says(base::error_of([&] { model_to_json(model); }), ErrorCode::invalid_argument,
                   "'early'] it is tied to Dense 'late', which stands behind it in a file"));
}

TEST_CASE("paths that name no layer before it, or one of another shape, are refused") {
  const std::string written = model_to_json(tied().autoencoder);
  const auto refused = [&](const Json& path) {
    Json description = Json::parse(written);
    entry_of(description, "decoder", "undo")["tied_to"] = path;
    const auto error = base::error_of([&] { model_from_json(description.dump()); });
    REQUIRE(error);
    CHECK(error->code() == ErrorCode::bad_file);
    return std::string(error->what());
  };
  const auto contains = [](const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
  };
  CHECK(contains(refused("encoder/nobody"),
                 "tied_to is \"encoder/nobody\"; expected the path of a layer"));
  CHECK(contains(refused("decoder/undo"), "expected the path of a layer that stands before"));
  CHECK(contains(refused(7), "tied_to is 7"));
  Json description = Json::parse(written);
  entry_of(description, "encoder", "dense")["config"]["units"] = 2;
  entry_of(description, "decoder", "undo")["config"]["units"] = 5;
  const auto error = base::error_of([&] { model_from_json(description.dump()); });
  CHECK(base::says(error, ErrorCode::bad_file, "expected 2 and 6 to be tied to Dense 'dense'"));
}

TEST_CASE("kernels that were trained apart are no weights of tied layers") {
  const base::TemporaryFolder folder;
  const auto path = folder.path() / "untied.keras";
  const auto x = Input({6});
  const auto h = Dense(2)(x);
  save(make_autoencoder(x, h, Dense(6)(h)).autoencoder, path);
  Model model = tied().autoencoder;
  CHECK(base::says(base::error_of([&] { load_weights(model, path); }), ErrorCode::bad_file,
                   "is not the transpose of the kernel of Dense 'dense'"));
}

}  // namespace hourglass::keras
