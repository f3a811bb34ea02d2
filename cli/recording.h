#pragma once
// What `train --watch` keeps beside a run: inspect.json.
#include <rectify/inspect/health.h>

#include "run.h"

namespace rectify::cli {

Json to_json(const inspect::Recording& recording);
inspect::Recording recording_from(const Json& json, const std::string& path);  // Error: damaged
// Of a run folder; no layers where the training was not watched.
inspect::Recording read_recording(const std::string& run);
// What was repaired while it was trained, with the step.
using Repairs = std::vector<std::pair<int64_t, std::string>>;
Repairs read_repairs(const std::string& run);
std::string told(const Repairs::value_type& repair);

}  // namespace rectify::cli
