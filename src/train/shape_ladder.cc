// SPDX-License-Identifier: MIT
#include "train/shape_ladder.h"

#include <map>
#include <optional>
#include <utility>

#include "train/shape_difference.h"

namespace hourglass::train {
namespace {

// What a layer does to rows and columns, as its options have it.
class Options : public graph::ConfigObserver {
 public:
  using ConfigObserver::visit;
  void visit(std::string_view key, Size2D& value) override {
    if (key == "strides") strides = {value.height, value.width};
    if (key == "size") enlarges = {value.height, value.width};
  }
  void visit_length(std::string_view key, std::int64_t& value) override {
    if (key == "strides") strides = {value, value};
  }
  void visit(std::string_view key, std::int64_t& value) override {
    if (key == "size") enlarges = {value, value};
  }
  void visit(std::string_view key, Padding& value) override {
    if (key == "padding") is_valid = value == Padding("valid");
  }

  std::vector<std::int64_t> strides = {1, 1};
  std::vector<std::int64_t> enlarges = {1, 1};
  bool is_valid = false;
};

// Where a tensor stands: its shape, and how many of the network's rows and columns one of its own
// is. What is flat remembers the image that it was made of.
struct Place {
  Shape shape;
  std::vector<double> scale = {};
  std::optional<Shape> image = {};
};

std::string count(std::int64_t number, std::size_t side, std::size_t all) {
  const char* noun = all == 1 ? "step" : side == 0 ? "row" : "column";
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

// What a layer does to one side of so many rows or columns: "rounds", "23 rows up to 24".
struct Deed {
  std::string verb, object;
};

Deed deed_of(const std::string& class_name, std::int64_t before, std::int64_t change,
             std::size_t side, std::size_t all) {
  const std::string changed = std::to_string(before + change);
  if (class_name.starts_with("Cropping")) return {"crops", count(-change, side, all)};
  if (class_name.starts_with("ZeroPadding") || class_name.ends_with("Transpose"))
    return {"adds", count(change, side, all)};
  if (class_name == "Reshape")
    return {"makes", count(before + change, side, all) + " of " + std::to_string(before)};
  if (change > 0) return {"rounds", count(before, side, all) + " up to " + changed};
  return {"loses", std::to_string(-change) + " of " + count(before, side, all)};
}

// "rounds 23 rows up to 24 and 29 columns up to 30"
std::string note_of(const Rung& rung, const Shape& image, bool is_valid) {
  std::string note, verb;
  bool loses = false;
  for (std::size_t side = 0; side < rung.change.size(); ++side) {
    if (rung.change[side] == 0) continue;
    const Deed deed = deed_of(rung.class_name, image[static_cast<std::int64_t>(side)],
                              rung.change[side], side, rung.change.size());
    if (!note.empty()) note += " and ";
    note += (deed.verb == verb ? "" : deed.verb + " ") + deed.object;
    verb = deed.verb;
    loses = loses || verb == "loses";
  }
  return note + (loses && is_valid ? ", padding=\"valid\"" : "");
}

class Climb {
 public:
  // Adds the rungs of the model for these inputs. Returns where its outputs stand.
  std::vector<Place> climb(const graph::Functional& model, const std::vector<Place>& inputs,
                           const std::string& path) {
    std::map<std::pair<const graph::Node*, std::size_t>, Place> places;
    for (std::size_t i = 0; i < model.inputs().size(); ++i) {
      const SymbolicTensor& input = model.inputs()[i];
      places[{input.node().get(), input.index()}] = inputs[i];
    }
    for (const auto& node : model.nodes()) {
      if (places.contains({node.get(), 0})) continue;
      std::vector<Place> given;
      for (const SymbolicTensor& input : node->inputs)
        given.push_back(places.at({input.node().get(), input.index()}));
      std::vector<Place> made = call(*node->layer, given, path);
      for (std::size_t i = 0; i < made.size(); ++i) places[{node.get(), i}] = std::move(made[i]);
    }
    std::vector<Place> outputs;
    for (const SymbolicTensor& output : model.outputs())
      outputs.push_back(places.at({output.node().get(), output.index()}));
    return outputs;
  }

  std::vector<Rung> rungs;

 private:
  std::vector<Place> call(const graph::LayerBase& layer, const std::vector<Place>& given,
                          const std::string& path) {
    if (const auto* nested = dynamic_cast<const graph::Functional*>(&layer))
      return climb(*nested, given, path + layer.name() + "/");
    std::vector<Shape> shapes;
    for (const Place& place : given) shapes.push_back(place.shape);
    std::vector<Place> made;
    for (const Shape& shape : layer.output_shapes(shapes))
      made.push_back(follow(layer, given.front(), shape, path));
    return made;
  }

  // The rung of the first output.
  Place follow(const graph::LayerBase& layer, const Place& from, const Shape& output,
               const std::string& path) {
    Rung rung = {path + layer.name(), std::string(layer.class_name()), from.shape, output};
    Place to = {output};
    const Shape& image = from.image ? *from.image : from.shape;
    if (sides(output) > 0 && sides(output) == sides(image)) {
      to.scale = from.scale;
      rung.scale = from.scale;
      Options options;
      layer.visit_config(options);
      if (rung.class_name.ends_with("Transpose")) std::swap(options.strides, options.enlarges);
      for (std::size_t side = 0; side < sides(output); ++side) {
        const auto axis = static_cast<std::int64_t>(side);
        const std::int64_t stride = options.strides[side], enlarges = options.enlarges[side];
        rung.change.push_back(output[axis] * stride - image[axis] * enlarges);
        rung.scale[side] /= static_cast<double>(enlarges);
        to.scale[side] *= static_cast<double>(stride) / static_cast<double>(enlarges);
      }
      rung.note = note_of(rung, image, options.is_valid);
    } else if (sides(image) > 0) {
      to.image = image;
      to.scale = from.scale;
    }
    rungs.push_back(std::move(rung));
    return to;
  }
};

}  // namespace

std::size_t sides(const Shape& shape) {
  return shape.rank() == 2 || shape.rank() == 3 ? shape.rank() - 1 : 0;
}

ShapeLadder shape_ladder(const graph::Functional& model, const Shape& input) {
  std::vector<Place> inputs;
  for (std::size_t i = 0; i < model.inputs().size(); ++i) {
    const Shape& shape = i == 0 ? input : model.inputs()[i].shape();
    inputs.push_back({shape, std::vector<double>(sides(shape), 1)});
  }
  Climb climb;
  const std::vector<Place> outputs = climb.climb(model, inputs, "");
  ShapeLadder ladder = {input, outputs.front().shape, std::move(climb.rungs)};
  ladder.difference = shape_difference(ladder, outputs.front().scale);
  return ladder;
}

ShapeLadder shape_ladder(const graph::Functional& model) {
  return shape_ladder(model, model.inputs().front().shape());
}

}  // namespace hourglass::train
