#pragma once
// The task speech-digits: the ten digits as espeak-ng's voices say them.
#include <csignal>
#include <cstdint>
#include <string>

#include "progress.h"
#include "run.h"

namespace rectify::cli {

struct SpeechOptions {
  std::string folder;
  uint64_t seed = 0;
  int speakers = 0;  // 0: every voice there is; at least 4
  int takes = 5;     // of each digit by each speaker
};
struct Interrupted : Error {
  using Error::Error;
};

// Where sounds are kept when the user names no folder: below $XDG_CACHE_HOME or ~/.cache.
std::string speech_folder(const SpeechOptions& options);

// Makes what is missing of FOLDER/{train,test}/{zero,...,nine}/SPEAKER-TAKE.wav: one second of 16 kHz, one digit each
// in an accent, speed and pitch of its own, somewhere in the second, as loud as may be, with noise behind it. A fifth
// of the speakers is in the test, and no voice is in both. The same seed gives the same sounds. Error: espeak-ng is
// missing or fails, the folder holds other sounds, a file cannot be written. Interrupted: `stop`.
void make_speech(const SpeechOptions& options, Progress& progress, const volatile std::sig_atomic_t& stop);

}  // namespace rectify::cli
