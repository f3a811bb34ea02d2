#pragma once
#include <rectify/nn/static.h>
#include <rectify/torch.h>
