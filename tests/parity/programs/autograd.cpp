// Graphs, hooks, in-place changes, custom functions and their errors.
// clang-format off
#include "cases.h"
using namespace torch; using namespace torch::autograd;
struct MulConst: public Function<MulConst>{ static Tensor forward(AutogradContext*c, Tensor x,double k){
  c->saved_data["k"]=k; return x*k;} static tensor_list backward(AutogradContext*c, tensor_list g){ return {g[0]*c->saved_data["k"].toDouble(),Tensor()};
  } };
struct Exp2: public Function<Exp2>{ static variable_list forward(AutogradContext*c, Variable x, Variable y){
  auto o=x.exp(); c->save_for_backward({x,y,o}); return {o,y*2}; } static variable_list backward(AutogradContext*c, variable_list g){
  auto s=c->get_saved_variables(); std::cout<<"g "<<g.size()<<g[0].defined()<<g[1].defined()<<"\n"; return {g[0]*s[2],g[1]*2};
  } };
struct Bad: public Function<Bad>{ static Tensor forward(AutogradContext*c, Tensor x){ return x*2;} static tensor_list backward(AutogradContext*c, tensor_list g){
  return {g[0],g[0]}; } };
struct BadShape: public Function<BadShape>{ static Tensor forward(AutogradContext*c, Tensor x){ return x*2;}
  static tensor_list backward(AutogradContext*c, tensor_list g){ return {torch::ones({7})}; } };
struct Inpl: public Function<Inpl>{ static Tensor forward(AutogradContext*c, Tensor x){ x.mul_(2); c->mark_dirty({x});
  return x;} static tensor_list backward(AutogradContext*c, tensor_list g){ return {g[0]*2}; } };
struct NonDiff: public Function<NonDiff>{ static variable_list forward(AutogradContext*c, Tensor x){ auto a=x.argmax();
  auto y=x*3, z=x*4; c->mark_non_differentiable({z}); return {y,z,a};} static tensor_list backward(AutogradContext*c, tensor_list g){
  std::cout<<"nd "<<g.size()<<"\n"; return {g[0]*3}; } };
struct NoMat: public Function<NoMat>{ static variable_list forward(AutogradContext*c, Tensor x){ c->set_materialize_grads(false);
  return {x*1,x*2};} static tensor_list backward(AutogradContext*c, tensor_list g){ std::cout<<"def "<<g[0].defined()<<g[1].defined()<<"\n";
  return {g[0].defined()?g[0]:g[1]*2}; } };
