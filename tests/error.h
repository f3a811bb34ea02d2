#pragma once
#include <rectify/core/error.h>

#include <string>

// What f complains of.
template <class F>
std::string error(F f) {
  try {
    f();
  } catch (const rectify::Error& e) {
    return e.what();
  }
  return "no error";
}
