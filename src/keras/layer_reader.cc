// SPDX-License-Identifier: MIT
#include "keras/layer_reader.h"

#include "base/nearest_name.h"
#include "base/quote.h"
#include "graph/layer_base.h"
#include "keras/config_reader.h"
#include "layers/registry.h"

namespace hourglass::keras {
namespace {

using formats::Hdf5Group;
using formats::Json;

void check_float32(const Json& config, const Place& place) {
  const Json* dtype = dtype_of(config);
  if (dtype == nullptr || is_text(*dtype, "float32")) return;
  place.unsupported("dtype is " + formats::describe_json(*dtype) +
                    "; expected \"float32\"; convert the model with Keras and save it again");
}

[[noreturn]] void refuse_class(const std::string& class_name, const Place& place) {
  if (class_name == "Lambda") {
    place.unsupported(
        "a Lambda layer holds Python code; expected layers of Keras's own; nothing in a file is "
        "ever executed, so replace it by such layers");
  }
  if (class_name == "ReLU") {
    place.unsupported(
        "there is no layer 'ReLU' here but a BatchTopK's, with settings that Keras leaves out "
        "where it saves a model again; expected the file that Hourglass wrote, or "
        "Activation(\"relu\") where it is no BatchTopK");
  }
  const auto known = layers::layer_class_names();
  std::string message = "there is no layer " + base::quote(class_name) + " here; expected one of ";
  for (const std::string_view name : known) message.append(name).append(", ");
  message.append("Functional or Sequential");
  const std::string_view nearest = base::nearest_name(class_name, known);
  if (!nearest.empty()) message += "; did you mean " + base::quote(nearest) + "?";
  place.unsupported(message);
}

// Keras's Normalization keeps what adapt() found among its weights: mean, variance, count.
Json with_adapted_numbers(Json config, const Hdf5Group* variables, const Place& place) {
  if (find(config, "mean") != nullptr) return config;
  const auto numbers = [&](const char* index, const char* name) {
    const formats::Hdf5Dataset* dataset = nullptr;
    if (variables != nullptr) {
      for (const char* key : {index, name}) {
        const auto found = variables->datasets.find(key);
        if (found != variables->datasets.end()) dataset = &found->second;
      }
    }
    if (dataset == nullptr) {
      place.refuse(std::string("there is no ") + name +
                   " among its options or the weights; expected it in one of them; adapt() the "
                   "layer and save the model again with Keras");
    }
    return formats::to_floats(*dataset);
  };
  config["mean"] = numbers("0", "mean");
  config["variance"] = numbers("1", "variance");
  return config;
}

}  // namespace

const Json* dtype_of(const Json& config) {
  const Json* dtype = find(config, "dtype");
  const Json* policy = dtype == nullptr ? nullptr : find(*dtype, "config");
  const Json* name = policy == nullptr ? nullptr : find(*policy, "name");
  return name == nullptr ? dtype : name;
}

std::string class_of(const Json& entry, const Place& place) {
  const std::string name = name_of(entry);
  const Place inside = name.empty() ? place : place.inside("layer", name);
  need(entry, "class_name", inside);
  return to_named_object(entry, "its class", inside).class_name;
}

std::string name_of(const Json& entry) {
  const Json* name = find(entry, "name");
  const Json* config = find(entry, "config");
  if (name == nullptr && config != nullptr) name = find(*config, "name");
  return name != nullptr && name->is_string() ? name->get<std::string>() : std::string();
}

Shape sample_shape(const Json& batch_shape, std::string_view key, const Place& place) {
  const Json& dims = to_array(batch_shape, key, place);
  if (dims.empty()) place.refuse_value(key, batch_shape, "a shape with the batch first");
  std::vector<std::int64_t> sample;
  for (std::size_t i = 1; i < dims.size(); ++i) {
    if (dims[i].is_null()) {
      place.unsupported(std::string(key) + " is " + formats::describe_json(batch_shape) +
                        "; expected the size of every dimension but the batch; give Input a whole "
                        "shape");
    }
    sample.push_back(to_integer(dims[i], key, place));
  }
  try {
    return Shape(std::move(sample));
  } catch (const Error& error) {
    place.refuse(std::string(key) + ": " + error.what());
  }
}

SymbolicTensor read_input(const Json& entry, const Place& place) {
  const Json& config = need(entry, "config", place);
  check_float32(config, place);
  for (const char* kind : {"sparse", "ragged", "optional"}) {
    const Json* flag = find(config, kind);
    if (flag != nullptr && *flag != false)
      place.unsupported(std::string("it is ") + kind +
                        "; expected a dense input that is always there");
  }
  const char* key =
      find(config, "batch_input_shape") != nullptr ? "batch_input_shape" : "batch_shape";
  return Input(sample_shape(need(config, key, place), key, place), name_of(entry));
}

Layer read_layer(const Json& entry, const std::string& class_name, const Hdf5Group* variables,
                 const LayerPaths& before, const Place& place) {
  const layers::LayerMaker make = layers::find_layer_maker(class_name);
  if (make == nullptr) refuse_class(class_name, place);
  Json config = need(entry, "config", place);
  if (!config.is_object()) place.refuse_value("config", config, "an object");
  check_float32(config, place);
  if (class_name == "Normalization")
    config = with_adapted_numbers(std::move(config), variables, place);
  const ConfigReader::Aside aside{entry, before};
  ConfigReader reader(config, place, &aside);
  Layer layer = make(reader);
  reader.check_rest();
  const Json* trainable = find(config, "trainable");
  layer.base()->set_trainable(trainable == nullptr || *trainable != false);
  return layer;
}

namespace {

// What an entry that stands for a layer of ours has under `key`, with the layer's name.
Json settings_in(const Json& entry, const char* key, const Place& place) {
  check_float32(need(entry, "config", place), place);
  const Json* settings = find(entry, key);
  Json config = settings == nullptr ? Json::object() : *settings;
  if (!config.is_object()) place.refuse_value(key, config, "an object");
  config["name"] = name_of(entry);
  return config;
}

Layer make(layers::LayerMaker maker, const Json& config, const Place& place) {
  ConfigReader reader(config, place);
  Layer layer = maker(reader);
  reader.check_rest();
  return layer;
}

}  // namespace

Layer read_sampling(const Json& entry, const Place& place) {
  return make(layers::make_sampling, settings_in(entry, "sampling", place), place);
}

Layer read_top_k(const Json& entry, std::int64_t k, const Place& place) {
  Json config = settings_in(entry, "top_k", place);
  config["k"] = k;
  return make(layers::make_top_k, config, place);
}

Layer read_batch_top_k(const Json& entry, const Place& place) {
  Json settings = settings_in(entry, "batch_top_k", place);
  // The layer as Keras has it: nothing but its threshold may differ from a new ReLU's.
  ConfigReader relu(need(entry, "config", place), place);
  float slope = 0, threshold = 0;
  relu.visit("negative_slope", slope);
  relu.visit("threshold", threshold);
  relu.check_rest();
  if (slope != 0) {
    place.unsupported("negative_slope is " + std::to_string(slope) +
                      "; expected 0, as of a BatchTopK; take its \"batch_top_k\" out");
  }
  settings["threshold"] = threshold;
  return make(layers::make_batch_top_k, settings, place);
}

Layer read_kl_sparsity(const Json& entry, const Place& place) {
  ConfigReader activation(need(entry, "config", place), place);
  activation.only("activation", "linear");
  activation.check_rest();
  return make(layers::make_kl_sparsity, settings_in(entry, "kl_sparsity", place), place);
}

}  // namespace hourglass::keras
