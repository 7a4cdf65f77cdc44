// SPDX-License-Identifier: MIT
// Parts of the table of vectorised kernels, one a file, each in the version for `isa`, which the
// machine has to have.
#pragma once

#include "kernels/kernels.h"

namespace hourglass::kernels {

void fill_vector_dense(Kernels<float>& kernels, Isa isa);
void fill_vector_dense_transposed(Kernels<float>& kernels, Isa isa);
void fill_vector_dense_bfloat16(Kernels<float>& kernels, Isa isa);
void fill_vector_convolution(Kernels<float>& kernels, Isa isa);
void fill_vector_convolution_channels(Kernels<float>& kernels, Isa isa);
void fill_vector_convolution_gradient(Kernels<float>& kernels, Isa isa);
void fill_vector_convolution_gradient_wide(Kernels<float>& kernels, Isa isa);
void fill_vector_image(Kernels<float>& kernels, Isa isa);
void fill_vector_winograd(Kernels<float>& kernels, Isa isa);
void fill_vector_layout(Kernels<float>& kernels, Isa isa);
void fill_vector_elementwise(Kernels<float>& kernels, Isa isa);
void fill_vector_normalization(Kernels<float>& kernels, Isa isa);
void fill_vector_loss(Kernels<float>& kernels, Isa isa);
void fill_vector_update(Kernels<float>& kernels, Isa isa);
void fill_vector_random(Kernels<float>& kernels, Isa isa);

// Nothing unless has_avx512_bf16().
void fill_vector_avx512_bf16(Kernels<float>& kernels);

}  // namespace hourglass::kernels
