#pragma once
// Everything of the optim room.
#include <rectify/optim/optimizer.h>
#include <rectify/optim/schedulers.h>
#include <rectify/optim/sgd.h>
