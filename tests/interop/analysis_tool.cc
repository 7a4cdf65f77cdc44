// SPDX-License-Identifier: MIT
// What tests/interop/analysis_test.py asks of src/analysis. Arrays come as .npy; results are
// printed as JSON, large ones written as .npy.
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "analysis/baselines.h"
#include "analysis/filters.h"
#include "analysis/image_quality.h"
#include "analysis/jpeg_coding.h"
#include "analysis/linear_classifier.h"
#include "analysis/neighbours.h"
#include "analysis/pca.h"
#include "analysis/rate_distortion.h"
#include "analysis/sparsity.h"
#include "hourglass/array_files.h"
#include "hourglass/corruption.h"

namespace {

using namespace hourglass;
using nlohmann::json;
using Arguments = std::vector<std::string>;

Tensor read(const std::string& file) {
  const Dataset samples = load_npy(file);
  return samples.read(0, samples.size());
}

std::vector<std::int32_t> read_labels(const std::string& file) {
  const std::vector<double> numbers = load_npy_labels(file).numbers;
  return {numbers.begin(), numbers.end()};
}

// TRAIN TEST COMPONENTS OUT
json pca(const Arguments& arguments) {
  const Dataset train = load_npy(arguments.at(0));
  const analysis::Pca pca = analysis::fit_pca(train, std::stoll(arguments.at(2)));
  const Tensor test = read(arguments.at(1));
  save_npz(arguments.at(3), std::vector<NamedTensor>{{"components", pca.components},
                                                     {"codes", analysis::transform(pca, test)}});
  return {{"mean", pca.mean},
          {"explained_variance", pca.explained_variance},
          {"total_variance", pca.total_variance},
          {"mse", analysis::reconstruction_mse(pca, test)},
          {"mean_mse", analysis::mean_sample_mse(train, test)}};
}

// SAMPLES CODES K
json trustworthiness(const Arguments& arguments) {
  return analysis::trustworthiness(read(arguments.at(0)), read(arguments.at(1)),
                                   std::stoll(arguments.at(2)));
}

// TRAIN LABELS TEST K
json nearest_labels(const Arguments& arguments) {
  return analysis::nearest_labels(read(arguments.at(0)), read_labels(arguments.at(1)),
                                  read(arguments.at(2)), std::stoll(arguments.at(3)));
}

// TRAIN LABELS TEST ALPHA
json linear_classifier(const Arguments& arguments) {
  const analysis::LinearClassifier classifier = analysis::fit_linear_classifier(
      read(arguments.at(0)), read_labels(arguments.at(1)), std::stod(arguments.at(3)));
  return {{"classes", classifier.classes},
          {"coefficients", classifier.coefficients},
          {"intercepts", classifier.intercepts},
          {"predicted", analysis::predict_labels(classifier, read(arguments.at(2)))}};
}

// IMAGES RECONSTRUCTIONS
json image_quality(const Arguments& arguments) {
  const analysis::ImageQuality quality =
      analysis::image_quality(read(arguments.at(0)), read(arguments.at(1)));
  return {{"mse", quality.mse}, {"psnr", quality.psnr}, {"ssim", quality.ssim}};
}

// IMAGES SIGMA OUT
json gaussian_filter(const Arguments& arguments) {
  save_npy(arguments.at(2),
           analysis::gaussian_filter(read(arguments.at(0)), std::stod(arguments.at(1))));
  return nullptr;
}

// IMAGES SIGMA OUT
json blur(const Arguments& arguments) {
  const BlurCorruption blur = {.sigma = std::stof(arguments.at(1))};
  save_npy(arguments.at(2), corrupt(read(arguments.at(0)), blur, 0));
  return nullptr;
}

// IMAGES OUT
json median_filter(const Arguments& arguments) {
  save_npy(arguments.at(1), analysis::median_filter(read(arguments.at(0))));
  return nullptr;
}

// IMAGES QUALITY OUT
json jpeg(const Arguments& arguments) {
  const analysis::JpegImages coded =
      analysis::code_as_jpeg(read(arguments.at(0)), std::stoi(arguments.at(1)));
  save_npy(arguments.at(2), coded.images);
  return {{"file_bytes", coded.file_bytes}, {"data_bytes", coded.data_bytes}};
}

// TRAIN CODES LEVELS OUT
json quantize(const Arguments& arguments) {
  const analysis::QuantizedCodes quantized =
      analysis::quantize(read(arguments.at(1)), column_statistics(load_npy(arguments.at(0))),
                         std::stoll(arguments.at(2)));
  save_npy(arguments.at(3), quantized.codes);
  return quantized.bits_an_image;
}

// CODES NEAR_ZERO TOP EDGE...
json sparsity(const Arguments& arguments) {
  const Tensor codes = read(arguments.at(0));
  const analysis::Sparsity sparsity = analysis::sparsity_of(codes, std::stod(arguments.at(1)));
  std::vector<double> edges;
  for (std::size_t i = 3; i < arguments.size(); ++i) edges.push_back(std::stod(arguments[i]));
  return {{"zero_share", sparsity.zero_share},
          {"near_zero_share", sparsity.near_zero_share},
          {"inactive_unit_share", sparsity.inactive_unit_share},
          {"mean_activity", sparsity.mean_activity},
          {"histogram", analysis::histogram(codes, edges)},
          {"top", analysis::top_samples(codes, std::stoll(arguments.at(2)))}};
}

json run(const std::string& command, const Arguments& arguments) {
  if (command == "pca") return pca(arguments);
  if (command == "trustworthiness") return trustworthiness(arguments);
  if (command == "nearest_labels") return nearest_labels(arguments);
  if (command == "linear_classifier") return linear_classifier(arguments);
  if (command == "image_quality") return image_quality(arguments);
  if (command == "gaussian_filter") return gaussian_filter(arguments);
  if (command == "blur") return blur(arguments);
  if (command == "median_filter") return median_filter(arguments);
  if (command == "jpeg") return jpeg(arguments);
  if (command == "quantize") return quantize(arguments);
  if (command == "sparsity") return sparsity(arguments);
  throw std::runtime_error("there is no command " + command);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    std::cout << run(argc > 1 ? argv[1] : "", {argv + std::min(argc, 2), argv + argc}) << "\n";
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
