// Files that libtorch wrote, and files that rectify wrote, are read by both.
#define ARCHIVES_ONLY
#include "../../golden/make_archives.cpp"
#include "cases.h"
using namespace archives;

static void show_strided(const Tensor& t) {
  std::cout << t.strides() << ' ';
  show(t);
}
static void read(const std::string& folder) {
  Tensor t;
  torch::load(t, folder + "tensor.pt");
  show_strided(t);
  std::vector<Tensor> many;
  torch::load(many, folder + "vector.pt");
  for (auto& x : many) show_strided(x);
  many[6].fill_(-1);
  many[7].fill_(-2);
  show(many[6]);  // they share a storage, as those that were saved
  Net net;
  torch::load(net, folder + "net.pt");
  for (auto& p : net->named_parameters()) {
    std::cout << p.key() << ' ';
    show(p.value());
  }
  for (auto& b : net->named_buffers()) {
    std::cout << b.key() << ' ';
    show(b.value());
  }
  auto all = optimizers(net);
  for (size_t i = 0; i < all.size(); i++) {
    Net fresh;
    auto o = optimizers(fresh)[i];
    torch::load(*o, folder + "optimizer" + std::to_string(i) + ".pt");
    std::cout << o->state().size() << ' ';
    train(fresh, *o);
    show((fresh->a->weight * 100).round());
  }
  torch::serialize::InputArchive in, inner;
  in.load_from(folder + "archive.pt");
  for (auto& key : in.keys()) std::cout << key << ", ";
  torch::IValue x;
  in.read("inner", inner);
  in.read("d", x);
  show(x.toDouble());
  in.read("s", x);
  show(x.toStringRef());
  in.read("b", x);
  show(x.toBool());
  in.read("l", x);
  show(torch::IntArrayRef(x.toIntVector()));
  in.read("none", x);
  show(x.isNone());
  in.read("two words", x);
  show(x.toDouble());
  in.read("buf", t);
  show(t);
  inner.read("n", x);
  show(x.toInt());
  Tensor u;
  inner.read("t", u);
  show(u);
  S(inner.read("none", u));
  S(in.read("none such", inner));
  show(in.try_read("none such", x));
  std::ifstream file(folder + "pickle.pt", std::ios::binary);
  show(torch::pickle_load({std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()}).toTensor());
}
int main() {
  const std::string golden = std::getenv("RECTIFY_GOLDEN");
  read(golden + "/archive/libtorch/");
  read(golden + "/archive/rectify/");
}
