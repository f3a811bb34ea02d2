#pragma once
// A stack for the handlers of signals.
#include <rectify/namespaces.h>

namespace rectify::api {

// Gives this thread a stack for handlers that were installed with SA_ONSTACK, unless it has one. A handler needs it:
// oneDNN 2.6's matrix product keeps values below the stack pointer, where handlers run otherwise.
void use_signal_stack();

}  // namespace rectify::api
