import torch
import torch.distributions as D
from torch.distributions.kl import kl_divergence
from torch.distributions.normal import Normal

torch.manual_seed(0)


def attempt(f):
    try:
        print(f())
    except (NotImplementedError, ValueError) as e:
        print(type(e).__name__, e)


tril = torch.tensor([[1.0, 0.0], [0.5, 2.0]])
table = [(D.Normal(torch.zeros(2), 2.0), 1.5), (D.Laplace(0.0, 2.0), 1.5), (D.LogNormal(0.0, 0.5), 1.5), (D.Exponential(2.0), 0.3), (D.Uniform(-1.0, 3.0), 0.3), (D.Poisson(3.0), 2.0),
         (D.Geometric(0.3), 2.0), (D.Geometric(logits=torch.tensor([0.3, 0.1])), 2.0), (D.Bernoulli(logits=torch.tensor([0.3, -0.1])), 1.0), (D.Categorical(torch.tensor([0.1, 0.2, 0.7])), 2.0),
         (D.Categorical(logits=torch.randn(3, 4)), 3.0), (D.Independent(D.Normal(torch.zeros(4, 3), torch.ones(4, 3)), 1), None), (D.OneHotCategorical(torch.tensor([0.2, 0.8])), None),
         (D.MultivariateNormal(torch.tensor([1.0, 2.0]), scale_tril=tril), None), (D.MultivariateNormal(torch.zeros(2), tril @ tril.t()), None)]
for d, value in table:
    print(d, d.batch_shape, d.event_shape, d.has_rsample)
    x = d.sample()
    print(x, d.sample((2,)), d.log_prob(x if value is None else torch.tensor(value)), d.mean, d.variance, d.stddev)
    attempt(d.entropy)
    attempt(lambda: d.rsample((2,)).shape)
    attempt(lambda: d.cdf(torch.tensor(1.0)))
    attempt(lambda: kl_divergence(d, d))
for f in (lambda: D.Categorical(torch.ones(2)).log_prob(torch.tensor([5, 0])), lambda: Normal(torch.tensor([float("nan")]), 1.0), lambda: Normal(0, 1).log_prob(1.0), lambda: D.Categorical(),
          lambda: D.Uniform(2.0, 1.0), lambda: D.Uniform(0.0, 1.0).log_prob(torch.tensor(3.0)), lambda: D.Bernoulli(torch.tensor([1.5])), lambda: D.Independent(D.Normal(0.0, 1.0), 1),
          lambda: D.Normal("a", 1), lambda: D.Categorical(torch.tensor(1.0)), lambda: D.MultivariateNormal(torch.zeros(2)), lambda: D.Exponential(-1.0), lambda: D.Geometric(0.0),
          lambda: D.MultivariateNormal(torch.tensor(1.0), torch.eye(2)), lambda: D.MultivariateNormal(torch.zeros(2), torch.ones(2)),
          lambda: D.MultivariateNormal(torch.zeros(2), torch.eye(2)).log_prob(torch.ones(3)), lambda: D.Normal(torch.zeros(2), 1.0).log_prob(torch.ones(3))):
    attempt(f)
print(D.Normal(0.0, -1.0, validate_args=False), D.Normal(1.0, 2.0).icdf(torch.tensor([0.1, 0.5])), D.Normal(0.0, 1.0).perplexity(), D.Categorical(torch.ones(3)).enumerate_support())
mu, sigma = torch.zeros(3, requires_grad=True), torch.ones(3, requires_grad=True)
n = Normal(mu, sigma)
(n.rsample().sum() + n.log_prob(torch.ones(3)).sum() + kl_divergence(n, Normal(1.0, 2.0)).sum()).backward()
print(mu.grad, sigma.grad)
logits = torch.randn(4, 5, requires_grad=True)
policy = D.Categorical(logits=logits)
(-policy.log_prob(policy.sample()) * torch.arange(4.0) - 0.01 * policy.entropy()).mean().backward()
print(logits.grad)
