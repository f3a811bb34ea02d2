// What the headers of nn leave to the library: see RECTIFY_TORCH_MODULE.
#define RECTIFY_INSTANCES
#include <rectify/nn.h>
