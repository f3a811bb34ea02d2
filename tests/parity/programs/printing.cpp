// Tensors, options and modules as streams print them.
// clang-format off
#include "cases.h"
#include <iomanip>
using namespace torch;
#define P(...)                                         \
  try {                                                \
    std::cout << #__VA_ARGS__ << ":\n" << (__VA_ARGS__) << "\n"; \
  } catch (const std::exception& e) {                  \
    std::cout << "E " << first_line(e.what()) << "\n"; \
  }
int main(){
 
  P(torch::tensor({1.5,2.25}))
  P(torch::tensor({1e10,1.}))
  P(torch::tensor({1e-10,1.}))
  P(torch::tensor({123456.5,1.}))
  P(torch::tensor({INFINITY,1.5,NAN}))
  P(torch::tensor({INFINITY,2.,-3.}))
  P(torch::tensor({NAN}))
  P(torch::tensor({-INFINITY}))
  P(torch::tensor(INFINITY))
  P(torch::tensor(NAN))
  P(torch::tensor(0.1))
  P(torch::tensor(123456789.))
  P(torch::tensor(1e-20))
  P(torch::tensor(5))
  P(torch::tensor(true))
  P(torch::tensor({true,false}))
  P(torch::tensor({1,2,300}).to(kByte))
  P(torch::tensor({-1,2}).to(kChar))
  P(torch::tensor({1.5,2.}).to(kHalf))
  P(torch::tensor({1.5,2.}).to(kBFloat16))
  P(torch::tensor({1.5,2.}).to(kDouble))
  P(torch::tensor({1000000000,1}))
  P(torch::tensor({(int64_t)12345678901,(int64_t)1}))
  P(torch::empty({0}))
  P(torch::empty({0,3}))
  P(torch::empty({2,0,3}))
  P(torch::zeros({2,2,2}))
  P(torch::arange(24.).view({2,3,4}))
  P(torch::arange(16).view({2,2,2,2}))
  P(torch::arange(60.).view({2,30}))
  P(torch::arange(120.).view({2,2,30})/7)
  P(torch::arange(50).view({1,50}))
  P(torch::ones({3,1}))
  P(torch::ones({1,3})*1e5)
  P(torch::tensor({{1e5,1.},{2.,3.5}}))
  P(torch::tensor({{0.001,0.0005},{0.002,0.}}))
  P(torch::tensor({{1e-5,1.},{2e5,3.5}}))
  P(Tensor())
  P(torch::tensor({-0.0,0.0}))
  P(torch::tensor({0.5,-0.5}).t())
  P(torch::arange(6.).view({2,3}).t())
  P(torch::arange(6.).view({2,3}).index({Slice(),Slice(None,None,2)}))
  P(torch::ones({2},requires_grad()))
  P(torch::ones({2},requires_grad())*2)
  P(torch::full({2,2},1e-45))
  P(torch::full({2,2},std::numeric_limits<float>::max()))
  P(torch::tensor({9.99999,10.}))
  P(torch::tensor({99999.,100000.5}))
  P(torch::tensor({0.99999,0.1}))
  P(torch::tensor({999999999,1}))
  P(torch::tensor({1e9,1.}))
  P(torch::tensor({1e9+0.0,1.}).to(kDouble))
  P(torch::randn({2,3}).sizes())
  P(torch::ones({2}).dtype())
  P(torch::ones({2}).options())
  P(torch::kFloat)
  P(torch::Device("cuda:1"))
  P(torch::kCPU)
  P(torch::TensorOptions())
  P(torch::dtype(kInt).requires_grad(true))
  P(torch::TensorOptions(kCPU).layout(kStrided))
  P(torch::ones({2}).layout())
  P(Scalar(2.5))
  P(Scalar(3))
  P(Scalar(true))
  P(torch::ones({2,3}).sizes())
  P(std::vector<int64_t>{1,2})
  P(torch::IntArrayRef({1,2}))
  P(std::vector<Tensor>{torch::ones({1}),torch::ones({2})})
  P(at::ArrayRef<float>({1.5f,2.f})) 
  P(torch::ones({2}).toString())
  P(torch::ones({2}).device())
  P(torch::ones({2}).dtype().name())
  P(c10::typeMetaToScalarType(torch::ones({2}).dtype()))
  P(torch::kStrided)
  P(at::MemoryFormat::Contiguous)
  P(at::MemoryFormat::ChannelsLast)
  P(torch::indexing::TensorIndex(Slice(1,2)))
  P(torch::indexing::TensorIndex(3))
  P(torch::indexing::TensorIndex(None))
  P(torch::indexing::TensorIndex("..."))
  P(torch::indexing::TensorIndex(true))
  P(torch::indexing::TensorIndex(torch::ones({2})))
  std::cout<<std::setprecision(3)<<torch::tensor({1.23456,2.})<<"\n"<<std::fixed<<1.23456789<<"\n"<<torch::tensor(1.23456789)<<"\n"<<std::setw(20)<<torch::tensor({1,2})<<"\n"<<3.14159<<"\n";
  std::cout.copyfmt(std::ios(nullptr));
  torch::print(torch::ones({2,2})); torch::print(std::cout,torch::arange(40.).view({1,40}),40); std::cout<<"\n";
  torch::print(std::cout,torch::arange(40.).view({2,2,10})/3,20); std::cout<<"\n"; 
  std::cout<<c10::str("a",1,torch::ones({1}),2.5,true,torch::IntArrayRef({1}))<<"\n"; std::cout<<c10::toString(kFloat)<<c10::elementSize(kInt)<<c10::isFloatingType(kHalf)<<c10::isIntegralType(kBool,true)<<"\n";
  try{ TORCH_CHECK(false,"my ",3," message"); }catch(const c10::Error&e){ std::cout<<e.what_without_backtrace()<<"|"<<e.msg()<<"\n";
  }
  try{ AT_ERROR("x"); }catch(const std::exception&e){ std::cout<<first_line(e.what())<<"\n"; }
  try{ torch::ones({2}).item(); }catch(const std::exception&e){ std::cout<<first_line(e.what())<<"\n"; }
  try{ torch::Device("cpu:x"); }catch(const std::exception&e){ std::cout<<first_line(e.what())<<"\n"; }
  for(auto k:{kByte,kChar,kShort,kInt,kLong,kHalf,kFloat,kDouble,kBool,kBFloat16}){ auto t=torch::tensor({{0.,1.},{2.,100.}}).to(k);
  std::cout<<t<<"\n"<<t[1][1]<<"\n"<<t.dtype()<<" "<<k<<" "<<t.options()<<"\n"; std::cout<<t*t<<"\n"<<t/3<<"\n";
  }
  torch::nn::Sequential net(torch::nn::Linear(2,3),torch::nn::ReLU(),torch::nn::Linear(torch::nn::LinearOptions(3,1).bias(false)));
  std::cout<<net<<"\n"<<*net<<"\n"<<net->size()<<"\n";
  std::cout<<torch::nn::Linear(2,3)<<"\n"<<torch::nn::LeakyReLU(torch::nn::LeakyReLUOptions().negative_slope(0.1))<<"\n"<<torch::nn::MSELoss()<<"\n"<<torch::nn::PReLU()<<"\n"<<torch::nn::ELU()<<"\n";
  return 0;
}
