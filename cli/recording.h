#pragma once
// What `train --watch` keeps beside a run: inspect.json.
#include <rectify/inspect/health.h>

#include "run.h"

namespace rectify::cli {

Json to_json(const inspect::Recording& recording);
inspect::Recording recording_from(const Json& json, const std::string& path);  // Error: damaged
// Of a run folder; no layers where the training was not watched.
inspect::Recording read_recording(const std::string& run);

}  // namespace rectify::cli