int main(){
  auto L=[](std::vector<double> v){ return torch::tensor(v,kDouble).requires_grad_(); };
  { auto x=L({1,2,3}); auto y=(x*x).sum(); y.backward(); T(x.grad()) S(y.backward()) T(x.grad()) }
  { auto x=L({1,2,3}); auto y=(x*x).sum(); y.backward({},true); y.backward();
  T(x.grad()) x.mutable_grad()=Tensor();
  T(x.grad()) }
  { auto x=L({1,2,3}); auto y=x*2;
  S(y.backward())
  S(y.backward(torch::ones({2},kDouble)))
  S(y.backward(torch::ones({3},kDouble)))
  T(x.grad())
  T(y.grad()) }
  { auto x=L({1,2,3}); auto y=x+1; y.add_(1); y.sum().backward(); T(x.grad()) }
  { auto x=L({1,2,3}); auto y=x.exp(); y.add_(1); S(y.sum().backward()) }
  { auto x=L({1,2,3}); auto y=x*x; auto w=x*2; auto z=(y*w); w.mul_(2); S(z.sum().backward()) }
  { auto x=L({1,2,3});
  S(x.add_(1))
  S(x[0]=5)
  S(x.fill_(1))
  S(x.view({3}).mul_(2))
  S(x.requires_grad_(false))
  T(x.requires_grad()) }
  { auto x=L({1,2,3}); auto y=x*2;
  S(y.requires_grad_(false))
  S(y.set_requires_grad(true))
  T(y.is_leaf())
  T(x.is_leaf())
  T(y.detach().requires_grad())
  T(y.grad_fn()->name())
  T((x+1).grad_fn()->name())
  T(x.sum().grad_fn()->name())
  T(x.view({3,1}).grad_fn()->name())
  T(x[0].grad_fn()->name())
  T(x.slice(0,0,1).grad_fn()->name())
  T(x.mean().grad_fn()->name())
  T(x.relu().grad_fn()->name())
  T(x.pow(2).grad_fn()->name())
  T(x.t().grad_fn()->name())
  T(x.unsqueeze(0).grad_fn()->name())
  T(x.expand({2,3}).grad_fn()->name())
  T(torch::stack({x,x}).grad_fn()->name())
  T(torch::cat({x,x}).grad_fn()->name())
  T(x.index({torch::tensor({0})}).grad_fn()->name())
  T(x.softmax(0).grad_fn()->name())
  T(x.clone().grad_fn()->name())
  T(x.to(kFloat).grad_fn()->name())
  T((x/2).grad_fn()->name())
  T((-x).grad_fn()->name())
  T((1-x).grad_fn()->name())
  T((x-x).grad_fn()->name())
  T(x.dot(x).grad_fn()->name())
  T(x.max().grad_fn()->name())
  T(std::get<0>(x.max(0)).grad_fn()->name())
  T(x.reshape({3,1}).grad_fn()->name())
  T(x.clamp(0,1).grad_fn()->name())
  T(torch::where(x>1,x,-x).grad_fn()->name())
  T(x.std().grad_fn()->name())
  T(x.norm().grad_fn()->name())
  T(torch::mse_loss(x,x.detach()).grad_fn()->name())
  T(x.squeeze().grad_fn()->name())
  T(x.sigmoid().grad_fn()->name())
  T(x.tanh().grad_fn()->name())
  T(torch::leaky_relu(x).grad_fn()->name())
  T(x.masked_fill(x>1,0).grad_fn()->name())
  T(x.gather(0,torch::tensor({0})).grad_fn()->name())
  T(x.cumsum(0).grad_fn()->name())
  T(x.prod().grad_fn()->name())
  T(x.abs().grad_fn()->name())
  T(x.log_softmax(0).grad_fn()->name())
  T(x.unbind()[0].grad_fn()->name())
  T(x.split(1)[0].grad_fn()->name())
  T(x.view({1,3}).mm(x.view({3,1})).grad_fn()->name())
  T(torch::linear(x.view({1,3}),x.view({1,3}),x.slice(0,0,1)).grad_fn()->name())
  T(x.permute({0}).grad_fn()->name())
  T(x.select(0,0).grad_fn()->name())
  T(x.narrow(0,0,1).grad_fn()->name()) }
  { NoGradGuard g; auto x=L({1,2}); auto y=x*2;
  T(y.requires_grad()) x.add_(1);
  T(x)
  T(torch::GradMode::is_enabled()) { AutoGradMode on(true);
  T((x*2).requires_grad()) }
  S(y.sum().backward()) }
  { auto x=L({1,2}); { torch::InferenceMode g; auto y=x*2;
  T(y.is_inference())
  T(y.requires_grad()) auto z=torch::ones({2},kDouble);
  T(z.is_inference()) } torch::Tensor z; { InferenceMode g; z=torch::ones({2},kDouble); }
 
  S((x*z).sum().backward()) auto w=z.clone(); w.add_(1);
  T(w)
  S(z.set_requires_grad(true))
  S(z.view({2,1}).add_(1))
  T((z+1).is_inference())
  S(torch::ones({2},kDouble).add_(z))
  T(z._version()) }
  { auto x=L({1,2,3}); auto g=grad({(x*x*x).sum()},{x},{},true,true);
  T(g[0]) auto h=grad({g[0].sum()},{x});
  T(h[0])
  S(grad({x.sum()},{L({1})}))
  T(grad({x.sum()},{L({1})},{},c10::nullopt,false,true))
  S(grad({x},{x}))
  S(grad({x.detach()},{x}))
  S(x.sum()) }
  { auto x=L({1,2,3}); auto y=x*2; int n=0; auto h=y.register_hook([&](Tensor g){ n++; std::cout<<"hook "<<g.sum().item<double>()<<"\n"; });
  auto h2=y.register_hook([](Tensor g){ return g*10; }); (y*y).sum().backward({},true);
  T(x.grad()) y.remove_hook(h2); (y).sum().backward();
  T(x.grad())
  T(n)
  S(x.detach().register_hook([](Tensor g){return g;})) x.register_hook([](Tensor g){ return g*0+1; });
  (x*5).sum().backward();
  T(x.grad())
  S(x.remove_hook(99)) }
  { auto x=L({1,2,3}); auto y=x*2; y.retain_grad(); auto z=y*y; z.sum().backward();
  T(y.grad())
  T(y.retains_grad())
  T(x.retains_grad())
  S(x.detach().retain_grad())
  S(x.retain_grad()) }
  { auto x=L({1,2,3,4}); auto y=x*1; auto v=y.view({2,2}); v[0].mul_(3); y.sum().backward();
  T(x.grad())
  T(v._version())
  T(y._version())
  T(v.grad_fn()->name())
  T(y.grad_fn()->name()) }
  { auto x=L({1,2,3,4}); auto y=x*1; auto v=y.view({2,2}).t(); v[0].mul_(3); v.select(1,1).add_(v.select(1,0));
  (y*y).sum().backward();
  T(x.grad()) }
  { auto x=L({1,2,3,4,5,6}); auto y=(x*1).view({2,3}).t(); auto z=y*1; z[0]=y[1]*2; z.index_put_({1},5);
  z.slice(0,2)*=z.slice(0,1,2).detach()+1; (z*z).sum().backward();
  T(x.grad()) }
  { auto x=L({1,2,3}); auto b=torch::zeros({2,3},kDouble); b[0]=x; b[1].copy_(x*x);
  T(b.requires_grad()) b.sum().backward();
  T(x.grad()) }
  { auto x=L({1,2,3}); auto b=torch::zeros({3},kDouble); for(int i=0;i<3;i++) b[i]=x[i]*x[2-i]; b.prod().backward();
  T(x.grad()) }
  { auto x=L({1,2,3}); auto b=torch::zeros({3},kDouble); b.masked_fill_(x>2,1); b.index_put_({torch::tensor({0,1})},x.slice(0,1));
  (b*b).sum().backward();
  T(x.grad()) }
  { auto x=L({1,2,3}); auto u=(x*1).unbind();
  S(u[0].add_(1)) auto s=(x*1).split(1);
  S(s[0].add_(1)) auto c=(x*1).chunk(3);
  S(c[0].mul_(1)) }
  { auto x=L({1,2,3}); auto y=x*2; auto d=y.detach(); d.add_(1);
  T(y)
  S((y*y).sum().backward()) auto z=y*y; d.add_(1);
  S(z.sum().backward()) auto yd=y.data(); auto w=y*y; yd.add_(1);
  S(w.sum().backward())
  T(x.grad())
  T(y._version()) }
  { auto x=L({1,2,3}); auto y=x*2; S(y.detach_()) T(y.requires_grad()) auto v=(x*2).view({3,1});  }
  { auto x=L({1,2,3});
  T(MulConst::apply(x,2.5)) MulConst::apply(x,2.5).sum().backward();
  T(x.grad())
  T(MulConst::apply(x,2.).grad_fn()->name().substr(0,20))
  S(Bad::apply(x).sum().backward())
  S(BadShape::apply(x).sum().backward()) auto y=x*1; auto z=Inpl::apply(y); z.sum().backward();
  T(x.grad())
  S(Inpl::apply(x)) auto nd=NonDiff::apply(x);
  T(nd[1].requires_grad())
  T(nd[2].requires_grad()) nd[0].sum().backward();
  T(x.grad()) auto nm=NoMat::apply(x); nm[1].sum().backward(); auto e=Exp2::apply(x,x); e[0].sum().backward({},true);
  T(x.grad()) e[1].sum().backward();
  S(e[1].sum().backward()) }
  { auto x=L({1,2,3}); auto y=x*1; y.backward(torch::ones({3},kDouble),false,true);
  T(x.grad())
  T(x.grad().requires_grad()) }
  { auto x=L({1,2,3}),w=L({2,2,2}); auto y=(x*w).sum(); y.backward({},true,false,std::vector<Tensor>{x});
  T(x.grad())
  T(w.grad()) torch::autograd::backward({y,y*2},{});
  T(w.grad())
  S(torch::autograd::backward({x*1},{}))
  S(torch::autograd::backward({y},{Tensor(),Tensor()})) }
  { auto x=L({1,2,3});
  T(x.grad())
  T(x._version()) { NoGradGuard g; x.add_(1); x.mul_(2); }
  T(x._version()) x.set_data(torch::ones({5},kDouble));
  T(x) x.data().fill_(3);
  T(x)
  S(x.set_data(torch::ones({2},kLong))) x.mutable_grad()=torch::ones({5},kDouble);
  T(x.grad()) (x*2).sum().backward();
  T(x.grad())
  T(x.grad_fn()==nullptr)
  T(x.output_nr()) }
  { auto x=torch::ones({2,2},requires_grad()); auto y=x.view({4});
  T(y.is_view())
  T(y._base().sizes())
  T(x.is_view())
  S(x._base())
  T(y[0]._base().sizes()) }
  { auto x=torch::tensor({1.f,2.f},requires_grad()); auto y=x.to(kDouble).sum()+x.to(kHalf).sum().to(kDouble);
  y.backward();
  T(x.grad())
  T((x.to(kLong)).requires_grad())
  T((x>1).requires_grad())
  T(x.argmax().requires_grad())
  T(x.round().requires_grad()) }
  { auto x=L({3,1,2}); std::get<0>(x.sort()).dot(torch::tensor({1.,2.,3.},kDouble)).backward();
  T(x.grad()) std::get<0>(x.topk(2)).sum().backward();
  T(x.grad()) x.max().backward(); x.median().backward();
  T(x.grad()) torch::tensor({1.,1.},kDouble); auto t=L({1,1,0}); t.max().backward();
  T(t.grad()) t.amax().backward();
  T(t.grad()) std::get<0>(t.max(0)).backward();
  T(t.grad()) t.abs().sum().backward();
  T(t.grad()) t.prod().backward();
  T(t.grad()) t.norm().backward();
  T(t.grad()) t.std().backward();
  T(t.grad()) t.cumprod(0).sum().backward();
  T(t.grad()) (t-t).norm().backward();
  T(t.grad()) t.pow(0).sum().backward();
  T(t.grad()) t.sqrt().sum().backward();
  T(t.grad()) }
  { auto x=L({1,2});
  S(torch::add_out(x,x,x)) auto o=torch::empty({0},kDouble); torch::mul_out(o,x.detach(),x.detach());
  T(o)
  S(torch::add_out(o,x,x)) auto oi=torch::empty({2},kInt);
  S(torch::div_out(oi,x.detach(),x.detach())) }
  return 0;
}
