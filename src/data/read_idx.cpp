#include <rectify/data/readers.h>

#include <bit>
#include <cstring>

#include "data/file.h"

namespace rectify::data::api {

Tensor read_idx(const std::string& path) {
  const std::string bytes = detail::read_whole(path);
  auto byte = [&](size_t i) { return static_cast<uint8_t>(bytes[i]); };
  TORCH_CHECK(bytes.size() >= 4, path, ": truncated IDX file: ", bytes.size(),
              " bytes where its header has at least 4");
  TORCH_CHECK(byte(0) == 0 && byte(1) == 0, path,
              ": not an IDX file: it does not begin with two zero bytes (a table's name ends in .csv, .tsv or .txt, an "
              "array's in .npy)");
  ScalarType t = ScalarType::Undefined;
  switch (byte(2)) {
    case 0x08:
      t = kByte;
      break;
    case 0x09:
      t = kChar;
      break;
    case 0x0B:
      t = kShort;
      break;
    case 0x0C:
      t = kInt;
      break;
    case 0x0D:
      t = kFloat;
      break;
    case 0x0E:
      t = kDouble;
      break;
  }
  TORCH_CHECK(t != ScalarType::Undefined, path, ": not an IDX file: unknown element type ", static_cast<int>(byte(2)));
  const size_t ndim = byte(3), header = 4 + 4 * ndim;
  TORCH_CHECK(ndim >= 1 && ndim <= 8, path, ": IDX file with ", ndim, " dimensions; 1 to 8 are supported");
  TORCH_CHECK(bytes.size() >= header, path, ": truncated IDX file: ", bytes.size(), " bytes where its header has ",
              header);
  int64_t sizes[8], numel = 1;
  for (size_t d = 0; d < ndim; d++) {
    const size_t at = 4 + 4 * d;
    sizes[d] = int64_t{byte(at)} << 24 | int64_t{byte(at + 1)} << 16 | int64_t{byte(at + 2)} << 8 | byte(at + 3);
    TORCH_CHECK(!__builtin_mul_overflow(numel, sizes[d], &numel), path, ": damaged IDX file: impossible sizes");
  }
  const size_t have = bytes.size() - header, item = elementSize(t);
  const IntArrayRef shape(sizes, ndim);
  TORCH_CHECK(have % item == 0 && static_cast<size_t>(numel) == have / item, path, ": ",
              have / item < static_cast<size_t>(numel) ? "truncated" : "damaged", " IDX file: its header says ", shape,
              " of ", item, " bytes, but ", have, " bytes of data follow");
  Tensor y = new_tensor(shape, t);
  if (have > 0) std::memcpy(y.data_ptr(), bytes.data() + header, have);
  if constexpr (std::endian::native == std::endian::little)
    detail::swap_bytes(y.data_ptr(), numel, static_cast<int>(item));
  return y;
}

}  // namespace rectify::data::api
