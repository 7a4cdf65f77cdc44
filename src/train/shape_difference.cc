// SPDX-License-Identifier: MIT
#include "train/shape_difference.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace hourglass::train {
namespace {

constexpr std::size_t kMostNamed = 6;

// "2", "0.5" or "0.333".
std::string text(double number) {
  constexpr int kDigits = 3;
  std::array<char, 32> characters;
  const auto end = std::to_chars(characters.begin(), characters.end(), number,
                                 std::chars_format::general, kDigits);
  return {characters.begin(), end.ptr};
}

// "(2, 2)", "2" for sequences.
std::string tuple(const std::vector<std::string>& numbers) {
  if (numbers.size() == 1) return numbers.front();
  std::string all;
  for (const std::string& number : numbers) all += (all.empty() ? "(" : ", ") + number;
  return all + ")";
}

// "Cropping2D(((0, 1), (0, 0)))"
std::string layer_call(const std::string& name, const std::vector<std::string>& numbers) {
  return name + std::to_string(numbers.size()) + "D(" + tuple(numbers) + ")";
}

// What `layers` do, in the order in which they do it.
std::string culprits(const ShapeLadder& ladder) {
  std::string all;
  std::size_t named = 0;
  for (const Rung& rung : ladder.rungs) {
    if (rung.note.empty()) continue;
    if (++named > kMostNamed) continue;
    all += (all.empty() ? "" : ", ") + rung.class_name + " '" + rung.layer + "' " + rung.note;
    const double scale = *std::max_element(rung.scale.begin(), rung.scale.end());
    if (scale != 1) all += " (each is " + text(scale) + " of the input's)";
  }
  if (named > kMostNamed) all += " and " + std::to_string(named - kMostNamed) + " more";
  return all;
}

bool loses_by_padding(const ShapeLadder& ladder) {
  return std::any_of(ladder.rungs.begin(), ladder.rungs.end(), [](const Rung& rung) {
    return rung.note.find("padding=\"valid\"") != std::string::npos;
  });
}

// Half of what is too much or missing at either side, the odd one at the end.
std::string margins(std::int64_t number) {
  return "(" + std::to_string(number / 2) + ", " + std::to_string(number - number / 2) + ")";
}

// The layers that bring an image of the output's size back to that of the input.
std::vector<std::string> layers_back(const ShapeLadder& ladder, const std::vector<double>& scale) {
  std::vector<std::string> enlarge, crop, pad;
  bool enlarges = false, crops = false, pads = false;
  for (std::size_t side = 0; side < scale.size(); ++side) {
    const auto axis = static_cast<std::int64_t>(side);
    const std::int64_t factor = std::max<std::int64_t>(std::llround(scale[side]), 1);
    const std::int64_t over = ladder.output[axis] * factor - ladder.input[axis];
    enlarges = enlarges || factor > 1;
    crops = crops || over > 0;
    pads = pads || over < 0;
    enlarge.push_back(std::to_string(factor));
    crop.push_back(margins(std::max<std::int64_t>(over, 0)));
    pad.push_back(margins(std::max<std::int64_t>(-over, 0)));
  }
  std::vector<std::string> layers;
  if (enlarges) layers.push_back(layer_call("UpSampling", enlarge));
  if (crops) layers.push_back(layer_call("Cropping", crop));
  if (pads) layers.push_back(layer_call("ZeroPadding", pad));
  return layers;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& part : parts) all += (all.empty() ? "" : " and ") + part;
  return all;
}

std::string size_difference(const ShapeLadder& ladder, const std::vector<double>& scale) {
  std::string text_of_all;
  const std::string who = culprits(ladder);
  if (!who.empty()) text_of_all += who + "; ";
  if (std::any_of(scale.begin(), scale.end(), [](double one) { return one < 1; }))
    return text_of_all +
           "the decoder enlarges more than the encoder shrinks; take an upsampling out";
  const std::vector<std::string> layers = layers_back(ladder, scale);
  if (layers.empty()) return {};
  text_of_all += "to bring it back add " + joined(layers) + " at the end";
  if (layers.back().starts_with("ZeroPadding") && loses_by_padding(ladder))
    text_of_all += std::string(", or have padding=\"same\" where ") +
                   (scale.size() == 1 ? "steps" : "rows or columns") + " are lost";
  return text_of_all;
}

std::string makes(std::int64_t number, const std::string& what, std::int64_t given) {
  return "the last layer makes " + std::to_string(number) + " " + what + ", where " +
         std::to_string(given) + " came in; give it as many";
}

bool differs_in_channels_alone(const Shape& input, const Shape& output) {
  if (input.rank() != output.rank() || input.rank() < 2) return false;
  for (std::int64_t axis = 0; axis + 1 < input.rank(); ++axis) {
    if (input[axis] != output[axis]) return false;
  }
  return true;
}

}  // namespace

std::string shape_difference(const ShapeLadder& ladder, const std::vector<double>& scale) {
  const Shape &input = ladder.input, &output = ladder.output;
  if (input == output) return {};
  if (input.size() == output.size() && input.rank() != output.rank())
    return "the numbers are as many: add Reshape(" + input.to_string() + ") at the end";
  if (differs_in_channels_alone(input, output)) return makes(output[-1], "channels", input[-1]);
  if (sides(input) == 0 || sides(input) != sides(output) || scale.size() != sides(output))
    return makes(output.size(), "numbers", input.size());
  std::string words = size_difference(ladder, scale);
  if (input[-1] != output[-1]) {
    words += (words.empty() ? "" : "; ") + makes(output[-1], "channels", input[-1]);
  }
  return words;
}

}  // namespace hourglass::train
