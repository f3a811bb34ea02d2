#pragma once
// For rooms that keep payloads in storages.
#include <rectify/core/tensor.h>

namespace rectify::api {

// Gives the storage another payload; false when it has become plain memory meanwhile.
bool replace_payload(Storage& s, intrusive_ptr<Payload> payload);

}  // namespace rectify::api
