// SPDX-License-Identifier: MIT
// Parts of the table of vectorised kernels, one a file. Each takes the version for the instruction
// set that Highway has been told to choose.
#pragma once

#include "kernels/kernels.h"

namespace hourglass::kernels {

void fill_vector_dense(Kernels<float>& kernels);
void fill_vector_dense_transposed(Kernels<float>& kernels);
void fill_vector_convolution(Kernels<float>& kernels);
void fill_vector_convolution_channels(Kernels<float>& kernels);
void fill_vector_convolution_gradient(Kernels<float>& kernels);
void fill_vector_image(Kernels<float>& kernels);
void fill_vector_layout(Kernels<float>& kernels);
void fill_vector_elementwise(Kernels<float>& kernels);
void fill_vector_loss(Kernels<float>& kernels);
void fill_vector_update(Kernels<float>& kernels);
void fill_vector_random(Kernels<float>& kernels);

}  // namespace hourglass::kernels
