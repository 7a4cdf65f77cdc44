// SPDX-License-Identifier: MIT
// Parts of the table of plain loops, one a file.
#pragma once

#include "kernels/kernels.h"

namespace hourglass::kernels {

template <class T>
void fill_reference_dense(Kernels<T>& kernels);
template <class T>
void fill_reference_convolution(Kernels<T>& kernels);
template <class T>
void fill_reference_image(Kernels<T>& kernels);
template <class T>
void fill_reference_winograd(Kernels<T>& kernels);
template <class T>
void fill_reference_elementwise(Kernels<T>& kernels);
template <class T>
void fill_reference_normalization(Kernels<T>& kernels);
template <class T>
void fill_reference_loss(Kernels<T>& kernels);
template <class T>
void fill_reference_update(Kernels<T>& kernels);
template <class T>
void fill_reference_random(Kernels<T>& kernels);

}  // namespace hourglass::kernels
