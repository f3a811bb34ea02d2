#pragma once
#include <rectify/torch.h>
