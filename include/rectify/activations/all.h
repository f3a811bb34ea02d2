#pragma once
// Every activation of list.def.
#include <rectify/activations/activation.h>
#include <rectify/activations/elu.h>
#include <rectify/activations/leaky_relu.h>
#include <rectify/activations/relu.h>
#include <rectify/activations/sigmoid.h>
#include <rectify/activations/silu.h>
#include <rectify/activations/tanh.h>
