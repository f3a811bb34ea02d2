#include "args.h"

namespace rectify::python {
extern const Row rows_2[] = {
#include "functions_2.inc"
};
extern const size_t count_2 = std::size(rows_2);
}  // namespace rectify::python
