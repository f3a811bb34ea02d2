// What stands in for the files that need the room inspect, in a build without it (RECTIFY_INSPECT=OFF).
#include "commands.h"
#include "watching.h"

namespace rectify::cli {
namespace {
[[noreturn]] void absent(const char* what) {
  throw UsageError(std::string(what) + " is not in this build of rectify, which was made without the room inspect");
}
}  // namespace

int doctor(const DoctorOptions&) { absent("doctor"); }
int study(const StudyOptions&) { absent("study"); }
std::unique_ptr<Watcher> watcher(Network&, const std::string&, int64_t, Progress&, const std::string&) {
  absent("--watch");
}

}  // namespace rectify::cli
