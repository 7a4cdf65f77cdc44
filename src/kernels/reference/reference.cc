// SPDX-License-Identifier: MIT
#include "kernels/reference/reference.h"

namespace hourglass::kernels {

template <class T>
const Kernels<T>& reference_kernels() {
  static const Kernels<T> kernels = [] {
    Kernels<T> filled{};
    fill_reference_dense(filled);
    fill_reference_convolution(filled);
    fill_reference_image(filled);
    fill_reference_winograd(filled);
    fill_reference_elementwise(filled);
    fill_reference_normalization(filled);
    fill_reference_loss(filled);
    fill_reference_update(filled);
    fill_reference_random(filled);
    return filled;
  }();
  return kernels;
}

template const Kernels<float>& reference_kernels();
template const Kernels<double>& reference_kernels();

}  // namespace hourglass::kernels
