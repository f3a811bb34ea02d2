// Methods of class Tensor (random numbers); included inside its body. Their free functions: <rectify/ops/random.h>.
Tensor& uniform_(double from = 0, double to = 1, optional<Generator> generator = nullopt) const;
Tensor& normal_(double mean = 0, double std = 1, optional<Generator> generator = nullopt) const;
Tensor& bernoulli_(double p = 0.5, optional<Generator> generator = nullopt) const;
Tensor& bernoulli_(const Tensor& p, optional<Generator> generator = nullopt) const;
Tensor bernoulli(optional<Generator> generator = nullopt) const;
Tensor& random_(int64_t from, optional<int64_t> to, optional<Generator> generator = nullopt) const;
Tensor& random_(int64_t to, optional<Generator> generator = nullopt) const;
Tensor& exponential_(double lambd = 1, optional<Generator> generator = nullopt) const;
