#pragma once
#include <rectify/namespaces.h>

namespace rectify::api {
const char* version();  // "0.1.0"
}
