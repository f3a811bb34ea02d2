#pragma once
// What programs take for granted because libtorch's header brings it along.
#include <algorithm>
#include <bitset>
#include <cinttypes>
#include <climits>
#include <complex>
#include <condition_variable>
#include <cstring>
#include <iomanip>
#include <iostream>
#include <list>
#include <numeric>
#include <optional>
#include <queue>
#include <set>
#include <shared_mutex>
#include <stack>
#include <thread>
#include <typeindex>
#include <unordered_set>
#include <variant>

#include <rectify/torch.h>
