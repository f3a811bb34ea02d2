"""What functions and methods do, in a sentence or two each: __doc__ reads it here. `name alias alias: text`; a name with a point holds in that namespace
alone. A name that ends in an underscore and has no line of its own is the function in place."""
import functools
import inspect
import re

TABLE = """
abs absolute: The magnitude of each element.
acos arccos: The angle in [0, pi] whose cosine each element is; NaN outside [-1, 1].
acosh arccosh: The number at least 0 whose hyperbolic cosine each element is; NaN below 1.
activate: An activation of the list, by its number, with its options a, b and c.
activation_word: The value that stands for an option in words.
adaptive_avg_pool1d: Means over windows chosen so that the last dimension becomes output_size; input [N, C, L] or [C, L].
adaptive_avg_pool2d: Means over windows chosen so that the last two dimensions become output_size; input [N, C, H, W] or [C, H, W].
adaptive_avg_pool3d: Means over windows chosen so that the last three dimensions become output_size; input [N, C, D, H, W] or [C, D, H, W].
adaptive_max_pool1d adaptive_max_pool1d_with_indices: Greatest elements of windows chosen so that the last dimension becomes output_size, and their indices.
adaptive_max_pool2d adaptive_max_pool2d_with_indices: Greatest elements of windows chosen so that the last two dimensions become output_size, and their indices in each plane.
adaptive_max_pool3d adaptive_max_pool3d_with_indices: Greatest elements of windows chosen so that the last three dimensions become output_size, and their indices in each volume.
add: input + alpha other, of shapes that broadcast and dtypes that promote.
addbmm: beta input + alpha times the sum of the products batch1[i] @ batch2[i]: [n, p] from [b, n, m] and [b, m, p].
addcdiv: input + value tensor1 / tensor2, element by element, broadcast; integers are an error.
addcmul: input + value tensor1 tensor2, element by element, broadcast.
addmm: beta input + alpha mat1 @ mat2, where mat1 is [n, m], mat2 [m, p] and input broadcasts to [n, p]. With beta 0 input is not read.
addmv: beta input + alpha mat @ vec, where mat is [n, m], vec [m] and input broadcasts to [n].
addr: beta input + alpha times the outer product of vec1 [n] and vec2 [m]; input broadcasts to [n, m].
adjoint mH: The last two dimensions exchanged; there are no complex numbers to conjugate. A view.
affine_grid_generator: The grid of points that F.affine_grid makes of theta [N, 2, 3] or [N, 3, 4].
all: Whether every element is nonzero, of the whole tensor or along dim.
allclose: Whether |input - other| <= atol + rtol |other| holds for all elements, as a bool of Python.
alpha_dropout: In training, sets each element with probability p to -1.7581, where the self-normalising unit goes at minus infinity, then scales so that mean 0 and variance 1 stay.
amax: The greatest element along the dimensions dim, or of all. Its gradient is shared by equal ones; nothing to choose from is an error.
amin: The least element along the dimensions dim, or of all. Its gradient is shared by equal ones; nothing to choose from is an error.
aminmax: The least and the greatest element of all, or along dim, as a pair (min, max).
any: Whether some element is nonzero, of the whole tensor or along dim.
arange: The numbers start, start + step, ... below end (above it, for a negative step), in one dimension; int64 where all three are integers.
are_deterministic_algorithms_enabled: True: everything is deterministic.
argmax: The index of the greatest element along dim, or in the flattened tensor; the first of equal ones. NaN counts as greatest.
argmin: The index of the least element along dim, or in the flattened tensor; the first of equal ones. NaN counts as least.
argsort: The indices that sort along dim.
argwhere: The indices of the nonzero elements, a row each: [count, dimensions], int64.
as_strided: A view of the storage with these sizes, strides and offset, which must lie inside it.
as_subclass: The same memory as an object of a subclass of Tensor.
asarray: The object as a tensor, over its memory where that can be, unless copy is True.
asin arcsin: The angle in [-pi/2, pi/2] whose sine each element is; NaN outside [-1, 1].
asinh arcsinh: The number whose hyperbolic sine each element is.
assert_allclose: Raises AssertionError unless actual and expected agree; assert_close is the newer name.
atan arctan: The angle in (-pi/2, pi/2) whose tangent each element is.
atan2 arctan2: The angle in [-pi, pi] of the point (other, input), element by element, broadcast.
atanh arctanh: The number whose hyperbolic tangent each element is; infinite at -1 and 1, NaN outside.
atleast_1d: The tensor, or each of several, with at least one dimension.
atleast_2d: The tensor, or each of several, with at least two dimensions.
atleast_3d: The tensor, or each of several, with at least three dimensions.
avg_pool1d: Means over windows of the last dimension; input [N, C, L] or [C, L]. stride is kernel_size unless given.
avg_pool2d: Means over windows of the last two dimensions; input [N, C, H, W] or [C, H, W]. stride is kernel_size unless given.
avg_pool3d: Means over windows of the last three dimensions; input [N, C, D, H, W] or [C, D, H, W]. stride is kernel_size unless given.
baddbmm: beta input + alpha batch1 @ batch2, matrix by matrix: [b, n, p] from [b, n, m] and [b, m, p].
bartlett_window: A triangle of window_length points from 0 to 1 and back; periodic leaves out the last point of the next longer one.
batch_norm: (input - mean) / sqrt(var + eps) weight + bias for each channel (dimension 1): of the batch in training, which also moves the running statistics, else these.
bernoulli: 0 or 1 for each element, 1 with the probability that the element (or p) is; outside [0, 1] is an error.
bernoulli_: Fills with 0 or 1, 1 with probability p, a number or a tensor.
bilinear: y[k] = x1 @ weight[k] @ x2 + bias[k] over the last dimensions; weight is [out, in1, in2].
binary_cross_entropy: -(target log(input) + (1 - target) log(1 - input)), the logarithms not below -100; input must lie in [0, 1] and have target's shape.
binary_cross_entropy_with_logits: Binary cross entropy of sigmoid(input), computed without overflow; pos_weight multiplies the positive examples' part.
bincount: How often each number 0, 1, ... stands in a one-dimensional tensor of integers, which must not be negative; weights are summed instead of 1.
bitwise_and: The bits that both integers have; of bools, logical and.
bitwise_left_shift: input with its bits shifted by other to greater places.
bitwise_not: All bits turned; of bools, logical not.
bitwise_or: The bits that either integer has; of bools, logical or.
bitwise_right_shift: input with its bits shifted by other to smaller places, the sign kept.
bitwise_xor: The bits that one of the two integers has; of bools, whether they differ.
blackman_window: Blackman's window of window_length points; periodic leaves out the last point of the next longer one.
block_diag: The matrices along a diagonal, zeros elsewhere.
bmm: Products of matrices in a batch: [b, n, p] from [b, n, m] and [b, m, p], without broadcasting.
broadcast_tensors: The tensors expanded to the shape that they have together; views.
broadcast_to: A view expanded to size; dimensions of 1 repeat.
bucketize: For each element, between which of the ascending boundaries it lies: their number before it (with right: up to it, equal ones too).
can_cast: Whether numbers of the first dtype may be written into the second: not floats into integers, nor anything but bool into bool.
cartesian_prod: All combinations of one element of each one-dimensional tensor, a row each.
cat concat concatenate: The tensors one after another along dim; their other dimensions must agree.
cauchy_: Fills with samples of the Cauchy distribution.
cdist: The distances of p-norm between the rows of x1 [.., P, M] and of x2 [.., R, M]: [.., P, R].
ceil: The least integer not below each element, in its dtype.
chain_matmul: The product of several matrices in the cheapest order; linalg.multi_dot.
channel_shuffle native_channel_shuffle: The channels (dimension 1) of groups interleaved; their number must divide by groups.
cholesky: The lower triangular L with L @ L.T = input (with upper, its transpose); an error where a matrix is not positive definite.
cholesky_inverse: The inverse of the matrix whose Cholesky factor input is.
cholesky_solve: The X with A @ X = input, where input2 is A's Cholesky factor.
chunk: At most chunks parts of equal size along dim, the last perhaps smaller; views.
circular_pad1d: The last dimension continued by its other end.
circular_pad2d: The last two dimensions continued by their other ends.
circular_pad3d: The last three dimensions continued by their other ends.
clamp clip: Each element brought into [min, max]; numbers or tensors, either may be left out. NaN stays.
clamp_max: Each element, but at most max.
clamp_min: Each element, but at least min.
clip_grad_norm_: Scales gradients so that their joint norm is at most max_norm.
clone: A copy with memory of its own that gradients pass through.
col2im: The sum of patches back into images; F.fold.
column_stack: The tensors as columns beside each other; one-dimensional ones are made columns first.
combinations: All choices of r elements of a one-dimensional tensor, a row each, in order.
compiled_with_cxx11_abi: True.
cond: The condition number of each matrix: greatest over least singular value, or norm(A) norm(inverse(A)) for another p.
conj conj_physical resolve_conj resolve_neg: The tensor itself: there are no complex numbers.
constant_pad1d: The last dimension with value around it.
constant_pad2d: The last two dimensions with value around them.
constant_pad3d: The last three dimensions with value around them.
constant_pad_nd: The tensor with value around it; pad has two widths for each dimension, the last dimension first. Negative ones cut.
contiguous: The tensor itself if its elements lie in row-major order (or in memory_format), else a copy that does.
conv1d: Cross-correlation of input [N, in, L] with weight [out, in / groups, K], plus bias [out].
conv2d: Cross-correlation of input [N, in, H, W] with weight [out, in / groups, KH, KW], plus bias [out]; padding is numbers, 'same' or 'valid'.
conv3d: Cross-correlation of input [N, in, D, H, W] with weight [out, in / groups, KD, KH, KW], plus bias [out].
conv_transpose1d: What conv1d's gradient does to input [N, in, L]: weight is [in, out / groups, K], and the result is longer by the stride.
conv_transpose2d: What conv2d's gradient does to input [N, in, H, W]: weight is [in, out / groups, KH, KW], and the result is larger by the stride.
conv_transpose3d: What conv3d's gradient does to input [N, in, D, H, W]: weight is [in, out / groups, KD, KH, KW], and the result is larger by the stride.
convolution: The convolution, or with transposed its transpose, in as many dimensions as stride has numbers.
copy_: Takes over src's elements, broadcast and converted. Gradients go to src.
copysign: The magnitude of input with the sign of other.
corrcoef: The correlations between the rows of a matrix [variables, observations].
cos: The cosine of each element, in radians.
cosh: The hyperbolic cosine of each element.
cosine_embedding_loss: 1 - cos(x1, x2) where target is 1, max(0, cos(x1, x2) - margin) where it is -1.
cosine_similarity: The cosine of the angle between x1 and x2 along dim; norms are at least eps.
count_nonzero: How many elements are not 0, of all or along dim.
cov: The covariances between the rows of a matrix [variables, observations], divided by observations - correction.
cpu: The tensor itself: the CPU is the only device.
crelu: max(x, 0) and max(-x, 0) one after the other along dim, which doubles.
cross: The cross product of vectors of 3 along dim; by default the first dimension of that size (in linalg the last dimension).
cross_entropy: -log softmax(input)[target] for each example, weighted; input is [C], [N, C] or [N, C, ..], target class numbers or probabilities of input's shape.
cross_entropy_loss: F.cross_entropy with its reduction as a number.
cross_map_lrn2d: Local response normalisation across channels.
ctc_loss: The negative log likelihood of the target sequences over all alignments with log_probs [T, N, C].
cuda: An error: the CPU is the only device.
cummax: The greatest element up to each place along dim, and its index, the last of equal ones.
cummin: The least element up to each place along dim, and its index, the last of equal ones.
cumprod: The product of the elements up to each place along dim. Integers become int64.
cumsum: The sum of the elements up to each place along dim. Integers become int64.
cumulative_trapezoid: The integral of y up to each place along dim by the trapezoidal rule, with points x or steps dx; one element less.
deg2rad: Degrees as radians.
det: The determinant of each matrix [.., n, n].
detach: A view of the same memory that gradients stop at.
detach_: Cuts the tensor off from what made it.
device: cpu: the only device.
diag: The diagonal of a matrix as a vector, or a matrix with a vector on its diagonal.
diag_embed: Matrices whose diagonals are the last dimension of input.
diagflat: A matrix with the elements of input, flattened, on its diagonal.
diagonal: The diagonal of the dimensions dim1 and dim2, as the last dimension; a view.
diagonal_scatter: A copy of input with src on the diagonal.
diff: Differences of neighbours along dim, taken n times, with prepend and append before and behind.
digamma psi: The derivative of log gamma.
dirac_: Fills the weight of a convolution so that it hands its input on.
dist: The p-norm of input - other, a number.
div divide true_divide: input / other, broadcast; integers give floats, unless rounding_mode is 'trunc' or 'floor'.
dot: The sum of the products of two vectors of equal length.
dropout: In training, sets each element to 0 with probability p and divides the others by 1 - p; p must be between 0 and 1.
dsplit: tensor_split along the third dimension.
dstack: The tensors stacked along a third dimension.
eigh: The eigenvalues, ascending, and eigenvectors of symmetric matrices, of which one triangle is read.
eigvalsh: The eigenvalues, ascending, of symmetric matrices, of which one triangle is read.
einsum: Sums of products by an equation such as 'ij,jk->ik'.
embedding: The rows of weight that indices name: shape of indices, then the row's.
embedding_bag: Sums, means or maxima of the rows of weight that indices name, a bag from each offset on.
embedding_renorm_: Scales the rows that indices name so that their norm is at most max_norm.
empty: A tensor of this size whose contents nobody promises.
empty_like: A tensor of input's size and dtype whose contents nobody promises.
empty_strided: A tensor of this size and these strides whose contents nobody promises.
entr: -x log(x), 0 at 0, and minus infinity below.
eq: Whether the elements are equal, as bools, broadcast.
equal: Whether both have one size and the same elements, as a bool of Python.
erf: The error function of each element.
erfc: 1 - erf(x), without losing digits where it is small.
erfcx: exp(x^2) erfc(x).
erfinv: The number whose erf each element is; infinite at -1 and 1, NaN outside.
exp: e to the power of each element.
exp2: 2 to the power of each element.
expand: A view in which dimensions of 1 repeat, and new ones may stand in front; -1 keeps a size.
expand_as: expand(other.size()).
expit: 1 / (1 + exp(-x)); torch.sigmoid.
expm1: exp(x) - 1, without losing digits near 0.
exponential_: Fills with samples of the exponential distribution of rate lambd.
eye: A matrix with ones on the diagonal, n by n or n by m.
feature_alpha_dropout: alpha_dropout of whole channels.
feature_dropout: dropout of whole channels.
fill: A copy of input with value everywhere.
fill_: Writes value, a number or a tensor without dimensions, everywhere.
fill_diagonal_: Writes fill_value on the diagonal; with wrap also on those that follow it in a tall matrix.
flatten: The dimensions start_dim to end_dim as one; a view where strides allow it.
flatten_dense_tensors: All elements of the tensors in one dimension.
flip: The order of the dimensions dims turned; a copy.
fliplr: The columns in turned order.
flipud: The rows in turned order.
float_power: input to the power of exponent, in double.
floor: The greatest integer not above each element, in its dtype.
floor_divide: floor(input / other), broadcast. Integers by 0 are an error.
fmax: The greater of two elements; of NaN and a number, the number.
fmin: The lesser of two elements; of NaN and a number, the number.
fmod: The remainder of input / other with the sign of input. Integers by 0 are an error.
frac: What is behind the point of each element, with its sign.
fractional_max_pool2d fractional_max_pool2d_with_indices: Greatest elements of windows whose places are drawn, and their indices.
fractional_max_pool3d fractional_max_pool3d_with_indices: Greatest elements of windows whose places are drawn, and their indices.
frexp: Mantissas of magnitude in [0.5, 1) and exponents with input = mantissa 2^exponent.
frobenius_norm: The square root of the sum of squares over dim.
full: A tensor of this size with fill_value everywhere, of its dtype unless another is given.
full_like: A tensor of input's size and dtype with fill_value everywhere.
fuse_conv_bn_weights: A convolution's weight and bias with batch normalisation in them.
fuse_linear_bn_weights: A linear layer's weight and bias with batch normalisation in them.
gammaln: The logarithm of |gamma(x)|; torch.lgamma.
gather: The elements at the indices along dim: y[i][j] = input[index[i][j]][j] for dim 0. The result has the shape of index.
gaussian_nll_loss: F.gaussian_nll_loss with its reduction as a number.
gcd: The greatest common divisor of integers.
ge greater_equal: Whether input >= other, as bools, broadcast.
geglu: a b ndtr(b), where a and b are the halves of input along dim.
geometric_: Fills with how many trials of probability p it takes to the first success.
get_default_dtype: The dtype of floats that say none: float32 unless set otherwise.
get_device: -1: the CPU is the only device.
get_num_interop_threads: 1: operations run one after another.
get_num_threads: How many threads a computation may take.
get_rng_state: The state of the default generator, a tensor of bytes.
glu: a sigmoid(b), where a and b are the halves of input along dim.
grid_sampler: The input's values at the points of grid; F.grid_sample with numbers for words.
grid_sampler_2d: The values of images at the points of grid [N, H, W, 2], each in [-1, 1].
grid_sampler_3d: The values of volumes at the points of grid [N, D, H, W, 3], each in [-1, 1].
group_norm: Normalises each example's channels in num_groups groups, then scales and shifts each channel; channels must divide by num_groups.
gt greater: Whether input > other, as bools, broadcast.
gumbel_softmax: A sample of the Gumbel-softmax distribution; hard: one-hot, with the gradient of the soft sample.
hamming_window: alpha - beta cos(2 pi n / N) for window_length points; periodic leaves out the last point of the next longer one.
hann_window: Hann's window, sin^2, of window_length points; periodic leaves out the last point of the next longer one.
has_names: False: there are no named dimensions.
heaviside: 0 where input is negative, 1 where it is positive, values where it is 0.
hinge_embedding_loss: input where target is 1, max(0, margin - input) where it is -1.
hinge_of_distances: max(0, alike - other + margin), reduced.
histc: How many elements lie in each of bins equal parts of [min, max], or of the tensor's own range where both are 0.
histogram: How many elements (or the sum of weight) lie in each bin, and the bins' edges; density: as a density.
hsplit: tensor_split along the second dimension, or the only one.
hstack: The tensors one after another along the second dimension, or the only one.
huber_loss: (x - y)^2 / 2 where |x - y| < delta, else delta (|x - y| - delta / 2).
hypot: sqrt(input^2 + other^2), without overflow.
i0: The modified Bessel function of the first kind, of order 0.
i0e: exp(-|x|) i0(x).
i1: The modified Bessel function of the first kind, of order 1.
i1e: exp(-|x|) i1(x).
igamma gammainc: The regularised lower incomplete gamma function of input and other.
igammac gammaincc: The regularised upper incomplete gamma function of input and other.
im2col: The patches of images as columns; F.unfold.
imag: An error: there are no complex numbers.
index_add: A copy of input to whose slices, along dim, at the indices alpha times source's slices are added. index is one-dimensional.
index_copy: A copy of input whose slices, along dim, at the indices are source's.
index_fill: A copy of input whose slices, along dim, at the indices are value.
index_put: A copy of input with values at the places that the index tensors name together; accumulate adds.
index_reduce: A copy of input whose slices, along dim, at the indices are combined with source's by reduce: 'prod', 'mean', 'amax' or 'amin'.
index_select: The slices along dim that the one-dimensional index names, copied.
initial_seed: The seed that the default generator began with.
inner: Sums of products over the last dimensions of both; numbers multiply.
instance_norm: Normalises each channel of each example over its places, then scales and shifts.
inv inverse: The inverse of each matrix [.., n, n]; an error if one is singular.
is_anomaly_enabled: Whether anomaly mode is on.
is_complex: False: there are no complex dtypes.
is_conj is_neg: False: there are no views that wait for a conjugation or a sign.
is_floating_point: Whether the dtype is a float of 16, 32 or 64 bits.
is_grad_enabled: Whether gradients are recorded here.
is_inference: Whether the tensor was made in inference mode.
is_inference_mode_enabled: Whether inference mode is on here.
is_nested is_sparse_csr: False: elements lie in plain memory.
is_nonzero: Whether the one element is not 0; an error for more elements or none.
is_pinned: False: there is no pinned memory.
is_same_size: Whether both have the same size.
is_set_to: Whether both are the same view of the same memory.
is_shared: False: memory is not shared with other processes.
is_signed: Whether the dtype has negative numbers.
is_storage: False: storages are not shown.
is_tensor: Whether the object is a Tensor.
is_vulkan is_xpu: False: the CPU is the only device.
isclose: Whether |input - other| <= atol + rtol |other|, element by element; equal_nan: NaN equals NaN.
isfinite: Whether each element is neither infinite nor NaN.
isin: Whether each element is among test_elements; invert turns the answer.
isinf: Whether each element is infinite.
isnan: Whether each element is NaN.
isneginf: Whether each element is minus infinity.
isposinf: Whether each element is plus infinity.
isreal: True for each element: there are no complex numbers.
kaiser_window: Kaiser's window with shape beta, of window_length points; periodic leaves out the last point of the next longer one.
kl_div: target (log(target) - input), where input is a log probability; log_target: target is one as well.
kron: Kronecker's product: each element of input times all of other.
kthvalue: The k-th least element along dim, counted from 1, and its index.
l1_loss: |input - target|.
layer_norm: Normalises over the last dimensions, which normalized_shape names, then multiplies by weight and adds bias.
layout: torch.strided: the only layout.
lcm: The least common multiple of integers.
ldexp: input 2^other.
le less_equal: Whether input <= other, as bools, broadcast.
lerp: input + weight (end - input).
lgamma: The logarithm of |gamma(x)|.
linear: input @ weight.T + bias, over the last dimension: [.., in] with weight [out, in] and bias [out] gives [.., out].
linear_act: activation(linear(input, weight, bias)) in one pass; activation is a name of the list, options are its numbers.
linear_activate: activate(linear(input, weight, bias)) in one pass.
linspace: steps numbers from start to end, both included, at equal distances.
local_response_norm: x / (k + alpha mean of squares over size neighbouring channels)^beta.
log: The natural logarithm of each element; NaN below 0.
log10: The logarithm of base 10; NaN below 0.
log1p: log(1 + x), without losing digits near 0.
log2: The logarithm of base 2; NaN below 0.
log_ndtr: The logarithm of ndtr(x), without losing digits far below 0.
log_normal_: Fills with exp of normal samples of this mean and std.
log_softmax: x - log(sum of exp(x)) along dim, without overflow.
logaddexp: log(exp(input) + exp(other)), without overflow.
logaddexp2: log2(2^input + 2^other), without overflow.
logcumsumexp: log of the sum of exp of the elements up to each place along dim.
logdet: The logarithm of the determinant of each matrix; NaN where it is negative.
logical_and: Whether both elements are nonzero.
logical_not: Whether each element is 0.
logical_or: Whether one of the elements is nonzero.
logical_xor: Whether exactly one of the elements is nonzero.
logit: log(x / (1 - x)); eps brings x into [eps, 1 - eps] first, without it x outside [0, 1] gives NaN.
logspace: base to the powers linspace(start, end, steps).
logsumexp: log of the sum of exp(x) along dim, without overflow.
lp_pool1d: (sum of x^p)^(1/p) over windows of the last dimension.
lp_pool2d: (sum of x^p)^(1/p) over windows of the last two dimensions.
lstsq: The X of least |input @ X - b|, its residuals, rank and singular values.
lt less: Whether input < other, as bools, broadcast.
margin_ranking_loss: max(0, -target (input1 - input2) + margin).
masked_fill: A copy of input with value where mask, a bool tensor that broadcasts, is True.
masked_scatter: A copy of input whose elements where mask is True are source's, one after another; source must have enough.
masked_select: The elements where mask is True, in one dimension; both broadcast.
matmul: The matrix product over the last two dimensions, the others broadcast; vectors count as a row on the left, a column on the right.
matrix_exp: The exponential of each square matrix.
matrix_norm: A norm of each matrix: 'fro', 'nuc', inf, -inf, 1, -1, 2 or -2.
matrix_power: Each square matrix to the integer power n; negative ones take the inverse.
matrix_rank: How many singular values lie above the tolerance.
max: The greatest element of all; with dim, a pair of the greatest elements along it and their indices; with another tensor, maximum.
max_pool1d: The greatest element of windows of the last dimension; input [N, C, L] or [C, L]. stride is kernel_size unless given.
max_pool1d_with_indices: max_pool1d, and where in the input each element was.
max_pool2d: The greatest element of windows of the last two dimensions; input [N, C, H, W] or [C, H, W]. stride is kernel_size unless given.
max_pool2d_with_indices: max_pool2d, and where in its plane each element was.
max_pool3d: The greatest element of windows of the last three dimensions; input [N, C, D, H, W] or [C, D, H, W]. stride is kernel_size unless given.
max_pool3d_with_indices: max_pool3d, and where in its volume each element was.
max_unpool1d: Zeros, with input's elements where the indices of max pooling say.
max_unpool2d: Zeros, with input's elements where the indices of max pooling say.
max_unpool3d: Zeros, with input's elements where the indices of max pooling say.
maximum: The greater of two elements, broadcast; NaN if one is.
maxout: The greatest of pieces neighbouring channels along dim, whose size is divided by pieces.
mean: The mean of all elements or along dim; of floats only, so give integers a dtype.
median: The middle element, the lower of two, of all; with dim, along it and its index. NaN if one is.
meshgrid: The coordinates of all points of a grid, a tensor for each axis; indexing 'ij' (rows first) or 'xy'.
min: The least element of all; with dim, a pair of the least elements along it and their indices; with another tensor, minimum.
minimum: The lesser of two elements, broadcast; NaN if one is.
mm: The product of two matrices: [n, p] from [n, m] and [m, p], without broadcasting.
mode: The most frequent element along dim, the least of equally frequent ones, and an index of it.
movedim moveaxis: Dimensions at other positions, the rest in their order; a view.
mse_loss: (input - target)^2.
msort: The elements sorted along the first dimension.
mul multiply: input other, element by element, broadcast.
multi_dot: The product of several matrices in the cheapest order; the first and the last may be vectors.
multi_label_margin_loss: Hinges between every target class and every other; targets end at the first -1.
multi_label_soft_margin_loss: Binary cross entropy of sigmoid(input), averaged over the classes.
multi_margin_loss: The mean over classes of max(0, margin - x[target] + x[i])^p, i not the target.
multilabel_margin_loss: Hinges between every target class and every other; targets end at the first -1.
multilabel_soft_margin_loss: Binary cross entropy of sigmoid(input), averaged over the classes.
multinomial: num_samples indices for each row of weights, drawn with or without replacement.
mv: The product of a matrix [n, m] and a vector [m].
mvlgamma multigammaln: The logarithm of the multivariate gamma function of dimension p.
name: None: dimensions and tensors have no names.
names: None for each dimension: dimensions have no names.
nan_to_num: NaN and infinities as numbers: 0, and the greatest and least of the dtype unless given.
nanmean: The mean of the elements that are not NaN.
nanmedian: The median of the elements that are not NaN.
nanquantile: The quantiles of the elements that are not NaN.
nansum: The sum of the elements that are not NaN.
narrow: length elements along dim from start on; a view.
narrow_copy: length elements along dim from start on, copied.
native_layer_norm: layer_norm, and the means and reciprocal deviations that it used.
ndtr: The share of the normal distribution below x.
ndtri: The number whose ndtr each element is.
ne not_equal: Whether the elements differ, as bools, broadcast.
neg negative: The negative of each element; of bools an error.
new_empty: A tensor of this size and this tensor's dtype whose contents nobody promises.
new_empty_strided: A tensor of this size, these strides and this tensor's dtype whose contents nobody promises.
new_full: A tensor of this size and this tensor's dtype with fill_value everywhere.
new_ones: Ones of this size and this tensor's dtype.
new_tensor: A tensor of a copy of data, of this tensor's dtype unless another is given.
new_zeros: Zeros of this size and this tensor's dtype.
nextafter: The number of the dtype next to input on the way to other.
nll_loss: -weight[target] input[target] for each example, where input [N, C] or [N, C, ..] has log probabilities; the mean divides by the weights.
nll_loss2d: nll_loss of planes.
nll_loss_nd: nll_loss of any number of dimensions.
nonzero: The indices of the nonzero elements, a row each: [count, dimensions], int64.
norm: The p-norm, of everything or along dim.
normal: Samples of normal distributions of these means and standard deviations, tensors or numbers.
normal_: Fills with samples of a normal distribution.
normalize: input / max(p-norm along dim, eps).
nuclear_norm: The sum of the singular values.
numel: The number of elements.
one_hot: A 1 at the place of each class number, zeros elsewhere, in a new last dimension of num_classes.
ones: Ones of this size.
ones_like: Ones of input's size and dtype.
orthogonal_: Fills with an orthonormal matrix, times gain.
outer ger: All products of an element of each of two vectors: [n, m].
pad: F.pad: widths for the last dimension first; mode 'constant', 'reflect', 'replicate' or 'circular'.
pad_sequence: Sequences of different length as one tensor, padded.
pairwise_distance: The p-norm of x1 - x2 + eps along the last dimension.
pca_lowrank: An error: rectify has it not; linalg.svd gives the exact answer.
pdist: The p-norm distances between all pairs of rows, in one dimension.
permute: The dimensions in the order dims; a view.
pin_memory: An error: there is nothing to pin memory for.
pinv pinverse: The pseudo-inverse of each matrix; singular values below the tolerance count as 0.
pixel_shuffle: Channels become places: [N, C r^2, H, W] to [N, C, H r, W r].
pixel_unshuffle: Places become channels: [N, C, H r, W r] to [N, C r^2, H, W].
poisson: Samples of Poisson distributions whose rates the elements are; negative ones are an error.
poisson_nll_loss: exp(x) - target x, or with log_input False x - target log(x + eps); full adds Stirling's approximation.
polygamma: The n-th derivative of digamma.
positive: The tensor itself; of bools an error.
pow: input to the power of exponent, numbers or tensors, broadcast; integers to negative powers are an error.
prelu: x where positive, else weight x; weight has one element or one for each channel.
prod: The product of all elements or along dim. Integers become int64.
promote_types: The dtype that both dtypes have together.
put: A copy of input whose elements at indices into the flattened tensor are source's; accumulate adds.
qr: Q with orthonormal columns and an upper triangular R whose product is each matrix.
quantile: The quantiles q in [0, 1] of all elements or along dim, by interpolation.
rad2deg: Radians as degrees.
rand: Uniform samples in [0, 1) of this size.
rand_like: Uniform samples in [0, 1) of input's size and dtype.
randint: Integers drawn from low (0 unless given) to high - 1.
randint_like: Integers drawn from low (0 unless given) to high - 1, of input's size and dtype.
randn: Samples of the normal distribution of mean 0 and variance 1, of this size.
randn_like: Samples of the normal distribution of mean 0 and variance 1, of input's size and dtype.
random_: Fills with integers drawn from [from, to), or from all that the dtype holds exactly.
randperm: The numbers 0 to n - 1 in random order.
range: start, start + step, ... up to end, end included; arange is without it.
ravel: The elements in one dimension; a view where strides allow it.
real: The tensor itself: there are no complex numbers.
reciprocal: 1 / x.
reflection_pad1d: The last dimension continued by its mirror image.
reflection_pad2d: The last two dimensions continued by their mirror images.
reflection_pad3d: The last three dimensions continued by their mirror images.
reglu: a max(b, 0), where a and b are the halves of input along dim.
remainder: The remainder of input / other with the sign of other. Integers by 0 are an error.
renorm: The slices along dim scaled so that their p-norm is at most maxnorm.
repeat: A copy of the tensor repeated along each dimension; more numbers than dimensions put new ones in front.
repeat_interleave: Each element (or slice along dim) repeated, all as often or each as repeats says.
replication_pad1d: The last dimension continued by its border.
replication_pad2d: The last two dimensions continued by their borders.
replication_pad3d: The last three dimensions continued by their borders.
requires_grad_: Says whether gradients are recorded for this leaf; floats only.
reshape: The elements in row-major order with another shape, one -1 filled in; a view where strides allow it.
reshape_as: reshape(other.size()).
resize_: Another size over the same memory, which grows as needed; new elements are not initialised.
resize_as_: resize_(the_template.size()).
result_type: The dtype that an operation on both, tensors or numbers, has.
roll: The elements moved round along dims by shifts; without dims, of the flattened tensor.
rot90: Turned by k right angles in the plane of dims.
round: The nearest integer, halves to even; decimals: so many digits behind the point.
rrelu: x where positive, else a x, with a drawn from [lower, upper) in training and their mean otherwise.
rrelu_with_noise: rrelu that writes the slopes it used into noise.
rsqrt: 1 / sqrt(x).
rsub: other - alpha input.
scalar_tensor: A tensor without dimensions that holds s.
scatter: A copy of input with src, a tensor or number, at the indices along dim: y[index[i][j]][j] = src[i][j] for dim 0; reduce 'add' or 'multiply' combines.
scatter_add: A copy of input to whose elements at the indices along dim src's are added: y[index[i][j]][j] += src[i][j] for dim 0.
scatter_reduce: A copy of input whose elements at the indices along dim are combined with src's by reduce: 'sum', 'prod', 'mean', 'amax' or 'amin'.
searchsorted: Where each element would be put into the sorted last dimension; right, or side='right': behind equal ones.
select: The slice at index along dim, which goes away; a view.
select_scatter: A copy of input whose slice at index along dim is src.
set_anomaly_enabled: Turns anomaly mode on or off: backward then names the forward call behind an error and refuses NaN.
set_default_dtype: Makes a dtype, float32 or float64, that of floats that say none.
set_default_tensor_type: set_default_dtype with a type such as torch.DoubleTensor.
set_flush_denormal: False: small numbers are kept.
set_num_interop_threads: Does nothing: operations run one after another.
set_rng_state: Puts the default generator into a state that get_rng_state gave.
sgn sign: -1, 0 or 1 by each element's sign; NaN gives 0.
share_memory_: The tensor itself: memory is not shared with other processes.
signbit: Whether each element's sign bit is set, that of -0.0 as well.
sin: The sine of each element, in radians.
sinc: sin(pi x) / (pi x), 1 at 0.
sinh: The hyperbolic sine of each element.
slice_scatter: A copy of input whose slice start:end:step along dim is src.
slogdet: The sign of each determinant and the logarithm of its magnitude.
smooth_l1_loss: (x - y)^2 / (2 beta) where |x - y| < beta, else |x - y| - beta / 2.
soft_margin_loss: log(1 + exp(-target input)).
softmax: exp(x) / (sum of exp(x)) along dim, without overflow.
softmin: softmax(-input).
solve: The X with A @ X = B (or X @ A = B); an error if A is singular.
solve_triangular: The X with input @ X = B, where input is a triangle, of which only that is read.
sort: The elements sorted along dim, and where each was; stable keeps equal ones in order.
sparse_: Fills a matrix with normal samples, of which a share in each column is 0.
split: Parts of this size along dim, the last perhaps smaller, or of these sizes; views.
split_with_sizes unsafe_split_with_sizes: Parts of these sizes along dim, which must add up to its size; views.
sqrt: The square root of each element; NaN below 0.
square: x^2.
squeeze: Without the dimensions of size 1, or without dim if its size is 1; a view.
stack: The tensors, which must have one size, along a new dimension dim.
std: The standard deviation of all elements or along dim, with the count less correction (1) as divisor.
std_mean: The standard deviation and the mean.
storage: An error: storages are not shown; data_ptr, stride and storage_offset are there.
sub subtract: input - alpha other, broadcast; of bools an error.
sum: The sum of all elements or along dim. bool and integers become int64.
sum_to_size: The sum over what was broadcast, so that size is left.
svd: The singular values and vectors of each matrix.
svdvals: The singular values of each matrix, descending.
swapaxes swapdims transpose: Two dimensions exchanged; a view.
swiglu: a b sigmoid(b), where a and b are the halves of input along dim.
swish: x sigmoid(beta x), with a beta that may be learned.
t: A matrix transposed, a vector as it is; more dimensions are an error. A view.
take: The elements at indices into the flattened tensor, in the shape of index.
take_along_dim: The elements at the indices along dim, the other dimensions broadcast; without dim, of the flattened tensor.
tan: The tangent of each element, in radians.
tensor_split: So many parts along dim, or parts that begin at these indices; views.
tensordot: Sums of products over the dimensions dims of both.
tile: repeat with ones in front where dims is shorter.
to_dlpack: A DLPack capsule over the tensor's memory.
topk: The k greatest (or least) elements along dim, and their indices, in order if sorted.
trace: The sum of a matrix's diagonal.
trapezoid trapz: The integral of y along dim by the trapezoidal rule, with points x or steps dx.
triangular_solve: The X with A @ X = input for a triangular A, and a copy of A.
tril: The lower triangle of each matrix, up to a diagonal; zeros elsewhere.
tril_indices: The row and column numbers of the lower triangle, [2, count].
triplet_margin_loss: max(0, distance(anchor, positive) - distance(anchor, negative) + margin).
triu: The upper triangle of each matrix, from a diagonal on; zeros elsewhere.
triu_indices: The row and column numbers of the upper triangle, [2, count].
trunc fix: The integer next to each element on the way to 0, in its dtype.
trunc_normal_: Fills with normal samples between a and b.
type_as: The tensor in other's dtype.
typename: The type's name, such as torch.FloatTensor for a tensor.
unbind: The slices along dim, as a tuple of views.
unflatten: The dimension dim as several of these sizes; a view.
unflatten_dense_tensors: flatten_dense_tensors turned round: parts of flat in the shapes of tensors.
unfold: Windows of size elements along a dimension, every step elements, in a new last dimension; a view.
uniform_: Fills with uniform samples in [from, to).
_unique2: The different elements, where each is among them, and how often.
unique_consecutive: The elements without repetitions of their neighbour.
unique_dim: The different slices along dim, where each is among them, and how often.
unsqueeze: A new dimension of size 1 at dim; a view.
upsample: Deprecated: F.interpolate.
upsample_bicubic2d: F.interpolate with mode 'bicubic'.
upsample_bicubic2d_aa: F.interpolate with mode 'bicubic' and antialias.
upsample_bilinear upsampling_bilinear2d: Planes made larger by bilinear interpolation whose corners stay corners: F.interpolate with align_corners.
upsample_bilinear2d: F.interpolate with mode 'bilinear'.
upsample_bilinear2d_aa: F.interpolate with mode 'bilinear' and antialias.
upsample_linear1d: F.interpolate with mode 'linear'.
upsample_nearest upsampling_nearest2d: Planes made larger by their nearest elements.
upsample_nearest1d upsample_nearest2d upsample_nearest3d: F.interpolate with mode 'nearest'.
upsample_nearest_exact1d upsample_nearest_exact2d upsample_nearest_exact3d: F.interpolate with mode 'nearest-exact'.
upsample_trilinear3d: F.interpolate with mode 'trilinear'.
vander: The powers of each element, a row each; descending unless increasing.
var: The variance of all elements or along dim, with the count less correction (1) as divisor.
var_mean: The variance and the mean.
vdot: The sum of the products of two vectors of equal length; there are no complex numbers to conjugate.
vecdot: Sums of products along dim, broadcast.
vector_norm: The norm of order ord of all elements or along dim: any number, inf and -inf included.
view: The same memory with another shape, whose strides must allow it, or with its bytes read as another dtype.
view_as: view(other.size()).
vsplit: tensor_split along the first dimension.
vstack row_stack: The tensors one after another along the first dimension; vectors are rows.
where: input where condition is True, else other, broadcast; with the condition alone, the indices of its nonzero elements as a tuple.
xlog1py: input log(1 + other), 0 where input is 0.
xlogy: input log(other), 0 where input is 0.
zero_: Writes zeros everywhere.
zero_pad1d: The last dimension with zeros around it.
zero_pad2d: The last two dimensions with zeros around them.
zero_pad3d: The last three dimensions with zeros around them.
zeros: Zeros of this size.
zeros_like: Zeros of input's size and dtype.
zeta: Hurwitz's zeta function: the sum of (k + other)^-input for k = 0, 1, ...
Distribution.has_rsample: Whether rsample has a formula.
Distribution.loc: The location parameter.
Distribution.logits: The logarithms that probs follow from.
Distribution.mean: The mean, of batch_shape and event_shape.
Distribution.mode: The most likely value.
Distribution.param_shape: The size of probs or logits.
Distribution.probs: The probabilities.
Distribution.scale: The scale parameter.
Distribution.stddev: The square root of the variance.
Distribution.support: Where samples lie.
Distribution.variance: The variance, of batch_shape and event_shape.
Function.apply: Calls forward, and has backward called with the gradients; functions are used so.
Function.backward: The gradients of forward's inputs, from ctx and those of its outputs; subclasses define it.
Function.forward: The outputs from ctx and the inputs; subclasses define it.
Function.mark_dirty: Says which inputs forward has changed in place.
Function.mark_non_differentiable: Says which outputs have no gradient.
Function.save_for_backward: Keeps tensors for backward, which finds them in saved_tensors.
Function.saved_tensors: What save_for_backward kept; an error if one was changed in place since.
Function.saved_variables: saved_tensors, by its old name.
Function.set_materialize_grads: Whether backward gets zeros for outputs without gradient (True), or None.
functional.ctc_loss: The negative log likelihood of targets over all alignments with log_probs [T, N, C]; input_lengths and target_lengths say how much of each counts.
init.constant_: Fills with val, without being recorded.
init.kaiming_normal_: He et al. 2015: normal with std gain / sqrt(fan), the fan and the gain chosen by mode and nonlinearity.
init.normal_: Normal of this mean and std, without being recorded.
init.ones_: Fills with ones, without being recorded.
init.xavier_normal_: Glorot and Bengio 2010: normal with std gain sqrt(2 / (fan_in + fan_out)).
init.zeros_: Fills with zeros, without being recorded.
linalg.norm: The norm of vectors or matrices, by ord and dim.
Module.append: Puts another at the end; returns the container.
Module.bfloat16: Casts all floating parameters and buffers to bfloat16, in place, and returns the module.
Module.buffers: The buffers of this module and, with recurse, of those inside, each once.
Module.children: The modules directly inside, each once.
Module.clear: Takes everything out.
Module.copy: A container with the same contents.
Module.cpu: Returns the module: the CPU is the only device.
Module.cuda: An error: the CPU is the only device.
Module.double: Casts all floating parameters and buffers to float64, in place, and returns the module.
Module.eval: train(False).
Module.extend: Puts several at the end; returns the container.
Module.extra_repr: What stands between the parentheses when the module is printed.
Module.float: Casts all floating parameters and buffers to float32, in place, and returns the module.
Module.forward: What the module computes of its inputs; subclasses define it, and calling the module calls it with the hooks.
Module.from_pretrained: A module whose table is the given tensor, frozen unless told otherwise.
Module.fromkeys: A container with these keys and one value.
Module.get: What stands under the key, or default.
Module.get_buffer: The buffer of a name with points; AttributeError if there is none.
Module.get_extra_state: What a subclass wants kept in state_dict beside parameters and buffers.
Module.get_parameter: The parameter of a name with points; AttributeError if there is none.
Module.half: Casts all floating parameters and buffers to float16, in place, and returns the module.
Module.insert: Puts another before an index.
Module.items: Pairs of key and value.
Module.keys: The keys, in order.
Module.modules: This module and all inside, each once.
Module.named_buffers: Pairs of name and buffer, names with points.
Module.named_children: Pairs of name and module of those directly inside.
Module.named_parameters: Pairs of name and parameter, names with points.
Module.parameters: The parameters of this module and, with recurse, of those inside, each once.
Module.pop: Takes one out and returns it.
Module.popitem: Takes the last pair out and returns it.
Module.register_load_state_dict_pre_hook: Calls hook before load_state_dict reads this module's entries.
Module.register_state_dict_post_hook: Calls hook after state_dict has collected this module's entries.
Module.register_state_dict_pre_hook: Calls hook(module, prefix, keep_vars) before state_dict collects this module's entries.
Module.requires_grad_: Says for all parameters whether gradients are recorded, and returns the module.
Module.reset_parameters: Draws the parameters again, as when the module was made.
Module.reset_running_stats: Puts the running mean to 0, the running variance to 1 and the count of batches to 0.
Module.set_extra_state: Takes back what get_extra_state gave.
Module.setdefault: What stands under the key, where default is put if there is nothing.
Module.share_memory: Returns the module: memory is not shared with other processes.
Module.train: Puts this module and all inside into training mode (or evaluation mode, with mode False), which dropout and batch normalisation look at.
Module.type: Casts all parameters and buffers to dst_type, in place, and returns the module.
Module.update: Takes over the pairs of a dict or of another container.
Module.values: The values, in order.
Module.zero_grad: Forgets the gradients of all parameters: to zeros, or to None with set_to_none.
Optimizer.load_state_dict: Takes over a state that state_dict gave; groups must be of the same sizes.
Optimizer.zero_grad: Forgets the gradients of all parameters: to zeros, or to None with set_to_none.
Scheduler.get_last_lr: The learning rates that are set now, one for each group.
Scheduler.get_lr: The learning rates of this step, one for each group; step() calls it.
Scheduler.in_cooldown: Whether the scheduler waits after it has reduced the rate.
Scheduler.is_better: Whether a is better than best, by mode and threshold.
Scheduler.load_state_dict: Takes over a state that state_dict gave.
Scheduler.state_dict: All that the scheduler knows but the optimizer, as a dict.
Scheduler.step: Goes on by one step and sets the optimizer's learning rates.
utils.clip_grad_norm: Deprecated: clip_grad_norm_.
utils.parameters_to_vector: All parameters in one dimension, one after another.
"""


