#pragma once
namespace rectify {
const char* version();  // "0.1.0"
}
