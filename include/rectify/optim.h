#pragma once
// Everything of the optim room.
#include <rectify/optim/adagrad.h>
#include <rectify/optim/adam.h>
#include <rectify/optim/adamw.h>
#include <rectify/optim/lbfgs.h>
#include <rectify/optim/optimizer.h>
#include <rectify/optim/rmsprop.h>
#include <rectify/optim/schedulers.h>
#include <rectify/optim/sgd.h>
