#pragma once
// The activations as functions: name, name_ (in place) and name_out, declared by <rectify/activations/NAME.h>, which
// has formula, kinks and accuracy. The in-place forms follow PyTorch's rules: leaky_relu_ with a negative slope and
// elu_ with a negative alpha fail at backward.
#include <rectify/activations/table.h>
