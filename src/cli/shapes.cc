// SPDX-License-Identifier: MIT
// hourglass shapes: what becomes of a sample's shape from layer to layer.
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/quote.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/json_text.h"
#include "cli/model_argument.h"
#include "cli/recipe_arguments.h"
#include "hourglass/error.h"
#include "hourglass/mirrored.h"
#include "hourglass/recipes.h"
#include "hourglass/sequence_recipe.h"
#include "train/model_base.h"
#include "train/shape_ladder.h"

namespace hourglass::cli {
namespace {

constexpr std::string_view kSize = "--size";
constexpr std::string_view kSequence = "conv1d";

struct ShapesArguments {
  Given model, encoder, size;
  bool json = false;
};

// "23", "23x30" or "23x30x3": one number is both sides, of a row of numbers its length.
std::optional<std::vector<std::int64_t>> parse_size(const Given& given) {
  const auto text = single(kSize, given);
  if (!text) return std::nullopt;
  constexpr std::int64_t kMost = std::int64_t{1} << 24;
  std::vector<std::int64_t> sides;
  for (std::size_t begin = 0; begin <= text->size();) {
    const std::size_t end = std::min(text->find('x', begin), text->size());
    sides.push_back(*integer(kSize, {text->substr(begin, end - begin)}, 1, kMost));
    begin = end + 1;
  }
  if (sides.size() <= 3) return sides;
  throw Error(ErrorCode::invalid_argument, kSize,
              base::quote(*text) +
                  " is given; expected a height, a width and channels, such as 23x30x3; leave the "
                  "rest out");
}

// An image: of one channel unless a third number says so.
Shape image_of(const std::vector<std::int64_t>& sides) {
  return {sides[0], sides.size() > 1 ? sides[1] : sides[0], sides.size() > 2 ? sides[2] : 1};
}

// The shape in which something with inputs of the rank of `own` takes samples of that size.
Shape shape_of(const std::vector<std::int64_t>& sides, const Shape& own) {
  if (own.rank() == 3)
    return sides.size() == 3 ? Shape(sides) : Shape{image_of(sides)[0], image_of(sides)[1], own[2]};
  if (own.rank() == 2 && sides.size() == 1) return {sides[0], own[1]};
  if (own.rank() == 1) return {sides.size() == 1 ? sides[0] : image_of(sides).size()};
  return Shape(sides);
}

train::ShapeLadder ladder_of(const Model& model, const std::optional<Shape>& shape) {
  const auto& base = train::base_of(model);
  return shape ? train::shape_ladder(base, *shape) : train::shape_ladder(base);
}

train::ShapeLadder sequence_ladder(const std::optional<std::vector<std::int64_t>>& sides) {
  if (!sides || sides->size() != 2) {
    throw Error(ErrorCode::invalid_argument, kSize,
                std::string(sides ? "is none of a window" : "is missing") +
                    "; expected its rows and columns, which conv1d is made for; give for instance "
                    "--size 64x3");
  }
  return ladder_of(build_sequence_autoencoder(Shape(*sides)).autoencoder, std::nullopt);
}

train::ShapeLadder ladder_of(const ShapesArguments& arguments) {
  const auto sides = parse_size(arguments.size);
  const auto encoder = single("--encoder", arguments.encoder);
  if (encoder && !arguments.model.empty()) {
    throw Error(ErrorCode::invalid_argument, "--encoder",
                "is given beside " + base::quote(arguments.model.front()) +
                    "; expected one of them; leave the other out");
  }
  if (encoder) {
    if (!sides) {
      throw Error(ErrorCode::invalid_argument, kSize,
                  "is missing; expected the size of the images, as layers alone have none; add for "
                  "instance --size 32x32x3");
    }
    return ladder_of(build_mirrored(*encoder, image_of(*sides)).autoencoder, std::nullopt);
  }
  const std::string name = parse_recipe_name(arguments.model);
  if (names_a_file(name)) {
    const Model model = open_model(name).model;
    if (!sides) return ladder_of(model, std::nullopt);
    return ladder_of(model, shape_of(*sides, model.inputs().front().shape()));
  }
  if (name == kSequence) return sequence_ladder(sides);
  const Shape own = find_recipe(name).input_shape;
  const std::optional<Shape> shape = sides ? std::optional(shape_of(*sides, own)) : std::nullopt;
  return ladder_of(build_recipe(name, 0, {.input_shape = shape}).autoencoder, std::nullopt);
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

std::string as_text(const train::ShapeLadder& ladder) {
  std::size_t widest = 0, widest_shape = 0;
  const auto title = [](const train::Rung& rung) {
    return rung.layer + " (" + rung.class_name + ")";
  };
  for (const train::Rung& rung : ladder.rungs) {
    widest = std::max(widest, title(rung).size());
    widest_shape =
        std::max({widest_shape, rung.input.to_string().size(), rung.output.to_string().size()});
  }
  std::string text;
  for (const train::Rung& rung : ladder.rungs) {
    std::string line = padded(title(rung), widest) + "  " +
                       padded(rung.input.to_string(), widest_shape) + "  " +
                       padded(rung.output.to_string(), widest_shape) + "  " + rung.note;
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  text += "\n" + ladder.input.to_string() + " comes in, " + ladder.output.to_string() + " goes out";
  return text + (ladder.difference.empty() ? "" : ": " + ladder.difference) + "\n";
}

nlohmann::ordered_json as_json(const train::ShapeLadder& ladder) {
  nlohmann::ordered_json json = {{"input", ladder.input.dims()}, {"output", ladder.output.dims()}};
  json["gives_back"] = ladder.input == ladder.output;
  if (!ladder.difference.empty()) json["difference"] = ladder.difference;
  json["layers"] = nlohmann::ordered_json::array();
  for (const train::Rung& rung : ladder.rungs) {
    nlohmann::ordered_json layer = {{"name", rung.layer},
                                    {"class", rung.class_name},
                                    {"input", rung.input.dims()},
                                    {"output", rung.output.dims()}};
    if (!rung.change.empty()) layer["change"] = rung.change;
    if (!rung.note.empty()) layer["note"] = rung.note;
    json["layers"].push_back(std::move(layer));
  }
  return json;
}

int run_shapes(const ShapesArguments& arguments, Output& output) {
  const train::ShapeLadder ladder = ladder_of(arguments);
  output.write(arguments.json ? json_text(as_json(ladder)) : as_text(ladder));
  return kSuccess;
}

}  // namespace

Command add_shapes(CLI::App& program) {
  CLI::App* command =
      add_command(program, "shapes", "Print what becomes of a sample's shape from layer to layer",
                  "  hourglass shapes convolutional --size 23x30x3\n"
                  "  hourglass shapes model.keras\n"
                  "  hourglass shapes --encoder \"conv 16 relu, pool, dense 32\" --size 45");
  auto arguments = std::make_shared<ShapesArguments>();
  std::vector<std::string_view> names = recipe_names();
  names.push_back(kSequence);
  add_value(*command, "MODEL|RECIPE", arguments->model, " ",
            "A .keras or .h5 file, or a recipe: {}", names);
  add_value(*command, "--encoder", arguments->encoder, "LAYERS",
            "Instead of MODEL: the encoder's layers, as train takes them");
  add_value(
      *command, std::string(kSize), arguments->size, "HxWxC",
      "Of the images: height, width, channels, such as 23x30x3; one number for both sides, one "
      "channel unless given; of windows: rows, columns; the model's own without it");
  add_flag(*command, "--json", arguments->json, "Print it as JSON");
  return {command, [arguments](Output& output) { return run_shapes(*arguments, output); }};
}

}  // namespace hourglass::cli
