// SPDX-License-Identifier: MIT
// Archives of models, member by member: what is refused, and in which words; notes that are added.
#include "keras/model_file.h"

#include <doctest/doctest.h>

#include "base/atomic_file.h"
#include "base/error_testing.h"
#include "base/temporary_folder.h"
#include "formats/hdf5.h"
#include "formats/zip.h"
#include "hourglass/hourglass.h"

namespace hourglass::keras {
namespace {

using base::error_of;
using base::says;
using base::TemporaryFolder;
using formats::Json;

constexpr ErrorCode kBad = ErrorCode::bad_file;

void write_archive(const std::filesystem::path& path,
                   const std::vector<std::pair<std::string, std::string>>& members) {
  std::vector<formats::ZipMember> zip;
  for (const auto& member : members)
    zip.push_back({member.first, std::as_bytes(std::span(member.second))});
  base::write_file_atomically(path, formats::write_zip(zip));
}

std::string member_of(const std::filesystem::path& path, const std::string& name) {
  const formats::ZipArchive archive(
      formats::source_on_disk(std::make_shared<const base::RegularFile>(path)));
  const base::ByteBuffer contents = archive.read(name);
  return {reinterpret_cast<const char*>(contents.bytes().data()), contents.size()};
}

Model small_model() {
  const auto x = Input({2});
  return Model(x, Dense(1)(x));
}

Model save_compiled_model(const std::filesystem::path& path) {
  Model model = small_model();
  model.compile({.optimizer = Adam()});
  save(model, path);
  return model;
}

}  // namespace

TEST_CASE("an archive without what a model needs is refused with what it has") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "m.keras";
  const auto refuses = [&](const std::string& part) {
    return says(error_of([&] { load(path); }), kBad, "m.keras': " + part);
  };
  write_archive(path, {{"other.txt", ""}});
  CHECK(refuses(
      "there is no config.json in it; expected a file as Keras 3 saves it; found 'other.txt'"));
  write_archive(path, {});
  CHECK(
      refuses("there is no config.json in it; expected a file as Keras 3 saves it; found nothing"));
  write_archive(path, {{"config.json", "null"}});
  CHECK(refuses("config.json is null; expected a model"));
  write_archive(path, {{"config.json", "{}"}});
  CHECK(refuses("there is no model.weights.h5 in it"));
  write_archive(path, {{"config.json", std::string((std::size_t{16} << 20) + 1, ' ')}});
  CHECK(refuses("config.json has 16777217 bytes; expected at most 16777216"));
}

TEST_CASE("a contraction is kept beside the configuration, which is Keras's") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "m.keras";
  const auto x = Input({3});
  Model model(x, Dense(2, {.activation = "tanh", .contraction = 0.25F})(x));
  model.compile({.loss = "mse"});
  save(model, path);
  const Json config = Json::parse(member_of(path, "config.json"));
  const Json& entry = config.at("config").at("layers").at(1);
  CHECK(entry.at("contraction") == 0.25);
  CHECK_FALSE(entry.at("config").contains("contraction"));
  const Tensor data(4, {3}, {1, 0, 2, 0, 3, 1, -1, 1, 0, 2, 2, 1});
  Model loaded = load(path);
  const Tensor targets(4, {2}, {0, 1, 1, 0, 0, 1, 1, 0});
  CHECK(loaded.fit(data, targets, {.epochs = 3}).epochs ==
        model.fit(data, targets, {.epochs = 3}).epochs);
}

TEST_CASE("a file of weights is no model") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "m.h5";
  base::write_file_atomically(path, formats::write_hdf5({}));
  CHECK(says(error_of([&] { load(path); }), kBad,
             "m.h5': it holds weights alone; expected a whole model"));
  base::write_file_atomically(path, "PK");
  CHECK(says(error_of([&] { load(path); }), kBad, "it is neither a zip archive nor HDF5"));
}

TEST_CASE("how a model was compiled is refused with its file, or keeps it from being trained") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "m.keras";
  save_compiled_model(path);
  const auto with = [&](const char* compile_config) {
    Json config = formats::parse_json(member_of(path, "config.json"), "'m'");
    config["compile_config"] = formats::parse_json(compile_config, "'m'");
    write_archive(path, {{"config.json", config.dump()},
                         {"model.weights.h5", member_of(path, "model.weights.h5")}});
  };
  with(R"({"optimizer": {"class_name": "Adam", "config": {"learning_rate": -1}}, "loss": "mse"})");
  CHECK(says(error_of([&] { load(path); }), kBad, "m.keras': "));
  with(R"({"optimizer": "Ftrl", "loss": "mse"})");
  Model loaded = load(path);
  CHECK(loaded.predict(Tensor(1, {2})).batch() == 1);
  CHECK(says(error_of([&] { loaded.fit(Tensor(1, {2}), Tensor(1, {1})); }),
             ErrorCode::invalid_argument, "there is no such optimizer here"));
}

