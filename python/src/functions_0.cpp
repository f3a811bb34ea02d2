#include "args.h"

namespace rectify::python {
extern const Row rows_0[] = {
#include "functions_0.inc"
};
extern const size_t count_0 = std::size(rows_0);
}  // namespace rectify::python
