#pragma once
// Everything of the nn room.
#include <rectify/nn/activation.h>
#include <rectify/nn/any.h>
#include <rectify/nn/batchnorm.h>
#include <rectify/nn/containers.h>
#include <rectify/nn/conv.h>
#include <rectify/nn/enum.h>
#include <rectify/nn/functional.h>
#include <rectify/nn/init.h>
#include <rectify/nn/layers.h>
#include <rectify/nn/loss.h>
#include <rectify/nn/module.h>
#include <rectify/nn/ordered_dict.h>
#include <rectify/nn/padding.h>
#include <rectify/nn/pooling.h>
#include <rectify/nn/utils.h>
