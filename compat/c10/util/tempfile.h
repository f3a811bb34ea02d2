#pragma once
#include <rectify/core/tempfile.h>
#include <rectify/torch.h>