TEST_CASE("a model that is not finite is not written") {
  const TemporaryFolder folder;
  Model model = small_model();
  model.set_weights({{1, std::numeric_limits<float>::quiet_NaN()}, {0}});
  CHECK(says(error_of([&] { save(model, folder.path() / "m.keras"); }), ErrorCode::non_finite,
             "holds NaN or infinity; expected finite numbers"));
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("a layer in two of the models that are saved together is refused by name") {
  const Layer shared = Dense(2, {.name = "shared"});
  const auto a = Input({2});
  const auto b = Input({2});
  const Model first(a, shared(a), {.name = "first"});
  const Model second(b, shared(b), {.name = "second"});
  const auto x = Input({2});
  const Model both(x, second(first(x)));
  CHECK(
      says(error_of([&] { model_to_json(both); }), ErrorCode::invalid_argument,
           "shared'] it stands in two of the models that are to be saved together; expected one"));
}

TEST_CASE("an optimizer's state that is damaged is refused with the file") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "m.keras";
  const Model model = save_compiled_model(path);
  const auto with_step = [&](formats::Hdf5Dataset step) {
    const std::string contents = member_of(path, "model.weights.h5");
    auto weights = formats::read_hdf5(std::as_bytes(std::span(contents)), "'m'");
    weights.groups.at("optimizer").groups.at("vars").datasets["0"] = std::move(step);
    const std::vector<std::byte> bytes = formats::write_hdf5(weights);
    write_archive(
        path, {{"config.json", member_of(path, "config.json")},
               {"model.weights.h5", {reinterpret_cast<const char*>(bytes.data()), bytes.size()}}});
  };
  with_step(formats::to_dataset(std::vector<std::int32_t>{7}, {}));
  CHECK(load(path).weights_sha256() == model.weights_sha256());
  with_step(formats::to_dataset(std::vector<std::int32_t>{-7}, {}));
  CHECK(says(error_of([&] { load(path); }), kBad, "'optimizer/vars/0' is no count of steps"));
}

TEST_CASE("a note is added to those that a model has, and stays with it") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "m.keras";
  const Model model = small_model();
  save(model, path);
  set_note(path, "a", 1);
  set_note(path, "b", "two");
  set_note(path, "a", 3);
  const ModelFile file = read_model_file(path);
  CHECK(file.notes == Json({{"a", 3}, {"b", "two"}}));
  CHECK(file.model.weights_sha256() == model.weights_sha256());
}

TEST_CASE("notes are made where there is no place for them, and not where there is another") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "m.keras";
  write_archive(path, {{"model", "text"}});
  set_note(path, "a", 1);
  const formats::ZipArchive archive(
      formats::source_on_disk(std::make_shared<const base::RegularFile>(path)));
  CHECK(archive.names() == std::vector<std::string>{"metadata.json", "model"});
  write_archive(path, {{"metadata.json", "[]"}});
  CHECK(says(error_of([&] { set_note(path, "a", 1); }), kBad,
             "metadata.json is []; expected an object"));
}

TEST_CASE("options of every kind are described, and read as they were") {
  const auto x = Input({4, 6, 2});
  const Model model(
      x, Flatten()(Conv2D(3, {3, 2},
                          {.strides = {1, 2},
                           .padding = "same",
                           .kernel_initializer = Constant(0.1F),
                           .kernel_regularizer = L1(0.1F),
                           .bias_regularizer = L2(0.2F),
                           .activity_regularizer = L1L2(0.3F, 0.4F)})(
             ZeroPadding2D({1, 2, 3, 4})(Normalization({.mean = {1, 2}, .variance = {3, 4}})(x)))));
  const std::string json = model_to_json(model);
  for (const char* part :
       {R"("kernel_size":[3,2])", R"("strides":[1,2])", R"("padding":"same")",
        R"("padding":[[1,2],[3,4]])", R"("mean":[1.0,2.0])", R"("value":0.1)",
        R"("class_name":"L1","config":{"l1":0.1})", R"("class_name":"L2","config":{"l2":0.2})",
        R"("class_name":"L1L2","config":{"l1":0.3,"l2":0.4})"}) {
    CAPTURE(part);
    CHECK(json.find(part) != std::string::npos);
  }
  CHECK(model_to_json(model_from_json(json)) == json);
}
}  // namespace hourglass::keras
