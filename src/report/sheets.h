// SPDX-License-Identifier: MIT
// Tensors as pictures of a page.
#pragma once

#include <span>
#include <string>

#include "hourglass/shape.h"
#include "hourglass/tensor.h"
#include "page/pictures.h"
#include "report/subject.h"

namespace hourglass::report {

struct Words {
  std::string title = {};
  std::string alt = {};
  std::string caption = {};
};

// [height, width, channels] of 0 to 1: numbers divided by `white`.
Tensor as_images(const Tensor& samples, const Shape& image_shape, double white = 1);
// The same of a subject's samples, which are images; and such images as its networks take them.
Tensor images_of(const Subject& subject, const Tensor& samples);
Tensor as_given(const Subject& subject, Tensor images);

// Rows of images under each other; each row holds as many images of one shape.
page::Picture sheet(std::span<const Tensor> rows, Words words, std::int64_t scale = 2);
// The same images in rows of `columns`, white after the last.
page::Picture wrapped_sheet(const Tensor& images, std::int64_t columns, Words words,
                            std::int64_t scale = 2);

// Codes as small images, [height, width, 1]: feature maps side by side, or a row of
// numbers as near to a square as it goes; 0 is black and the largest distance from 0 white.
Tensor codes_as_images(const Tensor& codes);
// Weights as images: 0 is grey, the largest distance from it black or white, each image by itself.
Tensor weights_as_images(const Tensor& weights);

}  // namespace hourglass::report
