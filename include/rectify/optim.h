#pragma once
#include <rectify/optim/optimizer.h>
#include <rectify/optim/sgd.h>
