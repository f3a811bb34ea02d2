// Methods of class Tensor (random); included inside its body. Their free functions: <rectify/ops/random.h>.
Tensor& uniform_(double from = 0, double to = 1, optional<Generator> generator = nullopt) const;
Tensor& normal_(double mean = 0, double std = 1, optional<Generator> generator = nullopt) const;
Tensor& log_normal_(double mean = 1, double std = 2, optional<Generator> generator = nullopt) const;
Tensor& exponential_(double lambda = 1, optional<Generator> generator = nullopt) const;
Tensor& geometric_(double p, optional<Generator> generator = nullopt) const;
Tensor& cauchy_(double median = 0, double sigma = 1, optional<Generator> generator = nullopt) const;
Tensor& random_(optional<Generator> generator = nullopt) const;  // the whole range of the dtype
Tensor& random_(int64_t to, optional<Generator> generator = nullopt) const;
Tensor& random_(int64_t from, optional<int64_t> to, optional<Generator> generator = nullopt) const;
Tensor& bernoulli_(double p = 0.5, optional<Generator> generator = nullopt) const;
Tensor& bernoulli_(const Tensor& p, optional<Generator> generator = nullopt) const;
Tensor bernoulli(optional<Generator> generator = nullopt) const;
Tensor bernoulli(double p, optional<Generator> generator = nullopt) const;
Tensor multinomial(int64_t num_samples, bool replacement = false, optional<Generator> generator = nullopt) const;
