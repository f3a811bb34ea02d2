#pragma once
// What happens inside a network: which units are dead or dormant, why, and what to do. Not part of <rectify/torch.h>.
#include <rectify/inspect/health.h>
#include <rectify/inspect/probe.h>
#include <rectify/inspect/repair.h>
#include <rectify/inspect/statistics.h>
