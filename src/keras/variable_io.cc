// SPDX-License-Identifier: MIT
#include "keras/variable_io.h"

#include <algorithm>
#include <cmath>

#include "base/quote.h"

namespace hourglass::keras {
namespace {

std::string text(const std::vector<std::int64_t>& dims) {
  std::string all = "(";
  for (std::size_t i = 0; i < dims.size(); ++i)
    all += (i == 0 ? "" : ", ") + std::to_string(dims[i]);
  return all + ")";
}

}  // namespace

base::AlignedVector<float> read_values(const formats::Hdf5Dataset& dataset, const Shape& shape,
                                       const std::string& path, const Place& place) {
  const auto dtype = dataset.attributes.find("dtype");
  if (dtype != dataset.attributes.end() && dtype->second == std::vector<std::string>{"bfloat16"}) {
    place.unsupported(base::quote(path) +
                      " is bfloat16; expected float32; convert the model with Keras");
  }
  if (dataset.dims != shape.dims()) {
    place.refuse_damage(base::quote(path) + " has shape " + text(dataset.dims) + "; expected " +
                        text(shape.dims()) + ", as the layer says");
  }
  const std::vector<float> values = formats::to_floats(dataset);
  const auto bad =
      std::find_if(values.begin(), values.end(), [](float value) { return !std::isfinite(value); });
  if (bad != values.end()) {
    place.refuse(base::quote(path) + " holds a number that is not finite, the first at index " +
                 std::to_string(bad - values.begin()) +
                 "; expected finite numbers; the training that made it went wrong, take an earlier "
                 "file");
  }
  return {values.begin(), values.end()};
}

formats::Hdf5Dataset turned_dataset(std::span<const float> matrix, const Shape& shape) {
  return formats::to_dataset(graph::transposed(matrix, shape[0], shape[1]), {shape[1], shape[0]});
}

const formats::Hdf5Dataset* find_dataset(const formats::Hdf5Group& group, const std::string& name) {
  const auto found = group.datasets.find(name);
  return found == group.datasets.end() ? nullptr : &found->second;
}

const formats::Hdf5Group* find_group(const formats::Hdf5Group& group, const std::string& name) {
  const auto found = group.groups.find(name);
  return found == group.groups.end() ? nullptr : &found->second;
}

}  // namespace hourglass::keras