@functools.lru_cache(None)
def table():
    """{name: (first name of its line, text)}."""
    from .nn._listed import LISTED

    found = {a.name: (a.name, a.doc) for a in LISTED}
    for line in TABLE.strip().split("\n"):
        names, text = line.split(": ", 1)
        found.update(dict.fromkeys(names.split(), (names.split()[0], text)))
    return found


def describe(name, place=""):
    """What a function does; "" if the table does not say."""
    rows = table()
    row = rows.get(f"{place}.{name}") or rows.get(name)
    if row is None and name.endswith("_") and name[:-1] in rows:
        return f"In place: {describe(name[:-1], place)}"
    return row[1] if row else ""


def fill_in(owner, place=""):
    """Gives what says nothing itself, in a module or a class, what the table says."""
    for name, value in list(vars(owner).items()):
        value = value.__func__ if isinstance(value, (classmethod, staticmethod)) else value
        if name.startswith("_") or getattr(value, "__doc__", "") is not None or not (callable(value) or isinstance(value, property)):
            continue
        if isinstance(value, type) and place == "functional":
            function = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
            value.__doc__ = f"A module: {describe(function, place)}"
        else:
            value.__doc__ = describe(name, place) or None


def fill_package():
    """Once, when the package is imported."""
    from . import _functions, autograd, nn, optim, random, testing
    from ._C import Tensor
    from .optim import lr_scheduler

    nn_modules = [value for value in vars(nn.modules).values() if inspect.ismodule(value)]
    for place, of_classes, owners in (
        ("", "", (_functions, autograd, random, testing)), ("functional", "", (nn.functional, nn._losses)), ("functional", "Module", nn_modules), ("init", "", (nn.init,)),
            ("utils", "", (nn.utils,)), ("optim", "Optimizer", (optim,)), ("", "Scheduler", (lr_scheduler,))):
        for owner in owners:
            fill_in(owner, place)
            for value in list(vars(owner).values()):
                if isinstance(value, type) and value.__module__ == owner.__name__:
                    fill_in(value, of_classes)
    for owner in (autograd.Function, autograd.FunctionCtx):
        fill_in(owner, "Function")
    fill_in(Tensor)
